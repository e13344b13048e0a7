import { assert, assertEquals } from "@std/assert";
import { latin1 } from "../../src/bytes/mod.ts";
import type { Argument, Client, Value } from "../support/client.ts";
import { raising } from "../support/murmur.ts";
import { eachProtocol, type TestServer } from "../support/server.ts";

const WRONG_TYPE = "WRONGTYPE Operation against a key holding the wrong kind of value";
const NO_HYPERLOGLOG = "WRONGTYPE Key is not a valid HyperLogLog string value.";
const CORRUPT = "INVALIDOBJ Corrupted HLL object detected";
const NOT_SPARSE = "ERR HLL encoding is not sparse";
const NO_KEY = "ERR The specified key does not exist";

/** Bytes before the registers: the estimate is 0 and valid. */
const EMPTY_HEADER = "HYLL\x01\0\0\0\0\0\0\0\0\0\0\0";
/** The estimate is 0 and no longer valid. */
const STALE_HEADER = "HYLL\x01\0\0\0\0\0\0\0\0\0\0\x80";
const DENSE_BYTES = 12_304;

const wrongArity = (command: string) => `ERR wrong number of arguments for '${command}' command`;

/** Runs the commands in turn, as words with single blanks between them, and compares their replies. */
async function expect(client: Client, cases: readonly (readonly [string, Value])[]): Promise<void> {
  for (const [line, reply] of cases) assertEquals(await client.call(...line.split(" ")), reply, line);
}

/** The commands, as words with single blanks between them, must all fail with the same error. */
async function expectError(client: Client, error: string, ...lines: string[]): Promise<void> {
  for (const line of lines) assertEquals(await client.error(...line.split(" ")), error, line);
}

/** The bytes of a key, one character each. */
async function bytesOf(client: Client, key: string): Promise<string> {
  const reply = await client.ask("GET", key);
  assert(reply.type === "bulk");
  return latin1(reply.value, 0, reply.value.length);
}

/** Sets a key to a text of one byte a character. */
async function set(client: Client, key: string, text: string): Promise<void> {
  await client.call("SET", key, Uint8Array.from(text, (char) => char.charCodeAt(0)));
}

/** What the commands add to the number of changes, to hits and to misses. */
async function counted({ server }: TestServer, client: Client, ...line: Argument[]): Promise<number[]> {
  const { keyspace } = server.engine;
  const { dirty, hits, misses } = keyspace;
  await client.call(...line);
  return [keyspace.dirty - dirty, keyspace.hits - hits, keyspace.misses - misses];
}

eachProtocol("PFADD tells whether a register changed", async (client) => {
  await expect(client, [
    ["PFADD k", 1],
    ["PFADD k", 0],
    ["PFADD k a b c", 1],
    ["PFADD k a b c", 0],
    ["PFADD k c d", 1],
    ["PFADD other a a a", 1],
    ["PFCOUNT k", 4],
    ["PFCOUNT other", 1],
    ["OBJECT ENCODING k", "raw"],
    ["TYPE k", "string"],
  ]);
  assertEquals(await client.call("PFADD", "k", ""), 1);
  assertEquals(await client.call("PFADD", "k", Uint8Array.of(0, 255, 13, 10)), 1);
  assertEquals(await client.call("PFADD", "k", new Uint8Array(1_000_000)), 1);
  assertEquals(await client.call("PFCOUNT", "k"), 7);
  await expectError(client, wrongArity("pfadd"), "PFADD");
});

eachProtocol("a HyperLogLog is the string that Redis keeps", async (client) => {
  await client.call("PFADD", "k");
  assertEquals(await bytesOf(client, "k"), `${STALE_HEADER}\x7f\xff`);
  await client.call("PFCOUNT", "k");
  assertEquals(await bytesOf(client, "k"), `${EMPTY_HEADER}\x7f\xff`);
  await client.call("PFADD", "k", "a", "b", "c");
  const opcodes = "\x60\xf3\x80\x50\xb1\x84\x4b\xfb\x80\x42\x5a";
  assertEquals(await bytesOf(client, "k"), `${STALE_HEADER}${opcodes}`);
  assertEquals(await client.call("PFCOUNT", "k"), 3);
  assertEquals(await bytesOf(client, "k"), `${EMPTY_HEADER.replace("\x01\0\0\0\0", "\x01\0\0\0\x03")}${opcodes}`);
  await client.call("PFADD", "k", "a");
  assertEquals(await bytesOf(client, "k"), `${EMPTY_HEADER.replace("\x01\0\0\0\0", "\x01\0\0\0\x03")}${opcodes}`);
  await client.call("PFDEBUG", "TODENSE", "k");
  const dense = await bytesOf(client, "k");
  assertEquals(dense.length, DENSE_BYTES);
  assertEquals(dense.slice(0, 16), "HYLL\0\0\0\0\x03\0\0\0\0\0\0\0");
});

eachProtocol("PFCOUNT of several keys is that of their union", async (client) => {
  await expect(client, [
    ["PFCOUNT missing", 0],
    ["PFCOUNT missing missing", 0],
    ["PFADD a 1 2 3", 1],
    ["PFADD b 3 4", 1],
    ["PFADD c 5 6", 1],
    ["PFDEBUG TODENSE c", 1],
    ["PFCOUNT a b", 4],
    ["PFCOUNT a b missing c", 6],
    ["PFCOUNT c", 2],
    ["PFCOUNT a a", 3],
  ]);
  await expectError(client, wrongArity("pfcount"), "PFCOUNT");
});

eachProtocol("PFMERGE stores the union", async (client) => {
  await expect(client, [
    ["PFADD a 1 2 3", 1],
    ["PFADD b 3 4", 1],
    ["PFMERGE to a b missing", "OK"],
    ["PFCOUNT to", 4],
    ["PFADD c 5", 1],
    ["PFMERGE to c", "OK"],
    ["PFCOUNT to", 5],
    ["PFDEBUG ENCODING to", "sparse"],
    ["PFDEBUG TODENSE c", 1],
    ["PFMERGE to c", "OK"],
    ["PFDEBUG ENCODING to", "dense"],
    ["PFMERGE to a", "OK"],
    ["PFDEBUG ENCODING to", "dense"],
    ["PFCOUNT to", 5],
    ["PFCOUNT a", 3],
    ["PFMERGE fresh missing", "OK"],
    ["PFCOUNT fresh", 0],
    ["PFMERGE alone", "OK"],
    ["EXISTS alone", 1],
    ["PFMERGE a a", "OK"],
    ["PFCOUNT a", 3],
  ]);
  assertEquals(await bytesOf(client, "fresh"), `${EMPTY_HEADER}\x7f\xff`);
  assertEquals(await bytesOf(client, "alone"), `${STALE_HEADER}\x7f\xff`);
  await expectError(client, wrongArity("pfmerge"), "PFMERGE");
});

eachProtocol("a deadline stays", async (client) => {
  await expect(client, [
    ["PFADD k a", 1],
    ["EXPIRE k 100", 1],
    ["PFADD k b", 1],
    ["PFCOUNT k", 2],
    ["PFMERGE k missing", "OK"],
    ["PFDEBUG TODENSE k", 1],
    ["PFADD k c", 1],
    ["TTL k", 100],
  ]);
});

eachProtocol("other values are refused", async (client) => {
  await client.call("SET", "text", "x");
  await client.call("SET", "number", "12345678901234567");
  await set(client, "magic", EMPTY_HEADER.replace("HYLL", "HYLX"));
  await set(client, "representation", EMPTY_HEADER.replace("\x01", "\x02"));
  await set(client, "short", EMPTY_HEADER.slice(0, 15));
  await set(client, "dense", EMPTY_HEADER.replace("\x01", "\0"));
  await client.call("PFADD", "good", "a");
  for (const key of ["text", "number", "magic", "representation", "short", "dense"]) {
    await expectError(
      client,
      NO_HYPERLOGLOG,
      `PFADD ${key}`,
      `PFADD ${key} a`,
      `PFCOUNT ${key}`,
      `PFCOUNT good ${key}`,
      `PFMERGE ${key}`,
      `PFMERGE good ${key}`,
      `PFMERGE ${key} good`,
      `PFDEBUG GETREG ${key}`,
      `PFDEBUG NOPE ${key}`,
    );
  }
  await expect(client, [["PFCOUNT good", 1], ["GET text", "x"]]);
});

eachProtocol("keys of other types are refused", async (client, { server }) => {
  const [db] = server.engine.keyspace.databases;
  const key = new TextEncoder().encode("list");
  db.add(key, 0, key.length, 1, 0, 8);
  await expectError(
    client,
    WRONG_TYPE,
    "PFADD list a",
    "PFCOUNT list",
    "PFCOUNT missing list",
    "PFMERGE list",
    "PFMERGE to list",
    "PFDEBUG ENCODING list",
  );
});

eachProtocol("corrupt registers are found", async (client) => {
  await client.call("PFADD", "good", "a");
  const bodies = ["", "\x7f\xfe", "\x7f\xff\x80", "\x3f", "\x80\x80", "\x7f\xff".repeat(50_000)];
  for (const body of bodies) {
    await set(client, "k", `${STALE_HEADER}${body}`);
    await expectError(
      client,
      CORRUPT,
      "PFCOUNT k",
      "PFCOUNT good k",
      "PFMERGE k",
      "PFMERGE k good",
      "PFMERGE good k",
      "PFDEBUG GETREG k",
      "PFDEBUG TODENSE k",
    );
    assertEquals(await bytesOf(client, "k"), `${STALE_HEADER}${body}`);
  }
  await expectError(client, CORRUPT, "PFADD k a", "PFDEBUG DECODE k");
  await set(client, "k", `${STALE_HEADER}\x20\x7f`);
  await expectError(client, CORRUPT, "PFADD k a b c");
  assertEquals(await bytesOf(client, "k"), `${STALE_HEADER}\x20\x7f`);
  assertEquals(await client.call("PFCOUNT", "good"), 1);
});

eachProtocol("registers that no element leaves are counted as Redis does", async (client) => {
  await set(client, "k", `HYLL${"\0".repeat(11)}\x80${"\xff".repeat(DENSE_BYTES - 16)}`);
  await expect(client, [["PFCOUNT k", -9223372036854775808n], ["PFCOUNT k k", -9223372036854775808n]]);
  await set(client, "k", `${EMPTY_HEADER.slice(0, 8)}${"\xff".repeat(7)}\x7f`);
  await expect(client, [["PFCOUNT k", 9223372036854775807n]]);
});

eachProtocol("registers become dense at hll-sparse-max-bytes and above a value of 32", async (client) => {
  await client.call("CONFIG", "SET", "hll-sparse-max-bytes", 40);
  await client.call("PFADD", "k", ...[5, 105, 205, 305].map((index) => raising(index, 1)));
  await expect(client, [["STRLEN k", 29], ["PFDEBUG ENCODING k", "sparse"]]);
  await client.call("PFADD", "k", ...[405, 505, 605, 705].map((index) => raising(index, 1)));
  await expect(client, [["STRLEN k", DENSE_BYTES], ["PFDEBUG ENCODING k", "dense"], ["PFCOUNT k", 8]]);
  await client.call("PFADD", "high", raising(7, 32));
  await expect(client, [["PFDEBUG DECODE high", "z:7 v:32,1 Z:16376"]]);
  await client.call("PFADD", "high", raising(9, 33));
  await expect(client, [["PFDEBUG ENCODING high", "dense"], ["PFCOUNT high", 2]]);
  await client.call("CONFIG", "SET", "hll-sparse-max-bytes", 3000);
  await client.call("PFADD", "k", "a");
  await expect(client, [["PFDEBUG ENCODING k", "dense"]]);
});

eachProtocol("PFDEBUG looks into the registers", async (client) => {
  await client.call("PFADD", "k", raising(0, 3), raising(1, 3), raising(200, 9), raising(16_383, 1));
  await expect(client, [
    ["PFDEBUG ENCODING k", "sparse"],
    ["pfdebug encoding k", "sparse"],
    ["PFDEBUG DECODE k", "v:3,2 Z:198 v:9,1 Z:16182 v:1,1"],
  ]);
  const registers = Array(16_384).fill(0);
  registers[0] = registers[1] = 3;
  registers[200] = 9;
  registers[16_383] = 1;
  assertEquals(await client.call("PFDEBUG", "GETREG", "k"), registers);
  await expect(client, [["PFDEBUG ENCODING k", "dense"], ["PFDEBUG TODENSE k", 0]]);
  assertEquals(await client.call("PFDEBUG", "GETREG", "k"), registers);
  await expect(client, [["PFADD new a", 1], ["PFDEBUG TODENSE new", 1], ["PFDEBUG TODENSE new", 0], [
    "PFCOUNT new",
    1,
  ]]);
  await expectError(client, NOT_SPARSE, "PFDEBUG DECODE k");
  await expectError(client, NO_KEY, "PFDEBUG GETREG missing", "PFDEBUG NOPE missing");
  await expectError(client, wrongArity("pfdebug"), "PFDEBUG", "PFDEBUG GETREG", "PFDEBUG GETREG k k");
  await expectError(client, "ERR Unknown PFDEBUG subcommand 'NoPe'", "PFDEBUG NoPe k");
  assertEquals(await client.error("PFDEBUG", "a\r\nb\0c", "k"), "ERR Unknown PFDEBUG subcommand 'a  b'");
});

eachProtocol("PFSELFTEST passes", async (client) => {
  assertEquals(await client.call("PFSELFTEST"), "OK");
  await expectError(client, wrongArity("pfselftest"), "PFSELFTEST x");
});

eachProtocol("changes, hits and misses are counted as Redis does", async (client, server) => {
  const count = (line: string) => counted(server, client, ...line.split(" "));
  assertEquals(await count("PFADD k"), [1, 0, 0]);
  assertEquals(await count("PFADD k a b c"), [3, 0, 0]);
  assertEquals(await count("PFADD k a b c"), [0, 0, 0]);
  assertEquals(await count("PFADD other d"), [2, 0, 0]);
  assertEquals(await count("PFCOUNT k"), [1, 1, 0]);
  assertEquals(await count("PFCOUNT k"), [0, 1, 0]);
  assertEquals(await count("PFCOUNT k missing other"), [0, 2, 1]);
  assertEquals(await count("PFMERGE to k other missing"), [1, 2, 2]);
  assertEquals(await count("PFMERGE to"), [1, 1, 0]);
  assertEquals(await count("PFDEBUG ENCODING k"), [0, 0, 0]);
  assertEquals(await count("PFDEBUG TODENSE k"), [1, 0, 0]);
  assertEquals(await count("PFDEBUG TODENSE k"), [0, 0, 0]);
  assertEquals(await count("PFADD k a e f"), [2, 0, 0]);
  assertEquals(await count("PFADD k a e f"), [0, 0, 0]);
  assertEquals(await count("PFDEBUG GETREG other"), [1, 0, 0]);
});

eachProtocol("a HyperLogLog that a client set counts as modified once a command could modify it", async (client) => {
  await client.call("PFADD", "k", "a");
  const value = await bytesOf(client, "k");
  for (const line of ["PFADD k a", "PFCOUNT k", "PFDEBUG ENCODING k", "PFMERGE k"]) {
    await set(client, "k", value);
    await expect(client, [["OBJECT ENCODING k", "embstr"]]);
    await client.call(...line.split(" "));
    await expect(client, [["OBJECT ENCODING k", "raw"], ["PFCOUNT k", 1], [
      "PFDEBUG DECODE k",
      "Z:12711 v:2,1 Z:3672",
    ]]);
  }
});
