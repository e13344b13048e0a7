import { assertEquals } from "@std/assert";
import type { Argument, Client, Value } from "../support/client.ts";
import { eachProtocol } from "../support/server.ts";

const WRONG_TYPE = "WRONGTYPE Operation against a key holding the wrong kind of value";
const NOT_AN_INTEGER = "ERR value is not an integer or out of range";
const NOT_A_FLOAT = "ERR value is not a valid float";
const SYNTAX_ERROR = "ERR syntax error";
const TOO_LONG = "ERR string exceeds maximum allowed size (proto-max-bulk-len)";
const OVERFLOW = "ERR increment or decrement would overflow";
const MAX_INT64 = 9223372036854775807n;
const MIN_INT64 = -9223372036854775808n;

const invalidExpire = (command: string) => `ERR invalid expire time in '${command}' command`;
const wrongArity = (command: string) => `ERR wrong number of arguments for '${command}' command`;

/** Runs the commands in turn, as words with single blanks between them, and compares their replies. */
async function expect(client: Client, cases: readonly (readonly [string, Value])[]): Promise<void> {
  for (const [line, reply] of cases) assertEquals(await client.call(...line.split(" ")), reply, line);
}

/** The commands, as words with single blanks between them, must all fail with the same error. */
async function expectError(client: Client, error: string, ...lines: string[]): Promise<void> {
  for (const line of lines) assertEquals(await client.error(...line.split(" ")), error, line);
}

eachProtocol("SET and GET take any bytes", async (client) => {
  const all = Uint8Array.from({ length: 256 }, (_, code) => code);
  const large = new Uint8Array(3_000_000).fill(7);
  for (const value of [new Uint8Array(0), all, large]) {
    assertEquals(await client.call("SET", all, value), "OK");
    const reply = await client.ask("GET", all);
    assertEquals(reply.type, "bulk");
    assertEquals(reply.type === "bulk" && Array.from(reply.value), Array.from(value));
  }
  await expect(client, [["GET missing", null], ["SET k v", "OK"], ["SET k other", "OK"], ["GET k", "other"]]);
  await expectError(client, wrongArity("set"), "SET", "SET k");
  await expectError(client, wrongArity("get"), "GET", "GET k k");
});

eachProtocol("SET NX, XX and GET", async (client) => {
  await expect(client, [
    ["SET k 1 XX", null],
    ["SET k 1 XX GET", null],
    ["EXISTS k", 0],
    ["SET k 1 NX", "OK"],
    ["SET k 2 nx", null],
    ["SET k 2 NX GET", "1"],
    ["GET k", "1"],
    ["SET k 3 xx", "OK"],
    ["SET k 4 get XX", "3"],
    ["SET k 5 GET", "4"],
    ["GET k", "5"],
    ["SET new 1 NX GET", null],
    ["GET new", "1"],
  ]);
  await expectError(client, SYNTAX_ERROR, "SET k v NX XX", "SET k v XX NX", "SET k v NOPE", "SET k v PERSIST");
});

eachProtocol("SET IFEQ sets where the value is the given one", async (client) => {
  await expect(client, [
    ["SET k new IFEQ old", null],
    ["SET k new IFEQ old GET", null],
    ["EXISTS k", 0],
    ["SET k old EX 100", "OK"],
    ["SET k new IFEQ other", null],
    ["SET k new IFEQ other GET", "old"],
    ["SET k new ifeq old KEEPTTL", "OK"],
    ["TTL k", 100],
    ["SET k last GET IFEQ new", "new"],
    ["TTL k", -1],
    ["GET k", "last"],
    ["SET k 12", "OK"],
    ["SET k 13 IFEQ 12 EX 7", "OK"],
    ["TTL k", 7],
  ]);
  await expectError(
    client,
    SYNTAX_ERROR,
    "SET k v IFEQ",
    "SET k v IFEQ 13 NX",
    "SET k v XX IFEQ 13",
    "SET k v IFEQ 13 IFEQ 13",
  );
});

eachProtocol("DELIFEQ deletes where the value is the given one", async (client) => {
  await expect(client, [
    ["DELIFEQ k v", 0],
    ["SET k v", "OK"],
    ["DELIFEQ k w", 0],
    ["DELIFEQ k vv", 0],
    ["GET k", "v"],
    ["DELIFEQ k v", 1],
    ["EXISTS k", 0],
  ]);
  await client.call("RPUSH", "list", "x");
  await expectError(client, WRONG_TYPE, "DELIFEQ list list");
  await expectError(client, wrongArity("delifeq"), "DELIFEQ k", "DELIFEQ k v w");
});

eachProtocol("SET with a deadline", async (client, { clock }) => {
  const now = clock.now();
  await expect(client, [
    ["SET k v EX 10", "OK"],
    ["PTTL k", 10_000],
    ["SET k v px 1500", "OK"],
    ["PTTL k", 1500],
    [`SET k v EXAT ${Math.floor(now / 1000) + 60}`, "OK"],
    ["EXPIRETIME k", Math.floor(now / 1000) + 60],
    [`SET k v PXAT ${now + 777}`, "OK"],
    ["PEXPIRETIME k", now + 777],
    ["SET k v EXP 20", "OK"],
    ["PTTL k", 20_000],
    ["SET k v EX 10 EX 30", "OK"],
    ["SET k w KEEPTTL", "OK"],
    ["PTTL k", 30_000],
    ["SET k w XX GET KEEPTTL", "w"],
    ["PTTL k", 30_000],
  ]);
  clock.advance(30_000);
  await expect(client, [["GET k", null], ["SET k v KEEPTTL", "OK"], ["TTL k", -1], ["SET k v PX 1", "OK"]]);
  clock.advance(1);
  await expect(client, [["GET k", null], ["SET k v EX 5", "OK"], ["SET k v", "OK"], ["TTL k", -1]]);
  await expect(client, [["SET k v EXAT 1", "OK"], ["GET k", null], ["DBSIZE", 0]]);
});

eachProtocol("deadlines that make no sense", async (client) => {
  await expect(client, [["SET k v", "OK"]]);
  for (const word of ["EX", "PX", "EXAT", "PXAT"]) {
    for (const amount of ["0", "-1", MIN_INT64]) {
      await expectError(client, invalidExpire("set"), `SET k w ${word} ${amount}`);
      await expectError(client, invalidExpire("getex"), `GETEX k ${word} ${amount}`);
    }
    for (const amount of ["", "1.5", "x", MAX_INT64 + 1n]) {
      await expectError(client, NOT_AN_INTEGER, `SET k w ${word} ${amount}`, `GETEX k ${word} ${amount}`);
    }
    await expectError(client, SYNTAX_ERROR, `SET k w ${word}`, `GETEX k ${word}`, `SET k w ${word} 1 KEEPTTL`);
  }
  for (
    const words of ["EX 9223372036854775807", "EX 9223372036854775", "EXAT 9223372036854776", "PX 9223372036854775807"]
  ) {
    await expectError(client, invalidExpire("set"), `SET k w ${words}`);
  }
  await expectError(
    client,
    SYNTAX_ERROR,
    "SET k w EX 1 PX 1",
    "SET k w EXP 1 EX 1",
    "GETEX k EX 1 PERSIST",
    "GETEX k KEEPTTL",
  );
  await expect(client, [["GET k", "v"], ["TTL k", -1], ["SET k v PXAT 9223372036854775807", "OK"], ["GET k", "v"]]);
});

eachProtocol("SETNX, SETEX, PSETEX and GETSET", async (client, { clock }) => {
  await expect(client, [
    ["SETNX k 1", 1],
    ["SETNX k 2", 0],
    ["GET k", "1"],
    ["SETEX k 10 v", "OK"],
    ["PTTL k", 10_000],
    ["PSETEX k 1234 w", "OK"],
    ["PTTL k", 1234],
    ["GETSET k x", "w"],
    ["TTL k", -1],
    ["GETSET new x", null],
    ["PSETEX k 5 y", "OK"],
  ]);
  clock.advance(5);
  await expect(client, [["GET k", null], ["SETNX k 3", 1]]);
  await expectError(client, invalidExpire("setex"), "SETEX k 0 v", "SETEX k 9223372036854776 v");
  await expectError(client, invalidExpire("psetex"), "PSETEX k -5 v", "PSETEX k 9223372036854775807 v");
  await expectError(client, NOT_AN_INTEGER, "SETEX k x v", "PSETEX k x v");
  await expectError(client, wrongArity("setex"), "SETEX k 1");
});

eachProtocol("GETEX and GETDEL", async (client, { clock }) => {
  const seconds = Math.floor(clock.now() / 1000);
  await expect(client, [
    ["GETEX k EX 10", null],
    ["GETEX k EX x", null],
    ["GETDEL k", null],
    ["SET k v", "OK"],
    ["GETEX k", "v"],
    ["TTL k", -1],
    ["GETEX k PERSIST", "v"],
    ["GETEX k EX 10", "v"],
    ["PTTL k", 10_000],
    ["GETEX k px 15", "v"],
    ["PTTL k", 15],
    [`GETEX k EXAT ${seconds + 50}`, "v"],
    ["EXPIRETIME k", seconds + 50],
    ["GETEX k", "v"],
    ["EXPIRETIME k", seconds + 50],
    ["GETEX k PERSIST", "v"],
    ["TTL k", -1],
    ["GETEX k PXAT 1", "v"],
    ["EXISTS k", 0],
    ["SET k v EX 10", "OK"],
    ["GETDEL k", "v"],
    ["EXISTS k", 0],
    ["SET k v", "OK"],
    ["GETEX k PX 20", "v"],
  ]);
  clock.advance(20);
  await expect(client, [["GETEX k", null], ["DBSIZE", 0]]);
});

eachProtocol("MGET, MSET and MSETNX", async (client) => {
  await client.call("RPUSH", "list", "x");
  await expect(client, [
    ["MSET a 1 b 2 a 3", "OK"],
    ["MGET a b missing list a", ["3", "2", null, null, "3"]],
    ["MSETNX c 1 a 2", 0],
    ["MSETNX list 1", 0],
    ["EXISTS c", 0],
    ["MSETNX c 1 d 2 c 3", 1],
    ["MGET c d", ["3", "2"]],
    ["SET a v EX 10", "OK"],
    ["MSET a w list x", "OK"],
    ["TTL a", -1],
    ["GET list", "x"],
  ]);
  await expectError(client, wrongArity("mset"), "MSET", "MSET a", "MSET a 1 b");
  await expectError(client, wrongArity("msetnx"), "MSETNX a", "MSETNX e 1 f");
  await expectError(client, wrongArity("mget"), "MGET");
});

eachProtocol("APPEND and STRLEN", async (client) => {
  await expect(client, [
    ["STRLEN k", 0],
    ["APPEND k 12", 2],
    ["OBJECT ENCODING k", "int"],
    ["APPEND k 3", 3],
    ["OBJECT ENCODING k", "raw"],
    ["GET k", "123"],
    ["STRLEN k", 3],
    ["INCR k", 124],
    ["OBJECT ENCODING k", "int"],
    ["SET k v EX 100", "OK"],
    ["APPEND k w", 2],
    ["TTL k", 100],
  ]);
  let text = "vw";
  for (let length = 1; length < 3_000_000; length *= 7) {
    const more = "x".repeat(length);
    text += more;
    assertEquals(await client.call("APPEND", "k", more), text.length);
  }
  assertEquals(await client.call("GET", "k"), text);
  await expect(client, [["TTL k", 100], ["APPEND empty ", 0], ["EXISTS empty", 1], ["STRLEN empty", 0]]);
});

eachProtocol("SETRANGE", async (client) => {
  await expect(client, [
    ["SETRANGE k 0 ", 0],
    ["EXISTS k", 0],
    ["SETRANGE k 2 ab", 4],
    ["GET k", "\0\0ab"],
    ["OBJECT ENCODING k", "raw"],
    ["SETRANGE k 0 xyz", 4],
    ["GET k", "xyzb"],
    ["SETRANGE k 6 !", 7],
    ["GET k", "xyzb\0\0!"],
    ["SETRANGE k 100 ", 7],
    ["SET k 1234 EX 50", "OK"],
    ["SETRANGE k 9 ", 4],
    ["OBJECT ENCODING k", "int"],
    ["SETRANGE k 1 00", 4],
    ["GET k", "1004"],
    ["OBJECT ENCODING k", "raw"],
    ["TTL k", 50],
    ["SETRANGE k 2000000 end", 2_000_003],
    ["GETRANGE k 1999999 -1", "\0end"],
    ["GETRANGE k 0 5", "1004\0\0"],
  ]);
  await expectError(client, "ERR offset is out of range", "SETRANGE k -1 x", `SETRANGE k ${MIN_INT64} x`);
  await expectError(client, NOT_AN_INTEGER, "SETRANGE k x x", "SETRANGE k 1.0 x");
  await expectError(client, TOO_LONG, "SETRANGE k 536870912 x", `SETRANGE new ${MAX_INT64} x`);
});

eachProtocol("strings end at proto-max-bulk-len", async (client) => {
  const half = "x".repeat(600_000);
  await client.call("SET", "k", half);
  assertEquals(await client.error("APPEND", "k", half), TOO_LONG);
  assertEquals(await client.call("APPEND", "k", half.slice(0, 448_576)), 1_048_576);
  await expectError(client, TOO_LONG, "APPEND k x", "SETRANGE k 1048576 x", "SETRANGE new 1048576 x");
  await expect(client, [["SETRANGE k 1048575 y", 1_048_576], ["STRLEN k", 1_048_576], ["EXISTS new", 0]]);
}, { config: { "proto-max-bulk-len": "1mb" } });

eachProtocol("GETRANGE and SUBSTR", async (client) => {
  await expect(client, [["SET k hello", "OK"], ["SET empty ", "OK"], ["SET number 1234", "OK"]]);
  for (const name of ["GETRANGE", "SUBSTR"]) {
    await expect(client, [
      [`${name} k 0 -1`, "hello"],
      [`${name} k 1 3`, "ell"],
      [`${name} k -3 -2`, "ll"],
      [`${name} k -100 1`, "he"],
      [`${name} k 3 100`, "lo"],
      [`${name} k 0 -100`, "h"],
      [`${name} k 3 1`, ""],
      [`${name} k -1 -3`, ""],
      [`${name} k 5 9`, ""],
      [`${name} k ${MIN_INT64} ${MAX_INT64}`, "hello"],
      [`${name} k ${MAX_INT64} ${MAX_INT64}`, ""],
      [`${name} number 1 2`, "23"],
      [`${name} empty 0 -1`, ""],
      [`${name} missing 0 -1`, ""],
    ]);
    await expectError(client, NOT_AN_INTEGER, `${name} k x 1`, `${name} missing 1 x`, `${name} k 0 ${MAX_INT64 + 1n}`);
  }
});

eachProtocol("INCR, DECR, INCRBY and DECRBY", async (client) => {
  await expect(client, [
    ["INCR k", 1],
    ["INCR k", 2],
    ["DECR k", 1],
    ["INCRBY k 98", 99],
    ["INCR k", 100],
    ["DECRBY k 200", -100],
    ["DECRBY k -101", 1],
    ["DECR new", -1],
    ["DECRBY new2 0", 0],
    ["GET new2", "0"],
    ["SET k 9 EX 100", "OK"],
    ["INCR k", 10],
    ["INCR k", 11],
    ["INCRBY k -4", 7],
    ["TTL k", 100],
    ["OBJECT ENCODING k", "int"],
    ["GET k", "7"],
  ]);
  for (const value of ["", " 1", "1 ", "+1", "01", "-0", "1.0", "x", "9223372036854775808"]) {
    await client.call("SET", "k", value);
    for (const command of [["INCR", "k"], ["DECR", "k"], ["INCRBY", "k", "1"], ["INCRBY", "k", MAX_INT64]]) {
      assertEquals(await client.error(...command), NOT_AN_INTEGER, value);
    }
    for (const name of ["INCRBY", "DECRBY"]) assertEquals(await client.error(name, "k2", value), NOT_AN_INTEGER);
  }
});

eachProtocol("integers have 64 bits", async (client) => {
  const add = async (value: Argument, name: string, by: bigint, sum: bigint) => {
    await client.call("SET", "k", value);
    const reply = await client.call(name, "k", by);
    assertEquals(BigInt(reply as bigint), sum, `${value} ${name} ${by}`);
    assertEquals(await client.call("GET", "k"), String(sum));
  };
  await add("9007199254740991", "INCRBY", 1n, 9007199254740992n);
  await add("9007199254740993", "INCRBY", -10n, 9007199254740983n);
  await add("9007199254740993", "DECRBY", 9007199254740993n, 0n);
  await add("-9007199254740991", "DECRBY", 2n, -9007199254740993n);
  await add(MAX_INT64, "INCRBY", MIN_INT64, -1n);
  await add(MIN_INT64, "INCRBY", MAX_INT64, -1n);
  await add(MAX_INT64 - 1n, "INCRBY", 1n, MAX_INT64);
  await add(MIN_INT64 + 1n, "DECRBY", 1n, MIN_INT64);
  await add("-1", "DECRBY", MAX_INT64, MIN_INT64);
  await expect(client, [["OBJECT ENCODING k", "int"], [`SET k ${MAX_INT64}`, "OK"]]);
  await expectError(client, OVERFLOW, "INCR k", "INCRBY k 1", `INCRBY k ${MAX_INT64}`, `DECRBY k -${MAX_INT64}`);
  await expect(client, [[`SET k ${MIN_INT64}`, "OK"]]);
  await expectError(client, OVERFLOW, "DECR k", "DECRBY k 1", `INCRBY k ${MIN_INT64}`);
  await expectError(client, "ERR decrement would overflow", `DECRBY k ${MIN_INT64}`, `DECRBY new ${MIN_INT64}`);
});

eachProtocol("INCRBYFLOAT", async (client) => {
  await expect(client, [
    ["INCRBYFLOAT k 1.5", "1.5"],
    ["INCRBYFLOAT k 1.5", "3"],
    ["OBJECT ENCODING k", "embstr"],
    ["INCR k", 4],
    ["OBJECT ENCODING k", "int"],
    ["INCRBYFLOAT k -1.25e-1", "3.875"],
    ["INCRBYFLOAT k 0x10", "19.875"],
    ["SET k 17179869184 EX 60", "OK"],
    ["INCRBYFLOAT k 1.5", "17179869185.5"],
    ["TTL k", 60],
    ["SET k 1", "OK"],
    ["INCRBYFLOAT k -1", "0"],
    ["SET k -0.0", "OK"],
    ["INCRBYFLOAT k 0", "0"],
    ["SET k 1e40", "OK"],
    ["INCRBYFLOAT k 1", "9999999999999999999783686092270256259072"],
    ["SET k 9223372036854775807", "OK"],
    ["INCRBYFLOAT k 1", "9223372036854775808"],
  ]);
  for (const value of ["", " 1", "1 ", "x", "1x", "1e5000", "nan"]) {
    await client.call("SET", "k", value);
    assertEquals(await client.error("INCRBYFLOAT", "k", "1"), NOT_A_FLOAT, value);
    assertEquals(await client.error("INCRBYFLOAT", "new", value), NOT_A_FLOAT, value);
  }
  await expect(client, [["SET k 1", "OK"]]);
  await expectError(
    client,
    "ERR increment would produce NaN or Infinity",
    "INCRBYFLOAT k inf",
    "INCRBYFLOAT k -infinity",
  );
});

eachProtocol("LCS", async (client) => {
  const matches = (list: Value[], len: number, protocol: number): Value =>
    protocol === 3 ? new Map<Value, Value>([["matches", list], ["len", len]]) : ["matches", list, "len", len];
  const protocol = (await client.ask("LCS", "none", "none", "IDX")).type === "map" ? 3 : 2;
  await expect(client, [
    ["MSET a ohmytext b mynewtext", "OK"],
    ["LCS a b", "mytext"],
    ["LCS a b LEN", 6],
    ["LCS a b IDX", matches([[[4, 7], [5, 8]], [[2, 3], [0, 1]]], 6, protocol)],
    ["LCS a b idx withmatchlen", matches([[[4, 7], [5, 8], 4], [[2, 3], [0, 1], 2]], 6, protocol)],
    ["LCS a b IDX MINMATCHLEN 4", matches([[[4, 7], [5, 8]]], 6, protocol)],
    ["LCS a b IDX MINMATCHLEN -1 WITHMATCHLEN MINMATCHLEN 5", matches([], 6, protocol)],
    ["LCS a none", ""],
    ["LCS none a LEN", 0],
    ["LCS a none IDX", matches([], 0, protocol)],
    ["LCS a a", "ohmytext"],
  ]);
  await expectError(client, SYNTAX_ERROR, "LCS a b NOPE", "LCS a b MINMATCHLEN");
  await expectError(client, NOT_AN_INTEGER, "LCS a b MINMATCHLEN x");
  await expectError(client, "ERR If you want both the length and indexes, please just use IDX.", "LCS a b LEN IDX");
  await client.call("MSET", "a", "x".repeat(11_585), "b", "x".repeat(11_585));
  await expectError(
    client,
    "ERR Insufficient memory, transient memory for LCS exceeds proto-max-bulk-len",
    "LCS a b",
    "LCS a b LEN",
  );
});

eachProtocol("commands on strings refuse other types", async (client) => {
  await client.call("RPUSH", "list", "x");
  await expectError(
    client,
    WRONG_TYPE,
    ...["GET list", "GETSET list v", "GETEX list", "GETEX list EX 0", "GETDEL list", "STRLEN list", "APPEND list v"],
    ...["SETRANGE list 0 v", "SETRANGE list 0 ", "GETRANGE list 0 1", "SUBSTR list 0 1", "INCR list", "DECR list"],
    ...["INCRBY list 1", `INCRBY list ${MAX_INT64}`, "DECRBY list 1", "INCRBYFLOAT list x"],
    ...["SET list v GET", "SET list v NX GET", "SET list v IFEQ list", "SET list v IFEQ list GET"],
  );
  await expectError(client, "ERR The specified keys must contain string values", "LCS list a", "LCS a list NOPE");
  await expect(client, [["TYPE list", "list"], ["SETNX list v", 0], ["SET list v NX", null], ["SET list v", "OK"]]);
  await expect(client, [["TYPE list", "string"], ["GET list", "v"]]);
});

eachProtocol("SET's key has flags that depend on its options", async (client) => {
  const flags = (...names: string[]): Value => [["k", names]];
  await expect(client, [
    ["COMMAND GETKEYSANDFLAGS SET k v", flags("OW", "update")],
    ["COMMAND GETKEYSANDFLAGS SET k v EX 10", flags("OW", "update")],
    ["COMMAND GETKEYSANDFLAGS SET k get", flags("OW", "update")],
    ["COMMAND GETKEYSANDFLAGS SET k v get", flags("RW", "access", "update")],
    ["COMMAND GETKEYSANDFLAGS SET k v IFEQ w", flags("RW", "access", "update")],
  ]);
});
