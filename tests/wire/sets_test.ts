import { assert, assertEquals } from "@std/assert";
import { type Client, eachProtocol, type Protocol, startServer, type TestServer, type Value } from "../support/mod.ts";

const WRONG_TYPE = "WRONGTYPE Operation against a key holding the wrong kind of value";
const NOT_AN_INTEGER = "ERR value is not an integer or out of range";
const NOT_POSITIVE = "ERR value is out of range, must be positive";
const SYNTAX_ERROR = "ERR syntax error";
const MAX_INT64 = "9223372036854775807";
const MB = 1024 * 1024;

const wrongArity = (command: string) => `ERR wrong number of arguments for '${command}' command`;

/** A reply in a form that does not depend on the order of the elements of any array. */
function sorted(reply: Value): Value {
  return Array.isArray(reply) ? reply.map(sorted).sort() : reply;
}

/** Runs the commands in turn, as words with single blanks between them, and compares their replies; order means nothing. */
async function expect(client: Client, cases: readonly (readonly [string, Value])[]): Promise<void> {
  for (const [line, reply] of cases) assertEquals(sorted(await client.call(...line.split(" "))), sorted(reply), line);
}

/** The commands, as words with single blanks between them, must all fail with the same error. */
async function expectError(client: Client, error: string, ...lines: string[]): Promise<void> {
  for (const line of lines) assertEquals(await client.error(...line.split(" ")), error, line);
}

const PACKED = { "set-max-intset-entries": "0" };
const LARGE = { "set-max-intset-entries": "0", "set-max-listpack-entries": "0" };

/** Declares a test for small sets, integers apart, one for packed ones, and one for large ones. */
function eachForm(name: string, test: (client: Client, server: TestServer, protocol: Protocol) => Promise<void>): void {
  eachProtocol(`${name}, small`, test);
  eachProtocol(`${name}, packed`, test, { config: PACKED });
  eachProtocol(`${name}, large`, test, { config: LARGE });
}

eachForm("SADD, SREM, SCARD, SISMEMBER, SMISMEMBER, SMEMBERS", async (client) => {
  for (const [a, b, c, d] of [["1", "2", "70000", MAX_INT64], ["a", "1", "", "x".repeat(100)]]) {
    const add = (...members: string[]) => client.call("SADD", "k", ...members);
    assertEquals([await add(a), await add(a), await add(b, c, b), await add(a, d)], [1, 0, 2, 1]);
    assertEquals(await client.call("SCARD", "k"), 4);
    assertEquals(sorted(await client.call("SMEMBERS", "k")), [a, b, c, d].sort());
    assertEquals(await client.call("SISMEMBER", "k", d), 1);
    assertEquals(await client.call("SISMEMBER", "k", "-7"), 0);
    assertEquals(await client.call("SMISMEMBER", "k", c, "nope", a, a, "07"), [1, 0, 1, 1, 0]);
    assertEquals(await client.call("SREM", "k", b, "nope", b, d), 2);
    assertEquals(await client.call("SREM", "k", "nope", "0"), 0);
    assertEquals(await client.call("SREM", "k", a, c, b), 2);
    assertEquals(await client.call("EXISTS", "k"), 0);
  }
  await expect(client, [
    ["SCARD none", 0],
    ["SMEMBERS none", []],
    ["SISMEMBER none a", 0],
    ["SMISMEMBER none a b", [0, 0]],
    ["SREM none a", 0],
    ["SADD k a", 1],
    ["TYPE k", "set"],
  ]);
  await expectError(client, wrongArity("sadd"), "SADD k");
  await expectError(client, wrongArity("smismember"), "SMISMEMBER k");
});

eachForm("SMOVE", async (client) => {
  await expect(client, [
    ["SMOVE a b x", 0],
    ["SADD a x 1 2", 3],
    ["SMOVE a b nope", 0],
    ["EXISTS b", 0],
    ["SMOVE a b x", 1],
    ["SMEMBERS b", ["x"]],
    ["SADD b 1", 1],
    ["SMOVE a b 1", 1],
    ["SMEMBERS b", ["1", "x"]],
    ["SMOVE a a 2", 1],
    ["SMOVE a a 3", 0],
    ["SMOVE a b 2", 1],
    ["EXISTS a", 0],
    ["SCARD b", 3],
  ]);
});

eachForm("SINTER, SUNION, SDIFF", async (client, _, protocol) => {
  await client.call("SADD", "a", "1", "2", "3", "x", "y");
  await client.call("SADD", "b", "2", "3", "4", "y");
  await client.call("SADD", "c", "3", "y", "z");
  await expect(client, [
    ["SINTER a", ["1", "2", "3", "x", "y"]],
    ["SINTER a b", ["2", "3", "y"]],
    ["SINTER c b a", ["3", "y"]],
    ["SINTER a a", ["1", "2", "3", "x", "y"]],
    ["SINTER a none", []],
    ["SINTER none", []],
    ["SUNION c", ["3", "y", "z"]],
    ["SUNION a b c", ["1", "2", "3", "4", "x", "y", "z"]],
    ["SUNION c none c", ["3", "y", "z"]],
    ["SUNION none none2", []],
    ["SDIFF a b", ["1", "x"]],
    ["SDIFF a none c", ["1", "2", "x"]],
    ["SDIFF a a", []],
    ["SDIFF a b a", []],
    ["SDIFF none a", []],
    ["SDIFF a", ["1", "2", "3", "x", "y"]],
    ["SDIFF a b c b c b c", ["1", "x"]],
  ]);
  assertEquals((await client.ask("SINTER", "a", "b")).type, protocol === 3 ? "set" : "array");
  assertEquals((await client.ask("SDIFF", "none")).type, protocol === 3 ? "set" : "array");
  assertEquals((await client.ask("SMEMBERS", "a")).type, protocol === 3 ? "set" : "array");
  assertEquals((await client.ask("SUNION", "a", "b")).type, protocol === 3 ? "set" : "array");
});

eachForm("SDIFF takes few members out of many sets, and many sets out of few members", async (client) => {
  const many = Array.from({ length: 300 }, (_, i) => `m${i}`);
  await client.call("SADD", "many", ...many);
  for (let i = 0; i < 50; i++) await client.call("SADD", `few:${i}`, `m${i}`, `n${i}`);
  const few = Array.from({ length: 50 }, (_, i) => `few:${i}`);
  assertEquals(sorted(await client.call("SDIFF", "many", ...few)), sorted(many.slice(50)));
  assertEquals(await client.call("SDIFF", "few:0", "many", ...few.slice(1)), ["n0"]);
  assertEquals(await client.call("SDIFF", "many", ...few, "many"), []);
});

eachForm("SINTERSTORE, SUNIONSTORE, SDIFFSTORE", async (client) => {
  await client.call("SADD", "a", "1", "2", "3", "x");
  await client.call("SADD", "b", "2", "3", "4");
  await expect(client, [
    ["SINTERSTORE d a b", 2],
    ["SMEMBERS d", ["2", "3"]],
    ["SUNIONSTORE d a b", 5],
    ["SMEMBERS d", ["1", "2", "3", "4", "x"]],
    ["SDIFFSTORE d a b", 2],
    ["SMEMBERS d", ["1", "x"]],
    ["SET s x", "OK"],
    ["SUNIONSTORE s b", 3],
    ["TYPE s", "set"],
    ["SINTERSTORE s b none", 0],
    ["EXISTS s", 0],
    ["SDIFFSTORE d b b", 0],
    ["EXISTS d", 0],
    ["SUNIONSTORE none none", 0],
    ["SINTERSTORE a a b", 2],
    ["SMEMBERS a", ["2", "3"]],
    ["SUNIONSTORE a a b", 3],
    ["SDIFFSTORE b b a", 0],
    ["EXISTS b", 0],
    ["EXPIRE a 100", 1],
    ["SUNIONSTORE a a", 3],
    ["TTL a", -1],
  ]);
});

eachForm("SINTERCARD", async (client) => {
  await client.call("SADD", "a", "1", "2", "3", "x");
  await client.call("SADD", "b", "2", "3", "x", "y");
  await expect(client, [
    ["SINTERCARD 1 a", 4],
    ["SINTERCARD 2 a b", 3],
    ["SINTERCARD 3 a b a", 3],
    ["SINTERCARD 2 a none", 0],
    ["SINTERCARD 1 none", 0],
    ["SINTERCARD 2 a b LIMIT 2", 2],
    ["SINTERCARD 2 a b limit 0", 3],
    [`SINTERCARD 2 a b LIMIT ${MAX_INT64}`, 3],
    ["SINTERCARD 2 a b LIMIT 1 LIMIT 2", 2],
  ]);
  await expectError(
    client,
    "ERR numkeys should be greater than 0",
    "SINTERCARD 0 a",
    "SINTERCARD -1 a",
    "SINTERCARD x a",
  );
  await expectError(
    client,
    "ERR Number of keys can't be greater than number of args",
    "SINTERCARD 3 a b",
    "SINTERCARD 99999999999 a",
    `SINTERCARD ${MAX_INT64} a`,
  );
  await expectError(client, "ERR LIMIT can't be negative", "SINTERCARD 1 a LIMIT -1", "SINTERCARD 1 a LIMIT x");
  await expectError(client, SYNTAX_ERROR, "SINTERCARD 1 a LIMIT", "SINTERCARD 1 a b", "SINTERCARD 1 a NOPE 1");
});

eachForm("SPOP", async (client, _, protocol) => {
  for (const members of [["1", "2", "3", "4", "5", "6"], ["a", "b", "c", "4", "5", "6"]]) {
    await client.call("SADD", "k", ...members);
    const popped = [await client.call("SPOP", "k")];
    assertEquals(await client.call("SCARD", "k"), 5);
    popped.push(...await client.call("SPOP", "k", 2) as Value[]);
    assertEquals(await client.call("SPOP", "k", 0), []);
    popped.push(...await client.call("SPOP", "k", 2) as Value[], await client.call("SPOP", "k"));
    assertEquals([sorted(popped), await client.call("EXISTS", "k")], [sorted(members), 0]);
    await client.call("SADD", "k", ...members);
    assertEquals(sorted(await client.call("SPOP", "k", MAX_INT64)), sorted(members));
    assertEquals(await client.call("EXISTS", "k"), 0);
  }
  await expect(client, [["SPOP k", null], ["SPOP k 1", []], ["SPOP k 0", []]]);
  assertEquals((await client.ask("SPOP", "k", 1)).type, protocol === 3 ? "set" : "array");
  await expectError(client, NOT_POSITIVE, "SPOP k -1", "SPOP k x", "SPOP k 9223372036854775808");
  await expectError(client, SYNTAX_ERROR, "SPOP k 1 2");
});

eachForm("SPOP of most members leaves a set of the others", async (client) => {
  const members = Array.from({ length: 1000 }, (_, i) => `m${i}`);
  await client.call("SADD", "k", ...members);
  await client.call("EXPIRE", "k", 100);
  const popped = await client.call("SPOP", "k", 990) as string[];
  const left = await client.call("SMEMBERS", "k") as string[];
  assertEquals([popped.length, left.length, await client.call("TTL", "k")], [990, 10, 100]);
  assertEquals(sorted([...popped, ...left]), sorted(members));
  await client.call("SADD", "k", ...members);
  assertEquals(await client.call("SCARD", "k"), 1000);
});

eachForm("SRANDMEMBER", async (client) => {
  for (const members of [["1", "2", "3", "4", "5", "6"], ["a", "b", "c", "4", "5", "6"]]) {
    await client.call("DEL", "k");
    await client.call("SADD", "k", ...members);
    assert(members.includes(await client.call("SRANDMEMBER", "k") as string));
    for (const count of [1, 2, 5, 6, 7, MAX_INT64]) {
      const drawn = await client.call("SRANDMEMBER", "k", count) as string[];
      assertEquals(new Set(drawn).size, Math.min(Number(count), 6));
      assertEquals(drawn.length, Math.min(Number(count), 6));
      assert(drawn.every((member) => members.includes(member)));
    }
    for (const count of [1, 6, 50, 5000]) {
      const drawn = await client.call("SRANDMEMBER", "k", -count) as string[];
      assertEquals(drawn.length, count);
      assert(drawn.every((member) => members.includes(member)));
      if (count === 5000) assertEquals(new Set(drawn).size, 6);
    }
    assertEquals(await client.call("SCARD", "k"), 6);
  }
  await expect(client, [["SRANDMEMBER none", null], ["SRANDMEMBER none 5", []], ["SRANDMEMBER none -5", []]]);
  await expect(client, [["SRANDMEMBER k 0", []]]);
  assertEquals((await client.ask("SRANDMEMBER", "k", 2)).type, "array");
  await expectError(client, NOT_AN_INTEGER, "SRANDMEMBER k x", "SRANDMEMBER none 9223372036854775808");
  await expectError(client, SYNTAX_ERROR, "SRANDMEMBER k 1 2");
  await expectError(
    client,
    "ERR value is out of range, value must between -9223372036854775807 and 9223372036854775807",
    "SRANDMEMBER k -9223372036854775808",
  );
});

eachForm("SSCAN", async (client) => {
  const members = Array.from({ length: 1000 }, (_, i) => i % 2 ? `m${i}` : String(i));
  await client.call("SADD", "k", ...members);
  for (const options of [[], ["COUNT", 7], ["COUNT", 1_000_000], ["MATCH", "m*"], ["MATCH", "*", "COUNT", 100]]) {
    const seen: Value[] = [];
    let cursor: Value = "0";
    do {
      const [next, found] = await client.call("SSCAN", "k", String(cursor), ...options) as [string, Value[]];
      seen.push(...found);
      cursor = next;
    } while (cursor !== "0");
    assertEquals(sorted(seen), sorted(members.filter((member) => options[1] !== "m*" || member.startsWith("m"))));
  }
  await expect(client, [["SSCAN none 0", ["0", []]], ["SSCAN none 5 COUNT 0", ["0", []]]]);
  await expectError(client, "ERR invalid cursor", "SSCAN k x", "SSCAN none -x");
  await expectError(client, SYNTAX_ERROR, "SSCAN k 0 COUNT 0", "SSCAN k 0 MATCH", "SSCAN k 0 NOPE 1");
  await expectError(client, NOT_AN_INTEGER, "SSCAN k 0 COUNT x");
});

eachProtocol("keys of another type", async (client) => {
  await client.call("SET", "s", "x");
  await client.call("SADD", "k", "a");
  const lines = [
    "SADD s a",
    "SREM s a",
    "SCARD s",
    "SISMEMBER s a",
    "SMISMEMBER s a",
    "SMEMBERS s",
    "SMOVE s k a",
    "SMOVE k s a",
    "SMOVE k s nope",
    "SPOP s",
    "SPOP s 0",
    "SRANDMEMBER s",
    "SRANDMEMBER s 0",
    "SSCAN s 0",
    "SINTER k s",
    "SINTER none s",
    "SUNION s none",
    "SDIFF none s",
    "SINTERCARD 2 none s",
    "SINTERSTORE d k s",
    "SUNIONSTORE d s",
    "SDIFFSTORE d k s",
  ];
  await expectError(client, WRONG_TYPE, ...lines);
  await expect(client, [["SMOVE none s a", 0], ["SMEMBERS k", ["a"]], ["EXISTS d", 0]]);
});

eachProtocol("a set's encoding follows the limits", async (client) => {
  const encoding = (key = "k") => client.call("OBJECT", "ENCODING", key);
  const integers = Array.from({ length: 20 }, (_, i) => i);
  await client.call("SADD", "k", ...integers);
  assertEquals(await encoding(), "intset");
  await client.call("SADD", "k", "x");
  assertEquals(await encoding(), "listpack");
  await client.call("CONFIG", "SET", "set-max-listpack-entries", 21);
  await client.call("SADD", "k", "y");
  assertEquals(await encoding(), "hashtable");
  await client.call("CONFIG", "SET", "set-max-intset-entries", 20);
  await client.call("SADD", "i", ...integers);
  assertEquals(await encoding("i"), "intset");
  await client.call("SADD", "i", 20);
  assertEquals(await encoding("i"), "hashtable");
  assertEquals(await client.call("SINTERSTORE", "d", "k", "i"), 20);
  assertEquals(await encoding("d"), "intset");
  assertEquals(await client.call("SDIFFSTORE", "d", "k", "i"), 2);
  assertEquals(await encoding("d"), "listpack");
  assertEquals(await client.call("SUNIONSTORE", "d", "k", "i"), 23);
  assertEquals(await encoding("d"), "hashtable");
  await client.call("SPOP", "d", 20);
  assertEquals(await encoding("d"), "listpack");
  await client.call("CONFIG", "SET", "set-max-listpack-value", 5);
  await client.call("SADD", "l", "abcde", "abcdef");
  assertEquals(await encoding("l"), "hashtable");
  await client.call("CONFIG", "SET", "set-max-intset-entries", 1_000_000_000);
  await client.pipeline([["SADD", "wide", ...Array.from({ length: 200_000 }, (_, i) => i * 50_000)]]);
  assertEquals(await client.call("SCARD", "wide"), 200_000);
});

/** So long that what the system holds of a reply on its way is but a part of it. */
const PAD = "x".repeat(160);
const MANY = 200_000;

/** A set of `count` numbered members. */
async function fill(client: Client, key: string, count: number): Promise<void> {
  const step = 10_000;
  for (let i = 0; i < count; i += step) {
    const members = Array.from({ length: Math.min(step, count - i) }, (_, j) => `${PAD}:${i + j}`);
    await client.pipeline([["SADD", key, ...members]]);
  }
}

/** Reads a long reply of `count` different members of what {@linkcode fill} made, piece by piece. */
async function readMembers(client: Client, type: "*" | "~", count: number): Promise<void> {
  const head = `${type}${count}\r\n`;
  assertEquals(new TextDecoder().decode(await client.bytes(head.length)), head);
  const seen = new Uint8Array(MANY);
  const shortest = `$162\r\n${PAD}:0\r\n`.length;
  let text = "";
  for (let left = count; left > 0;) {
    text += new TextDecoder().decode(
      await client.bytes(Math.min(64 * 1024, Math.max(1, left * shortest - text.length))),
    );
    const found = [...text.matchAll(/\$\d+\r\nx+:(\d+)\r\n/g)];
    for (const [, i] of found) assertEquals(seen[Number(i)]++, 0);
    left -= found.length;
    text = text.slice(text.lastIndexOf("$"));
    if (/x:\d+\r\n$/.test(text)) text = "";
  }
}

Deno.test("replies with most of a huge set go out as the client takes them", async () => {
  await using server = await startServer({ fakeTime: false });
  const other = await server.client();
  await fill(other, "k", MANY);
  await fill(other, "half", MANY / 2);
  const { readers } = server.server.engine.keyspace;
  const reader = await server.client(3);
  const cases: [string, "*" | "~", number][] = [
    ["SMEMBERS k", "~", MANY],
    [`SRANDMEMBER k ${MANY}`, "*", MANY],
    ["SRANDMEMBER k 130000", "*", 130_000],
    ["SRANDMEMBER k 66000", "*", 66_000],
    ["SINTER half k", "~", MANY / 2],
    ["SDIFF k half", "~", MANY / 2],
    ["SUNION half k", "~", MANY],
    ["SUNION k", "~", MANY],
  ];
  for (const [line, type, count] of cases) {
    reader.send(...line.split(" "));
    await until(() => readers.size === 1);
    assert(largestOutput(server) < 3 * MB, `${line}: ${largestOutput(server)} bytes`);
    assertEquals(await other.call("PING"), "PONG");
    await readMembers(reader, type, count);
    assertEquals(readers.size, 0, line);
  }
});

Deno.test("a set that changes while its members are on their way leaves the reply as it was", async () => {
  const some = MANY / 2;
  const changes = [
    "SADD k new",
    `SREM k ${PAD}:5`,
    "SPOP k",
    `SMOVE k other ${PAD}:7`,
    "SUNIONSTORE k other",
    "FLUSHALL",
  ];
  for (const [i, change] of changes.entries()) {
    await using server = await startServer({ fakeTime: false });
    const other = await server.client();
    await fill(other, "k", some);
    const reader = await server.client(3);
    const { readers } = server.server.engine.keyspace;
    reader.send(...["SMEMBERS k", "SINTER k k", "SDIFF k none"][i % 3].split(" "));
    await until(() => readers.size === 1);
    await other.call(...change.split(" "));
    await readMembers(reader, "~", some);
    assertEquals(readers.size, 0);
  }
});

Deno.test("SPOP of all or most of a huge set takes them from the key at once, and gives them as the client takes them", async () => {
  await using server = await startServer({ fakeTime: false });
  const other = await server.client();
  const client = await server.client(3);
  const { keyspace } = server.server.engine;
  const empty = keyspace.usedMemory;
  for (const count of [MANY, MANY - 10]) {
    await fill(other, "k", MANY);
    client.send("SPOP", "k", count);
    await until(() => keyspace.readers.size === 1);
    assertEquals(await other.call("SCARD", "k"), MANY - count);
    assert(largestOutput(server) < 3 * MB);
    await other.call("SADD", "k", "new");
    await readMembers(client, "~", count);
    assertEquals(await other.call("DEL", "k"), 1);
    await until(() => keyspace.usedMemory === empty);
  }
  await fill(other, "k", MANY);
  client.send("SPOP", "k", MAX_INT64);
  await until(() => keyspace.readers.size === 1);
  client.close();
  await until(() => keyspace.usedMemory === empty);
  assertEquals(keyspace.readers.size, 0);
});

Deno.test("SRANDMEMBER of no end is streamed, from a copy once the set changes, until the client has enough", async () => {
  await using server = await startServer({ fakeTime: false });
  const other = await server.client();
  const { keyspace } = server.server.engine;
  for (const [i, change] of ["SADD k new", "DEL k", "FLUSHALL", "SADD k new", "DEL k", "FLUSHALL"].entries()) {
    const count = i % 2 === 0 ? "-2147483648" : `-${MAX_INT64}`;
    await other.call("DEL", "k");
    if (i > 2) await fill(other, "k", 2000);
    await other.call("SADD", "k", "one", "two", "3");
    const client = await server.client();
    client.send("SRANDMEMBER", "k", count);
    const head = `*${count.slice(1)}\r\n`;
    assertEquals(new TextDecoder().decode(await client.bytes(head.length)), head);
    const drawn = async () => {
      const text = new TextDecoder().decode(await client.bytes(12 * MB));
      return text.matchAll(/\$\d+\r\n(.*?)\r\n/g).map(([, member]) => member).toArray();
    };
    assert((await drawn()).every((member) => /^(?:one|two|3|x+:\d+)$/.test(member)));
    await other.call(...change.split(" "));
    const after = await drawn();
    assert(after.length > 1000 && !after.includes("new"), "the set is what it was");
    assert(largestOutput(server) < 3 * MB);
    client.close();
    await until(() => server.server.engine.sessions.size === 1);
    assertEquals(keyspace.readers.size, 0);
  }
});

Deno.test("an operation over a great many keys looks at each once", async () => {
  await using server = await startServer({ fakeTime: false });
  const client = await server.client();
  await client.call("SADD", "k", ..."abcdefghij");
  const keys = Array(100_000).fill("k");
  const [union, intersection, ...others] = await client.pipeline([
    ["SUNION", ...keys],
    ["SINTER", ...keys],
    ["SDIFF", ...keys],
    ["SINTERCARD", keys.length, ...keys],
  ]);
  assertEquals([sorted(union), sorted(intersection), ...others], [[..."abcdefghij"], [..."abcdefghij"], [], 10]);
  const names = Array.from({ length: 100_000 }, (_, i) => `key:${i}`);
  await client.pipeline(names.map((name) => ["SADD", name, "a", name]));
  const [all, common, rest] = await client.pipeline([["SUNION", ...names], ["SINTER", ...names], [
    "SDIFF",
    "k",
    ...names,
  ]]);
  assertEquals([(all as Value[]).length, common, sorted(rest)], [100_001, ["a"], [..."bcdefghij"]]);
});

/** The most bytes of memory that any connection takes. */
function largestOutput({ server }: TestServer): number {
  return Math.max(...[...server.engine.sessions.values()].map(({ link }) => link.memory));
}

async function until(holds: () => boolean): Promise<void> {
  for (const start = Date.now(); !holds();) {
    assert(Date.now() - start < 20_000, "it comes about in time");
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}
