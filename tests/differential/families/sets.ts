import type { Family } from "../family.ts";
import type { Command, Draw } from "../values.ts";

/** Sets: of integers, packed and large. */
export const sets: Family = [
  [14, (d) => ["SADD", d.key("set"), ...different(d.bulkMembers())]],
  [4, (d) => ["SADD", d.key("set"), ...different(integers(d))]],
  [8, (d) => ["SREM", d.key("set"), ...d.bulkMembers()]],
  [6, (d) => ["SISMEMBER", d.key("set"), d.member()]],
  [4, (d) => ["SMISMEMBER", d.key("set"), ...d.bulkMembers()]],
  [3, (d) => ["SCARD", d.key("set")]],
  [3, (d) => ["SMEMBERS", d.key("set")]],
  [4, (d) => ["SMOVE", d.key("set"), d.key("set"), d.member()]],
  [6, (d) => [d.one(["SINTER", "SUNION", "SDIFF"]), ...d.keys(4, "set")]],
  [5, (d) => [d.one(["SINTERSTORE", "SUNIONSTORE", "SDIFFSTORE"]), destination(d), ...d.keys(4, "set")]],
  [3, interCard],
  [4, (d) => ["SPOP", d.key("set"), ...d.some(0.6, popCount(d))]],
  [4, (d) => ["SRANDMEMBER", d.key("set"), ...d.some(0.7, d.count())]],
  [3, scan],
  [0.4, (d) => ["DEL", d.key("set")]],
];

/** Each member once: Redis 7.2 goes by the number of arguments, duplicates included, to choose a set's encoding, 7.0 does not. */
function different(members: string[]): string[] {
  return [...new Set(members)];
}

/** Integers of all widths, now and then many. */
function integers(d: Draw): string[] {
  const count = d.chance(0.9) ? d.between(1, 5) : d.between(50, 200);
  return Array.from({ length: count }, () => {
    const wide = d.chance(0.05) ? d.one([2 ** 15, 2 ** 31, 2 ** 40, -(2 ** 15), -(2 ** 31), -(2 ** 40)]) : 0;
    return d.chance(0.02) ? d.integer() : String(wide + d.between(-50, 50));
  });
}

/** Where a result goes: seldom over what others work with. */
function destination(d: Draw): string {
  return d.chance(0.6) ? `stored:${d.random.below(4)}` : d.key("set");
}

function interCard(d: Draw): Command {
  return [
    "SINTERCARD",
    ...d.numberedKeys("set"),
    ...d.some(0.5, d.anyCase("LIMIT"), d.chance(0.9) ? d.one(["0", "1", "2", "5", "100"]) : d.integer()),
    ...d.some(0.03, d.one(["NOPE", "LIMIT"])),
  ];
}

/** Few members, or nearly all, of which Redis makes a new set. */
function popCount(d: Draw): string {
  return d.chance(0.7) ? d.count() : String(d.between(1, 250));
}

/** All of the set, so that the order in which a server walks its members does not matter. */
function scan(d: Draw): Command {
  return [
    "SSCAN",
    d.key("set"),
    d.chance(0.9) ? "0" : d.one(["x", "-x", "", "1 ", "00", "-0"]),
    "COUNT",
    d.chance(0.95) ? "100000" : d.one(["0", "-1", "x"]),
    ...d.some(0.4, d.anyCase("MATCH"), d.pattern()),
    ...d.some(0.03, d.one(["NOPE", "MATCH", "TYPE", "NOVALUES"])),
  ];
}
