import type { Family } from "../family.ts";
import type { Command, Draw } from "../values.ts";

/** Lists, small and large. */
export const lists: Family = [
  [12, (d) => [d.one(["LPUSH", "RPUSH", "LPUSH", "RPUSH", "LPUSHX", "RPUSHX"]), d.key("list"), ...elements(d)]],
  [8, (d) => [d.one(["LPOP", "RPOP"]), d.key("list"), ...d.some(0.4, d.count())]],
  [3, (d) => ["LLEN", d.key("list")]],
  [8, (d) => ["LRANGE", d.key("list"), ...d.indexRange()]],
  [6, (d) => ["LINDEX", d.key("list"), d.index()]],
  [5, (d) => ["LSET", d.key("list"), d.index(), element(d)]],
  [5, insert],
  [5, (d) => ["LREM", d.key("list"), d.chance(0.5) ? "0" : d.count(), element(d)]],
  [2, (d) => ["LTRIM", d.key("list"), ...d.indexRange()]],
  [6, position],
  [4, (d) => ["RPOPLPUSH", d.key("list"), d.key("list")]],
  [4, (d) => ["LMOVE", d.key("list"), d.key("list"), side(d), side(d)]],
  [4, (d) => ["LMPOP", ...d.numberedKeys("list"), side(d), ...count(d)]],
  [0.5, blocking],
  [0.3, (d) => ["DEL", d.key("list")]],
];

/** A text as lists often have them, or one so long that it needs a chunk of its own. */
function element(d: Draw): string {
  return d.chance(0.99) ? d.member() : "z".repeat(d.between(4000, 9000));
}

function elements(d: Draw): string[] {
  return d.chance(0.95) ? d.bulkMembers() : Array.from({ length: d.between(1, 3) }, () => element(d));
}

function side(d: Draw): string {
  return d.chance(0.98) ? d.anyCase(d.one(["LEFT", "RIGHT"])) : d.one(["MIDDLE", "", "COUNT"]);
}

function insert(d: Draw): Command {
  const where = d.chance(0.98) ? d.anyCase(d.one(["BEFORE", "AFTER"])) : d.one(["BESIDE", ""]);
  return ["LINSERT", d.key("list"), where, element(d), element(d)];
}

function position(d: Draw): Command {
  return [
    "LPOS",
    d.key("list"),
    element(d),
    ...d.some(0.4, d.anyCase("RANK"), d.integer(-4, 4)),
    ...d.some(0.4, d.anyCase("COUNT"), d.count()),
    ...d.some(0.4, d.anyCase("MAXLEN"), d.count()),
    ...d.some(0.03, d.one(["NOPE", "RANK", "COUNT"])),
  ];
}

function count(d: Draw): string[] {
  return [...d.some(0.5, d.anyCase("COUNT"), d.count()), ...d.some(0.03, d.one(["NOPE", "COUNT", "1"]))];
}

/** Waits for a moment only: both servers are asked one after the other. */
function blocking(d: Draw): Command {
  const timeout = d.chance(0.9) ? d.one(["0.001", "0.002", "1e-3", ".001"]) : d.one(["-1", "x", "", "nan", "-0.5"]);
  switch (d.between(0, 3)) {
    case 0:
      return [d.one(["BLPOP", "BRPOP"]), ...d.keys(3, "list"), timeout];
    case 1:
      return ["BRPOPLPUSH", d.key("list"), d.key("list"), timeout];
    case 2:
      return ["BLMOVE", d.key("list"), d.key("list"), side(d), side(d), timeout];
    default:
      return ["BLMPOP", timeout, ...d.numberedKeys("list"), side(d), ...count(d)];
  }
}
