import { assertEquals } from "@std/assert";
import { fromString } from "../../src/bytes/mod.ts";
import { CollectionEncoding, Type } from "../../src/store/mod.ts";
import { type Client, eachProtocol, type TestServer, type Value } from "../support/mod.ts";

const WRONG_TYPE = "WRONGTYPE Operation against a key holding the wrong kind of value";
const NOT_AN_INTEGER = "ERR value is not an integer or out of range";
const SYNTAX_ERROR = "ERR syntax error";
const BAD_OFFSET = "ERR bit offset is not an integer or out of range";
const BAD_BIT = "ERR bit is not an integer or out of range";
const BAD_TYPE = "ERR Invalid bitfield type. Use something like i16 u8. Note that u64 is not supported but i64 is.";
const MAX_INT64 = 9223372036854775807n;
/** The last bit of the longest string that `proto-max-bulk-len` allows by default. */
const LAST_BIT = 2 ** 32 - 1;

const wrongArity = (command: string) => `ERR wrong number of arguments for '${command}' command`;

/** Runs the commands in turn, as words with single blanks between them, and compares their replies. */
async function expect(client: Client, cases: readonly (readonly [string, Value])[]): Promise<void> {
  for (const [line, reply] of cases) assertEquals(await client.call(...line.split(" ")), reply, line);
}

/** The commands, as words with single blanks between them, must all fail with the same error. */
async function expectError(client: Client, error: string, ...lines: string[]): Promise<void> {
  for (const line of lines) assertEquals(await client.error(...line.split(" ")), error, line);
}

async function set(client: Client, key: string, ...bytes: number[]): Promise<void> {
  assertEquals(await client.call("SET", key, Uint8Array.from(bytes)), "OK");
}

/** The bytes of a string, `null` if there is none. */
async function bytesOf(client: Client, key: string): Promise<number[] | null> {
  const reply = await client.ask("GET", key);
  return reply.type === "bulk" ? [...reply.value] : null;
}

/** Puts a key of another type into database 0, straight into the store. */
function putList({ server }: TestServer, key: string): void {
  const [db] = server.engine.keyspace.databases;
  const name = fromString(key);
  db.add(name, 0, name.length, Type.LIST, CollectionEncoding.PACKED, 8);
}

eachProtocol("SETBIT and GETBIT", async (client) => {
  await expect(client, [
    ["GETBIT missing 0", 0],
    ["EXISTS missing", 0],
    ["SETBIT k 1 1", 0],
    ["SETBIT k 1 1", 1],
    ["GETBIT k 0", 0],
    ["GETBIT k 1", 1],
    ["GETBIT k 100", 0],
    ["STRLEN k", 1],
    ["GET k", "@"],
    ["SETBIT k 1 0", 1],
    ["SETBIT k 23 0", 0],
    ["STRLEN k", 3],
    ["GET k", "\0\0\0"],
    ["SETBIT long 9999 1", 0],
    ["STRLEN long", 1250],
    ["BITPOS long 1", 9999],
  ]);
});

eachProtocol("SETBIT keeps the deadline, and makes any string a raw one", async (client) => {
  await expect(client, [
    ["SET number 12 EX 100", "OK"],
    ["OBJECT ENCODING number", "int"],
    ["GETBIT number 3", 1],
    ["OBJECT ENCODING number", "int"],
    ["SETBIT number 6 1", 0],
    ["GET number", "32"],
    ["OBJECT ENCODING number", "raw"],
    ["TTL number", 100],
    ["INCR number", 33],
    ["OBJECT ENCODING number", "int"],
    ["SETBIT number 0 0", 0],
    ["OBJECT ENCODING number", "raw"],
    ["SETBIT number 40 0", 0],
    ["TTL number", 100],
    ["SET text abc", "OK"],
    ["BITFIELD text INCRBY u8 0 1", [98]],
    ["GET text", "bbc"],
    ["OBJECT ENCODING text", "raw"],
    ["SETBIT new 0 0", 0],
    ["OBJECT ENCODING new", "raw"],
  ]);
});

eachProtocol("SETBIT and GETBIT refuse what is no bit", async (client, server) => {
  const offsets = [
    "-1",
    "x",
    "",
    "1.5",
    "01",
    "#1",
    String(LAST_BIT + 1),
    "9223372036854775807",
    "9223372036854775808",
  ];
  for (const offset of offsets) {
    assertEquals(await client.error("SETBIT", "k", offset, "2"), BAD_OFFSET);
    assertEquals(await client.error("GETBIT", "k", offset), BAD_OFFSET);
  }
  for (const bit of ["2", "-1", "x", "", "01"]) assertEquals(await client.error("SETBIT", "k", "0", bit), BAD_BIT);
  await expect(client, [["EXISTS k", 0], [`GETBIT k ${LAST_BIT}`, 0], ["CONFIG SET proto-max-bulk-len 1mb", "OK"]]);
  await expectError(
    client,
    BAD_OFFSET,
    "SETBIT k 8388608 1",
    "BITFIELD k SET u8 8388608 1",
    "BITFIELD k GET u8 8388608",
  );
  await expect(client, [["SETBIT k 8388607 1", 0], ["STRLEN k", 1_048_576], [
    "CONFIG SET proto-max-bulk-len 1024gb",
    "OK",
  ]]);
  await expectError(client, BAD_OFFSET, "SETBIT k 34359738368 1", "BITFIELD k SET u8 34359738368 1");
  putList(server, "list");
  await expectError(client, WRONG_TYPE, "SETBIT list 0 1", "GETBIT list 0");
  await expectError(client, wrongArity("setbit"), "SETBIT k", "SETBIT k 1", "SETBIT k 1 1 1");
  await expectError(client, wrongArity("getbit"), "GETBIT k", "GETBIT k 1 1");
});

eachProtocol("the last bit of the longest string", async (client, { server }) => {
  const { keyspace } = server.engine;
  const before = keyspace.usedMemory;
  await expect(client, [
    [`SETBIT k ${LAST_BIT} 1`, 0],
    ["STRLEN k", 536_870_912],
    [`GETBIT k ${LAST_BIT}`, 1],
    [`GETBIT k ${LAST_BIT - 1}`, 0],
    ["BITCOUNT k -1 -1", 1],
    ["BITPOS k 1 -1000", LAST_BIT],
    [`BITFIELD k GET u2 ${LAST_BIT - 1} GET i1 ${LAST_BIT} GET u8 ${LAST_BIT}`, [1, -1, 128]],
    ["DEL k", 1],
  ]);
  assertEquals(keyspace.usedMemory, before);
});

eachProtocol("SETBIT through the sizes of a string", async (client) => {
  const set: number[] = [];
  for (let bytes = 1; bytes < 4e6; bytes = Math.ceil(bytes * 1.7)) {
    set.push(bytes * 8 - 3);
    assertEquals(await client.call("SETBIT", "k", set.at(-1)!, 1), 0);
    assertEquals(await client.call("STRLEN", "k"), bytes);
    assertEquals(await client.call("BITCOUNT", "k"), set.length);
  }
  assertEquals(await client.pipeline(set.map((offset) => ["GETBIT", "k", offset])), set.map(() => 1));
});

eachProtocol("BITCOUNT", async (client, server) => {
  await expect(client, [
    ["BITCOUNT missing", 0],
    ["BITCOUNT missing 0 1000", 0],
    ["SET k foobar", "OK"],
    ["BITCOUNT k", 26],
    ["BITCOUNT k 0 -1", 26],
    ["BITCOUNT k 0 0", 4],
    ["BITCOUNT k 1 1 byte", 6],
    ["BITCOUNT k 0 -5", 10],
    ["BITCOUNT k -2 -1", 7],
    ["BITCOUNT k -2 1000", 7],
    ["BITCOUNT k -1000 5", 26],
    ["BITCOUNT k 6 10", 0],
    ["BITCOUNT k 3 2", 0],
    ["BITCOUNT k -2 -5", 0],
    ["BITCOUNT k 5 30 BIT", 17],
    ["BITCOUNT k 0 0 bit", 0],
    ["BITCOUNT k 1 1 bit", 1],
    ["BITCOUNT k 0 -1 BIT", 26],
    ["BITCOUNT k -7 -5 BIT", 3],
    ["BITCOUNT k 9223372036854775807 9223372036854775807", 0],
    ["BITCOUNT k -9223372036854775808 9223372036854775807", 26],
    ["BITCOUNT k -9223372036854775808 -9223372036854775807", 4],
    ["BITCOUNT k -9223372036854775807 -9223372036854775808", 0],
  ]);
  await client.call("SET", "empty", "");
  await expect(client, [["BITCOUNT empty", 0], ["BITCOUNT empty 0 -1", 0], ["BITCOUNT empty 0 -1 BIT", 0]]);
  await client.call("SET", "long", new Uint8Array(3_000_001).fill(0x55));
  await expect(client, [["BITCOUNT long", 12_000_004], ["BITCOUNT long 7 -10 BIT", 11_999_996]]);
  await expectError(client, NOT_AN_INTEGER, "BITCOUNT k x 0", "BITCOUNT k 0 x", "BITCOUNT k 0 9223372036854775808");
  await expectError(client, SYNTAX_ERROR, "BITCOUNT k 0", "BITCOUNT k 0 1 nope", "BITCOUNT k 0 1 BIT BYTE");
  putList(server, "list");
  await expectError(client, WRONG_TYPE, "BITCOUNT list", "BITCOUNT list x");
  await expectError(client, wrongArity("bitcount"), "BITCOUNT");
});

eachProtocol("BITPOS", async (client, server) => {
  await expect(client, [["BITPOS missing 0", 0], ["BITPOS missing 1", -1], ["BITPOS missing 1 0 -1", -1]]);
  await set(client, "k", 0xff, 0xf0, 0x00);
  await set(client, "l", 0x00, 0x0f, 0xff);
  await set(client, "ones", 0xff, 0xff, 0xff);
  await set(client, "zeros", 0, 0, 0);
  await set(client, "empty");
  await expect(client, [
    ["BITPOS k 0", 12],
    ["BITPOS l 1", 12],
    ["BITPOS k 0 2", 16],
    ["BITPOS l 0 2", 24],
    ["BITPOS l 1 2 200", 16],
    ["BITPOS l 0 2 200", -1],
    ["BITPOS k 1 2", -1],
    ["BITPOS k 1 -2 -1", 8],
    ["BITPOS k 1 -2 -1 BYTE", 8],
    ["BITPOS k 0 0 0", -1],
    ["BITPOS k 0 0 -1 BIT", 12],
    ["BITPOS k 0 13 15 bit", 13],
    ["BITPOS l 1 0 11 bit", -1],
    ["BITPOS l 1 13 -1 bit", 13],
    ["BITPOS l 1 -4 -3 bit", 20],
    ["BITPOS ones 0", 24],
    ["BITPOS ones 0 1", 24],
    ["BITPOS ones 0 3", -1],
    ["BITPOS ones 0 0 -1", -1],
    ["BITPOS ones 0 0 1000 BIT", -1],
    ["BITPOS zeros 1", -1],
    ["BITPOS zeros 1 0 -1 BIT", -1],
    ["BITPOS zeros 0 9 9 BIT", 9],
    ["BITPOS zeros 0 10 9 BIT", -1],
    ["BITPOS ones 1 -1000 -2000", 0],
    ["BITPOS empty 0", -1],
    ["BITPOS empty 1", -1],
    ["BITPOS empty 0 0", -1],
    ["SETBIT far 4000001 1", 0],
    ["BITPOS far 1", 4_000_001],
    ["BITPOS far 1 3 -1 BIT", 4_000_001],
    ["BITPOS far 1 0 4000000 BIT", -1],
  ]);
  await expectError(client, NOT_AN_INTEGER, "BITPOS k x", "BITPOS missing x", "BITPOS k 1 x", "BITPOS k 1 0 x");
  await expectError(client, "ERR The bit argument must be 1 or 0.", "BITPOS k 2", "BITPOS missing -1");
  await expectError(client, SYNTAX_ERROR, "BITPOS k 1 0 x nope", "BITPOS k 1 0 1 BIT BYTE");
  putList(server, "list");
  await expectError(client, WRONG_TYPE, "BITPOS list 0", "BITPOS list 0 x");
  await expectError(client, wrongArity("bitpos"), "BITPOS", "BITPOS k");
});

eachProtocol("BITOP AND, OR, XOR and NOT", async (client, server) => {
  await set(client, "a", 0b1100, 0xff, 0x0f);
  await set(client, "b", 0b1010);
  await set(client, "empty");
  const results: [string, number[]][] = [
    ["AND d a b", [0b1000, 0, 0]],
    ["or d a b", [0b1110, 0xff, 0x0f]],
    ["XOR d b a", [0b0110, 0xff, 0x0f]],
    ["Not d a", [0xf3, 0, 0xf0]],
    ["AND d a", [0b1100, 0xff, 0x0f]],
    ["OR d a missing", [0b1100, 0xff, 0x0f]],
    ["XOR d missing empty a", [0b1100, 0xff, 0x0f]],
    ["AND d a missing", [0, 0, 0]],
    ["XOR d a a", [0, 0, 0]],
  ];
  for (const [line, bytes] of results) {
    assertEquals(await client.call("BITOP", ...line.split(" ")), bytes.length, line);
    assertEquals(await bytesOf(client, "d"), bytes, line);
  }
  await expect(client, [
    ["SET d 5 EX 100", "OK"],
    ["BITOP AND d d", 1],
    ["GET d", "5"],
    ["OBJECT ENCODING d", "raw"],
    ["TTL d", -1],
    ["BITOP NOT b b", 1],
    ["MSET n 1 m 2", "OK"],
    ["BITOP OR n n m", 1],
    ["GET n", "3"],
  ]);
  assertEquals(await bytesOf(client, "b"), [0xf5]);
  putList(server, "list");
  await expectError(client, WRONG_TYPE, "BITOP AND d a list", "BITOP NOT d list");
  await expect(client, [["GET d", "5"], ["BITOP OR list n", 1], ["GET list", "3"]]);
});

eachProtocol("BITOP DIFF, DIFF1, ANDOR and ONE", async (client) => {
  await set(client, "x", 0b1111_0000, 0xff);
  await set(client, "y", 0b1100_1100);
  await set(client, "z", 0b1010_1010, 0x0f, 0x01);
  const results: [string, number[]][] = [
    ["DIFF d x y", [0b0011_0000, 0xff]],
    ["DIFF d x y z", [0b0001_0000, 0xf0, 0]],
    ["diff1 d x y z", [0b0000_1110, 0, 1]],
    ["DIFF1 d y x", [0b0011_0000, 0xff]],
    ["ANDOR d x y z", [0b1110_0000, 0x0f, 0]],
    ["ANDOR d y z", [0b1000_1000, 0, 0]],
    ["ONE d x y z", [0b0001_0110, 0xf0, 1]],
    ["one d x y z x", [0b0000_0110, 0, 1]],
    ["ONE d x", [0b1111_0000, 0xff]],
    ["DIFF d missing x", [0, 0]],
    ["DIFF1 d missing x", [0b1111_0000, 0xff]],
    ["ANDOR d missing x", [0, 0]],
    ["DIFF x x x", [0, 0]],
  ];
  for (const [line, bytes] of results) {
    assertEquals(await client.call("BITOP", ...line.split(" ")), bytes.length, line);
    assertEquals(await bytesOf(client, line.split(" ")[1]), bytes, line);
  }
  for (const operation of ["DIFF", "DIFF1", "ANDOR"]) {
    const error = `ERR BITOP ${operation} must be called with at least two source keys.`;
    await expectError(client, error, `BITOP ${operation} d x`, `BITOP ${operation.toLowerCase()} d x`);
  }
});

eachProtocol("BITOP of nothing deletes its destination", async (client, { server }) => {
  const { keyspace } = server.engine;
  await set(client, "empty");
  for (
    const line of ["AND d missing", "OR d missing empty", "NOT d empty", "DIFF d missing empty", "ONE d d missing"]
  ) {
    await client.call("SET", "d", line.startsWith("ONE") ? "" : "value");
    const before = keyspace.dirty;
    assertEquals(await client.call("BITOP", ...line.split(" ")), 0, line);
    await expect(client, [["EXISTS d", 0]]);
    assertEquals(keyspace.dirty, before + 1);
  }
  const before = keyspace.dirty;
  await expect(client, [["BITOP AND d missing", 0]]);
  assertEquals(keyspace.dirty, before);
  await expectError(client, SYNTAX_ERROR, "BITOP NAND d empty", "BITOP AN d empty", "BITOP ONES d empty empty");
  await expectError(client, "ERR BITOP NOT must be called with a single source key.", "BITOP NOT d a b");
  await expectError(client, wrongArity("bitop"), "BITOP", "BITOP AND", "BITOP AND d");
});

eachProtocol("BITOP over megabytes holds no more memory than its result", async (client, { server }) => {
  const { keyspace } = server.engine;
  const length = 5_000_000;
  await client.call("SET", "a", new Uint8Array(length).fill(0b1100));
  await client.call("SET", "b", new Uint8Array(length - 7).fill(0b1010));
  const before = keyspace.usedMemory;
  await expect(client, [
    ["BITOP XOR d a b", length],
    ["BITCOUNT d", 2 * length],
    ["BITOP AND d d a", length],
    ["BITCOUNT d", length + 7],
    ["BITOP NOT d d", length],
    ["BITCOUNT d", 7 * length - 7],
    ["BITOP ONE d a b d", length],
    ["BITCOUNT d", 6 * length + 14],
    ["OBJECT ENCODING d", "raw"],
    ["SETBIT d 40000007 1", 0],
    ["DEL d", 1],
  ]);
  assertEquals(keyspace.usedMemory, before);
});

eachProtocol("BITFIELD gets, sets and increments", async (client) => {
  await expect(client, [
    ["BITFIELD k", []],
    ["BITFIELD k OVERFLOW SAT", []],
    ["EXISTS k", 0],
    ["BITFIELD k GET u8 0 GET i64 1000", [0, 0]],
    ["EXISTS k", 0],
    ["BITFIELD k SET i8 0 -100 SET i8 0 101 GET i8 0", [0, -100, 101]],
    ["BITFIELD k set u8 0 255 SET u8 0 100 get u8 0 incrby u8 0 50", [101, 255, 100, 150]],
    ["STRLEN k", 1],
    ["BITFIELD k SET u8 #0 65 SET u8 #1 66 SET u16 #1 17220 GET u8 #3", [150, 0, 0, 68]],
    ["GET k", "ABCD"],
    ["BITFIELD k INCRBY u4 2 1 GET u1 31 GET u2 #15", [1, 0, 0]],
    ["BITFIELD m SET i8 0 10 SET i8 64 10 INCRBY i8 10 99900", [0, 0, 60]],
    ["BITFIELD w SET i64 3 -9223372036854775808 GET i64 3 GET u63 4", [0, -9223372036854775808n, 0]],
    ["BITFIELD w INCRBY i64 3 -1 GET u63 4", [MAX_INT64, MAX_INT64]],
    ["BITFIELD w SET u63 0 9223372036854775807 GET u63 0", [576460752303423487n, MAX_INT64]],
    ["STRLEN w", 9],
    ["SET number 1", "OK"],
    ["BITFIELD number GET u1 0 GET u1 2 GET u16 4", [0, 1, 4096]],
    ["OBJECT ENCODING number", "int"],
    ["BITFIELD number SET i32 #2 -1 GET i33 63", [0, 4294967295]],
    ["STRLEN number", 12],
  ]);
});

eachProtocol("BITFIELD wraps, saturates or fails", async (client) => {
  await expect(client, [
    ["BITFIELD k SET u8 0 100 INCRBY u8 0 257 INCRBY u8 0 255 INCRBY u8 0 -101", [0, 101, 100, 255]],
    ["BITFIELD k SET i8 0 100 INCRBY i8 0 257 INCRBY i8 0 50 INCRBY i8 0 -200", [-1, 101, -105, -49]],
    ["BITFIELD k SET u8 0 257 GET u8 0 SET i8 0 -129 GET i8 0", [207, 1, 1, 127]],
    ["BITFIELD k OVERFLOW SAT SET u8 0 257 INCRBY u8 0 1 INCRBY u8 0 -300", [127, 255, 0]],
    ["BITFIELD k OVERFLOW sat SET i8 0 200 GET i8 0 INCRBY i8 0 -300 INCRBY i8 0 500", [0, 127, -128, 127]],
    ["BITFIELD k OVERFLOW FAIL SET u4 0 16 INCRBY i8 0 1 SET u4 0 15 INCRBY u4 0 -16", [null, null, 7, null]],
    ["BITFIELD k GET u8 0", [255]],
    ["BITFIELD k OVERFLOW FAIL INCRBY u8 0 1 OVERFLOW WRAP INCRBY u8 0 1 OVERFLOW SAT INCRBY u8 0 -1", [null, 0, 0]],
    ["BITFIELD k OVERFLOW SAT SET u8 0 -1 GET u8 0 SET i8 0 -128 GET i8 0", [0, 255, -1, -128]],
    ["DEL k", 1],
    ["BITFIELD k SET i64 0 -9223372036854775808", [0]],
    ["BITFIELD k OVERFLOW FAIL INCRBY i64 0 -1 INCRBY i64 0 9223372036854775807", [null, -1]],
    ["BITFIELD k OVERFLOW SAT INCRBY i64 0 9223372036854775807 INCRBY i64 0 2", [9223372036854775806n, MAX_INT64]],
    ["BITFIELD k INCRBY i64 0 2", [-9223372036854775807n]],
    ["BITFIELD k OVERFLOW FAIL SET u63 0 -1 SET i63 0 4611686018427387904", [null, null]],
    ["BITFIELD k SET u63 0 -1 SET i63 0 4611686018427387904 GET u63 0", [2n ** 62n, -1, 2n ** 62n]],
    // Below the limit by more than 2^63 - 1, which overflows in Redis.
    ["BITFIELD k OVERFLOW SAT SET i8 0 -9223372036854775808 GET i8 0", [-128, 127]],
    ["BITFIELD k OVERFLOW SAT SET i8 0 -9223372036854775680 GET i8 0", [127, -128]],
  ]);
});

eachProtocol("BITFIELD refuses before it does anything", async (client, server) => {
  await expectError(
    client,
    SYNTAX_ERROR,
    "BITFIELD k NOPE",
    "BITFIELD k GET u8",
    "BITFIELD k SET u8 0",
    "BITFIELD k 0",
  );
  await expectError(client, SYNTAX_ERROR, "BITFIELD k SET u8 0 1 OVERFLOW", "BITFIELD k INCRBY u8 0");
  for (const type of ["u64", "i65", "u0", "i0", "8", "x8", "u", "U8", "u08", "u-1", "", "u18446744073709551617"]) {
    assertEquals(await client.error("BITFIELD", "k", "SET", "u8", 0, 1, "GET", type, "x"), BAD_TYPE);
  }
  for (const offset of ["-1", "x", "", "#", "#-1", "##1", "#x", "4294967296", "#536870912", "#9223372036854775807"]) {
    assertEquals(await client.error("BITFIELD", "k", "SET", "u8", 0, 1, "SET", "u8", offset, "x"), BAD_OFFSET);
  }
  await expectError(client, NOT_AN_INTEGER, "BITFIELD k SET u8 0 x", "BITFIELD k INCRBY u8 0 9223372036854775808");
  await expectError(client, "ERR Invalid OVERFLOW type specified", "BITFIELD k SET u8 0 1 OVERFLOW NOPE");
  await expect(client, [["EXISTS k", 0]]);
  putList(server, "list");
  await expectError(client, WRONG_TYPE, "BITFIELD list GET u8 0", "BITFIELD list SET u8 0 1", "BITFIELD_RO list");
  await expectError(client, wrongArity("bitfield"), "BITFIELD");
  await expectError(client, wrongArity("bitfield_ro"), "BITFIELD_RO");
});

eachProtocol("BITFIELD_RO", async (client, { server }) => {
  await client.call("SET", "k", "AB");
  const { dirty } = server.engine.keyspace;
  await expect(client, [
    ["BITFIELD_RO missing GET u8 0", [0]],
    ["BITFIELD_RO k", []],
    ["BITFIELD_RO k GET u8 0 get i4 #3 GET u16 #1", [65, 2, 0]],
    ["BITFIELD_RO k OVERFLOW FAIL GET u8 8", [66]],
  ]);
  await expectError(
    client,
    "ERR BITFIELD_RO only supports the GET subcommand",
    "BITFIELD_RO k SET u8 0 1",
    "BITFIELD_RO missing GET u8 0 INCRBY u8 0 1",
  );
  await expectError(client, BAD_TYPE, "BITFIELD_RO k SET u8 0 1 GET u64 0");
  assertEquals(server.engine.keyspace.dirty, dirty);
});

eachProtocol("only what changes counts as a change", async (client, { server }) => {
  const { keyspace } = server.engine;
  const counts: [string, number][] = [
    ["SETBIT a 0 0", 1],
    ["SETBIT a 0 0", 0],
    ["SETBIT a 0 1", 1],
    ["SETBIT a 0 1", 0],
    ["SETBIT a 90 0", 1],
    ["SET number 12", 1],
    ["SETBIT number 0 0", 0],
    ["BITFIELD b SET i5 0 0", 1],
    ["BITFIELD b SET i5 0 0", 0],
    ["BITFIELD b SET i5 0 1 SET i5 0 1 SET i5 0 2 GET i5 0", 2],
    ["BITFIELD b INCRBY i5 0 0", 0],
    ["BITFIELD b SET i64 90 0 SET i64 90 0 SET u1 0 0", 3],
    ["BITFIELD b OVERFLOW FAIL SET u1 0 2", 0],
    ["BITFIELD b GET u8 0", 0],
    ["BITOP AND c a b", 1],
    ["BITOP AND c a b", 1],
  ];
  for (const [line, count] of counts) {
    const before = keyspace.dirty;
    await client.call(...line.split(" "));
    assertEquals(keyspace.dirty - before, count, line);
  }
});

eachProtocol("reads count hits and misses, writes do not", async (client, { server }) => {
  const { keyspace } = server.engine;
  await client.call("SETBIT", "k", 0, 1);
  const reads = ["GETBIT k 0", "BITCOUNT k", "BITPOS k 1", "BITFIELD k GET u8 0", "BITFIELD_RO k", "BITOP NOT d k"];
  for (const line of reads) {
    const { hits, misses } = keyspace;
    await client.call(...line.split(" "));
    assertEquals([keyspace.hits - hits, keyspace.misses - misses], [1, 0], line);
    await client.call(...line.replace(" k", " missing").split(" "));
    assertEquals([keyspace.hits - hits, keyspace.misses - misses], [1, 1], line);
  }
  const { hits, misses } = keyspace;
  await expect(client, [["SETBIT k 0 0", 1], ["SETBIT new 0 0", 0], ["BITFIELD k SET u8 0 0", [0]]]);
  assertEquals([keyspace.hits, keyspace.misses], [hits, misses]);
});

eachProtocol("keys of BITOP and BITFIELD, and what is done with them", async (client) => {
  const keysOf = async (line: string) => {
    const reply = await client.call("COMMAND", "GETKEYSANDFLAGS", ...line.split(" "));
    return (reply as [string, Iterable<string>][]).map(([key, words]) => `${key}: ${[...words].join(" ")}`);
  };
  assertEquals(await keysOf("BITOP AND d a b"), ["d: OW update", "a: RO access", "b: RO access"]);
  const writes = ["k: RW access update"];
  const reads = ["k: RO access"];
  assertEquals(await keysOf("BITFIELD k"), reads);
  assertEquals(await keysOf("BITFIELD k GET u8 0 OVERFLOW SAT get u8 0"), reads);
  assertEquals(await keysOf("BITFIELD k GET u8 0 SET u8 0 1"), writes);
  assertEquals(await keysOf("BITFIELD k OVERFLOW SAT INCRBY u8 0 1"), writes);
  assertEquals(await keysOf("BITFIELD k NOPE"), writes);
  assertEquals(await keysOf("BITFIELD_RO k GET u8 0"), reads);
});
