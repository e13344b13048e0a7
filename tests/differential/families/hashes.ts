import type { Family } from "../family.ts";
import type { Command, Draw } from "../values.ts";

/** Hashes, but for deadlines of fields, which Redis 7.0 does not have. */
export const hashes: Family = [
  [14, (d) => [d.one(["HSET", "HSET", "HMSET"]), d.key("hash"), ...pairs(d)]],
  [4, (d) => ["HSETNX", d.key("hash"), d.field(), d.value()]],
  [8, (d) => ["HGET", d.key("hash"), d.field()]],
  [4, (d) => ["HMGET", d.key("hash"), ...d.bulkFields()]],
  [3, (d) => [d.one(["HGETALL", "HKEYS", "HVALS"]), d.key("hash")]],
  [6, (d) => [d.one(["HEXISTS", "HSTRLEN"]), d.key("hash"), d.field()]],
  [3, (d) => ["HLEN", d.key("hash")]],
  [8, (d) => ["HDEL", d.key("hash"), ...d.bulkFields()]],
  [5, (d) => ["HINCRBY", d.key("hash"), d.field(), d.integer(-1000, 1000)]],
  [5, (d) => ["HINCRBYFLOAT", d.key("hash"), d.field(), d.chance(0.7) ? d.float() : d.integer()]],
  [4, random],
  [3, scan],
  [0.3, (d) => ["DEL", d.key("hash")]],
];

function pairs(d: Draw): string[] {
  return d.bulkFields().flatMap((field) => [field, d.value()]);
}

function random(d: Draw): Command {
  if (d.chance(0.3)) return ["HRANDFIELD", d.key("hash")];
  return [
    "HRANDFIELD",
    d.key("hash"),
    d.count(),
    ...d.some(0.5, d.anyCase("WITHVALUES")),
    ...d.some(0.03, d.one(["WITHSCORES", "1", ""])),
  ];
}

/** All of the hash, so that the order in which a server walks its fields does not matter. */
function scan(d: Draw): Command {
  return [
    "HSCAN",
    d.key("hash"),
    d.chance(0.9) ? "0" : d.one(["x", "-x", "", "1 ", "00", "-0"]),
    "COUNT",
    d.chance(0.95) ? "100000" : d.one(["0", "-1", "x"]),
    ...d.some(0.4, d.anyCase("MATCH"), d.pattern()),
    ...d.some(0.03, d.one(["NOPE", "MATCH", "TYPE"])),
  ];
}
