import type { Family } from "../family.ts";
import type { Command, Draw } from "../values.ts";

/** Sets: of integers, packed and large. */
export const sets: Family = [
  [12, (d) => ["SADD", d.key("set"), ...members(d)]],
  [8, (d) => ["SREM", d.key("set"), ...members(d)]],
  [3, (d) => ["SCARD", d.key("set")]],
  [5, (d) => ["SISMEMBER", d.key("set"), d.member()]],
  [4, (d) => ["SMISMEMBER", d.key("set"), ...members(d)]],
  [4, (d) => ["SMEMBERS", d.key("set")]],
  [5, (d) => ["SMOVE", d.key("set"), d.key("set"), d.member()]],
  [4, (d) => ["SPOP", d.key("set"), ...d.some(0.5, d.count())]],
  [4, (d) => ["SRANDMEMBER", d.key("set"), ...d.some(0.6, d.count())]],
  [6, (d) => [d.one(["SINTER", "SUNION", "SDIFF"]), ...d.keys(4, "set")]],
  [4, (d) => [d.one(["SINTERSTORE", "SUNIONSTORE", "SDIFFSTORE"]), d.key("set"), ...d.keys(4, "set")]],
  [4, card],
  [3, scan],
  [0.3, (d) => ["DEL", d.key("set")]],
];

/** Now and then integers only, so that sets of them live for a while. */
function members(d: Draw): string[] {
  if (d.chance(0.5)) return d.bulkMembers();
  return Array.from(
    { length: d.between(1, 5) },
    () => String(d.chance(0.8) ? d.between(-20, 20) : d.between(-100000, 3e9)),
  );
}

function card(d: Draw): Command {
  return [
    "SINTERCARD",
    ...d.numberedKeys("set"),
    ...d.some(0.5, d.anyCase("LIMIT"), d.count()),
    ...d.some(0.03, d.one(["LIMIT", "NOPE"])),
  ];
}

function scan(d: Draw): Command {
  return [
    "SSCAN",
    d.key("set"),
    d.chance(0.9) ? "0" : d.one(["x", "-x", "", "1 ", "00", "-0"]),
    "COUNT",
    d.chance(0.95) ? "100000" : d.one(["0", "-1", "x"]),
    ...d.some(0.4, d.anyCase("MATCH"), d.pattern()),
    ...d.some(0.03, d.one(["NOPE", "MATCH", "TYPE"])),
  ];
}
