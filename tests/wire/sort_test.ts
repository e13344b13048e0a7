import { assert, assertEquals } from "@std/assert";
import type { Client, Value } from "../support/client.ts";
import { eachProtocol, startServer, type TestServer } from "../support/server.ts";

const WRONG_TYPE = "WRONGTYPE Operation against a key holding the wrong kind of value";
const NOT_AN_INTEGER = "ERR value is not an integer or out of range";
const NOT_NUMBERS = "ERR One or more scores can't be converted into double";
const SYNTAX_ERROR = "ERR syntax error";

const wrongArity = (command: string) => `ERR wrong number of arguments for '${command}' command`;

/** Splits at blanks; `''` is the empty word. */
function words(line: string): string[] {
  return line.split(" ").map((word) => word === "''" ? "" : word);
}

/** Runs the commands in turn and compares their replies; an array may be given as a text with single blanks. */
async function expect(client: Client, cases: readonly (readonly [string, Value])[]): Promise<void> {
  for (const [line, reply] of cases) {
    const found = await client.call(...words(line));
    const isList = Array.isArray(found) && typeof reply === "string";
    assertEquals(isList ? (found as string[]).join(" ") : found, reply, line);
  }
}

/** The commands must all fail with the same error. */
async function expectError(client: Client, error: string, ...lines: string[]): Promise<void> {
  for (const line of lines) assertEquals(await client.error(...words(line)), error, line);
}

/** The changes, hits and misses that a command counts. */
async function countersOf({ server }: TestServer, client: Client, line: string): Promise<number[]> {
  const { keyspace } = server.engine;
  const before = [keyspace.dirty, keyspace.hits, keyspace.misses];
  await client.call(...words(line));
  return [keyspace.dirty, keyspace.hits, keyspace.misses].map((count, i) => count - before[i]);
}

eachProtocol("SORT by number, of lists, sets and sorted sets", async (client) => {
  await expect(client, [
    ["RPUSH list 3 1 2 10 20 -5 1.5", 7],
    ["SADD set 3 1 2 10 20 -5 1.5", 7],
    ["SADD integers 3 1 2 10 20 -5", 6],
    ["ZADD zset 1 3 2 1 3 2 4 10 5 20 6 -5 7 1.5", 7],
  ]);
  for (const key of ["list", "set", "zset"]) {
    await expect(client, [
      [`SORT ${key}`, "-5 1 1.5 2 3 10 20"],
      [`SORT_RO ${key} asc`, "-5 1 1.5 2 3 10 20"],
      [`SORT ${key} DESC`, "20 10 3 2 1.5 1 -5"],
      [`SORT ${key} DESC ASC`, "-5 1 1.5 2 3 10 20"],
      [`SORT ${key} ALPHA`, "-5 1 1.5 10 2 20 3"],
      [`SORT ${key} alpha DESC`, "3 20 2 10 1.5 1 -5"],
      [`SORT ${key} LIMIT 2 3`, "1.5 2 3"],
      [`SORT ${key} DESC LIMIT 1 2`, "10 3"],
    ]);
  }
  await expect(client, [
    ["SORT integers DESC", "20 10 3 2 1 -5"],
    ["SORT missing", []],
    ["SORT_RO missing BY nosort GET #", []],
    ["RPUSH numbers inf -inf 1e3 0x10 5. .5 +1 1e308 -0 0", 10],
    ["SORT numbers", "-inf -0 0 .5 +1 5. 0x10 1e3 1e308 inf"],
    ["SORT numbers DESC LIMIT 8 2", "-0 -inf"],
  ]);
});

eachProtocol("SORT reads numbers as C does", async (client) => {
  for (const number of ["", " 5", "\t\n5", "5\0x", "\0", "0x1p-1074", "Infinity"]) {
    await client.call("DEL", "k");
    await client.call("RPUSH", "k", "10", number);
    const first = number === "Infinity" ? "10" : number;
    assertEquals(await client.call("SORT", "k"), [first, first === "10" ? number : "10"]);
  }
  for (
    const text of ["x", "1x", "5 ", " ", "nan", "-nan", "1e400", "1e-400", "1e-310", "0x", "1e", "--1", "1,5", " \0"]
  ) {
    await client.call("DEL", "k");
    await client.call("RPUSH", "k", "10", text);
    assertEquals(await client.error("SORT", "k"), NOT_NUMBERS, JSON.stringify(text));
    assertEquals(await client.error("SORT", "k", "LIMIT", 0, 0), NOT_NUMBERS);
    assertEquals(await client.call("SORT", "k", "BY", "nosort"), ["10", text]);
  }
});

eachProtocol("equal numbers are in the order of their bytes", async (client) => {
  await expect(client, [
    ["RPUSH list 1.0 01 1 0x1 +1 1e0", 6],
    ["SORT list", "+1 01 0x1 1 1.0 1e0"],
    ["SORT list DESC", "1e0 1.0 1 0x1 01 +1"],
    ["RPUSH names c a b a", 4],
    ["SORT names BY weight:*", "a a b c"],
    ["SORT names BY weight:* DESC", "c b a a"],
  ]);
});

eachProtocol("SORT LIMIT", async (client) => {
  await expect(client, [
    ["RPUSH k 5 4 3 2 1", 5],
    ["SORT k LIMIT 0 -1", "1 2 3 4 5"],
    ["SORT k LIMIT -10 2", "1 2"],
    ["SORT k LIMIT 3 100", "4 5"],
    ["SORT k LIMIT 0 0", []],
    ["SORT k LIMIT 5 1", []],
    ["SORT k LIMIT 9223372036854775807 9223372036854775807", []],
    ["SORT k LIMIT 2 9223372036854775807", "3 4 5"],
    ["SORT k LIMIT 1 -9223372036854775808", "2 3 4 5"],
    ["SORT k LIMIT 0 1 LIMIT 4 1", "5"],
    ["SORT k BY nosort LIMIT 1 2", "4 3"],
    ["SORT k BY nosort DESC LIMIT 1 2", "2 3"],
    ["SORT k BY nosort LIMIT 4 5", "1"],
    ["SORT k BY nosort LIMIT 5 5", []],
  ]);
  await expectError(
    client,
    NOT_AN_INTEGER,
    "SORT k LIMIT x 1",
    "SORT k LIMIT 0 1.5",
    "SORT k LIMIT 0 9223372036854775808",
  );
  await expectError(client, SYNTAX_ERROR, "SORT k LIMIT", "SORT k LIMIT 1");
});

eachProtocol("SORT BY", async (client) => {
  await expect(client, [
    ["RPUSH k a b c", 3],
    ["MSET w:a 3 w:b 2 w:c 1 a:w 1 b:w 2 c:w 3", "OK"],
    ["SORT k BY w:*", "c b a"],
    ["SORT k BY *:w", "a b c"],
    ["SORT k BY w:* DESC", "a b c"],
    ["SORT k BY w:* LIMIT 1 1", "b"],
    ["HSET h:a f 2 g x", 2],
    ["HSET h:b f 3 -> 1", 2],
    ["HSET h:c f 1", 1],
    ["SORT k BY h:*->f", "c a b"],
    ["SORT k BY h:*->f ALPHA", "c a b"],
    ["SORT k BY h:*->none", "a b c"],
    ["SORT k BY h:*->->", "a c b"],
    // What is not there, or is no string, counts as 0.
    ["MSET v:a 1 v:c -1", "OK"],
    ["SORT k BY v:*", "c b a"],
    ["SORT k BY h:*", "a b c"],
    ["SORT k BY w:*->f", "a b c"],
    // As texts, it comes first.
    ["SORT k BY v:* ALPHA", "b c a"],
    ["SORT k BY v:* ALPHA DESC", "a c b"],
    ["SET v:b ''", "OK"],
    ["SORT k BY v:* ALPHA", "b c a"],
    // Without a field behind it, the arrow is part of the key.
    ["MSET y:a-> 2 y:b-> 1", "OK"],
    ["SORT k BY y:*->", "c b a"],
    ["SORT k BY w:* BY *:w", "a b c"],
    // A constant pattern means no order, also where others follow.
    ["SORT k BY nosort BY w:*", "a b c"],
    ["SORT k BY nosort DESC", "c b a"],
    ["SET w:b x", "OK"],
    ["SORT k BY w:* ALPHA", "c a b"],
  ]);
  await expectError(client, NOT_NUMBERS, "SORT k BY w:*", "SORT k BY h:*->f BY w:* LIMIT 0 0");
  await expectError(client, SYNTAX_ERROR, "SORT k BY");
});

eachProtocol("texts that begin alike, or are alike, are in order", async (client) => {
  const members = ["", "m", "m\0", "m\0\0", "member", "member:1", "member:10", "member:2", "n", "\xff"].map((text) =>
    Uint8Array.from(text, (char) => char.charCodeAt(0))
  );
  const shuffled = [3, 9, 0, 7, 5, 1, 8, 2, 6, 4].map((i) => members[i]);
  await client.call("RPUSH", "k", ...shuffled);
  const bytes = async (...args: string[]) => {
    const reply = await client.ask("SORT", "k", ...args);
    assert(reply.type === "array");
    return reply.value.map((item) => item.type === "bulk" && Array.from(item.value));
  };
  const expected = members.map((member) => Array.from(member));
  assertEquals(await bytes("ALPHA"), expected);
  assertEquals(await bytes("ALPHA", "DESC"), expected.toReversed());
  assertEquals(await bytes("ALPHA", "LIMIT", "4", "3"), expected.slice(4, 7));
  const same = Array.from({ length: 100 }, () => "x".repeat(300));
  await client.call("RPUSH", "same", ...same, "x".repeat(299));
  assertEquals(await client.call("SORT", "same", "ALPHA"), ["x".repeat(299), ...same]);
});

eachProtocol("SORT GET", async (client, _, protocol) => {
  await expect(client, [
    ["RPUSH k 1 2 3", 3],
    ["MSET s:1 one s:3 three", "OK"],
    ["HSET h:2 f two", 1],
    ["SORT k GET #", "1 2 3"],
    ["SORT k DESC GET # GET s:*", ["3", "three", "2", null, "1", "one"]],
    ["SORT k GET s:* GET h:*->f", ["one", null, null, "two", "three", null]],
    ["SORT k GET const", [null, null, null]],
    ["SORT k GET h:*", [null, null, null]],
    ["SORT k GET s:*->f", [null, null, null]],
    ["SORT k BY nosort GET s:* LIMIT 0 1", ["one"]],
    ["SORT k GET #x GET #*", [null, null, null, null, null, null]],
    ["SORT missing GET s:*", []],
  ]);
  const expected = `*2\r\n$1\r\n2\r\n${protocol === 3 ? "_" : "$-1"}\r\n`;
  assertEquals(await client.exchange("SORT k LIMIT 1 1 GET # GET s:*\r\n", expected), expected);
  await expectError(client, SYNTAX_ERROR, "SORT k GET");
});

eachProtocol("SORT BY nosort keeps the order that there is", async (client) => {
  await expect(client, [
    ["RPUSH list 3 1 2", 3],
    ["ZADD zset 3 a 1 b 2 c 5 d 4 e", 5],
    ["SADD set 5", 1],
    ["SORT list BY nosort", "3 1 2"],
    ["SORT list BY nosort ALPHA DESC", "2 1 3"],
    ["SORT zset BY nosort", "b c a e d"],
    ["SORT zset BY nosort DESC", "d e a c b"],
    ["SORT zset BY nosort LIMIT 1 2", "c a"],
    ["SORT zset BY nosort DESC LIMIT 1 2", "e a"],
    ["SORT zset BY nosort LIMIT -3 100", "b c a e d"],
    ["SORT zset BY nosort LIMIT 5 1", []],
    ["SORT set BY nosort DESC", "5"],
    ["SORT set BY nosort LIMIT 1 1", []],
    ["SORT zset BY nosort STORE out", 5],
    ["LRANGE out 0 -1", "b c a e d"],
    // Sets have no order to keep: what is stored is sorted.
    ["SADD letters c aa b a", 4],
    ["SORT letters BY nosort STORE out", 4],
    ["LRANGE out 0 -1", "a aa b c"],
    ["SORT letters BY nosort DESC LIMIT 0 2 STORE out", 2],
    ["LRANGE out 0 -1", "c b"],
  ]);
});

eachProtocol("SORT STORE", async (client, server) => {
  await expect(client, [
    ["RPUSH k 3 1 2", 3],
    ["SORT k STORE out", 3],
    ["LRANGE out 0 -1", "1 2 3"],
    ["TYPE out", "list"],
    ["OBJECT ENCODING out", "listpack"],
    ["EXPIRE out 100", 1],
    ["SORT k DESC STORE out", 3],
    ["TTL out", -1],
    ["LRANGE out 0 -1", "3 2 1"],
    // In place of its own source, and of a value that it reads.
    ["SORT k STORE k", 3],
    ["LRANGE k 0 -1", "1 2 3"],
    ["MSET v:1 x v:2 y", "OK"],
    ["SORT k GET v:* GET # STORE v:1", 6],
    ["LRANGE v:1 0 -1", "x 1 y 2  3"],
    ["SORT k STORE invalid STORE out", 3],
    ["EXISTS invalid", 0],
    ["SET text x", "OK"],
    ["SORT k LIMIT 0 1 STORE text", 1],
    ["LRANGE text 0 -1", "1"],
    // Nothing to store removes what is there.
    ["SORT missing STORE text", 0],
    ["EXISTS text", 0],
    ["SORT k LIMIT 5 5 STORE out", 0],
    ["EXISTS out", 0],
    ["SORT missing STORE missing", 0],
  ]);
  await expectError(client, SYNTAX_ERROR, "SORT k STORE", "SORT_RO k STORE out", "SORT k FOO", "SORT k STORE out FOO");
  await expectError(client, WRONG_TYPE, "SORT v:2", "SORT v:2 STORE out", "SORT_RO v:2");
  await expectError(client, wrongArity("sort"), "SORT");
  await expectError(client, wrongArity("sort_ro"), "SORT_RO");
  await client.call("RPUSH", "k", "x");
  await expectError(client, NOT_NUMBERS, "SORT k STORE v:2");
  assertEquals(await client.call("GET", "v:2"), "y");
  server.server.engine.keyspace.limits.listSize = 3;
  await expect(client, [
    ["SORT k ALPHA STORE out", 4],
    ["OBJECT ENCODING out", "quicklist"],
    ["SORT k ALPHA LIMIT 0 3 STORE out", 3],
    ["OBJECT ENCODING out", "listpack"],
  ]);
});

eachProtocol("SORT counts changes, hits and misses", async (client, server) => {
  await client.call("RPUSH", "k", "3", "1", "2");
  await client.call("MSET", "w:1", "1", "w:2", "2");
  const steps: [string, number[]][] = [
    ["SORT k", [0, 1, 0]],
    ["SORT missing", [0, 0, 1]],
    ["SORT k BY w:*", [0, 3, 1]],
    ["SORT k BY w:* GET w:* GET #", [0, 5, 2]],
    ["SORT k BY nosort GET const", [0, 1, 0]],
    ["SORT k LIMIT 0 1 GET w:*", [0, 2, 0]],
    ["SORT k STORE out", [3, 1, 0]],
    ["SORT k GET # GET # STORE out", [6, 1, 0]],
    ["SORT missing STORE out", [1, 0, 1]],
    ["SORT missing STORE out", [0, 0, 1]],
  ];
  for (const [line, expected] of steps) assertEquals(await countersOf(server, client, line), expected, line);
});

eachProtocol("SORT meets keys and fields whose deadline has passed", async (client, server) => {
  server.server.engine.activeExpire = false;
  await expect(client, [
    ["RPUSH k 1 2 3", 3],
    ["MSET w:1 3 w:2 2 w:3 1", "OK"],
    ["PEXPIRE w:3 10", 1],
    ["HSET h:1 f 9 g 1", 2],
    ["HSET h:2 f 8", 1],
    ["HPEXPIRE h:1 10 FIELDS 1 f", [1]],
    ["HPEXPIRE h:2 10 FIELDS 1 f", [1]],
    ["SORT k GET h:*->f", ["9", "8", null]],
  ]);
  server.clock.advance(10);
  await expect(client, [
    ["SORT k BY w:*", "3 2 1"],
    ["EXISTS w:3", 0],
    ["SORT k GET h:*->f GET h:*->g", [null, "1", null, null, null, null]],
    ["EXISTS h:1 h:2", 1],
    ["PEXPIRE k 10", 1],
  ]);
  server.clock.advance(10);
  await expect(client, [["SORT k", []]]);
});

eachProtocol("a stored list wakes who waits for it", async (client, server, protocol) => {
  const waiting = await server.client(protocol);
  const reply = waiting.call("BLPOP", "out", 0);
  await client.call("RPUSH", "k", "2", "1");
  while (server.server.engine.blocking.keyCount === 0) await client.call("PING");
  assertEquals(await client.call("SORT", "k", "STORE", "out"), 2);
  assertEquals(await reply, ["out", "1"]);
  assertEquals(await client.call("LRANGE", "out", 0, -1), ["2"]);
});

eachProtocol("COMMAND tells the keys of SORT", async (client) => {
  await expect(client, [
    ["COMMAND GETKEYS SORT abc STORE def", ["abc", "def"]],
    ["COMMAND GETKEYS SORT abc STORE invalid STORE stillbad STORE def", ["abc", "def"]],
    ["COMMAND GETKEYS SORT abc BY store GET store LIMIT store store", ["abc"]],
    ["COMMAND GETKEYS SORT abc STORE", ["abc"]],
    ["COMMAND GETKEYS SORT_RO abc", ["abc"]],
    ["COMMAND GETKEYSANDFLAGS SORT abc STORE def", [["abc", ["RO", "access"]], ["def", ["OW", "update"]]]],
  ]);
});

Deno.test("SORT of many elements", async () => {
  await using server = await startServer();
  const client = await server.client();
  const count = 30_000;
  const numbers = Array.from({ length: count }, (_, i) => (i * 7919) % count);
  for (let i = 0; i < count; i += 1000) {
    const some = numbers.slice(i, i + 1000);
    await client.call("RPUSH", "list", ...some);
    await client.call("SADD", "set", ...some.map((number) => `m:${number}`));
    await client.call("ZADD", "zset", ...some.flatMap((number) => [-number, number]));
    await client.call("MSET", ...some.flatMap((number) => [`w:${number}`, count - number]));
  }
  const ascending = Array.from({ length: count }, (_, i) => String(i));
  const texts = ascending.map((number) => `m:${number}`).sort();
  const list = (...args: string[]) => client.call("SORT", ...args) as Promise<string[]>;
  assertEquals(await list("list"), ascending);
  assertEquals(await list("list", "DESC", "LIMIT", "29000", "3000"), ascending.toReversed().slice(29_000));
  assertEquals(await list("list", "BY", "w:*", "LIMIT", "20000", "3"), ["9999", "9998", "9997"]);
  assertEquals(await list("list", "BY", "nosort"), numbers.map(String));
  assertEquals(
    await list("list", "BY", "nosort", "DESC", "LIMIT", "1", "2"),
    numbers.toReversed().slice(1, 3).map(String),
  );
  assertEquals(await list("set", "ALPHA"), texts);
  assertEquals(await list("set", "ALPHA", "LIMIT", "100", "5"), texts.slice(100, 105));
  assertEquals((await list("set", "BY", "nosort")).sort(), texts);
  assertEquals((await list("set", "BY", "nosort", "LIMIT", "29990", "100")).length, 10);
  assertEquals(await list("zset", "BY", "nosort", "LIMIT", "3", "2"), ["29996", "29995"]);
  assertEquals(await list("zset"), ascending);
  assertEquals(await client.call("SORT", "set", "BY", "nosort", "STORE", "out"), count);
  assertEquals(await client.call("LRANGE", "out", 0, -1), texts);
});

Deno.test("a long sorted reply stays what it was, whatever happens to its source", async () => {
  await using server = await startServer({ fakeTime: false });
  const [reader, writer] = [await server.client(), await server.client()];
  const numbers = Array.from({ length: 50_000 }, (_, i) => String(i));
  for (let i = 0; i < numbers.length; i += 5000) await writer.call("RPUSH", "k", ...numbers.slice(i, i + 5000));
  reader.send("SORT", "k", "DESC");
  reader.send("SORT", "k", "BY", "nosort");
  await reader.written();
  await writer.call("FLUSHALL");
  const first = await reader.next();
  assert(first.type === "array" && first.value.length === numbers.length);
  assert(first.value.every((item, i) => item.type === "bulk" && item.value.length === numbers[49_999 - i].length));
});
