import { assert, assertEquals } from "@std/assert";
import { type Client, eachProtocol, type Protocol, type TestServer, type Value } from "../support/mod.ts";

const WRONG_TYPE = "WRONGTYPE Operation against a key holding the wrong kind of value";
const NOT_AN_INTEGER = "ERR value is not an integer or out of range";
const SYNTAX_ERROR = "ERR syntax error";
const NO_FIELDS = "ERR Mandatory argument FIELDS is missing or not at the right position";
const NOT_POSITIVE = "ERR Number of fields must be a positive integer";
const MISMATCH = "ERR The `numfields` parameter must match the number of arguments";
const MAX_INT64 = 9223372036854775807n;

const wrongArity = (command: string) => `ERR wrong number of arguments for '${command}' command`;
const invalidExpire = (command: string) => `ERR invalid expire time in '${command}' command`;

/** Runs the commands in turn, as words with single blanks between them, and compares their replies. */
async function expect(client: Client, cases: readonly (readonly [string, Value])[]): Promise<void> {
  for (const [line, reply] of cases) assertEquals(await client.call(...line.split(" ")), reply, line);
}

/** The commands, as words with single blanks between them, must all fail with the same error. */
async function expectError(client: Client, error: string, ...lines: string[]): Promise<void> {
  for (const line of lines) assertEquals(await client.error(...line.split(" ")), error, line);
}

/** Declares a test for hashes that are packed and one for large ones. */
function eachForm(name: string, test: (client: Client, server: TestServer, protocol: Protocol) => Promise<void>): void {
  eachProtocol(`${name}, packed`, test);
  eachProtocol(`${name}, large`, test, { config: { "hash-max-listpack-entries": "0" } });
}

/** A map as the protocol shows it. */
function map(protocol: Protocol, ...pairs: readonly [string, string][]): Value {
  return protocol === 3 ? new Map(pairs) : pairs.flat();
}

/** Fields and values, sorted. */
function sortedPairs(reply: Value): string[] {
  const flat = reply instanceof Map ? [...reply].flat() : (reply as Value[]).flat() as Value[];
  return flat.flatMap((field, i) => i % 2 === 0 ? [`${field}=${flat[i + 1]}`] : []).sort();
}

async function number(client: Client, field: string): Promise<number> {
  const info = String(await client.call("INFO", "stats"));
  return Number(new RegExp(`^${field}:(\\d+)`, "m").exec(info)![1]);
}

eachForm("HSET, HMSET, HSETNX, HGET, HMGET, HSTRLEN, HEXISTS, HLEN", async (client) => {
  await expect(client, [
    ["HSET h a 1", 1],
    ["HSET h a 2 b x", 1],
    ["HSET h c 1 c 2 c 3", 1],
    ["HSET many c 1 c 2 c 3", 1],
    ["HMSET h d 5 e 6", "OK"],
    ["HSETNX h a 9", 0],
    ["HSETNX h f 007", 1],
    ["HSETNX new f v", 1],
    ["HGET h a", "2"],
    ["HGET h f", "007"],
    ["HGET h nope", null],
    ["HGET missing a", null],
    ["HMGET h a nope b a c", ["2", null, "x", "2", "3"]],
    ["HMGET missing a b", [null, null]],
    ["HSTRLEN h f", 3],
    ["HSTRLEN h nope", 0],
    ["HSTRLEN missing a", 0],
    ["HEXISTS h a", 1],
    ["HEXISTS h nope", 0],
    ["HEXISTS missing a", 0],
    ["HLEN h", 6],
    ["HLEN many", 1],
    ["HLEN missing", 0],
    ["TYPE h", "hash"],
  ]);
  await expectError(client, wrongArity("hset"), "HSET h a", "HSET h a 1 b");
  await expectError(client, wrongArity("hmset"), "HMSET h a 1 b");
});

eachForm("HDEL takes the key with its last field", async (client) => {
  await expect(client, [
    ["HSET h a 1 b 2 c 3", 3],
    ["HDEL h a nope a", 1],
    ["HDEL missing a", 0],
    ["HDEL h b c a", 2],
    ["EXISTS h", 0],
    ["HSET h a 1", 1],
    ["HGET h a", "1"],
  ]);
});

eachForm("HGETALL, HKEYS and HVALS", async (client, _, protocol) => {
  await expect(client, [
    ["HGETALL missing", map(protocol)],
    ["HKEYS missing", []],
    ["HVALS missing", []],
    ["HSET h a 1", 1],
    ["HGETALL h", map(protocol, ["a", "1"])],
    ["HKEYS h", ["a"]],
    ["HVALS h", ["1"]],
    ["HSET h b two", 1],
  ]);
  assertEquals(sortedPairs(await client.call("HGETALL", "h")), ["a=1", "b=two"]);
  assertEquals((await client.call("HKEYS", "h") as string[]).sort(), ["a", "b"]);
  assertEquals((await client.call("HVALS", "h") as string[]).sort(), ["1", "two"]);
});

eachForm("HINCRBY", async (client) => {
  await expect(client, [
    ["HINCRBY h n 5", 5],
    ["HINCRBY h n -7", -2],
    ["HGET h n", "-2"],
    ["HSET h max 9223372036854775806 text foo space 1\t zero 007", 4],
    ["HINCRBY h max 1", MAX_INT64],
    ["HINCRBY h max -9007199254740993", MAX_INT64 - 9007199254740993n],
    ["HINCRBY new n 9223372036854775807", MAX_INT64],
    ["HGET new n", "9223372036854775807"],
    ["HINCRBY new other -9223372036854775808", -MAX_INT64 - 1n],
  ]);
  await expectError(client, "ERR increment or decrement would overflow", "HINCRBY new n 1", "HINCRBY new other -1");
  await expectError(
    client,
    "ERR hash value is not an integer",
    "HINCRBY h text 1",
    "HINCRBY h space 1",
    "HINCRBY h zero 1",
  );
  await expectError(client, NOT_AN_INTEGER, "HINCRBY h n x", "HINCRBY h text 1.5", "HINCRBY h n 9223372036854775808");
});

eachForm("HINCRBYFLOAT", async (client) => {
  await expect(client, [
    ["HINCRBYFLOAT h n 10.50", "10.5"],
    ["HINCRBYFLOAT h n 0.1", "10.6"],
    ["HINCRBYFLOAT h n -5", "5.6"],
    ["HINCRBYFLOAT h n 5.0e3", "5005.60000000000000009"],
    ["HGET h n", "5005.60000000000000009"],
    ["HINCRBYFLOAT h i 3", "3"],
    ["HINCRBY h i 1", 4],
    ["HSET h text foo inf inf", 2],
    ["HINCRBYFLOAT new n 1.0", "1"],
  ]);
  await expectError(client, "ERR hash value is not a float", "HINCRBYFLOAT h text 1");
  await expectError(client, "ERR value is not a valid float", "HINCRBYFLOAT h n x", "HINCRBYFLOAT h n nan");
  await expectError(client, "ERR value is NaN or Infinity", "HINCRBYFLOAT h n inf", "HINCRBYFLOAT h n -inf");
  await expectError(client, "ERR increment would produce NaN or Infinity", "HINCRBYFLOAT h inf 1");
});

eachForm("HRANDFIELD", async (client, _, protocol) => {
  await expect(client, [
    ["HRANDFIELD missing", null],
    ["HRANDFIELD missing 3", []],
    ["HRANDFIELD missing -3 WITHVALUES", []],
    ["HSET h a 1", 1],
    ["HRANDFIELD h", "a"],
    ["HRANDFIELD h 0", []],
    ["HRANDFIELD h 5", ["a"]],
    ["HRANDFIELD h -3", ["a", "a", "a"]],
    ["HRANDFIELD h 5 withvalues", protocol === 3 ? [["a", "1"]] : ["a", "1"]],
    ["HRANDFIELD h -2 WITHVALUES", protocol === 3 ? [["a", "1"], ["a", "1"]] : ["a", "1", "a", "1"]],
  ]);
  const all = Array.from({ length: 40 }, (_, i) => [`f${i}`, `v${i}`]).flat();
  await client.call("HSET", "many", ...all);
  for (const count of [2, 13, 14, 39, 40, 41]) {
    const pairs = sortedPairs(await client.call("HRANDFIELD", "many", count, "WITHVALUES"));
    assertEquals(new Set(pairs).size, Math.min(40, count));
    assert(pairs.every((pair) => /^f(\d+)=v\1$/.test(pair)));
  }
  const drawn = await client.call("HRANDFIELD", "many", -2000, "WITHVALUES");
  const pairs = sortedPairs(drawn);
  assertEquals([pairs.length, new Set(pairs).size], [2000, 40]);
  assert(pairs.every((pair) => /^f(\d+)=v\1$/.test(pair)));
  await expectError(client, SYNTAX_ERROR, "HRANDFIELD h 1 NOPE", "HRANDFIELD h 1 WITHVALUES 1");
  await expectError(client, NOT_AN_INTEGER, "HRANDFIELD h x", "HRANDFIELD h 9223372036854775808 NOPE");
  await expectError(
    client,
    "ERR value is out of range, value must between -9223372036854775807 and 9223372036854775807",
    "HRANDFIELD h -9223372036854775808",
  );
  await expectError(
    client,
    "ERR value is out of range",
    "HRANDFIELD h -9223372036854775807 WITHVALUES",
    "HRANDFIELD h 4611686018427387904 WITHVALUES",
  );
});

eachForm("HRANDFIELD with any count costs no more than the client takes", async (client, server) => {
  await client.call("HSET", "h", "a", "1", "b", "2");
  using other = await server.client();
  other.send("HRANDFIELD", "h", "-9223372036854775807");
  assertEquals(new TextDecoder().decode(await other.bytes(22 + 700_000)).slice(0, 22), "*9223372036854775807\r\n");
  // The reply goes on with what the hash was, whatever happens to it.
  await client.call("HSET", "h", "a", "changed", "c", "3");
  await client.call("FLUSHALL");
  assertEquals(/^(\$1\r\n[ab]\r\n)+$/.test(new TextDecoder().decode(await other.bytes(7 * 100_000))), true);
});

eachForm("HSCAN", async (client) => {
  await expect(client, [
    ["HSCAN missing 0", ["0", []]],
    ["HSCAN missing 5 NOPE", ["0", []]],
    ["HSET h a 1", 1],
    ["HSCAN h 0", ["0", ["a", "1"]]],
    ["HSCAN h 0 COUNT 1000 MATCH a*", ["0", ["a", "1"]]],
    ["HSCAN h 0 MATCH b*", ["0", []]],
    ["HSCAN h 0 NOVALUES", ["0", ["a"]]],
    ["HSCAN h 0 novalues MATCH a COUNT 5", ["0", ["a"]]],
  ]);
  await expectError(client, "ERR invalid cursor", "HSCAN h x", "HSCAN missing -x");
  await expectError(
    client,
    SYNTAX_ERROR,
    "HSCAN h 0 TYPE hash",
    "HSCAN h 0 COUNT 0",
    "HSCAN h 0 MATCH",
    "HSCAN h 0 NOPE",
  );
  await expectError(client, NOT_AN_INTEGER, "HSCAN h 0 COUNT x");
});

eachProtocol(
  "HSCAN shows each field that stays exactly once, while others come and go and the form changes",
  async (client) => {
    const stays = Array.from({ length: 500 }, (_, i) => `stays:${i}`);
    await client.call("HSET", "h", ...stays.flatMap((field) => [field, "1"]));
    const seen: string[] = [];
    let cursor = "0";
    let turn = 0;
    do {
      const [next, fields] = await client.call("HSCAN", "h", cursor, "COUNT", 20, "NOVALUES") as [string, string[]];
      seen.push(...fields.filter((field) => field.startsWith("stays:")));
      cursor = next;
      const passing = Array.from({ length: 300 }, (_, i) => `passing:${turn}:${i}`);
      await client.call("HSET", "h", ...passing.flatMap((field) => [field, "1"]));
      if (turn > 0) {
        await client.call(
          "HDEL",
          "h",
          ...Array.from({ length: 300 }, (_, i) => `passing:${turn - 1}:${i}`),
        );
      }
      // From now on it is large: what follows is a walk of many calls.
      if (turn++ === 0) {
        assertEquals([cursor, seen.length], ["0", 500]);
        seen.length = 0;
        cursor = (await client.call("HSCAN", "h", "0", "COUNT", 1, "NOVALUES") as [string, string[]])[0];
        cursor = "0";
        continue;
      }
    } while (cursor !== "0" || turn === 1);
    assertEquals(seen.toSorted(), stays.toSorted());
    assert(turn > 10, "the walk took many calls");
  },
);

eachProtocol("a hash's encoding follows the limits", async (client) => {
  const encoding = () => client.call("OBJECT", "ENCODING", "h");
  await client.call("HSET", "h", ...Array.from({ length: 512 }, (_, i) => [`f${i}`, "v"]).flat());
  assertEquals(await encoding(), "listpack");
  await client.call("HSETNX", "h", "f512", "v");
  assertEquals(await encoding(), "hashtable");
  await client.call("DEL", "h");
  await client.call("HSET", "h", "a", "v".repeat(64));
  assertEquals(await encoding(), "listpack");
  await client.call("HEXPIRE", "h", 100, "FIELDS", 1, "a");
  assertEquals(await encoding(), "listpackex");
  await client.call("COPY", "h", "copy");
  assertEquals(await client.call("OBJECT", "ENCODING", "copy"), "listpackex");
  await client.call("HSET", "h", "b", "v".repeat(65));
  assertEquals([await encoding(), await client.call("HTTL", "h", "FIELDS", 2, "a", "b")], ["hashtable", [100, -1]]);
  await client.call("CONFIG", "SET", "hash-max-listpack-value", "3");
  await client.call("HINCRBY", "n", "f", 999);
  assertEquals(await client.call("OBJECT", "ENCODING", "n"), "listpack");
  await client.call("HINCRBY", "n", "f", 1);
  assertEquals([await client.call("OBJECT", "ENCODING", "n"), await client.call("HGET", "n", "f")], [
    "hashtable",
    "1000",
  ]);
});

eachProtocol("keys of another type", async (client) => {
  await client.call("SET", "s", "x");
  await expectError(
    client,
    WRONG_TYPE,
    "HSET s a 1",
    "HMSET s a 1",
    "HSETNX s a 1",
    "HGET s a",
    "HMGET s a",
    "HGETALL s",
    "HKEYS s",
    "HVALS s",
    "HLEN s",
    "HSTRLEN s a",
    "HEXISTS s a",
    "HDEL s a",
    "HINCRBY s a 1",
    "HINCRBYFLOAT s a 1",
    "HRANDFIELD s",
    "HRANDFIELD s 0",
    "HSCAN s 0 NOPE",
    "HEXPIRE s 10 FIELDS 1 a",
    "HPEXPIRE s 10 FIELDS 1 a",
    "HEXPIREAT s 10 FIELDS 1 a",
    "HPEXPIREAT s 10 FIELDS 1 a",
    "HTTL s FIELDS 1 a",
    "HPTTL s FIELDS 1 a",
    "HEXPIRETIME s FIELDS 1 a",
    "HPEXPIRETIME s FIELDS 1 a",
    "HPERSIST s FIELDS 1 a",
    "HGETEX s FIELDS 1 a",
    "HGETDEL s FIELDS 1 a",
    "HSETEX s FIELDS 1 a 1",
  );
  await client.call("HSET", "h", "a", "1");
  await expectError(client, WRONG_TYPE, "GET h", "INCR h", "APPEND h x");
});

eachForm("HEXPIRE, HPEXPIRE, HEXPIREAT and HPEXPIREAT", async (client, { clock }) => {
  const now = Math.floor(clock.now() / 1000) * 1000 + 1000;
  clock.advance(now - clock.now());
  await expect(client, [
    ["HEXPIRE missing 10 FIELDS 2 a b", [-2, -2]],
    ["HSET h a 1 b 2 c 3 d 4", 4],
    ["HEXPIRE h 10 FIELDS 3 a nope b", [1, -2, 1]],
    ["HPEXPIRE h 2500 FIELDS 1 c", [1]],
    ["HTTL h FIELDS 5 a b c d nope", [10, 10, 3, -1, -2]],
    ["HPTTL h FIELDS 2 b c", [10_000, 2500]],
    ["HEXPIRETIME h FIELDS 2 a c", [now / 1000 + 10, now / 1000 + 3]],
    ["HPEXPIRETIME h FIELDS 2 a c", [now + 10_000, now + 2500]],
    [`HEXPIREAT h ${now / 1000 + 60} FIELDS 1 d`, [1]],
    [`HPEXPIREAT h ${now + 61_000} FIELDS 1 a`, [1]],
    ["HTTL h FIELDS 4 a b c d", [61, 10, 3, 60]],
    ["HTTL missing FIELDS 2 a b", [-2, -2]],
    ["HPERSIST missing FIELDS 1 a", [-2]],
    ["HPERSIST h FIELDS 3 a nope a", [1, -2, -1]],
    ["HTTL h FIELDS 1 a", [-1]],
    ["HLEN h", 4],
  ]);
});

eachForm("conditions of HEXPIRE", async (client) => {
  await expect(client, [
    ["HSET h none 1 ten 2", 2],
    ["HEXPIRE h 10 FIELDS 1 ten", [1]],
    ["HEXPIRE h 20 XX FIELDS 2 none ten", [0, 1]],
    ["HEXPIRE h 30 NX FIELDS 1 ten", [0]],
    ["HEXPIRE h 20 GT FIELDS 2 none ten", [0, 0]],
    ["HEXPIRE h 21 gt FIELDS 1 ten", [1]],
    ["HEXPIRE h 21 LT FIELDS 1 ten", [0]],
    ["HEXPIRE h 15 LT FIELDS 2 none ten", [1, 1]],
    ["HTTL h FIELDS 2 none ten", [15, 15]],
    ["HEXPIRE h 0 NX FIELDS 1 ten", [0]],
    ["HPERSIST h FIELDS 1 none", [1]],
    ["HEXPIRE h 9 nx FIELDS 1 none", [1]],
  ]);
});

eachForm("a deadline that has passed deletes the field", async (client) => {
  await expect(client, [
    ["HSET h a 1 b 2 c 3 d 4", 4],
    ["HEXPIRE h 0 FIELDS 3 a nope a", [2, -2, -2]],
    ["HEXPIREAT h 1 FIELDS 1 b", [2]],
    ["HPEXPIREAT h 0 FIELDS 1 c", [2]],
    ["HLEN h", 1],
    ["HPEXPIRE h 0 FIELDS 2 d d", [2, -2]],
    ["EXISTS h", 0],
  ]);
});

eachProtocol("what HEXPIRE and its kin refuse", async (client) => {
  await client.call("HSET", "h", "a", "1");
  await expectError(client, wrongArity("hexpire"), "HEXPIRE h 10 FIELDS 1", "HEXPIRE h");
  await expectError(client, wrongArity("httl"), "HTTL h FIELDS 1");
  await expectError(client, wrongArity("hpersist"), "HPERSIST h FIELDS 1");
  await expectError(client, NOT_AN_INTEGER, "HEXPIRE h x FIELDS 1 a", "HPEXPIREAT h 9223372036854775808 NOPE 1 a");
  await expectError(
    client,
    "ERR invalid expire time, must be >= 0",
    "HEXPIRE h -1 FIELDS 1 a",
    "HPEXPIREAT h -5 NX 1 a",
  );
  await expectError(
    client,
    invalidExpire("hexpire"),
    "HEXPIRE h 281474976710 FIELDS 1 a",
    `HEXPIRE h ${MAX_INT64} NX 1 a`,
  );
  await expectError(client, invalidExpire("hpexpireat"), "HPEXPIREAT h 70368744177664 FIELDS 1 a");
  await expectError(client, NO_FIELDS, "HEXPIRE h 10 NOPE 1 a", "HEXPIRE h 10 NX GT FIELDS 1 a", "HTTL h NOPE 1 a");
  await expectError(
    client,
    "ERR Parameter `numFields` should be greater than 0",
    "HEXPIRE h 10 FIELDS 0 a",
    "HEXPIRE h 10 NX FIELDS x a",
  );
  await expectError(client, NOT_POSITIVE, "HTTL h FIELDS 0 a", "HPERSIST h FIELDS -1 a", "HGETDEL h FIELDS x a");
  await expectError(client, MISMATCH, "HEXPIRE h 10 FIELDS 2 a", "HEXPIRE h 10 NX FIELDS 1", "HPTTL h FIELDS 1 a b");
  await expect(client, [["HPEXPIREAT h 70368744177663 FIELDS 1 a", [1]], ["HPEXPIRETIME h FIELDS 1 a", [
    70368744177663,
  ]]]);
});

eachForm("fields expire on time, and the key with the last of them", async (client, { clock }) => {
  await expect(
    client,
    [
      ["HSET h a 1 b 2 c 3", 3],
      ["HPEXPIRE h 100 FIELDS 1 a", [1]],
      ["HPEXPIRE h 200 FIELDS 2 b c", [1, 1]],
      ["WATCH h", "OK"],
    ].filter(([line]) => line !== "WATCH h") as [string, Value][],
  );
  clock.advance(99);
  await expect(client, [["HLEN h", 3], ["HGET h a", "1"]]);
  clock.advance(1);
  await expect(client, [["HLEN h", 2], ["HGET h a", null], ["HPERSIST h FIELDS 1 a", [-2]]]);
  clock.advance(150);
  await expect(client, [["EXISTS h", 0], ["DBSIZE", 0]]);
  assertEquals([await number(client, "expired_subkeys"), await number(client, "expired_keys")], [3, 0]);
});

eachForm("a field whose deadline has passed is nobody's, even while it is there", async (client, { clock, server }) => {
  server.engine.activeExpire = false;
  const names = ["a", "b", "c", "d", "e", "f", "g", "i"];
  await client.call("HSET", "h", ...names.flatMap((name) => [name, "5"]), "stays", "1");
  await client.call("HPEXPIRE", "h", 10, "FIELDS", names.length, ...names);
  await client.call("HSET", "gone", "x", "1");
  await client.call("HPEXPIRE", "gone", 10, "FIELDS", 1, "x");
  clock.advance(10);
  await expect(client, [
    ["HLEN h", 9],
    ["HKEYS h", ["stays"]],
    ["HVALS h", ["1"]],
    ["HSCAN h 0", ["0", ["stays", "1"]]],
    ["HLEN h", 9],
    ["HGET h a", null],
    ["HLEN h", 8],
    ["HMGET h b stays b", [null, "1", null]],
    ["HEXISTS h c", 0],
    ["HSTRLEN h d", 0],
    ["HINCRBY h e 1", 1],
    ["HTTL h FIELDS 2 e f", [-1, -2]],
    ["HSETNX h f new", 1],
    ["HSET h g new", 1],
    ["HTTL h FIELDS 2 f g", [-1, -1]],
    ["HLEN h", 5],
    ["HRANDFIELD gone", null],
    ["EXISTS gone", 0],
  ]);
  assertEquals((await client.call("HRANDFIELD", "h", 10) as string[]).sort(), ["e", "f", "g", "stays"]);
  assertEquals([await client.call("HLEN", "h"), await number(client, "expired_subkeys")], [4, 8]);
});

eachForm("who keeps a field's deadline and who clears it", async (client) => {
  await expect(client, [
    ["HSET h set 1 incr 1 float 1 setex 1 keep 1 getex 1", 6],
    ["HEXPIRE h 100 FIELDS 6 set incr float setex keep getex", [1, 1, 1, 1, 1, 1]],
    ["HSET h set 2", 0],
    ["HINCRBY h incr 1000", 1001],
    ["HINCRBYFLOAT h float 0.5", "1.5"],
    ["HSETEX h FIELDS 1 setex longer-than-before", 1],
    ["HSETEX h KEEPTTL FIELDS 1 keep longer-than-before", 1],
    ["HGETEX h FIELDS 1 getex", ["1"]],
    ["HTTL h FIELDS 6 set incr float setex keep getex", [-1, 100, 100, -1, 100, 100]],
    ["RENAME h renamed", "OK"],
    ["HTTL renamed FIELDS 2 set incr", [-1, 100]],
    ["COPY renamed copy", 1],
    ["HTTL copy FIELDS 2 set incr", [-1, 100]],
    ["MOVE copy 1", 1],
    ["SWAPDB 0 1", "OK"],
    ["HTTL copy FIELDS 2 set incr", [-1, 100]],
    ["HGET copy incr", "1001"],
  ]);
});

eachForm("moved and copied hashes expire like the original", async (client, { clock }) => {
  await expect(client, [
    ["HSETEX a PX 100 FIELDS 1 f 1", 1],
    ["COPY a b", 1],
    ["RENAME a c", "OK"],
    ["COPY b d DB 1", 1],
    ["MOVE c 1", 1],
    ["HSETEX over PX 50 FIELDS 1 f 1", 1],
    ["SET over string", "OK"],
  ]);
  clock.advance(100);
  await expect(client, [["KEYS *", ["over"]], ["SELECT 1", "OK"], ["DBSIZE", 0]]);
});

eachForm("a key's own deadline and those of its fields", async (client, { clock }) => {
  await expect(client, [
    ["HSETEX a PX 1000 FIELDS 2 f 1 g 2", 1],
    ["PEXPIRE a 50", 1],
    ["HSETEX b PX 50 FIELDS 1 f 1", 1],
    ["HSET b g 2", 1],
    ["PEXPIRE b 1000", 1],
  ]);
  clock.advance(50);
  await expect(client, [["EXISTS a", 0], ["HLEN b", 1], ["PTTL b", 950], ["PERSIST b", 1]]);
  clock.advance(2000);
  await expect(client, [["HGET b g", "2"]]);
});

eachForm("HGETDEL", async (client) => {
  await expect(client, [
    ["HGETDEL missing FIELDS 2 a b", [null, null]],
    ["HSET h a 1 b 2 c 3", 3],
    ["HGETDEL h FIELDS 3 a nope a", ["1", null, null]],
    ["HLEN h", 2],
    ["HGETDEL h FIELDS 2 b c", ["2", "3"]],
    ["EXISTS h", 0],
  ]);
  await expectError(client, NO_FIELDS, "HGETDEL h NOPE 1 a");
  await expectError(client, MISMATCH, "HGETDEL h FIELDS 2 a", "HGETDEL h FIELDS 1 a b");
});

eachForm("HGETEX", async (client, { clock }) => {
  const at = Math.floor(clock.now() / 1000) + 1000;
  await expect(client, [
    ["HGETEX missing EX 10 FIELDS 2 a b", [null, null]],
    ["HSET h a 1 b 2 c 3 d 4", 4],
    ["HGETEX h FIELDS 2 a nope", ["1", null]],
    ["HGETEX h EX 10 FIELDS 2 a nope", ["1", null]],
    ["HGETEX h px 1500 FIELDS 1 b", ["2"]],
    [`HGETEX h EXAT ${at} FIELDS 1 c`, ["3"]],
    [`HGETEX h PXAT ${at}001 FIELDS 1 d`, ["4"]],
    ["HPTTL h FIELDS 3 a b nope", [10_000, 1500, -2]],
    ["HPEXPIRETIME h FIELDS 2 c d", [at * 1000, at * 1000 + 1]],
    ["HGETEX h PERSIST FIELDS 2 a b", ["1", "2"]],
    ["HTTL h FIELDS 2 a b", [-1, -1]],
    ["HGETEX h PX 0 FIELDS 2 a a", ["1", null]],
    ["HGETEX h PXAT 1 FIELDS 3 b c d", ["2", "3", "4"]],
    ["EXISTS h", 0],
  ]);
  await expectError(
    client,
    NO_FIELDS,
    "HGETEX h NOPE 1 a",
    "HGETEX h PXAT 1 1",
    "HGETEX h PERSIST 1 FIELDS 1 a",
    "HGETEX h EX 1 PX 1 FIELDS 1 a",
  );
  await expectError(client, MISMATCH, "HGETEX h FIELDS 2 a");
  await expectError(client, NOT_POSITIVE, "HGETEX h FIELDS 0 a", "HGETEX h FIELDS 9223372036854775808 a");
  await expectError(client, NOT_AN_INTEGER, "HGETEX h EX x FIELDS 1 a", "HGETEX h EXAT 9223372036854775808 FIELDS 1 a");
  await expectError(client, "ERR invalid expire time, must be >= 0", "HGETEX h PX -1 FIELDS 1 a");
  await expectError(client, invalidExpire("hgetex"), "HGETEX h EX 281474976710656 FIELDS 1 a");
  await expectError(client, wrongArity("hgetex"), "HGETEX h FIELDS 1", "HGETEX h EX 10 FIELDS");
});

eachForm("HSETEX", async (client, { clock }) => {
  const at = Math.floor(clock.now() / 1000) + 1000;
  await expect(
    client,
    [
      ["HSETEX h FXX FIELDS 1 a 1", 0],
      ["EXISTS h", 0],
      ["HSETEX h FNX EX 10 FIELDS 2 a 1 b 2", 1],
      ["HSETEX h FNX FIELDS 2 b 3 c 3", 0],
      ["HSETEX h FXX FIELDS 2 b 3 c 3", 0],
      ["HSETEX h PX 5000 FXX FIELDS 2 a 5 b 6", 1],
      [`HSETEX h EXAT ${at} FIELDS 1 c 7`, 1],
      [`HSETEX h PXAT ${at}500 FIELDS 2 d 8 d 9`, 1],
      ["HMGET h a b c d", ["5", "6", "7", "9"]],
      ["HPTTL h FIELDS 2 a b", [5000, 5000]],
      ["HPEXPIRETIME h FIELDS 2 c d", [at * 1000, at * 1000 + 500]],
      ["HSETEX h KEEPTTL FIELDS 2 a 10 new 1", 1],
      ["HPTTL h FIELDS 2 a new", [5000, -1]],
      ["HSETEX h FIELDS 1 a 11", 1],
      ["HPTTL h FIELDS 1 a", [-1]],
      ["HSETEX h PX 0 FIELDS 2 a 1 other 2", 1],
      ["HEXISTS h other", 0],
      ["HEXISTS h a", 0],
      ["HSETEX missing EXAT 1 FIELDS 1 a 1", 1],
      ["EXISTS missing", 0],
    ].filter(([line]) => line !== "HKEYS h") as [string, Value][],
  );
  const condition = "ERR Only one of FXX or FNX arguments can be specified";
  const expiration = "ERR Only one of EX, PX, EXAT, PXAT or KEEPTTL arguments can be specified";
  await expectError(client, condition, "HSETEX h FXX FNX FIELDS 1 a b", "HSETEX h FNX FNX EX 1 FIELDS 1 a b");
  await expectError(client, expiration, "HSETEX h EX 1 PX 1 FIELDS 1 a b", "HSETEX h KEEPTTL EX 1 FIELDS 1 a b");
  await expectError(client, "ERR unknown argument: nx", "HSETEX h nx FIELDS 1 a b");
  await expectError(
    client,
    "ERR invalid number of fields",
    "HSETEX h FIELDS 0 a b",
    "HSETEX h FIELDS x a b",
    "HSETEX h FIELDS 2147483648 a b",
  );
  await expectError(
    client,
    wrongArity("hsetex"),
    "HSETEX h FIELDS 1 a",
    "HSETEX h FIELDS 2 a b",
    "HSETEX h FIELDS 1 a b unknown",
    "HSETEX h FXX EX 1 FIELDS",
    "HSETEX h FXX EX 1 FIELDS 0",
    "HSETEX h FXX EX 1 FIELDS x a",
  );
  await expectError(client, NOT_AN_INTEGER, "HSETEX h EX FIELDS 1 a b", "HSETEX h EXAT x 1 a b");
  await expectError(client, "ERR invalid expire time, must be >= 0", "HSETEX h EXAT -1 1 a b");
  await expectError(client, invalidExpire("hsetex"), "HSETEX h PXAT 281474976710656 1 a b");
});

eachProtocol("a huge hash", async (client, { server }, protocol) => {
  const value = "v".repeat(900);
  const fields = Array.from({ length: 4000 }, (_, i) => [`f${i}`, value]);
  await client.call("HSET", "h", ...fields.flat());
  const expected = fields.map(([field]) => `${field}=${value}`).sort();
  const replies = await client.pipeline([["HGETALL", "h"], ["HKEYS", "h"], ["HVALS", "h"], ["HLEN", "h"]]);
  assertEquals(sortedPairs(replies[0]), expected);
  assertEquals((replies[1] as string[]).toSorted(), fields.map(([field]) => field).sort());
  assertEquals(replies[2], Array(4000).fill(value));
  assertEquals(replies[3], 4000);
  const all = await client.call("HRANDFIELD", "h", 4000, "WITHVALUES");
  assertEquals([sortedPairs(all), Array.isArray((all as Value[])[0])], [expected, protocol === 3]);
  const some = sortedPairs(await client.call("HRANDFIELD", "h", 3000, "WITHVALUES"));
  assertEquals([some.length, new Set(some).size], [3000, 3000]);
  assertEquals(server.engine.keyspace.readers.size, 0);
});
