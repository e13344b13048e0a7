import type { Family } from "../family.ts";
import type { Command, Draw } from "../values.ts";

/** Keys of all types: their lifetimes, names and places. */
export const keys: Family = [
  [5, (d) => [d.one(["DEL", "UNLINK"]), ...d.anyKeys()]],
  [4, (d) => [d.one(["EXISTS", "TOUCH"]), ...d.anyKeys()]],
  [3, (d) => ["TYPE", d.anyKey()]],
  [1, (d) => ["KEYS", d.pattern()]],
  [2, (d) => ["SCAN", d.chance(0.9) ? "0" : d.one(["x", "-x", "", "1 "]), ...scanOptions(d)]],
  [1, () => ["RANDOMKEY"]],
  [3, (d) => [d.one(["RENAME", "RENAMENX"]), ...d.keyPair()]],
  [4, (d) => ["COPY", ...d.keyPair(), ...copyOptions(d)]],
  [2, (d) => ["MOVE", d.anyKey(), d.database()]],
  [10, expire],
  [3, (d) => ["PERSIST", d.anyKey()]],
  [8, (d) => [d.one(["TTL", "PTTL", "EXPIRETIME", "PEXPIRETIME"]), d.anyKey()]],
  [
    5,
    (d) => ["OBJECT", d.anyCase(d.one(["ENCODING", "ENCODING", "FREQ", "IDLETIME", "REFCOUNT", "NOPE"])), d.anyKey()],
  ],
];

/** All of the database, so that the order in which a server walks its keys does not matter. */
function scanOptions(d: Draw): string[] {
  return [
    "COUNT",
    d.chance(0.95) ? "100000" : d.one(["0", "-1", "x"]),
    ...d.some(0.4, d.anyCase("MATCH"), d.pattern()),
    ...d.some(0.3, d.anyCase("TYPE"), d.one(["string", "STRING", "list", "hash", "set", "zset", "nope"])),
    ...d.some(0.03, d.one(["NOPE", "MATCH", "TYPE"])),
  ];
}

function copyOptions(d: Draw): string[] {
  return [
    ...d.some(0.4, d.anyCase("DB"), d.database()),
    ...d.some(0.5, d.anyCase("REPLACE")),
    ...d.some(0.03, d.one(["DB", "NOPE"])),
  ];
}

function expire(d: Draw): Command {
  const name = d.one(["EXPIRE", "PEXPIRE", "EXPIREAT", "PEXPIREAT"]);
  const unit = { EXPIRE: "EX", PEXPIRE: "PX", EXPIREAT: "EXAT", PEXPIREAT: "PXAT" }[name]!;
  const when = d.chance(0.85) ? d.lifetime(unit) : d.chance(0.5) ? String(d.between(-100, 0)) : d.oddLifetime(unit);
  return [
    name,
    d.anyKey(),
    when,
    ...d.some(0.3, d.anyCase(d.one(["NX", "XX", "GT", "LT"]))),
    ...d.some(0.1, d.one(["NX", "GT", "LT", "NOPE"])),
  ];
}
