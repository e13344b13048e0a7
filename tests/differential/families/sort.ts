import type { Family } from "../family.ts";
import type { Command, Draw } from "../values.ts";

/** SORT, on collections of its own of which most hold numbers, with weights and objects in strings and hashes of its own. */
export const sort: Family = [
  [6, (d) => ["RPUSH", source(d, "list"), ...elements(d)]],
  [4, (d) => ["SADD", source(d, "set"), ...elements(d)]],
  [4, (d) => ["ZADD", source(d, "zset"), ...elements(d).flatMap((element) => [number(d), element])]],
  [3, (d) => ["SET", `w:${d.between(0, 30)}`, d.chance(0.95) ? number(d) : d.letters(3)]],
  [3, (d) => ["HSET", `o:${d.between(0, 30)}`, "f", number(d), "name", d.letters(4)]],
  [1, (d) => ["DEL", d.one([source(d, "list"), source(d, "set"), source(d, "zset"), `w:${d.between(0, 30)}`])]],
  [12, plain],
  [5, byText],
  [3, (d) => ["LRANGE", `sorted:${d.between(0, 2)}`, "0", "-1"]],
  [0.5, (d) => [d.one(["SORT", "SORT_RO"]), d.one(["w:1", "o:1", "none"]), ...d.some(0.3, d.anyCase("ALPHA"))]],
];

/** None so near to 0 that converting it would leave an error behind. */
function number(d: Draw): string {
  return String(d.chance(0.7) ? d.between(-10, 10) : d.between(-2000, 2000) / 8);
}

function source(d: Draw, type: string): string {
  return `sort:${type}:${d.between(0, 2)}`;
}

/** Numbers as a rule. None holds a NUL, at which Redis's comparison by locale ends. */
function elements(d: Draw): string[] {
  const count = d.chance(0.03) ? 300 : d.between(1, 6);
  return Array.from(
    { length: count },
    () => d.chance(0.995) ? String(d.between(0, 30)) : d.one(["1.5", "-2", "1e2", "x"]),
  );
}

/** By numbers, or as the elements stand. */
function plain(d: Draw): Command {
  const type = d.one(["list", "set", "zset"]);
  // A set stands in an order of the server's own.
  const patterns = type === "set" ? ["w:*", "o:*->f"] : ["w:*", "o:*->f", "nosort", "fixed"];
  const options = [
    d.some(0.4, d.anyCase("BY"), d.chance(0.9) ? d.one(patterns) : d.one(["none:*", "o:*->none", "*", "w:*->f"])),
    d.some(0.4, d.anyCase("LIMIT"), d.integer(-3, 12), d.integer(-3, 12)),
    ...gets(d),
    d.some(0.4, d.anyCase(d.one(["ASC", "DESC"]))),
    d.some(0.03, d.one(["NOPE", "GET", "LIMIT", "STORE", "LIMIT 1", "1"])),
  ];
  const store = d.some(0.2, d.anyCase("STORE"), `sorted:${d.between(0, 2)}`);
  const all = d.chance(0.5) ? [store, ...options] : [...options, store];
  return [d.chance(0.9) ? "SORT" : "SORT_RO", source(d, type), ...all.flat()];
}

/** As texts. Weights that are the same leave the order to the server, so the elements are their own weights. */
function byText(d: Draw): Command {
  return [
    "SORT",
    source(d, d.one(["list", "set", "zset"])),
    d.anyCase("ALPHA"),
    ...d.some(0.4, d.anyCase("LIMIT"), d.integer(-3, 12), d.integer(-3, 12)),
    ...gets(d).flat(),
    ...d.some(0.5, d.anyCase("DESC")),
    ...d.some(0.2, d.anyCase("STORE"), `sorted:${d.between(0, 2)}`),
  ];
}

function gets(d: Draw): string[][] {
  const count = d.chance(0.6) ? 0 : d.between(1, 3);
  const patterns = ["#", "w:*", "o:*->name", "o:*->f", "none:*", "fixed", "o:*->", "*->f"];
  return Array.from({ length: count }, () => [d.anyCase("GET"), d.one(patterns)]);
}
