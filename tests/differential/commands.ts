import type { Command, Draw } from "./values.ts";

type Generate = (draw: Draw) => Command;

/** All random commands, and how often each is drawn in relation to the others. */
const GENERATORS: readonly (readonly [number, Generate])[] = [
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
  [5, (d) => [d.one(["DEL", "UNLINK"]), ...d.keys()]],
  [4, (d) => [d.one(["EXISTS", "TOUCH"]), ...d.keys()]],
  [3, (d) => ["TYPE", d.key()]],
  [1, (d) => ["KEYS", d.pattern()]],
  [2, (d) => ["SCAN", d.chance(0.9) ? "0" : d.one(["x", "-x", "", "1 "]), ...scanOptions(d)]],
  [1, () => ["RANDOMKEY"]],
  [3, (d) => [d.one(["RENAME", "RENAMENX"]), d.key(), d.key()]],
  [4, (d) => ["COPY", d.key(), d.key(), ...copyOptions(d)]],
  [2, (d) => ["MOVE", d.key(), d.database()]],
  [10, expire],
  [3, (d) => ["PERSIST", d.key()]],
  [8, (d) => [d.one(["TTL", "PTTL", "EXPIRETIME", "PEXPIRETIME"]), d.key()]],
  [5, (d) => ["OBJECT", d.anyCase(d.one(["ENCODING", "ENCODING", "FREQ", "IDLETIME", "REFCOUNT", "NOPE"])), d.key()]],
  [2, (d) => ["SELECT", d.database()]],
  [0.5, (d) => ["SWAPDB", d.database(), d.database()]],
  [
    0.2,
    (d) => [d.one(["FLUSHDB", "FLUSHDB", "FLUSHALL"]), ...some(d, 0.5, d.anyCase(d.one(["ASYNC", "SYNC", "NOW"])))],
  ],
  [2, () => ["DBSIZE"]],
  [1, (d) => ["PING", ...some(d, 0.5, d.value())]],
  [1, (d) => ["ECHO", d.value()]],
  [1, (d) => ["COMMAND", "GETKEYS", ...randomCommand(d)]],
  [1, client],
  [
    0.5,
    (d) => ["CONFIG", ...d.one([["GET", "no-such-directive"], ["SET", "no-such-directive", "1"], ["NOPE"], ["GET"]])],
  ],
  [0.5, (d) => [d.one(["NOPE", "GETT", "get ", "", "k\xffy"]), ...d.one([[], ["a"], ["a\r\nb", "c".repeat(200)]])]],
];
const TOTAL = GENERATORS.reduce((sum, [weight]) => sum + weight, 0);

/** A random command. */
export function randomCommand(draw: Draw): Command {
  let at = draw.random.below(TOTAL * 1000) / 1000;
  const [, generate] = GENERATORS.find(([weight]) => (at -= weight) < 0)!;
  const [name, ...args] = generate(draw);
  return [draw.anyCase(name), ...mutated(draw, args)];
}

/** As a rule the same; now and then one argument too many, too few or in the wrong place. */
function mutated(draw: Draw, args: string[]): string[] {
  if (!draw.chance(0.03)) return args;
  const at = draw.between(0, args.length);
  const change = draw.between(0, 2);
  if (change === 0) return args.toSpliced(at, 1);
  if (change === 1) return args.toSpliced(at, 0, draw.value());
  return args.toReversed();
}

/** `items` with the given probability, else nothing. */
function some(draw: Draw, probability: number, ...items: string[]): string[] {
  return draw.chance(probability) ? items : [];
}

function setOptions(d: Draw): string[] {
  const options = [
    some(d, 0.2, d.anyCase(d.one(["NX", "XX"]))),
    some(d, 0.15, d.anyCase("GET")),
    some(d, 0.25, ...d.expiry()),
    some(d, 0.1, d.anyCase("KEEPTTL")),
    some(d, 0.03, d.one(["NX", "XX", "EX", "PX", "NOPE", "", "PERSIST"])),
  ];
  return d.chance(0.5) ? options.flat() : options.toReversed().flat();
}

function getexOptions(d: Draw): string[] {
  return [
    ...some(d, 0.5, ...d.expiry()),
    ...some(d, 0.3, d.anyCase("PERSIST")),
    ...some(d, 0.03, d.one(["EX", "NX", "KEEPTTL", "NOPE"])),
  ];
}

function lcsOptions(d: Draw): string[] {
  return [
    ...some(d, 0.4, d.anyCase("IDX")),
    ...some(d, 0.2, d.anyCase("LEN")),
    ...some(d, 0.3, d.anyCase("MINMATCHLEN"), d.integer(-1, 5)),
    ...some(d, 0.3, d.anyCase("WITHMATCHLEN")),
    ...some(d, 0.03, d.one(["NOPE", "MINMATCHLEN"])),
  ];
}

/** All of the database, so that the order in which a server walks its keys does not matter. */
function scanOptions(d: Draw): string[] {
  return [
    "COUNT",
    d.chance(0.95) ? "100000" : d.one(["0", "-1", "x"]),
    ...some(d, 0.4, d.anyCase("MATCH"), d.pattern()),
    ...some(d, 0.3, d.anyCase("TYPE"), d.one(["string", "STRING", "list", "nope"])),
    ...some(d, 0.03, d.one(["NOPE", "MATCH", "TYPE"])),
  ];
}

function copyOptions(d: Draw): string[] {
  return [
    ...some(d, 0.4, d.anyCase("DB"), d.database()),
    ...some(d, 0.5, d.anyCase("REPLACE")),
    ...some(d, 0.03, d.one(["DB", "NOPE"])),
  ];
}

function expire(d: Draw): Command {
  const name = d.one(["EXPIRE", "PEXPIRE", "EXPIREAT", "PEXPIREAT"]);
  const unit = { EXPIRE: "EX", PEXPIRE: "PX", EXPIREAT: "EXAT", PEXPIREAT: "PXAT" }[name]!;
  const when = d.chance(0.85) ? d.lifetime(unit) : d.chance(0.5) ? String(d.between(-100, 0)) : d.oddLifetime(unit);
  return [
    name,
    d.key(),
    when,
    ...some(d, 0.3, d.anyCase(d.one(["NX", "XX", "GT", "LT"]))),
    ...some(d, 0.1, d.one(["NX", "GT", "LT", "NOPE"])),
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

/** Commands on the connection that leave the run's protocol as it is; most are malformed. */
function client(d: Draw): Command {
  return [
    "CLIENT",
    ...d.one([
      ["SETNAME", d.value()],
      ["GETNAME"],
      ["NO-EVICT", d.one(["on", "OFF", "maybe"])],
      ["REPLY", "maybe"],
      ["UNBLOCK", d.integer(), "NOPE"],
      ["UNBLOCK", "999999"],
      ["PAUSE", d.one(["x", "-1", "1.5"])],
      ["PAUSE", "0", "nope"],
      ["UNPAUSE"],
      ["KILL", "ID", d.one(["x", "-1", "0", "999999"])],
      ["KILL", "TYPE", "nope"],
      ["KILL", "1.2.3.4:5"],
      ["KILL", "USER", "nobody"],
      ["KILL", "SKIPME", "maybe"],
      ["LIST", "TYPE", "nope"],
      ["LIST", "ID", "x"],
      ["LIST", "NOPE"],
      ["NOPE", "a"],
    ]),
  ];
}
