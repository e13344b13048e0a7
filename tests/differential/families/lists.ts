import type { Family } from "../family.ts";
import type { Command, Draw } from "../values.ts";

/** Lists, packed and large. */
export const lists: Family = [
  [14, (d) => [d.one(["LPUSH", "RPUSH"]), d.key("list"), ...d.bulkMembers()]],
  [3, (d) => [d.one(["LPUSHX", "RPUSHX"]), d.key("list"), ...d.bulkMembers()]],
  [10, (d) => [d.one(["LPOP", "RPOP"]), d.key("list"), ...d.some(0.4, d.count())]],
  [3, (d) => ["LLEN", d.key("list")]],
  [5, (d) => ["LINDEX", d.key("list"), d.index()]],
  [8, (d) => ["LRANGE", d.key("list"), ...d.indexRange()]],
  [4, (d) => ["LSET", d.key("list"), d.index(), element(d)]],
  [5, (d) => ["LINSERT", d.key("list"), side(d), d.member(), element(d)]],
  [5, (d) => ["LREM", d.key("list"), d.one(["0", "1", "2", "-1", "-2", d.count()]), d.member()]],
  [2, (d) => ["LTRIM", d.key("list"), ...d.chance(0.5) ? ["0", d.index()] : d.indexRange()]],
  [6, position],
  [4, (d) => ["LMOVE", d.key("list"), d.key("list"), end(d), end(d)]],
  [2, (d) => ["RPOPLPUSH", d.key("list"), d.key("list")]],
  [4, (d) => ["LMPOP", ...multiPop(d)]],
  [0.5, blocking],
  [0.3, (d) => ["DEL", d.key("list")]],
];

/** An element; now and then one that fills a chunk or more. */
function element(d: Draw): string {
  if (d.chance(0.97)) return d.member();
  return d.chance(0.9) ? "z".repeat(d.between(100, 5000)) : "Z".repeat(d.between(5000, 70_000));
}

function end(d: Draw): string {
  return d.chance(0.98) ? d.anyCase(d.one(["LEFT", "RIGHT"])) : d.one(["BEFORE", "", "0"]);
}

function side(d: Draw): string {
  return d.chance(0.98) ? d.anyCase(d.one(["BEFORE", "AFTER"])) : d.one(["LEFT", "", "0"]);
}

function position(d: Draw): Command {
  return [
    "LPOS",
    d.key("list"),
    d.member(),
    ...d.some(0.5, d.anyCase("RANK"), d.chance(0.9) ? d.one(["1", "2", "3", "-1", "-2"]) : d.integer()),
    ...d.some(0.5, d.anyCase("COUNT"), d.chance(0.9) ? d.one(["0", "1", "2", "5"]) : d.integer()),
    ...d.some(0.4, d.anyCase("MAXLEN"), d.chance(0.9) ? d.one(["0", "1", "3", "50"]) : d.integer()),
    ...d.some(0.03, d.one(["NOPE", "RANK", "COUNT", "MAXLEN"])),
  ];
}

function multiPop(d: Draw): string[] {
  return [
    ...d.numberedKeys("list"),
    end(d),
    ...d.some(0.5, d.anyCase("COUNT"), d.chance(0.9) ? String(d.between(1, 10)) : d.count()),
    ...d.some(0.03, d.one(["NOPE", "COUNT", "LEFT"])),
  ];
}

/** There is nobody to push anything meanwhile, so each waits but for a moment. */
function blocking(d: Draw): Command {
  const timeout = d.chance(0.95) ? "0.001" : d.one(["x", "", "-1", "nan"]);
  switch (d.between(0, 3)) {
    case 0:
      return [d.one(["BLPOP", "BRPOP"]), ...d.keys(3, "list"), timeout];
    case 1:
      return ["BLMPOP", timeout, ...multiPop(d)];
    case 2:
      return ["BLMOVE", d.key("list"), d.key("list"), end(d), end(d), timeout];
    default:
      return ["BRPOPLPUSH", d.key("list"), d.key("list"), timeout];
  }
}
