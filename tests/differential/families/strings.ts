import type { Family } from "../family.ts";
import type { Draw } from "../values.ts";

/** Strings and their numbers. */
export const strings: Family = [
  [16, (d) => ["SET", d.key(), d.value(), ...setOptions(d)]],
  [8, (d) => ["GET", d.key()]],
  [2, (d) => ["GETSET", d.key(), d.value()]],
  [3, (d) => ["GETDEL", d.key()]],
  [4, (d) => ["GETEX", d.key(), ...getexOptions(d)]],
  [3, (d) => ["MGET", ...d.keys()]],
  [3, (d) => ["MSET", ...pairs(d)]],
  [2, (d) => ["MSETNX", ...pairs(d)]],
  [5, (d) => ["APPEND", d.key(), d.value()]],
  [4, (d) => ["STRLEN", d.key()]],
  [4, (d) => ["SETRANGE", d.key(), offset(d), d.value()]],
  [4, (d) => [d.one(["GETRANGE", "SUBSTR"]), d.key(), d.integer(), d.integer()]],
  [5, (d) => [d.one(["INCR", "DECR"]), d.key()]],
  [5, (d) => [d.one(["INCRBY", "DECRBY"]), d.key(), d.integer(-1000, 1000)]],
  [5, (d) => ["INCRBYFLOAT", d.key(), d.float()]],
  [2, (d) => ["SETEX", d.key(), d.chance(0.9) ? d.lifetime("EX") : d.oddLifetime("EX"), d.value()]],
  [2, (d) => ["PSETEX", d.key(), d.chance(0.9) ? d.lifetime("PX") : d.oddLifetime("PX"), d.value()]],
  [3, (d) => ["SETNX", d.key(), d.value()]],
  [3, (d) => ["LCS", d.key(), d.key(), ...lcsOptions(d)]],
];

function setOptions(d: Draw): string[] {
  const options = [
    d.some(0.2, d.anyCase(d.one(["NX", "XX"]))),
    d.some(0.15, d.anyCase("GET")),
    d.some(0.25, ...d.expiry()),
    d.some(0.1, d.anyCase("KEEPTTL")),
    d.some(0.03, d.one(["NX", "XX", "EX", "PX", "NOPE", "", "PERSIST"])),
  ];
  return d.chance(0.5) ? options.flat() : options.toReversed().flat();
}

function getexOptions(d: Draw): string[] {
  return [
    ...d.some(0.5, ...d.expiry()),
    ...d.some(0.3, d.anyCase("PERSIST")),
    ...d.some(0.03, d.one(["EX", "NX", "KEEPTTL", "NOPE"])),
  ];
}

function lcsOptions(d: Draw): string[] {
  return [
    ...d.some(0.4, d.anyCase("IDX")),
    ...d.some(0.2, d.anyCase("LEN")),
    ...d.some(0.3, d.anyCase("MINMATCHLEN"), d.integer(-1, 5)),
    ...d.some(0.3, d.anyCase("WITHMATCHLEN")),
    ...d.some(0.03, d.one(["NOPE", "MINMATCHLEN"])),
  ];
}

function pairs(d: Draw): string[] {
  return Array.from({ length: d.between(1, 4) }, () => [d.key(), d.value()]).flat();
}

function offset(d: Draw): string {
  return d.chance(0.95)
    ? String(d.between(-2, 100))
    : d.one(["536870912", "9223372036854775807", "-9223372036854775808", "x", "4294967295"]);
}
