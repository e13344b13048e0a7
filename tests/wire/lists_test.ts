import { assert, assertEquals } from "@std/assert";
import { type Client, eachProtocol, type Protocol, startServer, type TestServer, type Value } from "../support/mod.ts";

const WRONG_TYPE = "WRONGTYPE Operation against a key holding the wrong kind of value";
const NOT_AN_INTEGER = "ERR value is not an integer or out of range";
const NOT_POSITIVE = "ERR value is out of range, must be positive";
const SYNTAX_ERROR = "ERR syntax error";
const NO_KEYS = "ERR numkeys should be greater than 0";
const NO_COUNT = "ERR count should be greater than 0";
const MAX_INT64 = "9223372036854775807";
const MIN_INT64 = "-9223372036854775808";
const MB = 1024 * 1024;

const wrongArity = (command: string) => `ERR wrong number of arguments for '${command}' command`;

/** Runs the commands in turn, as words with single blanks between them, and compares their replies. */
async function expect(client: Client, cases: readonly (readonly [string, Value])[]): Promise<void> {
  for (const [line, reply] of cases) assertEquals(await client.call(...line.split(" ")), reply, line);
}

/** The commands, as words with single blanks between them, must all fail with the same error. */
async function expectError(client: Client, error: string, ...lines: string[]): Promise<void> {
  for (const line of lines) assertEquals(await client.error(...line.split(" ")), error, line);
}

/** Declares a test for lists that are packed, one for large ones, and one for lists of an entry in each chunk. */
function eachForm(name: string, test: (client: Client, server: TestServer, protocol: Protocol) => Promise<void>): void {
  eachProtocol(`${name}, packed`, test);
  eachProtocol(`${name}, large`, test, { config: { "list-max-listpack-size": "3" } });
  eachProtocol(`${name}, an entry a chunk`, test, { config: { "list-max-listpack-size": "1" } });
}

eachForm("LPUSH, RPUSH, LPUSHX, RPUSHX, LLEN, LRANGE", async (client) => {
  await expect(client, [
    ["LPUSHX k a", 0],
    ["RPUSHX k a", 0],
    ["LLEN k", 0],
    ["LRANGE k 0 -1", []],
    ["RPUSH k c d", 2],
    ["LPUSH k b a", 4],
    ["LPUSHX k 1 0", 6],
    ["RPUSHX k e f", 8],
    ["LLEN k", 8],
    ["TYPE k", "list"],
    ["LRANGE k 0 -1", ["0", "1", "a", "b", "c", "d", "e", "f"]],
    ["LRANGE k 2 4", ["a", "b", "c"]],
    ["LRANGE k -3 -2", ["d", "e"]],
    ["LRANGE k -100 0", ["0"]],
    ["LRANGE k 7 100", ["f"]],
    ["LRANGE k 8 100", []],
    ["LRANGE k 3 2", []],
    ["LRANGE k -1 -2", []],
    [`LRANGE k ${MIN_INT64} ${MAX_INT64}`, ["0", "1", "a", "b", "c", "d", "e", "f"]],
    [`LRANGE k ${MAX_INT64} ${MIN_INT64}`, []],
  ]);
  await expectError(client, wrongArity("lpush"), "LPUSH k");
  await expectError(client, wrongArity("rpushx"), "RPUSHX k");
  await expectError(client, NOT_AN_INTEGER, "LRANGE k x 1", "LRANGE k 1 x", "LRANGE none 1 9223372036854775808");
});

eachForm("entries of all kinds come back as they were", async (client) => {
  const odd = [
    "",
    "0",
    "-0",
    "007",
    MAX_INT64,
    MIN_INT64,
    "9007199254740993",
    "a\r\nb",
    "x".repeat(63),
    "x".repeat(64),
  ];
  odd.push("y".repeat(4095), "y".repeat(4096), "z".repeat(20_000), "-4097", "127", "128", "-8388609", "2147483648");
  assertEquals(await client.call("RPUSH", "k", ...odd), odd.length);
  assertEquals(await client.call("LRANGE", "k", 0, -1), odd);
  for (const [i, text] of odd.entries()) assertEquals(await client.call("LPOS", "k", text), i);
  for (const text of odd.slice(0, 9)) assertEquals(await client.call("LPOP", "k"), text);
  for (const text of odd.slice(9).toReversed()) assertEquals(await client.call("RPOP", "k"), text);
  assertEquals(await client.call("EXISTS", "k"), 0);
});

eachForm("LPOP and RPOP", async (client) => {
  await expect(client, [
    ["LPOP k", null],
    ["RPOP k 1", null],
    ["LPOP k 0", null],
    ["RPUSH k a b c d e f", 6],
    ["LPOP k", "a"],
    ["RPOP k", "f"],
    ["LPOP k 0", []],
    ["LPOP k 2", ["b", "c"]],
    ["RPOP k 1", ["e"]],
    [`RPOP k ${MAX_INT64}`, ["d"]],
    ["EXISTS k", 0],
    ["RPUSH k a b c", 3],
    ["RPOP k 10", ["c", "b", "a"]],
    ["EXISTS k", 0],
  ]);
  assertEquals((await client.ask("LPOP", "k")).type, "null");
  await expectError(client, NOT_POSITIVE, "LPOP k -1", "RPOP k x", "LPOP k 9223372036854775808", "LPOP none -1");
  await expectError(client, wrongArity("lpop"), "LPOP k 1 2", "LPOP");
});

Deno.test("what LPOP replies where there is no list: in RESP2 a null array with a count, a null string without", async () => {
  await using server = await startServer();
  const client = await server.client(2);
  assertEquals(
    await client.exchange("LPOP k\r\nLPOP k 1\r\nRPOP k 0\r\n", "$-1\r\n*-1\r\n*-1\r\n"),
    "$-1\r\n*-1\r\n*-1\r\n",
  );
  const lmpop = "LMPOP 1 k LEFT\r\nLMOVE k k LEFT LEFT\r\nLPOS k a\r\n";
  assertEquals(await client.exchange(lmpop, "*-1\r\n$-1\r\n$-1\r\n"), "*-1\r\n$-1\r\n$-1\r\n");
});

eachForm("LINDEX and LSET", async (client) => {
  await expect(client, [
    ["LINDEX k 0", null],
    ["RPUSH k a b c d", 4],
    ["LINDEX k 0", "a"],
    ["LINDEX k 3", "d"],
    ["LINDEX k 4", null],
    ["LINDEX k -1", "d"],
    ["LINDEX k -4", "a"],
    ["LINDEX k -5", null],
    [`LINDEX k ${MAX_INT64}`, null],
    [`LINDEX k ${MIN_INT64}`, null],
    ["LSET k 0 first", "OK"],
    ["LSET k -1 12345678901234567890", "OK"],
    [`LSET k 1 ${"x".repeat(5000)}`, "OK"],
    ["LSET k 1 7", "OK"],
    ["LRANGE k 0 -1", ["first", "7", "c", "12345678901234567890"]],
  ]);
  await expectError(client, NOT_AN_INTEGER, "LINDEX k x", "LSET k x a");
  await expectError(client, "ERR no such key", "LSET none 0 a", "LSET none x a");
  await expectError(client, "ERR index out of range", "LSET k 4 a", "LSET k -5 a", `LSET k ${MIN_INT64} a`);
});

eachForm("LINSERT", async (client) => {
  await expect(client, [
    ["LINSERT k BEFORE a b", 0],
    ["RPUSH k b d b", 3],
    ["LINSERT k BEFORE b a", 4],
    ["LINSERT k after b c", 5],
    ["LINSERT k AFTER d e", 6],
    ["LINSERT k BEFORE nope x", -1],
    ["LRANGE k 0 -1", ["a", "b", "c", "d", "e", "b"]],
    ["RPUSH k end", 7],
    ["LINSERT k AFTER end last", 8],
    ["LINDEX k -1", "last"],
  ]);
  await expectError(client, SYNTAX_ERROR, "LINSERT k WITHIN b x", "LINSERT none LEFT b x");
  await expectError(client, wrongArity("linsert"), "LINSERT k BEFORE b");
});

eachForm("LREM", async (client) => {
  await expect(client, [
    ["LREM k 0 a", 0],
    ["RPUSH k a b a c a 5 a", 7],
    ["LREM k 1 a", 1],
    ["LRANGE k 0 -1", ["b", "a", "c", "a", "5", "a"]],
    ["LREM k -2 a", 2],
    ["LRANGE k 0 -1", ["b", "a", "c", "5"]],
    ["LREM k 0 nope", 0],
    ["LREM k 10 5", 1],
    [`LREM k ${MIN_INT64} c`, 1],
    [`LREM k ${MAX_INT64} b`, 1],
    ["LREM k 0 a", 1],
    ["EXISTS k", 0],
  ]);
  await expectError(client, NOT_AN_INTEGER, "LREM k x a", "LREM none 9223372036854775808 a");
});

eachForm("LTRIM", async (client) => {
  const all = ["a", "b", "c", "d", "e"];
  const cases: [string, string, string[]][] = [
    ["0", "-1", all],
    ["1", "3", ["b", "c", "d"]],
    ["-2", "-1", ["d", "e"]],
    ["0", "0", ["a"]],
    ["4", "100", ["e"]],
    ["-100", "1", ["a", "b"]],
    ["3", "2", []],
    ["5", "10", []],
    [MIN_INT64, MAX_INT64, all],
    [MAX_INT64, MAX_INT64, []],
    ["0", MIN_INT64, []],
  ];
  for (const [start, stop, left] of cases) {
    await client.call("DEL", "k");
    await client.call("RPUSH", "k", ...all);
    assertEquals(await client.call("LTRIM", "k", start, stop), "OK");
    assertEquals(await client.call("LRANGE", "k", 0, -1), left, `${start} ${stop}`);
    assertEquals(await client.call("EXISTS", "k"), left.length > 0 ? 1 : 0);
  }
  await expect(client, [["LTRIM none 0 1", "OK"]]);
  await expectError(client, NOT_AN_INTEGER, "LTRIM k x 1", "LTRIM none 0 x");
});

eachForm("LPOS", async (client) => {
  await client.call("RPUSH", "k", "a", "b", "c", "1", "2", "3", "c", "c");
  await expect(client, [
    ["LPOS k c", 2],
    ["LPOS k 3", 5],
    ["LPOS k nope", null],
    ["LPOS none c", null],
    ["LPOS k c RANK 2", 6],
    ["LPOS k c RANK -1", 7],
    ["LPOS k c RANK -3", 2],
    ["LPOS k c RANK 4", null],
    [`LPOS k c RANK ${MAX_INT64}`, null],
    ["LPOS k c COUNT 2", [2, 6]],
    ["LPOS k c COUNT 0", [2, 6, 7]],
    ["LPOS k c count 0 rank 2", [6, 7]],
    ["LPOS k c COUNT 2 RANK -1", [7, 6]],
    ["LPOS k nope COUNT 5", []],
    ["LPOS none c COUNT 5", []],
    ["LPOS k c MAXLEN 2", null],
    ["LPOS k c MAXLEN 3", 2],
    ["LPOS k c COUNT 0 MAXLEN 0", [2, 6, 7]],
    ["LPOS k c COUNT 0 MAXLEN 7", [2, 6]],
    ["LPOS k c COUNT 0 RANK -1 MAXLEN 2", [7, 6]],
    [`LPOS k c COUNT ${MAX_INT64} MAXLEN ${MAX_INT64}`, [2, 6, 7]],
    ["LPOS k c RANK 1 RANK 2", 6],
  ]);
  await expectError(client, SYNTAX_ERROR, "LPOS k c RANK", "LPOS k c NOPE 1");
  await expectError(client, NOT_AN_INTEGER, "LPOS k c RANK x");
  await expectError(client, "ERR COUNT can't be negative", "LPOS k c COUNT -1", "LPOS k c COUNT x");
  await expectError(client, "ERR MAXLEN can't be negative", "LPOS k c MAXLEN -1", "LPOS none c MAXLEN x");
  await expectError(
    client,
    "ERR RANK can't be zero: use 1 to start from the first match, 2 from the second ... or use negative to start from the " +
      "end of the list",
    "LPOS k c RANK 0",
  );
  await expectError(
    client,
    "ERR value is out of range, value must between -9223372036854775807 and 9223372036854775807",
    `LPOS k c RANK ${MIN_INT64}`,
  );
});

eachForm("LMOVE and RPOPLPUSH", async (client) => {
  await expect(client, [
    ["LMOVE a b LEFT RIGHT", null],
    ["RPOPLPUSH a b", null],
    ["RPUSH a 1 2 3 4 5", 5],
    ["LMOVE a b LEFT RIGHT", "1"],
    ["LMOVE a b left left", "2"],
    ["LMOVE a b RIGHT LEFT", "5"],
    ["RPOPLPUSH a b", "4"],
    ["LRANGE b 0 -1", ["4", "5", "2", "1"]],
    ["LMOVE a b RIGHT RIGHT", "3"],
    ["EXISTS a", 0],
    ["LMOVE b b LEFT RIGHT", "4"],
    ["LRANGE b 0 -1", ["5", "2", "1", "3", "4"]],
    ["LMOVE b b RIGHT LEFT", "4"],
    ["RPOPLPUSH b b", "3"],
    ["LMOVE b b LEFT LEFT", "3"],
    ["LMOVE b b RIGHT RIGHT", "1"],
    ["LRANGE b 0 -1", ["3", "4", "5", "2", "1"]],
    ["RPUSH one x", 1],
    ["LMOVE one one LEFT RIGHT", "x"],
    ["LRANGE one 0 -1", ["x"]],
  ]);
  const long = "x".repeat(70_000);
  await client.call("RPUSH", "long", long, "y");
  assertEquals(await client.call("LMOVE", "long", "long", "LEFT", "RIGHT"), long);
  assertEquals(await client.call("LRANGE", "long", 0, -1), ["y", long]);
  await expectError(client, SYNTAX_ERROR, "LMOVE a b LEFT DOWN", "LMOVE none b UP LEFT");
});

eachForm("LMPOP", async (client) => {
  await client.call("RPUSH", "k", "a", "b", "c", "d", "e");
  await expect(client, [
    ["LMPOP 2 none none LEFT", null],
    ["LMPOP 2 none k LEFT", ["k", ["a"]]],
    ["LMPOP 1 k right COUNT 2", ["k", ["e", "d"]]],
    [`LMPOP 1 k LEFT count ${MAX_INT64}`, ["k", ["b", "c"]]],
    ["EXISTS k", 0],
  ]);
  await expectError(
    client,
    NO_KEYS,
    "LMPOP 0 k LEFT",
    "LMPOP -1 k LEFT",
    "LMPOP x k LEFT",
    "LMPOP 9223372036854775808 k LEFT",
  );
  await expectError(client, NO_COUNT, "LMPOP 1 k LEFT COUNT 0", "LMPOP 1 k LEFT COUNT x", "LMPOP 1 k LEFT COUNT -1");
  await expectError(
    client,
    SYNTAX_ERROR,
    "LMPOP 2 k LEFT",
    "LMPOP 1 k UP",
    "LMPOP 1 k LEFT COUNT",
    "LMPOP 1 k LEFT COUNT 1 COUNT 1",
    "LMPOP 1 k LEFT NOPE 1",
    `LMPOP ${MAX_INT64} k LEFT`,
    "LMPOP 99999999999 k LEFT",
  );
});

eachForm("blocking commands that need not wait", async (client) => {
  await client.call("RPUSH", "k", "1", "2", "3", "4", "5", "6", "7", "8");
  await expect(client, [
    ["BLPOP none k 0", ["k", "1"]],
    ["BRPOP k none 1.5", ["k", "8"]],
    ["BLMOVE k b LEFT RIGHT 0", "2"],
    ["BRPOPLPUSH k b 0", "7"],
    ["BLMPOP 0 2 none k RIGHT", ["k", ["6"]]],
    ["BLMPOP 0.5 1 k LEFT COUNT 10", ["k", ["3", "4", "5"]]],
    ["EXISTS k", 0],
    ["LRANGE b 0 -1", ["7", "2"]],
  ]);
  await expectError(
    client,
    "ERR timeout is not a float or out of range",
    "BLPOP k x",
    "BLMPOP x 1 k LEFT",
    "BRPOPLPUSH k b x",
  );
  await expectError(client, "ERR timeout is negative", "BRPOP k -1", "BLMOVE k b LEFT LEFT -0.1");
  await expectError(client, SYNTAX_ERROR, "BLMOVE k b LEFT UP 0", "BLMPOP 0 1 k UP", "BLMPOP 0 2 k LEFT");
  await expectError(client, NO_KEYS, "BLMPOP 0 0 k LEFT");
  await expectError(client, NO_COUNT, "BLMPOP 0 1 k LEFT COUNT 0");
});

eachProtocol("keys of another type", async (client) => {
  await client.call("SET", "s", "x");
  await client.call("RPUSH", "k", "a");
  const lines = [
    "LPUSH s a",
    "RPUSHX s a",
    "LPOP s",
    "RPOP s 0",
    "LLEN s",
    "LINDEX s x",
    "LRANGE s 0 1",
    "LSET s x a",
    "LINSERT s BEFORE a b",
    "LREM s 1 a",
    "LTRIM s 0 1",
    "LPOS s a",
    "LMOVE s k LEFT LEFT",
    "LMOVE k s LEFT LEFT",
    "RPOPLPUSH k s",
    "LMPOP 2 none s LEFT",
    "BLPOP s k 0",
    "BRPOP none s 0",
    "BLMOVE k s LEFT LEFT 0",
    "BRPOPLPUSH s k 0",
    "BLMPOP 0 1 s LEFT",
  ];
  await expectError(client, WRONG_TYPE, ...lines);
  await expect(client, [["LMOVE none s LEFT LEFT", null], ["BLPOP k s 0", ["k", "a"]]]);
});

eachProtocol("a list's encoding follows the limits", async (client) => {
  const encoding = () => client.call("OBJECT", "ENCODING", "k");
  await client.call("RPUSH", "k", ..."abcdefgh");
  assertEquals(await encoding(), "listpack");
  await client.call("CONFIG", "SET", "list-max-listpack-size", 8);
  await client.call("RPUSH", "k2", ..."abcdefgh");
  assertEquals(await client.call("OBJECT", "ENCODING", "k2"), "listpack");
  // Redis 7.2 counts what LSET puts as one more.
  assertEquals(await client.call("LSET", "k2", 0, "A"), "OK");
  assertEquals(await client.call("OBJECT", "ENCODING", "k2"), "quicklist");
  await client.call("RPUSH", "k", "i");
  assertEquals(await encoding(), "quicklist");
  await client.call("LPOP", "k", 7);
  assertEquals(await encoding(), "quicklist");
  await client.call("LPOP", "k");
  assertEquals([await encoding(), await client.call("LRANGE", "k", 0, -1)], ["listpack", ["i"]]);
  await client.call("CONFIG", "SET", "list-max-listpack-size", -1);
  await client.call("LSET", "k", 0, "x".repeat(4096));
  assertEquals(await encoding(), "quicklist");
  await client.call("LSET", "k", 0, "x");
  assertEquals(await encoding(), "listpack");
  await client.pipeline([["RPUSH", "k", ...Array(100_000).fill("")]]);
  assertEquals([await encoding(), await client.call("LLEN", "k")], ["quicklist", 100_001]);
});

/** So long that what the system holds of a reply on its way is but a part of it. */
const PAD = "x".repeat(160);
const entry = (i: number) => `entry:${i}:${PAD}`;
const SOME = 100_000;

/** A list of `count` entries. */
async function fill(client: Client, key: string, count: number): Promise<void> {
  const step = 10_000;
  for (let i = 0; i < count; i += step) {
    const entries = Array.from({ length: Math.min(step, count - i) }, (_, j) => entry(i + j));
    await client.pipeline([["RPUSH", key, ...entries]]);
  }
}

/** Reads a long reply with a handful of bytes at a time in memory, and sees to it that it is the entries from `first` on. */
async function readEntries(client: Client, first: number, count: number, by = 1): Promise<void> {
  const head = `*${count}\r\n`;
  assertEquals(new TextDecoder().decode(await client.bytes(head.length)), head);
  for (let i = 0; i < count; i += 1000) {
    const expected = Array.from({ length: Math.min(1000, count - i) }, (_, j) => entry(first + (i + j) * by))
      .map((text) => `$${text.length}\r\n${text}\r\n`).join("");
    assertEquals(new TextDecoder().decode(await client.bytes(expected.length)), expected);
  }
}

Deno.test("LRANGE of a million entries goes out as the client takes it", async () => {
  await using server = await startServer({ fakeTime: false });
  const writer = await server.client();
  await fill(writer, "k", 1_000_000);
  const reader = await server.client();
  const { readers } = server.server.engine.keyspace;
  for (const [start, stop] of [[0, -1], [100_000, 899_999]]) {
    reader.send("LRANGE", "k", start, stop);
    await reader.bytes(0);
    await writer.call("PING");
    await until(() => readers.size === 1);
    assert(largestOutput(server) < 3 * MB, `${largestOutput(server)} bytes`);
    await readEntries(reader, start, stop < 0 ? 1_000_000 : stop - start + 1);
  }
  assertEquals(readers.size, 0);
});

Deno.test("a list that changes while LRANGE is on its way leaves the reply as it was", async () => {
  for (
    const change of [
      "LPUSH k x",
      "LPOP k 10",
      "LSET k 7 x",
      "LINSERT k AFTER entry:4 x",
      "LREM k 1 entry:9",
      "DEL k",
      "FLUSHALL",
    ]
  ) {
    await using server = await startServer({ fakeTime: false });
    const writer = await server.client();
    await fill(writer, "k", SOME);
    const reader = await server.client();
    reader.send("LRANGE", "k", 0, -1);
    const { readers } = server.server.engine.keyspace;
    await until(() => readers.size === 1);
    await writer.call(...change.split(" "));
    await readEntries(reader, 0, SOME);
    assertEquals(readers.size, 0, change);
  }
});

Deno.test("LPOP and RPOP of a whole list let the key go at once, and its entries as the client takes them", async () => {
  await using server = await startServer({ fakeTime: false });
  const other = await server.client();
  const client = await server.client();
  const { keyspace } = server.server.engine;
  const empty = keyspace.usedMemory;
  for (const command of ["LPOP", "RPOP"]) {
    await fill(other, "k", SOME);
    client.send(command, "k", SOME);
    await until(() => keyspace.readers.size === 1);
    assertEquals(await other.call("EXISTS", "k"), 0);
    assert(largestOutput(server) < 3 * MB);
    await other.call("RPUSH", "k", "new");
    if (command === "LPOP") await readEntries(client, 0, SOME);
    else await readEntries(client, SOME - 1, SOME, -1);
    assertEquals(await other.call("LPOP", "k", 5), ["new"]);
    await until(() => keyspace.usedMemory === empty);
  }
  await fill(other, "k", SOME);
  client.send("LPOP", "k", MAX_INT64);
  await until(() => keyspace.readers.size === 1);
  client.close();
  await until(() => keyspace.usedMemory === empty);
  assertEquals(keyspace.readers.size, 0);
});

Deno.test("a long list is worked on in the middle", async () => {
  await using server = await startServer({ fakeTime: false });
  const client = await server.client();
  await fill(client, "k", SOME);
  const { keyspace } = server.server.engine;
  const before = keyspace.usedMemory;
  const from = 5000;
  await client.pipeline(
    Array.from({ length: 1000 }, (_, i) => ["LINSERT", "k", "AFTER", entry(from + i), `new:${i}`]),
  );
  // A thousand entries of some ten bytes each, and chunks that were split.
  assert(keyspace.usedMemory - before < 64 * 1024, `${keyspace.usedMemory - before} bytes more`);
  const range = await client.call("LRANGE", "k", from, from + 3);
  assertEquals(range, [entry(from), "new:0", entry(from + 1), "new:1"]);
  assertEquals(await client.call("LPOS", "k", "new:999", "RANK", -1), from + 1999);
  assertEquals(await client.call("LREM", "k", -1, "new:999"), 1);
  assertEquals(await client.call("LINDEX", "k", from + 1998), entry(from + 999));
  assertEquals(await client.call("LINDEX", "k", from + 1999), entry(from + 1000));
});

/** The most bytes of output that wait for any client. */
function largestOutput({ server }: TestServer): number {
  return Math.max(...[...server.engine.sessions.values()].map(({ link }) => link.memory));
}

async function until(holds: () => boolean): Promise<void> {
  for (const start = Date.now(); !holds();) {
    assert(Date.now() - start < 20_000, "it comes about in time");
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}
