import { assert, assertEquals } from "@std/assert";
import { Span } from "../../src/store/mod.ts";
import type { Client, Value } from "../support/client.ts";
import { eachProtocol, type TestServer } from "../support/server.ts";

const NOT_AN_INTEGER = "ERR value is not an integer or out of range";
const NOT_AN_INT32 = "ERR value is out of range, value must between -2147483648 and 2147483647";
const BAD_DATABASE = "ERR DB index is out of range";
const SYNTAX_ERROR = "ERR syntax error";
const SAME_OBJECT = "ERR source and destination objects are the same";
const NO_SUCH_KEY = "ERR no such key";
const NX_AND_OTHERS = "ERR NX and XX, GT or LT options at the same time are not compatible";
const GT_AND_LT = "ERR GT and LT options at the same time are not compatible";
const SWITCHING =
  "Please note that when switching between policies at runtime LRU and LFU data will take some time to adjust.";
const LFU_SELECTED = `ERR An LFU maxmemory policy is selected, idle time not tracked. ${SWITCHING}`;
const LFU_NOT_SELECTED = `ERR An LFU maxmemory policy is not selected, access frequency not tracked. ${SWITCHING}`;

const invalidExpire = (command: string) => `ERR invalid expire time in '${command}' command`;
const wrongArity = (command: string) => `ERR wrong number of arguments for '${command}' command`;

/** Splits at blanks; `''` is the empty word. */
function words(line: string): string[] {
  return line.split(" ").map((word) => word === "''" ? "" : word);
}

/** Runs the commands in turn and compares their replies. */
async function expect(client: Client, cases: readonly (readonly [string, Value])[]): Promise<void> {
  for (const [line, reply] of cases) assertEquals(await client.call(...words(line)), reply, line);
}

/** The commands must all fail with the same error. */
async function expectError(client: Client, error: string, ...lines: string[]): Promise<void> {
  for (const line of lines) assertEquals(await client.error(...words(line)), error, line);
}

async function sortedKeys(client: Client, pattern: string): Promise<Value> {
  return (await client.call("KEYS", pattern) as string[]).sort();
}

/** All that SCAN returns, in order, and in how many calls. */
async function scanAll(client: Client, ...options: string[]): Promise<{ names: string[]; calls: number }> {
  const names: string[] = [];
  let calls = 0;
  let cursor = "0";
  do {
    const [next, found] = await client.call("SCAN", cursor, ...options) as [string, string[]];
    names.push(...found);
    calls++;
    cursor = next;
  } while (cursor !== "0");
  return { names, calls };
}

/** Adds `prefix:0` and so on. */
async function fill(client: Client, prefix: string, count: number): Promise<string[]> {
  const names = Array.from({ length: count }, (_, i) => `${prefix}:${i}`);
  await client.call("MSET", ...names.flatMap((name) => [name, "value"]));
  return names;
}

/** The counts of changes, hits and misses that the call adds. */
async function countersOf({ server }: TestServer, call: () => Promise<unknown>): Promise<number[]> {
  const { keyspace } = server.engine;
  const before = [keyspace.dirty, keyspace.hits, keyspace.misses];
  await call();
  return [keyspace.dirty, keyspace.hits, keyspace.misses].map((count, i) => count - before[i]);
}

/** Expired keys are left alone until a command meets them. */
function stopActiveExpiry({ server }: TestServer): void {
  server.engine.activeExpire = false;
}

eachProtocol("DEL and UNLINK", async (client) => {
  for (const name of ["DEL", "UNLINK"]) {
    await expect(client, [
      ["MSET a 1 b 2 c 3", "OK"],
      [`${name} a`, 1],
      [`${name} a`, 0],
      [`${name} a b b c missing`, 2],
      ["DBSIZE", 0],
    ]);
    await expectError(client, wrongArity(name.toLowerCase()), name);
  }
});

eachProtocol("DEL of a key whose deadline has passed deletes nothing", async (client, server) => {
  stopActiveExpiry(server);
  await expect(client, [["SET k v PX 10", "OK"]]);
  server.clock.advance(10);
  await expect(client, [["DBSIZE", 1], ["DEL k", 0], ["DBSIZE", 0]]);
});

eachProtocol("EXISTS, TOUCH and TYPE", async (client, server) => {
  await expect(client, [
    ["MSET a 1 b 2", "OK"],
    ["EXISTS a", 1],
    ["EXISTS a b a missing", 3],
    ["EXISTS missing", 0],
    ["TOUCH a b missing", 2],
    ["TYPE a", "string"],
    ["TYPE missing", "none"],
    ["SET '' v", "OK"],
    ["EXISTS ''", 1],
  ]);
  assertEquals((await client.ask("TYPE", "a")).type, "simple");
  await expectError(client, wrongArity("exists"), "EXISTS");
  await expectError(client, wrongArity("touch"), "TOUCH");
  await expectError(client, wrongArity("type"), "TYPE", "TYPE a b");
  await client.call("PEXPIRE", "a", 10);
  server.clock.advance(10);
  await expect(client, [["EXISTS a b", 1], ["TYPE a", "none"], ["TOUCH a b", 1]]);
});

eachProtocol("reads count hits and misses, changes count as changes", async (client, server) => {
  const counters = (line: string) => countersOf(server, () => client.ask(...words(line)));
  const steps: [string, number[]][] = [
    ["SET k v", [1, 0, 0]],
    ["EXISTS k k missing", [0, 2, 1]],
    ["TYPE k", [0, 1, 0]],
    ["TTL missing", [0, 0, 1]],
    ["PEXPIRETIME k", [0, 1, 0]],
    ["TOUCH k missing", [0, 1, 1]],
    ["OBJECT ENCODING k", [0, 1, 0]],
    ["OBJECT FREQ missing", [0, 0, 1]],
    ["SCAN 0", [0, 0, 0]],
    ["SCAN 0 TYPE string", [0, 1, 0]],
    ["KEYS *", [0, 0, 0]],
    ["RANDOMKEY", [0, 0, 0]],
    ["RENAME k k", [0, 0, 0]],
    ["RENAME k n", [1, 0, 0]],
    ["COPY n k", [1, 1, 0]],
    ["COPY n k", [0, 1, 0]],
    ["COPY n k REPLACE", [1, 1, 0]],
    ["RENAME n k", [1, 0, 0]],
    ["EXPIRE k 100", [1, 0, 0]],
    ["EXPIRE k 100 NX", [0, 0, 0]],
    ["PERSIST k", [1, 0, 0]],
    ["PERSIST k", [0, 0, 0]],
    ["MOVE k 1", [1, 0, 0]],
    ["SWAPDB 0 1", [1, 0, 0]],
    ["SWAPDB 0 0", [1, 0, 0]],
    ["EXPIRE k -1", [1, 0, 0]],
    ["MSET a 1 b 2", [2, 0, 0]],
    ["DEL a missing", [1, 0, 0]],
    ["FLUSHDB", [1, 0, 0]],
    ["FLUSHALL", [0, 0, 0]],
  ];
  for (const [line, expected] of steps) assertEquals(await counters(line), expected, line);
});

eachProtocol("KEYS", async (client, server) => {
  stopActiveExpiry(server);
  assertEquals(await client.call("KEYS", "*"), []);
  await client.call("MSET", "foo", "1", "fob", "2", "bar", "3", "f*o", "4", "", "5", "gone", "6");
  await client.call("PEXPIRE", "gone", 10);
  server.clock.advance(10);
  assertEquals(await sortedKeys(client, "*"), ["", "bar", "f*o", "fob", "foo"]);
  assertEquals(await sortedKeys(client, "**"), ["bar", "f*o", "fob", "foo"]);
  assertEquals(await sortedKeys(client, "fo?"), ["fob", "foo"]);
  assertEquals(await sortedKeys(client, "f[a-z]b"), ["fob"]);
  await expect(client, [
    ["KEYS foo", ["foo"]],
    ["KEYS f\\*o", ["f*o"]],
    ["KEYS ''", [""]],
    ["KEYS missing", []],
    ["KEYS gone", []],
    ["KEYS gon?", []],
  ]);
  await expectError(client, wrongArity("keys"), "KEYS", "KEYS a b");
});

eachProtocol("KEYS of many and of long keys", async (client) => {
  const names = [...await fill(client, "key", 20_000), "long:" + "k".repeat(100_000)];
  await client.call("SET", names[20_000], "v");
  assertEquals(await sortedKeys(client, "*"), names.sort());
  assertEquals(await sortedKeys(client, "long:*"), [names[names.length - 1]]);
});

eachProtocol("SCAN goes through all keys, once each", async (client) => {
  assertEquals(await client.call("SCAN", 0), ["0", []]);
  const names = (await fill(client, "key", 3000)).sort();
  for (const options of [[], ["COUNT", "1"], ["COUNT", "50"], ["count", "100000"], ["TYPE", "String"]]) {
    assertEquals((await scanAll(client, ...options)).names.sort(), names);
  }
  const { calls } = await scanAll(client, "COUNT", "30");
  assert(calls > 70 && calls <= 100, `${calls} calls`);
  const matched = await scanAll(client, "MATCH", "key:1??", "COUNT", "100");
  assertEquals(matched.names.length, 100);
  assertEquals((await scanAll(client, "MATCH", "nothing", "COUNT", "100")).names, []);
  assertEquals((await scanAll(client, "TYPE", "list", "COUNT", "1000")).names, []);
  assertEquals((await scanAll(client, "TYPE", "no-type", "COUNT", "1000")).names, []);
});

eachProtocol("SCAN keeps its guarantee while keys come and go", async (client) => {
  const names = await fill(client, "stays", 300);
  const seen: string[] = [];
  let cursor = "0";
  for (let round = 0; round === 0 || cursor !== "0"; round++) {
    const [next, found] = await client.call("SCAN", cursor, "COUNT", 20) as [string, string[]];
    seen.push(...found.filter((name) => name.startsWith("stays")));
    cursor = next;
    const extra = await fill(client, `passes:${round}`, 200);
    if (round % 5 !== 0) await client.call("DEL", ...extra);
  }
  assertEquals(seen.sort(), names.sort());
});

eachProtocol("SCAN removes the expired keys that it meets", async (client, server) => {
  stopActiveExpiry(server);
  await client.call("MSET", "stays", "1", "a:1", "2", "a:2", "3", "b:1", "4");
  for (const name of ["a:1", "a:2", "b:1"]) await client.call("PEXPIRE", name, 10);
  server.clock.advance(10);
  await expect(client, [
    ["DBSIZE", 4],
    ["SCAN 0 MATCH a:*", ["0", []]],
    ["DBSIZE", 2],
    ["SCAN 0 TYPE string", ["0", ["stays"]]],
    ["DBSIZE", 1],
  ]);
});

eachProtocol("SCAN refuses bad cursors and options", async (client) => {
  await client.call("SET", "key", "value");
  for (const cursor of ["0", "00", "+0", "-0", "", "0".repeat(50)]) {
    assertEquals(await client.call("SCAN", cursor), ["0", ["key"]], `Cursor ${cursor}`);
  }
  for (const cursor of ["-1", "4294967296", "18446744073709551615", "-18446744073709551615"]) {
    assertEquals(await client.call("SCAN", cursor), ["0", []], `Cursor ${cursor}`);
  }
  for (const cursor of ["abc", " 0", "0 ", "0x0", "+", "-", "1.0", "18446744073709551616", "-18446744073709551616"]) {
    assertEquals(await client.error("SCAN", cursor), "ERR invalid cursor", `Cursor ${cursor}`);
  }
  await expectError(client, "ERR invalid cursor", "SCAN abc COUNT 0");
  await expectError(client, NOT_AN_INTEGER, "SCAN 0 COUNT abc", "SCAN 0 COUNT 99999999999999999999");
  await expectError(client, SYNTAX_ERROR, "SCAN 0 COUNT 0", "SCAN 0 COUNT -1", "SCAN 0 MATCH", "SCAN 0 FOO bar");
  await expectError(client, wrongArity("scan"), "SCAN");
  await expect(client, [
    ["SCAN 0 COUNT 9223372036854775807", ["0", ["key"]]],
    ["SCAN 0 MATCH k* MATCH x*", ["0", []]],
    ["SCAN 0 MATCH x* MATCH k* COUNT 5 COUNT 7", ["0", ["key"]]],
  ]);
  const reply = await client.ask("SCAN", 0);
  assertEquals(reply.type === "array" && reply.value.map(({ type }) => type), ["bulk", "array"]);
});

eachProtocol("RANDOMKEY", async (client, server, protocol) => {
  stopActiveExpiry(server);
  assertEquals(await client.call("RANDOMKEY"), null);
  assertEquals(
    await client.exchange("RANDOMKEY\r\n", protocol === 3 ? "_\r\n" : "$-1\r\n"),
    protocol === 3 ? "_\r\n" : "$-1\r\n",
  );
  const names = await fill(client, "key", 5);
  const seen = new Set<Value>();
  for (let i = 0; i < 300; i++) seen.add(await client.call("RANDOMKEY"));
  assertEquals([...seen].sort(), names);
  for (const name of names.slice(1)) await client.call("PEXPIRE", name, 10);
  server.clock.advance(10);
  for (let i = 0; i < 50; i++) assertEquals(await client.call("RANDOMKEY"), "key:0");
  await client.call("PEXPIRE", "key:0", 10);
  server.clock.advance(10);
  await expect(client, [["RANDOMKEY", null], ["DBSIZE", 0]]);
  await expectError(client, wrongArity("randomkey"), "RANDOMKEY x");
});

eachProtocol("RENAME", async (client, server) => {
  await expect(client, [
    ["SET a 1", "OK"],
    ["RENAME a b", "OK"],
    ["GET b", "1"],
    ["EXISTS a", 0],
    ["SET c 3 PX 5000", "OK"],
    ["RENAME b c", "OK"],
    ["GET c", "1"],
    ["TTL c", -1],
    ["DBSIZE", 1],
    ["PEXPIRE c 5000", 1],
    ["SET d 4", "OK"],
    ["RENAME c d", "OK"],
    ["PTTL d", 5000],
    ["RENAME d d", "OK"],
    ["GET d", "1"],
  ]);
  await expectError(client, NO_SUCH_KEY, "RENAME missing d", "RENAME missing missing");
  await expectError(client, wrongArity("rename"), "RENAME a", "RENAME a b c");
  server.clock.advance(5000);
  await expectError(client, NO_SUCH_KEY, "RENAME d e");
});

eachProtocol("RENAMENX", async (client, server) => {
  await expect(client, [
    ["MSET a 1 b 2", "OK"],
    ["RENAMENX a b", 0],
    ["RENAMENX a a", 0],
    ["MGET a b", ["1", "2"]],
    ["RENAMENX a c", 1],
    ["MGET a c", [null, "1"]],
    ["PEXPIRE b 10", 1],
  ]);
  server.clock.advance(10);
  await expect(client, [["RENAMENX c b", 1], ["GET b", "1"], ["TTL b", -1]]);
  await expectError(client, NO_SUCH_KEY, "RENAMENX missing b", "RENAMENX missing missing");
  await expectError(client, wrongArity("renamenx"), "RENAMENX a");
});

eachProtocol("RENAME and MOVE take a huge value along without copying it", async (client, { server }) => {
  await client.call("SET", "a", new Uint8Array(3_000_000).fill(97));
  const bufferOf = (database: number, name: string) => {
    const db = server.engine.keyspace.databases[database];
    const key = new TextEncoder().encode(name);
    return db.value(db.peek(key, 0, key.length), new Span()).buf;
  };
  const buffer = bufferOf(0, "a");
  await expect(client, [["EXPIRE a 100", 1], ["RENAME a b", "OK"], ["MOVE b 1", 1], ["SELECT 1", "OK"], [
    "PERSIST b",
    1,
  ]]);
  assert(bufferOf(1, "b") === buffer);
  assertEquals(await client.call("GET", "b"), "a".repeat(3_000_000));
});

eachProtocol("COPY", async (client) => {
  await expect(client, [
    ["SET a 1 PX 5000", "OK"],
    ["COPY a b", 1],
    ["PTTL b", 5000],
    ["APPEND b 2", 2],
    ["MGET a b", ["1", "12"]],
    ["COPY a b", 0],
    ["GET b", "12"],
    ["COPY a b REPLACE", 1],
    ["GET b", "1"],
    ["SET c 3", "OK"],
    ["COPY c b replace", 1],
    ["TTL b", -1],
    ["COPY missing b REPLACE", 0],
    ["GET b", "3"],
    ["COPY a a DB 1", 1],
    ["COPY a a DB 1", 0],
    ["COPY c a db 2 REPLACE db 1", 1],
    ["COPY a z DB 1 DB 0", 1],
    ["SELECT 1", "OK"],
    ["GET a", "3"],
    ["DBSIZE", 1],
  ]);
  await client.call("SELECT", 0);
  await expectError(
    client,
    SAME_OBJECT,
    "COPY a a",
    "COPY missing missing",
    "COPY a a DB 0",
    "COPY a a REPLACE DB 1 DB 0",
  );
  await expectError(client, BAD_DATABASE, "COPY a b DB 16", "COPY a b DB -1", "COPY a b DB 16 FOO");
  await expectError(client, NOT_AN_INTEGER, "COPY a b DB x");
  await expectError(client, NOT_AN_INT32, "COPY a b DB 4294967296");
  await expectError(client, SYNTAX_ERROR, "COPY a b DB", "COPY a b FOO", "COPY a b REPLACE DB");
  await expectError(client, wrongArity("copy"), "COPY a");
});

eachProtocol("COPY keeps the encoding, and copies huge values", async (client) => {
  await client.call("SET", "huge", new Uint8Array(3_000_000).fill(98));
  await expect(client, [
    ["SET a 1", "OK"],
    ["APPEND a 2", 2],
    ["COPY a b", 1],
    ["OBJECT ENCODING b", "raw"],
    ["COPY huge b REPLACE", 1],
    ["DEL huge", 1],
    ["STRLEN b", 3_000_000],
    ["OBJECT ENCODING b", "raw"],
    ["COPY a b REPLACE", 1],
    ["GET b", "12"],
  ]);
});

eachProtocol("MOVE", async (client) => {
  await expect(client, [
    ["SET a 1 PX 5000", "OK"],
    ["SET b 2", "OK"],
    ["MOVE a 9", 1],
    ["EXISTS a", 0],
    ["MOVE a 9", 0],
    ["MOVE b 9", 1],
    ["SELECT 9", "OK"],
    ["PTTL a", 5000],
    ["TTL b", -1],
    ["MGET a b", ["1", "2"]],
    ["SELECT 0", "OK"],
    ["SET a other", "OK"],
    ["MOVE a 9", 0],
    ["GET a", "other"],
  ]);
  await expectError(client, SAME_OBJECT, "MOVE a 0", "MOVE missing 0");
  await expectError(client, BAD_DATABASE, "MOVE a 16", "MOVE a -1", "MOVE missing 16");
  await expectError(client, NOT_AN_INTEGER, "MOVE a x", "MOVE a 1.5");
  await expectError(client, NOT_AN_INT32, "MOVE a 4294967296");
  await expectError(client, wrongArity("move"), "MOVE a");
});

eachProtocol("MOVE onto a key whose deadline has passed", async (client, server) => {
  stopActiveExpiry(server);
  await expect(client, [["SET a old PX 10", "OK"], ["MOVE a 1", 1], ["SET a new", "OK"]]);
  server.clock.advance(10);
  await expect(client, [["MOVE a 1", 1], ["SELECT 1", "OK"], ["GET a", "new"], ["DBSIZE", 1], ["TTL a", -1]]);
});

eachProtocol("EXPIRE and its kin set a deadline", async (client, server) => {
  const now = server.clock.now();
  const seconds = Math.floor(now / 1000);
  await expect(client, [
    ["SET k v", "OK"],
    ["TTL k", -1],
    ["PTTL k", -1],
    ["EXPIRETIME k", -1],
    ["PEXPIRETIME k", -1],
    ["EXPIRE k 100", 1],
    ["TTL k", 100],
    ["PEXPIRETIME k", now + 100_000],
    ["PEXPIRE k 1500", 1],
    ["PTTL k", 1500],
    ["TTL k", 2],
    ["PEXPIRE k 1499", 1],
    ["TTL k", 1],
    [`EXPIREAT k ${seconds + 200}`, 1],
    ["EXPIRETIME k", seconds + 200],
    ["PEXPIRETIME k", (seconds + 200) * 1000],
    [`PEXPIREAT k ${now + 12_345}`, 1],
    ["PTTL k", 12_345],
    ["EXPIRE missing 100", 0],
  ]);
  server.clock.advance(12_344);
  await expect(client, [["PTTL k", 1], ["TTL k", 0], ["GET k", "v"]]);
  server.clock.advance(1);
  await expect(client, [["GET k", null], ["PTTL k", -2], ["DBSIZE", 0]]);
});

eachProtocol("TTL and its kin without a key", async (client) => {
  for (const name of ["TTL", "PTTL", "EXPIRETIME", "PEXPIRETIME"]) {
    await expect(client, [[`${name} missing`, -2]]);
    await expectError(client, wrongArity(name.toLowerCase()), name, `${name} a b`);
  }
});

eachProtocol("PERSIST", async (client, server) => {
  await expect(client, [
    ["SET k v PX 10", "OK"],
    ["PERSIST k", 1],
    ["PERSIST k", 0],
    ["PERSIST missing", 0],
    ["TTL k", -1],
  ]);
  server.clock.advance(1000);
  await expect(client, [["GET k", "v"]]);
  await expectError(client, wrongArity("persist"), "PERSIST", "PERSIST a b");
});

eachProtocol("a deadline that has passed deletes the key", async (client, server) => {
  const now = server.clock.now();
  const lines = [
    "EXPIRE k 0",
    "EXPIRE k -1",
    "PEXPIRE k 0",
    "PEXPIRE k -9223372036854775808",
    "EXPIREAT k 0",
    "EXPIREAT k -9223372036854775",
    `EXPIREAT k ${Math.floor(now / 1000)}`,
    `PEXPIREAT k ${now}`,
    "PEXPIREAT k -9223372036854775808",
    "EXPIRE k -1 NX",
    "EXPIRE k -1 LT",
  ];
  for (const line of lines) await expect(client, [["SET k v", "OK"], [line, 1], ["EXISTS k", 0]]);
  for (const line of ["EXPIRE k -1 XX", "EXPIRE k -1 GT", "EXPIRE k -1 XX LT"]) {
    await expect(client, [["SET k v", "OK"], [line, 0], ["EXISTS k", 1]]);
  }
  await expect(client, [["SET k v EX 100", "OK"], ["EXPIRE k -1 NX", 0], ["EXPIRE k -1 GT", 0], [
    "EXPIRE k -1 XX LT",
    1,
  ]]);
  assertEquals(server.server.engine.keyspace.expired, 0);
});

eachProtocol("EXPIRE with NX, XX, GT and LT", async (client) => {
  await expect(client, [
    ["SET k v", "OK"],
    ["EXPIRE k 100 XX", 0],
    ["EXPIRE k 100 GT", 0],
    ["EXPIRE k 100 XX GT", 0],
    ["EXPIRE k 100 XX LT", 0],
    ["TTL k", -1],
    ["EXPIRE k 100 LT", 1],
    ["PERSIST k", 1],
    ["EXPIRE k 100 NX NX", 1],
    ["EXPIRE k 200 nx", 0],
    ["EXPIRE k 100 GT", 0],
    ["EXPIRE k 100 LT", 0],
    ["PEXPIRE k 99999 gt", 0],
    ["PEXPIRE k 100001 GT", 1],
    ["PEXPIRE k 100002 LT", 0],
    ["PEXPIRE k 90000 lt", 1],
    ["EXPIRE k 91 XX GT", 1],
    ["EXPIRE k 90 LT XX", 1],
    ["EXPIRE k 300 XX", 1],
    ["TTL k", 300],
  ]);
  for (const name of ["EXPIRE", "PEXPIRE", "EXPIREAT", "PEXPIREAT"]) {
    const line = `${name} k 100`;
    await expectError(client, NX_AND_OTHERS, `${line} NX XX`, `${line} GT NX`, `${line} NX LT`, `${line} NX GT LT`);
    await expectError(client, GT_AND_LT, `${line} GT LT`, `${line} LT XX GT`);
    await expectError(client, "ERR Unsupported option FOO", `${line} FOO`, `${line} GT FOO LT`, `${name} k x FOO`);
    await expectError(client, NOT_AN_INTEGER, `${name} k x`, `${name} missing 1.5`, `${name} k 9223372036854775808`);
    await expectError(client, wrongArity(name.toLowerCase()), name, `${name} k`);
  }
});

eachProtocol("deadlines that do not fit are refused, the largest that fit are kept", async (client) => {
  await client.call("SET", "k", "v");
  for (
    const [name, amounts] of [
      ["EXPIRE", ["9223372036854775807", "9223372036854775", "9223370399119966", "-9223372036854776"]],
      ["PEXPIRE", ["9223372036854775807", "9223372036854770000"]],
      ["EXPIREAT", ["9223372036854775807", "9223372036854776", "-9223372036854776", "-9223372036854775808"]],
    ] as const
  ) {
    for (const amount of amounts) {
      await expectError(client, invalidExpire(name.toLowerCase()), `${name} k ${amount}`, `${name} missing ${amount}`);
    }
  }
  await expect(client, [
    ["TTL k", -1],
    ["EXPIREAT k 9223372036854775", 1],
    ["PEXPIREAT k 9223372036854775807", 1],
    ["PEXPIREAT k 9223372036854775807 GT", 0],
    ["PEXPIREAT k 9223372036854775807 LT", 0],
    ["PEXPIREAT k 9007199254740990", 1],
    ["PEXPIRETIME k", 9007199254740990],
    ["EXPIRE k 9000000000000", 1],
    ["TTL k", 9000000000000],
    ["GET k", "v"],
  ]);
});

eachProtocol("keys go at their deadlines unasked", async (client, server) => {
  for (let i = 0; i < 100; i++) await client.call("SET", `key:${i}`, "v", "PX", 100 + (i % 10) * 10);
  await expect(client, [["DBSIZE", 100]]);
  server.clock.advance(99);
  await expect(client, [["DBSIZE", 100]]);
  server.clock.advance(61);
  await expect(client, [["DBSIZE", 30]]);
  server.clock.advance(100);
  await expect(client, [["DBSIZE", 0]]);
  assertEquals(server.server.engine.keyspace.expired, 100);
});

eachProtocol("OBJECT ENCODING", async (client) => {
  const encodings: [string, string][] = [
    ["0", "int"],
    ["-123", "int"],
    ["9223372036854775807", "int"],
    ["9223372036854775808", "embstr"],
    ["01", "embstr"],
    ["''", "embstr"],
    ["a".repeat(44), "embstr"],
    ["a".repeat(45), "raw"],
    ["1".repeat(45), "raw"],
  ];
  for (const [value, encoding] of encodings) {
    await expect(client, [[`SET k ${value}`, "OK"], ["OBJECT ENCODING k", encoding], ["RENAME k n", "OK"], [
      "OBJECT encoding n",
      encoding,
    ], ["DEL n", 1]]);
  }
  await expect(client, [
    ["SET k 1", "OK"],
    ["APPEND k 2", 2],
    ["OBJECT ENCODING k", "raw"],
    ["EXPIRE k 100", 1],
    ["OBJECT ENCODING k", "raw"],
    ["SET k 12", "OK"],
    ["OBJECT ENCODING k", "int"],
  ]);
  assertEquals((await client.ask("OBJECT", "ENCODING", "k")).type, "bulk");
});

eachProtocol("OBJECT REFCOUNT", async (client) => {
  for (const [value, count] of [["0", 2147483647], ["9999", 2147483647], ["10000", 1], ["-1", 1], ["a", 1]] as const) {
    await expect(client, [[`SET k ${value}`, "OK"], ["OBJECT REFCOUNT k", count]]);
  }
});

eachProtocol("OBJECT IDLETIME and FREQ under an LRU policy", async (client, server) => {
  await expect(client, [["SET k v", "OK"], ["OBJECT IDLETIME k", 0]]);
  server.clock.advance(7000);
  await expect(client, [
    ["OBJECT IDLETIME k", 7],
    ["EXISTS k", 1],
    ["TYPE k", "string"],
    ["TTL k", -1],
    ["SCAN 0", ["0", ["k"]]],
    ["OBJECT IDLETIME k", 7],
    ["RENAME k n", "OK"],
    ["OBJECT IDLETIME n", 0],
  ]);
  server.clock.advance(3000);
  await expect(client, [["OBJECT IDLETIME n", 3], ["TOUCH n", 1], ["OBJECT IDLETIME n", 0]]);
  await expectError(client, LFU_NOT_SELECTED, "OBJECT FREQ n");
});

eachProtocol("OBJECT IDLETIME and FREQ under an LFU policy", async (client) => {
  await client.call("SET", "k", "v");
  const first = await client.call("OBJECT", "FREQ", "k");
  assertEquals(first, 5);
  for (let i = 0; i < 50; i++) await client.call("GET", "k");
  const later = await client.call("OBJECT", "FREQ", "k") as number;
  assert(later > 5 && later < 56, `Frequency ${later}`);
  await expectError(client, LFU_SELECTED, "OBJECT IDLETIME k");
}, { config: { "maxmemory-policy": "allkeys-lfu" } });

eachProtocol("OBJECT without a key, and with what it does not know", async (client) => {
  for (const name of ["ENCODING", "FREQ", "IDLETIME", "REFCOUNT"]) {
    await expect(client, [[`OBJECT ${name} missing`, null]]);
    await expectError(client, wrongArity(`object|${name.toLowerCase()}`), `OBJECT ${name}`, `OBJECT ${name} a b`);
  }
  await expectError(client, wrongArity("object"), "OBJECT");
  await expectError(client, "ERR unknown subcommand 'FOO'. Try OBJECT HELP.", "OBJECT FOO k");
  const [title, ...lines] = await client.call("OBJECT", "HELP") as string[];
  assertEquals(title, "OBJECT <subcommand> [<arg> [value] [opt] ...]. Subcommands are:");
  for (const name of ["ENCODING", "FREQ", "IDLETIME", "REFCOUNT", "HELP"]) {
    assert(lines.some((line) => line.startsWith(name)), name);
  }
});

eachProtocol("SELECT", async (client, server) => {
  await expect(client, [
    ["SET k zero", "OK"],
    ["SELECT 15", "OK"],
    ["GET k", null],
    ["SET k fifteen", "OK"],
    ["SELECT 0", "OK"],
    ["GET k", "zero"],
    ["SELECT 15", "OK"],
  ]);
  await expectError(client, BAD_DATABASE, "SELECT 16", "SELECT -1", "SELECT 2147483647");
  await expectError(client, NOT_AN_INTEGER, "SELECT x", "SELECT 1.0", "SELECT 99999999999999999999");
  await expectError(client, NOT_AN_INT32, "SELECT 2147483648", "SELECT -2147483649");
  await expectError(client, wrongArity("select"), "SELECT", "SELECT 0 1");
  await expect(client, [["GET k", "fifteen"]]);
  const other = await server.client();
  await expect(other, [["GET k", "zero"]]);
});

eachProtocol("SWAPDB", async (client, server) => {
  const other = await server.client();
  await expect(other, [["SELECT 1", "OK"]]);
  await expect(client, [
    ["SET k zero PX 100", "OK"],
    ["SWAPDB 0 1", "OK"],
    ["GET k", null],
    ["SET k one", "OK"],
    ["SWAPDB 3 3", "OK"],
  ]);
  await expect(other, [["GET k", "zero"], ["PTTL k", 100]]);
  server.clock.advance(100);
  await expect(other, [["DBSIZE", 0]]);
  await expect(client, [["GET k", "one"], ["SWAPDB 1 0", "OK"], ["DBSIZE", 0]]);
  await expect(other, [["GET k", "one"]]);
  await expectError(client, "ERR invalid first DB index", "SWAPDB a 0", "SWAPDB a b", "SWAPDB 4294967296 0");
  await expectError(client, "ERR invalid second DB index", "SWAPDB 0 a", "SWAPDB 0 99999999999999999999");
  await expectError(client, BAD_DATABASE, "SWAPDB 0 16", "SWAPDB 16 0", "SWAPDB -1 0", "SWAPDB 16 16");
  await expectError(client, wrongArity("swapdb"), "SWAPDB 0");
});

eachProtocol("FLUSHDB, FLUSHALL and DBSIZE", async (client) => {
  for (const mode of ["", " ASYNC", " sync"]) {
    await fill(client, "key", 1000);
    await expect(client, [
      ["DBSIZE", 1000],
      ["COPY key:1 key:1 DB 1", 1],
      [`FLUSHDB${mode}`, "OK"],
      ["DBSIZE", 0],
      ["SELECT 1", "OK"],
      ["DBSIZE", 1],
      ["COPY key:1 key:1 DB 0", 1],
      [`FLUSHALL${mode}`, "OK"],
      ["DBSIZE", 0],
      ["SELECT 0", "OK"],
      ["DBSIZE", 0],
    ]);
  }
  await expectError(client, SYNTAX_ERROR, "FLUSHDB x", "FLUSHDB ASYNC SYNC", "FLUSHALL x", "FLUSHALL SYNC SYNC");
  await expectError(client, wrongArity("dbsize"), "DBSIZE x");
});

eachProtocol(
  "FLUSHDB ASYNC leaves the freeing to the background, and lazyfree-lazy-user-flush makes that the default",
  async (client, { server }) => {
    const { keyspace, settings } = server.engine;
    const pendingAfter = async (line: string) => {
      await fill(client, "key", 3000);
      await client.call("SELECT", 1);
      await client.call("SET", "stays", "here");
      await client.call("SELECT", 0);
      await client.call(...words(line));
      const pending = keyspace.pendingFrees;
      while (keyspace.graveyard.freeSome(() => true));
      return pending;
    };
    assertEquals(await pendingAfter("FLUSHDB"), 0);
    assertEquals(await pendingAfter("FLUSHDB SYNC"), 0);
    assert(await pendingAfter("FLUSHDB ASYNC") > 0);
    settings.lazyFlush = true;
    assert(await pendingAfter("FLUSHDB") > 0);
    assertEquals(await pendingAfter("FLUSHDB SYNC"), 0);
  },
);
