import { assert, assertEquals, assertMatch } from "@std/assert";
import { type Client, plain, type Protocol, type Value } from "../support/client.ts";
import { eachProtocol, type ServerOptions, startServer, type TestServer } from "../support/server.ts";

const WRONG_TYPE = "WRONGTYPE Operation against a key holding the wrong kind of value";
const NOT_AN_INTEGER = "ERR value is not an integer or out of range";
const NOT_A_FLOAT = "ERR value is not a valid float";
const NOT_A_RANGE = "ERR min or max is not a float";
const NOT_LEXICAL = "ERR min or max not valid string range item";
const SYNTAX_ERROR = "ERR syntax error";
const NOT_A_NUMBER = "ERR resulting score is not a number (NaN)";

const wrongArity = (command: string) => `ERR wrong number of arguments for '${command}' command`;

/** Declares a test for packed sets and one for large ones, each for both protocols. */
function eachForm(
  name: string,
  test: (client: Client, server: TestServer, protocol: Protocol, form: "packed" | "large") => Promise<void>,
  options: ServerOptions = {},
): void {
  for (const form of ["packed", "large"] as const) {
    const config = { ...options.config, "zset-max-listpack-entries": form === "packed" ? "128" : "0" };
    const run = (client: Client, server: TestServer, protocol: Protocol) => test(client, server, protocol, form);
    eachProtocol(`${name}, ${form}`, run, { ...options, config });
  }
}

/** Runs the commands in turn, as words with single blanks between them, and compares their replies. */
async function expect(client: Client, cases: readonly (readonly [string, Value])[]): Promise<void> {
  for (const [line, reply] of cases) assertEquals(await client.call(...line.split(" ")), reply, line);
}

/** The commands, as words with single blanks between them, must all fail with the same error. */
async function expectError(client: Client, error: string, ...lines: string[]): Promise<void> {
  for (const line of lines) assertEquals(await client.error(...line.split(" ")), error, line);
}

/** Members with their scores, from `a 1 b 2`: in RESP3 pairs with doubles, in RESP2 one text after the other. */
function scored(protocol: Protocol, line: string): Value[] {
  const words = line === "" ? [] : line.split(" ");
  const pairs = words.flatMap((word, i) => i % 2 === 0 ? [[word, score(protocol, words[i + 1])]] : []);
  return protocol === 3 ? pairs : pairs.flat();
}

/** A score as it is replied with. */
function score(protocol: Protocol, text: string): Value {
  return protocol === 2 ? text : Number(text.replace("inf", "Infinity"));
}

/** What the command adds to the number of changes, to hits and to misses. */
async function counted({ server }: TestServer, client: Client, line: string): Promise<number[]> {
  const { keyspace } = server.engine;
  const { dirty, hits, misses } = keyspace;
  await client.call(...line.split(" "));
  return [keyspace.dirty - dirty, keyspace.hits - hits, keyspace.misses - misses];
}

eachForm("ZADD", async (client, _, protocol, form) => {
  await expect(client, [
    ["ZADD k 1 a 2 b", 2],
    ["ZADD k 1 a 3 b 4 c", 1],
    ["zadd k ch 1 a 5 b 4 c 6 d", 2],
    ["ZADD k CH CH 1 a", 0],
    ["ZADD k 7 e 8 e 7.5 e", 1],
    ["ZRANGE k 0 -1 WITHSCORES", scored(protocol, "a 1 c 4 b 5 d 6 e 7.5")],
    ["TYPE k", "zset"],
    ["OBJECT ENCODING k", form === "packed" ? "listpack" : "skiplist"],
    ["ZADD k 0 NX", 1],
    ["ZADD missing XX 1 a", 0],
    ["EXISTS missing", 0],
  ]);
  await expectError(client, wrongArity("zadd"), "ZADD k 1", "ZADD k");
  await expectError(client, SYNTAX_ERROR, "ZADD k 1 a 2", "ZADD k NX XX", "ZADD k x a 2", "ZADD s CH INCR");
  await expectError(
    client,
    NOT_A_FLOAT,
    "ZADD k x a",
    "ZADD k 1 a nan b",
    "ZADD k 1 a  b",
    "ZADD k NOPE a",
    "ZADD k 1e400 a",
    "ZADD k (1 a",
  );
  await expect(client, [["ZCARD k", 6], ["SET s v", "OK"]]);
  await expectError(client, WRONG_TYPE, "ZADD s 1 a", "ZADD s XX 1 a", "ZADD s INCR 1 a");
});

/** What ZADD replies and leaves, by Redis's documentation. `had`: the member's score before, NaN if there is none. */
function modelAdd(options: ReadonlySet<string>, had: number, given: number): { reply: Value; score: number } {
  const [nx, xx, gt, lt] = ["NX", "XX", "GT", "LT"].map((option) => options.has(option));
  const exists = !Number.isNaN(had);
  const increments = options.has("INCR");
  const wanted = increments && exists ? had + given : given;
  const refused = exists ? nx || gt && wanted <= had || lt && wanted >= had : xx;
  if (increments) return refused ? { reply: null, score: had } : { reply: wanted, score: wanted };
  if (refused) return { reply: 0, score: had };
  const counts = !exists || options.has("CH") && wanted !== had;
  return { reply: counts ? 1 : 0, score: wanted };
}

eachForm("ZADD with all sets of options", async (client) => {
  const all = ["NX", "XX", "GT", "LT", "CH", "INCR"];
  for (let bits = 0; bits < 2 ** all.length; bits++) {
    const chosen = all.filter((_, i) => (bits & (1 << i)) !== 0);
    const options = new Set(chosen);
    const together = (...some: string[]) => some.every((option) => options.has(option));
    const add = (...rest: (string | number)[]) => client.call("ZADD", "k", ...chosen, ...rest);
    if (together("NX", "XX")) {
      await expectError(
        client,
        "ERR XX and NX options at the same time are not compatible",
        `ZADD k ${chosen.join(" ")} x a`,
      );
      continue;
    }
    if (together("GT", "NX") || together("LT", "NX") || together("GT", "LT")) {
      const error = "ERR GT, LT, and/or NX options at the same time are not compatible";
      await expectError(client, error, `ZADD k ${chosen.join(" ")} x a`);
      continue;
    }
    if (options.has("INCR")) {
      const error = "ERR INCR option supports a single increment-element pair";
      await expectError(client, error, `ZADD k ${chosen.join(" ")} x a 2 b`);
    }
    for (const had of [5, -3, NaN]) {
      for (const given of [5, 4, 6, 0, -3, 0.5]) {
        await client.call("DEL", "k");
        if (!Number.isNaN(had)) await client.call("ZADD", "k", had, "a");
        const expected = modelAdd(options, had, given);
        const reply = await add(given, "a");
        const what = `ZADD k ${chosen.join(" ")} ${given} a, with ${had}`;
        assertEquals(options.has("INCR") && reply !== null ? Number(reply) : reply, expected.reply, what);
        const left = await client.call("ZSCORE", "k", "a");
        assertEquals(left === null ? NaN : Number(left), expected.score, what);
      }
    }
  }
});

/** What is given as a score, and how it is printed. */
const SCORES: readonly (readonly [string, string])[] = [
  ["1", "1"],
  ["-1.50", "-1.5"],
  ["+.5", "0.5"],
  ["5.", "5"],
  ["0x10", "16"],
  ["-0x1.8p1", "-3"],
  ["1e3", "1000"],
  ["0.1", "0.1"],
  ["0.30000000000000004", "0.30000000000000004"],
  ["3.141592653589793238", "3.141592653589793"],
  ["1234.56789012345", "1234.56789012345"],
  ["12345.6789", "12345.6789"],
  ["12345.123456789", "1.2345123456789e+4"],
  ["0.00001", "0.00001"],
  ["0.00012345678", "1.2345678e-4"],
  ["1e-7", "1e-7"],
  ["5e-324", "5e-324"],
  ["9007199254740993", "9007199254740992"],
  ["123456789012345678", "123456789012345680"],
  ["4611686018427387904", "4611686018427387904"],
  ["9223372036854775807", "9223372036854776000"],
  ["1e20", "1e+20"],
  ["123456789e15", "1.23456789e+23"],
  ["1234567890123456e5", "123456789012345600000"],
  ["1e21", "1e+21"],
  ["-1.7976931348623157e308", "-1.7976931348623157e+308"],
  ["inf", "inf"],
  ["+Infinity", "inf"],
  ["-INF", "-inf"],
];

eachForm("scores are printed with the fewest digits", async (client, _, protocol, form) => {
  const printed = async (line: string, text: string) => {
    const expected = protocol === 3 ? `,${text}\r\n` : `$${text.length}\r\n${text}\r\n`;
    assertEquals(await client.exchange(`${line}\r\n`, expected), expected, line);
  };
  for (const [given, text] of SCORES) {
    await client.call("ZADD", "k", given, "m");
    await printed("ZSCORE k m", text);
    await printed("ZADD k INCR 0 m", text);
    await expect(client, [["ZRANGEBYSCORE k -inf +inf WITHSCORES", scored(protocol, `m ${text}`)], ["DEL k", 1]]);
    await printed(`ZINCRBY k ${given} m`, text);
    await client.call("DEL", "k");
  }
  await client.call("ZADD", "k", "-0", "m");
  await printed("ZSCORE k m", form === "packed" ? "0" : "-0");
  await printed("ZINCRBY k -0 other", "-0");
});

eachForm("ZINCRBY", async (client, _, protocol) => {
  await expect(client, [
    ["ZINCRBY k 2 a", score(protocol, "2")],
    ["ZINCRBY k -0.5 a", score(protocol, "1.5")],
    ["ZINCRBY k 0 a", score(protocol, "1.5")],
    ["ZINCRBY k inf b", score(protocol, "inf")],
    ["ZINCRBY k 1 b", score(protocol, "inf")],
    ["ZRANGE k 0 -1", ["a", "b"]],
    ["ZADD k INCR 10 a", score(protocol, "11.5")],
    ["ZADD k NX INCR 10 a", null],
    ["ZADD missing XX INCR 10 a", null],
    ["SET s v", "OK"],
  ]);
  await expectError(client, NOT_A_NUMBER, "ZINCRBY k -inf b", "ZADD k INCR -inf b", "ZADD k GT INCR -inf b");
  await expectError(client, NOT_A_FLOAT, "ZINCRBY k nan a", "ZINCRBY k a 1", "ZINCRBY s x a");
  await expectError(client, SYNTAX_ERROR, "ZINCRBY k NX a", "ZINCRBY s incr a");
  await expectError(client, WRONG_TYPE, "ZINCRBY s 1 a");
  await expectError(client, wrongArity("zincrby"), "ZINCRBY k 1", "ZINCRBY k 1 a b");
  await expect(client, [["EXISTS missing", 0], ["ZSCORE k b", score(protocol, "inf")]]);
});

eachForm("ZREM, ZCARD, ZSCORE and ZMSCORE", async (client, _, protocol) => {
  await expect(client, [
    ["ZADD k 1 a 2.5 b inf c 4 7", 4],
    ["ZCARD k", 4],
    ["ZSCORE k b", score(protocol, "2.5")],
    ["ZSCORE k nobody", null],
    ["ZSCORE missing a", null],
    ["ZMSCORE k a nobody 7 a c", ["1", null, "4", "1", "inf"].map((each) => each && score(protocol, each))],
    ["ZMSCORE missing a b", [null, null]],
    ["ZREM k a nobody a", 1],
    ["ZREM k nobody", 0],
    ["ZREM missing a", 0],
    ["ZREM k b 7 c more", 3],
    ["EXISTS k", 0],
    ["ZCARD k", 0],
  ]);
  const none = protocol === 3 ? "_\r\n" : "$-1\r\n";
  assertEquals(await client.exchange("ZSCORE k a\r\nZMSCORE k a\r\n", `${none}*1\r\n${none}`), `${none}*1\r\n${none}`);
});

eachForm("ZRANK and ZREVRANK", async (client, _, protocol) => {
  await expect(client, [
    ["ZADD k 1 a 2 b 2 c 3.5 d", 4],
    ["ZRANK k a", 0],
    ["ZRANK k c", 2],
    ["ZREVRANK k c", 1],
    ["ZREVRANK k a", 3],
    ["ZRANK k d WITHSCORE", [3, score(protocol, "3.5")]],
    ["ZREVRANK k d withscore", [0, score(protocol, "3.5")]],
    ["ZRANK k nobody", null],
    ["ZREVRANK missing a", null],
    ["ZRANK k nobody WITHSCORE", null],
    ["ZREVRANK missing a WITHSCORE", null],
    ["SET s v", "OK"],
  ]);
  const none = protocol === 3 ? "_\r\n_\r\n" : "$-1\r\n*-1\r\n";
  assertEquals(await client.exchange("ZRANK k x\r\nZRANK k x WITHSCORE\r\n", none), none);
  await expectError(client, SYNTAX_ERROR, "ZRANK k a WITHSCORES", "ZREVRANK s a x");
  await expectError(client, wrongArity("zrank"), "ZRANK k", "ZRANK k a WITHSCORE x");
  await expectError(client, wrongArity("zrevrank"), "ZREVRANK s a WITHSCORE x");
  await expectError(client, WRONG_TYPE, "ZRANK s a", "ZREVRANK s a WITHSCORE");
});

eachForm("ranges by rank", async (client, _, protocol) => {
  await expect(client, [
    ["ZADD k 1 a 2 b 2 c 3 d", 4],
    ["ZRANGE k 0 -1", ["a", "b", "c", "d"]],
    ["ZRANGE k 1 2", ["b", "c"]],
    ["ZRANGE k -2 -1", ["c", "d"]],
    ["ZRANGE k -100 1", ["a", "b"]],
    ["ZRANGE k 2 9223372036854775807", ["c", "d"]],
    ["ZRANGE k 4 5", []],
    ["ZRANGE k 2 1", []],
    ["ZRANGE k 0 -5", []],
    ["ZRANGE k -9223372036854775808 9223372036854775807 REV", ["d", "c", "b", "a"]],
    ["ZRANGE k 0 1 WITHSCORES", scored(protocol, "a 1 b 2")],
    ["ZRANGE k 0 1 withscores rev", scored(protocol, "d 3 c 2")],
    ["ZRANGE k 0 -1 LIMIT 5 -1", ["a", "b", "c", "d"]],
    ["ZREVRANGE k 0 0", ["d"]],
    ["ZREVRANGE k 1 -2 WITHSCORES", scored(protocol, "c 2 b 2")],
    ["ZREVRANGE k 0 -1 WITHSCORES WITHSCORES", scored(protocol, "d 3 c 2 b 2 a 1")],
    ["ZREVRANGE k -1 -1", ["a"]],
    ["ZRANGE missing 0 -1", []],
    ["ZREVRANGE missing 0 -1 WITHSCORES", []],
    ["SET s v", "OK"],
  ]);
  await expectError(client, NOT_AN_INTEGER, "ZRANGE k a 1", "ZREVRANGE k 0 1.5", "ZRANGE s 0 ");
  await expectError(client, NOT_AN_INTEGER, "ZRANGE k 0 1 BYSCORE LIMIT a 1", "ZRANGE k 0 1 LIMIT 0 x NOPE");
  await expectError(
    client,
    SYNTAX_ERROR,
    "ZRANGE k 0 1 NOPE",
    "ZRANGE k 0 1 LIMIT 1",
    "ZRANGE k 0 1 REV REV",
    "ZRANGE k 0 1 BYSCORE BYLEX",
    "ZREVRANGE k 0 1 REV",
    "ZREVRANGE k a 1 BYSCORE",
  );
  const limit = "ERR syntax error, LIMIT is only supported in combination with either BYSCORE or BYLEX";
  await expectError(client, limit, "ZRANGE k 0 1 LIMIT 0 1", "ZREVRANGE k 0 1 LIMIT 0 -2", "ZRANGE s a b LIMIT 0 0");
  await expectError(client, WRONG_TYPE, "ZRANGE s 0 1", "ZREVRANGE s 0 1");
  await expectError(client, wrongArity("zrevrange"), "ZREVRANGE k 0");
});

eachForm("ranges by score", async (client, _, protocol) => {
  await expect(client, [
    ["ZADD k -inf low 1 a 2 b 2 c 3 d inf high", 6],
    ["ZRANGEBYSCORE k 1 3", ["a", "b", "c", "d"]],
    ["ZRANGEBYSCORE k (1 (3", ["b", "c"]],
    ["ZRANGEBYSCORE k (1 3", ["b", "c", "d"]],
    ["ZRANGEBYSCORE k (2 (2", []],
    ["ZRANGEBYSCORE k 2 (2", []],
    ["ZRANGEBYSCORE k 3 1", []],
    ["ZRANGEBYSCORE k -inf +inf", ["low", "a", "b", "c", "d", "high"]],
    ["ZRANGEBYSCORE k (-inf (+inf", ["a", "b", "c", "d"]],
    ["ZRANGEBYSCORE k 0x2 3e0", ["b", "c", "d"]],
    ["ZRANGEBYSCORE k 2 3 WITHSCORES", scored(protocol, "b 2 c 2 d 3")],
    ["ZRANGEBYSCORE k -inf inf LIMIT 1 2", ["a", "b"]],
    ["ZRANGEBYSCORE k 1 3 LIMIT 1 -1", ["b", "c", "d"]],
    ["ZRANGEBYSCORE k 1 3 LIMIT 0 0", []],
    ["ZRANGEBYSCORE k 1 3 LIMIT -1 2", []],
    ["ZRANGEBYSCORE k 1 3 LIMIT 4 2", []],
    ["ZRANGEBYSCORE k 1 3 LIMIT 9223372036854775807 9223372036854775807", []],
    ["ZRANGEBYSCORE k 1 3 LIMIT 0 0 WITHSCORES LIMIT 2 9", scored(protocol, "c 2 d 3")],
    ["ZREVRANGEBYSCORE k 3 1", ["d", "c", "b", "a"]],
    ["ZREVRANGEBYSCORE k (3 (1 WITHSCORES", scored(protocol, "c 2 b 2")],
    ["ZREVRANGEBYSCORE k +inf -inf LIMIT 1 3", ["d", "c", "b"]],
    ["ZREVRANGEBYSCORE k 1 3", []],
    ["ZRANGE k 1 (3 BYSCORE", ["a", "b", "c"]],
    ["ZRANGE k (3 1 REV BYSCORE LIMIT 1 -7", ["b", "a"]],
    ["ZRANGE k 1 3 BYSCORE REV", []],
    ["ZRANGEBYSCORE missing 1 3", []],
    ["ZCOUNT k 1 3", 4],
    ["ZCOUNT k (1 (3", 2],
    ["ZCOUNT k 3 1", 0],
    ["ZCOUNT k -inf +inf", 6],
    ["ZCOUNT missing 1 3", 0],
    ["SET s v", "OK"],
  ]);
  const wrong = ["x 1", "nan 1", "1 (nan", "1 [2", "1 ((2", "1 2x", "--1 2"];
  await expectError(client, NOT_A_RANGE, ...wrong.map((ends) => `ZCOUNT k ${ends}`));
  await expectError(client, NOT_A_RANGE, ...wrong.map((ends) => `ZRANGEBYSCORE s ${ends}`));
  await expectError(client, NOT_A_RANGE, ...wrong.map((ends) => `ZREMRANGEBYSCORE k ${ends}`));
  await expectError(client, SYNTAX_ERROR, "ZRANGEBYSCORE k x 1 REV", "ZREVRANGEBYSCORE k 1 2 BYSCORE");
  await expectError(client, WRONG_TYPE, "ZRANGEBYSCORE s 1 2", "ZREVRANGEBYSCORE s 1 2", "ZCOUNT s 1 2");
});

Deno.test("ends of a range by score are read as C's strtod reads them", async () => {
  await using server = await startServer();
  const client = await server.client();
  await client.call("ZADD", "k", -1, "a", 0, "b", 1, "c");
  const below: readonly (readonly [string, number])[] = [
    ["", 2],
    ["(", 1],
    [" 1", 3],
    ["(\t\n\v\f\r 1", 2],
    ["1\0junk", 3],
    ["(\0", 1],
    ["1e400", 3],
    ["-1e400", 0],
    ["1e-400", 2],
    ["(-1e-400", 1],
    ["0x1p9999", 3],
    ["-0x1p9999", 0],
    ["0x1p-9999", 2],
  ];
  for (const [end, count] of below) assertEquals(await client.call("ZCOUNT", "k", "-inf", end), count, end);
  for (const end of [" ", "1 ", "( ", "1e", ".", "0x", "-", "+ 1"]) {
    assertEquals(await client.error("ZCOUNT", "k", "-inf", end), NOT_A_RANGE, end);
  }
});

eachForm("ranges by member", async (client) => {
  await expect(client, [
    ["ZADD k 0 aa 0 b 0 bb 0 c 0 12", 5],
    ["ZRANGEBYLEX k - +", ["12", "aa", "b", "bb", "c"]],
    ["ZRANGEBYLEX k [b [bb", ["b", "bb"]],
    ["ZRANGEBYLEX k (b [bb", ["bb"]],
    ["ZRANGEBYLEX k (b (bb", []],
    ["ZRANGEBYLEX k [b (b", []],
    ["ZRANGEBYLEX k - [b", ["12", "aa", "b"]],
    ["ZRANGEBYLEX k (aa +", ["b", "bb", "c"]],
    ["ZRANGEBYLEX k [ (", []],
    ["ZRANGEBYLEX k ( +", ["12", "aa", "b", "bb", "c"]],
    ["ZRANGEBYLEX k + -", []],
    ["ZRANGEBYLEX k - -", []],
    ["ZRANGEBYLEX k + +", []],
    ["ZRANGEBYLEX k - + LIMIT 1 2", ["aa", "b"]],
    ["ZRANGEBYLEX k - + LIMIT -1 2", []],
    ["ZRANGEBYLEX k - + LIMIT 3 -1", ["bb", "c"]],
    ["ZREVRANGEBYLEX k + -", ["c", "bb", "b", "aa", "12"]],
    ["ZREVRANGEBYLEX k (c [aa LIMIT 1 2", ["b", "aa"]],
    ["ZREVRANGEBYLEX k - +", []],
    ["ZRANGE k [a [c BYLEX", ["aa", "b", "bb", "c"]],
    ["ZRANGE k [c [a BYLEX REV LIMIT 0 2", ["c", "bb"]],
    ["ZRANGEBYLEX missing - +", []],
    ["ZLEXCOUNT k - +", 5],
    ["ZLEXCOUNT k (aa (c", 2],
    ["ZLEXCOUNT k + -", 0],
    ["ZLEXCOUNT missing - +", 0],
    ["SET s v", "OK"],
  ]);
  assertEquals(await client.call("ZLEXCOUNT", "k", "-\0x", "+\0"), 5);
  const wrong = ["a +", "- b", " +", "-x +", "- ++", "- 1"];
  for (const name of ["ZLEXCOUNT", "ZRANGEBYLEX", "ZREVRANGEBYLEX", "ZREMRANGEBYLEX"]) {
    await expectError(client, NOT_LEXICAL, ...wrong.map((ends) => `${name} s ${ends}`));
    await expectError(client, WRONG_TYPE, `${name} s - +`);
    await expectError(client, wrongArity(name.toLowerCase()), `${name} k -`);
  }
  const withScores = "ERR syntax error, WITHSCORES not supported in combination with BYLEX";
  await expectError(client, withScores, "ZRANGE k - + BYLEX WITHSCORES", "ZRANGEBYLEX s a b WITHSCORES");
});

eachForm("ZREMRANGEBYRANK, ZREMRANGEBYSCORE and ZREMRANGEBYLEX", async (client) => {
  const fill: [string, Value] = ["ZADD k 1 a 2 b 3 c 4 d 5 e", 5];
  await expect(client, [
    fill,
    ["ZREMRANGEBYRANK k 1 2", 2],
    ["ZREMRANGEBYRANK k -1 -1", 1],
    ["ZREMRANGEBYRANK k 5 9", 0],
    ["ZREMRANGEBYRANK k 1 0", 0],
    ["ZRANGE k 0 -1", ["a", "d"]],
    ["ZREMRANGEBYRANK k -9 9", 2],
    ["EXISTS k", 0],
    fill,
    ["ZREMRANGEBYSCORE k (1 3", 2],
    ["ZREMRANGEBYSCORE k 9 1", 0],
    ["ZRANGE k 0 -1", ["a", "d", "e"]],
    ["ZREMRANGEBYSCORE k -inf +inf", 3],
    ["EXISTS k", 0],
    ["ZADD k 0 a 0 b 0 c 0 d", 4],
    ["ZREMRANGEBYLEX k (a [c", 2],
    ["ZREMRANGEBYLEX k [d [a", 0],
    ["ZREMRANGEBYLEX k - +", 2],
    ["EXISTS k", 0],
    ["ZREMRANGEBYRANK missing 0 -1", 0],
    ["ZREMRANGEBYSCORE missing 0 1", 0],
    ["ZREMRANGEBYLEX missing - +", 0],
    ["SET s v", "OK"],
  ]);
  await expectError(client, NOT_AN_INTEGER, "ZREMRANGEBYRANK k x 1", "ZREMRANGEBYRANK s 0 1.5");
  await expectError(client, WRONG_TYPE, "ZREMRANGEBYRANK s 0 1", "ZREMRANGEBYSCORE s 0 1", "ZREMRANGEBYLEX s - +");
  await expectError(client, wrongArity("zremrangebyscore"), "ZREMRANGEBYSCORE k 1", "ZREMRANGEBYSCORE k 1 2 3");
});

eachForm("ZPOPMIN and ZPOPMAX", async (client, _, protocol) => {
  const single = (member: string, text: string) => [member, score(protocol, text)];
  await expect(client, [
    ["ZADD k 1 a 2 b 3 c 4 d 5.5 e inf f", 6],
    ["ZPOPMIN k", single("a", "1")],
    ["ZPOPMAX k", single("f", "inf")],
    ["ZPOPMAX k 2", scored(protocol, "e 5.5 d 4")],
    ["ZPOPMIN k 1", scored(protocol, "b 2")],
    ["ZPOPMIN k 0", []],
    ["ZPOPMIN k 9223372036854775807", scored(protocol, "c 3")],
    ["EXISTS k", 0],
    ["ZPOPMIN k", []],
    ["ZPOPMAX k 3", []],
    ["SET s v", "OK"],
  ]);
  const range = "ERR value is out of range, must be positive";
  await expectError(client, range, "ZPOPMIN k -1", "ZPOPMAX s x", "ZPOPMIN k ", "ZPOPMIN k 9223372036854775808");
  await expectError(client, SYNTAX_ERROR, "ZPOPMIN k x 1", "ZPOPMAX s 1 2");
  await expectError(client, WRONG_TYPE, "ZPOPMIN s", "ZPOPMAX s 0");
});

eachForm("ZMPOP", async (client, _, protocol) => {
  const popped = (key: string, line: string): Value[] => {
    const words = line.split(" ");
    return [key, words.flatMap((word, i) => i % 2 === 0 ? [[word, score(protocol, words[i + 1])]] : [])];
  };
  await expect(client, [
    ["ZADD k 1 a 2 b 3 c", 3],
    ["ZADD l 4 d", 1],
    ["ZMPOP 2 missing k MIN", popped("k", "a 1")],
    ["ZMPOP 3 missing k l max count 5", popped("k", "c 3 b 2")],
    ["ZMPOP 2 k l MIN COUNT 9223372036854775807", popped("l", "d 4")],
    ["ZMPOP 2 k l MIN", null],
    ["DBSIZE", 0],
    ["SET s v", "OK"],
    ["ZADD k 1 a", 1],
    ["ZMPOP 2 k s MIN", popped("k", "a 1")],
  ]);
  const none = protocol === 3 ? "_\r\n" : "*-1\r\n";
  assertEquals(await client.exchange("ZMPOP 1 k MIN\r\n", none), none);
  const keys = "ERR numkeys should be greater than 0";
  await expectError(client, keys, "ZMPOP 0 k MIN", "ZMPOP x k NOPE", "ZMPOP -1 s x", "ZMPOP 9223372036854775808 k MIN");
  await expectError(
    client,
    SYNTAX_ERROR,
    "ZMPOP 2 k MIN",
    "ZMPOP 9223372036854775807 k MIN",
    "ZMPOP 1 k NOPE",
    "ZMPOP 1 k MIN COUNT",
    "ZMPOP 1 k MIN COUNT 1 COUNT 1",
    "ZMPOP 1 s MAX NOPE 1",
  );
  await expectError(
    client,
    "ERR count should be greater than 0",
    "ZMPOP 1 k MIN COUNT 0",
    "ZMPOP 1 s MAX COUNT x NOPE",
  );
  await expectError(client, WRONG_TYPE, "ZMPOP 2 s k MIN", "ZMPOP 2 missing s MAX");
});

eachForm("BZPOPMIN, BZPOPMAX and BZMPOP at once", async (client, _, protocol) => {
  await expect(client, [
    ["ZADD k 1 a 2 b 3 c 4 d 5 e 6 f", 6],
    ["BZPOPMIN missing k 0", ["k", "a", score(protocol, "1")]],
    ["BZPOPMAX k missing 0.5", ["k", "f", score(protocol, "6")]],
    ["BZMPOP 0 2 missing k MAX", ["k", [["e", score(protocol, "5")]]]],
    ["BZMPOP 1 1 k MIN COUNT 2", ["k", [["b", score(protocol, "2")], ["c", score(protocol, "3")]]]],
    ["BZMPOP 1 1 k MIN COUNT 10", ["k", [["d", score(protocol, "4")]]]],
    ["EXISTS k", 0],
    ["SET s v", "OK"],
  ]);
  const float = "ERR timeout is not a float or out of range";
  await expectError(client, float, "BZPOPMIN k x", "BZPOPMAX s nan", "BZMPOP x 1 s MIN");
  await expectError(client, "ERR timeout is negative", "BZPOPMIN k -1", "BZMPOP -0.1 1 s MIN");
  await expectError(client, "ERR numkeys should be greater than 0", "BZMPOP x 0 k MIN", "BZMPOP 0 x k MIN");
  await expectError(client, SYNTAX_ERROR, "BZMPOP x 1 k NOPE", "BZMPOP 0 2 k MIN", "BZMPOP -1 1 k MIN COUNT");
  await expectError(client, "ERR count should be greater than 0", "BZMPOP x 1 k MIN COUNT 0");
  await expectError(client, WRONG_TYPE, "BZPOPMIN missing s 0", "BZPOPMAX s k 0", "BZMPOP 0 1 s MIN");
  await expectError(client, wrongArity("bzpopmin"), "BZPOPMIN k");
  await expectError(client, wrongArity("bzmpop"), "BZMPOP 0 1 k");
});

/** Looks at INFO before a test gives up. */
const MOST_LOOKS = 5000;

async function untilBlocked(client: Client, count: number): Promise<void> {
  for (let look = 0; look < MOST_LOOKS; look++) {
    if (String(await client.call("INFO", "clients")).includes(`blocked_clients:${count}\r`)) return;
  }
  throw new Error(`Waited in vain for ${count} blocked clients`);
}

eachForm("BZPOPMIN, BZPOPMAX and BZMPOP wait", async (client, server, protocol) => {
  const lines = ["BZPOPMIN k other 0", "BZPOPMAX k 0", "BZMPOP 0 2 other k MAX COUNT 2", "BZPOPMIN k 0.5"];
  const waiting: Client[] = [];
  for (const line of lines) {
    const waiter = await server.client(protocol);
    waiter.send(...line.split(" "));
    waiting.push(waiter);
    await untilBlocked(client, waiting.length);
  }
  // A set of another type wakes nobody.
  await expect(client, [["SADD k a", 1], ["DEL k", 1], ["ZADD k XX 1 a", 0]]);
  server.clock.advance(500);
  assertEquals(plain(await waiting[3].next()), null);
  await expect(client, [["ZADD k 1 a 2 b 3 c 4 d 5 e", 5], ["ZRANGE k 0 -1", ["b"]]]);
  assertEquals(plain(await waiting[0].next()), ["k", "a", score(protocol, "1")]);
  assertEquals(plain(await waiting[1].next()), ["k", "e", score(protocol, "5")]);
  assertEquals(plain(await waiting[2].next()), ["k", [["d", score(protocol, "4")], ["c", score(protocol, "3")]]]);
});

eachForm("any command that stores a sorted set wakes who waits for it", async (client, server, protocol) => {
  await expect(client, [["ZADD from 1 a", 1], ["SADD members b", 1], ["GEOADD places 13 38 c", 1]]);
  const lines = [
    "ZADD k 1 a",
    "ZINCRBY k 1 a",
    "ZUNIONSTORE k 1 from",
    "ZINTERSTORE k 1 members",
    "ZDIFFSTORE k 1 from",
    "ZRANGESTORE k from 0 -1",
    "GEOSEARCHSTORE k places FROMLONLAT 13 38 BYRADIUS 1 km",
    "COPY from k",
    "RENAME from k",
  ];
  for (const line of lines) {
    const waiter = await server.client(protocol);
    waiter.send("BZPOPMIN", "k", 0);
    await untilBlocked(client, 1);
    await client.call(...line.split(" "));
    const [key, member] = plain(await waiter.next()) as Value[];
    assertEquals([key, ["a", "b", "c"].includes(String(member))], ["k", true], line);
    await expect(client, [["EXISTS k", 0]]);
  }
});

eachForm("ZUNION and ZUNIONSTORE", async (client, _, protocol, form) => {
  await expect(client, [
    ["ZADD a 1 x 2 y", 2],
    ["ZADD b 10 y 20 z", 2],
    ["SADD s y w", 2],
    ["ZUNION 2 a b", ["x", "y", "z"]],
    ["ZUNION 2 a b WITHSCORES", scored(protocol, "x 1 y 12 z 20")],
    ["ZUNION 3 a s missing WITHSCORES", scored(protocol, "w 1 x 1 y 3")],
    ["ZUNION 2 a b WEIGHTS 2 -0.5 WITHSCORES", scored(protocol, "z -10 y -1 x 2")],
    ["ZUNION 2 a b AGGREGATE MIN WITHSCORES", scored(protocol, "x 1 y 2 z 20")],
    ["ZUNION 2 a b WITHSCORES aggregate max weights 6 1", scored(protocol, "x 6 y 12 z 20")],
    ["ZUNION 2 a a WITHSCORES", scored(protocol, "x 2 y 4")],
    ["ZUNION 2 missing none WITHSCORES", []],
    ["SET to v EX 100", "OK"],
    ["ZUNIONSTORE to 2 a b AGGREGATE SUM", 3],
    ["TTL to", -1],
    ["OBJECT ENCODING to", form === "packed" ? "listpack" : "skiplist"],
    ["ZRANGE to 0 -1 WITHSCORES", scored(protocol, "x 1 y 12 z 20")],
    ["ZUNIONSTORE a 2 a b WEIGHTS 1 2", 3],
    ["ZRANGE a 0 -1 WITHSCORES", scored(protocol, "x 1 y 22 z 40")],
    ["ZUNIONSTORE to 1 missing", 0],
    ["EXISTS to", 0],
  ]);
});

eachForm("ZINTER, ZINTERSTORE and ZINTERCARD", async (client, _, protocol) => {
  await expect(client, [
    ["ZADD a 1 x 2 y 3 z", 3],
    ["ZADD b 10 y 20 z 30 w", 3],
    ["SADD s y z v", 3],
    ["ZINTER 2 a b", ["y", "z"]],
    ["ZINTER 3 a b s WITHSCORES", scored(protocol, "y 13 z 24")],
    ["ZINTER 2 a b WEIGHTS 10 -1 AGGREGATE MAX WITHSCORES", scored(protocol, "y 20 z 30")],
    ["ZINTER 2 a b AGGREGATE MIN WITHSCORES", scored(protocol, "y 2 z 3")],
    ["ZINTER 2 a missing", []],
    ["ZINTER 2 s s WITHSCORES", scored(protocol, "v 2 y 2 z 2")],
    ["ZINTERSTORE to 2 b a WEIGHTS 2 1", 2],
    ["ZRANGE to 0 -1 WITHSCORES", scored(protocol, "y 22 z 43")],
    ["ZINTERSTORE to 2 a missing", 0],
    ["EXISTS to", 0],
    ["ZINTERCARD 2 a b", 2],
    ["ZINTERCARD 3 a b s LIMIT 1", 1],
    ["ZINTERCARD 2 a b LIMIT 1 limit 0", 2],
    ["ZINTERCARD 2 a missing", 0],
  ]);
  const limit = "ERR LIMIT can't be negative";
  await expectError(client, limit, "ZINTERCARD 2 a b LIMIT -1", "ZINTERCARD 1 a LIMIT x NOPE");
  await expectError(client, SYNTAX_ERROR, "ZINTERCARD 2 a b LIMIT", "ZINTERCARD 1 a WITHSCORES");
  await expectError(client, SYNTAX_ERROR, "ZINTERCARD 1 a WEIGHTS 1", "ZINTERCARD 1 a LIMIT 1 x");
});

eachForm("ZDIFF and ZDIFFSTORE", async (client, _, protocol) => {
  const many = Array.from({ length: 100 }, (_, i) => `${i} m${i}`).join(" ");
  const few = Array.from({ length: 98 }, (_, i) => `m${i + 1}`).join(" ");
  await expect(client, [
    ["ZADD a 1 x 2 y 3 z", 3],
    ["ZADD b 10 y", 1],
    ["SADD s z", 1],
    ["ZDIFF 1 a", ["x", "y", "z"]],
    ["ZDIFF 2 a b WITHSCORES", scored(protocol, "x 1 z 3")],
    ["ZDIFF 4 a b missing s WITHSCORES", scored(protocol, "x 1")],
    ["ZDIFF 2 a a", []],
    ["ZDIFF 2 missing a", []],
    ["ZDIFF 2 s b WITHSCORES", scored(protocol, "z 1")],
    ["ZDIFFSTORE to 2 a s", 2],
    ["ZRANGE to 0 -1 WITHSCORES", scored(protocol, "x 1 y 2")],
    ["ZDIFFSTORE to 2 a a", 0],
    ["EXISTS to", 0],
    [`ZADD large ${many}`, 100],
    [`SADD most ${few}`, 98],
    ["ZDIFF 6 large s s s s most WITHSCORES", scored(protocol, "m0 0 m99 99")],
    ["ZDIFF 2 large most WITHSCORES", scored(protocol, "m0 0 m99 99")],
    ["ZDIFF 7 large s b s b s b", many.split(" ").filter((_, i) => i % 2 === 1)],
  ]);
});

eachForm("infinities that cancel out", async (client, _, protocol) => {
  await expect(client, [
    ["ZADD up inf m 0 n", 2],
    ["ZADD down -inf m inf n", 2],
    ["ZADD one 1 m 1 n", 2],
    ["ZUNION 2 up down WITHSCORES", scored(protocol, "m 0 n inf")],
    ["ZINTER 2 up down WITHSCORES", scored(protocol, "m 0 n inf")],
    ["ZUNION 1 up WEIGHTS 0 WITHSCORES", scored(protocol, "m 0 n 0")],
    ["ZUNION 2 one down WEIGHTS 5 0 WITHSCORES", scored(protocol, "m 5 n 5")],
    // Of an intersection only the first operand's NaN becomes 0 by itself, that of another makes the sum 0.
    ["ZINTER 2 one down WEIGHTS 5 0 WITHSCORES", scored(protocol, "m 0 n 0")],
    ["ZINTER 2 one down WEIGHTS 5 0 AGGREGATE MIN WITHSCORES", scored(protocol, "m 5 n 5")],
    ["ZUNION 2 one down WEIGHTS 5 0 AGGREGATE MIN WITHSCORES", scored(protocol, "m 0 n 0")],
    ["ZUNIONSTORE to 2 up down WEIGHTS -inf inf AGGREGATE MAX", 2],
    ["ZRANGE to 0 -1 WITHSCORES", scored(protocol, "m -inf n inf")],
  ]);
});

eachForm("operations refuse what makes no sense", async (client) => {
  await expect(client, [["SET v v", "OK"], ["ZADD a 1 x", 1], ["RPUSH l x", 1]]);
  const named = ["ZUNION", "ZINTER", "ZDIFF", "ZINTERCARD", "ZUNIONSTORE", "ZINTERSTORE", "ZDIFFSTORE"] as const;
  for (const name of named) {
    const start = name.endsWith("STORE") ? `${name} v` : name;
    const none = `ERR at least 1 input key is needed for '${name.toLowerCase()}' command`;
    await expectError(client, none, `${start} 0 a`, `${start} -1 v`, `${start} -9223372036854775808 v`);
    await expectError(client, NOT_AN_INTEGER, `${start} x a`, `${start} 1.5 v`, `${start} 9223372036854775808 a`);
    await expectError(client, SYNTAX_ERROR, `${start} 2 a`, `${start} 9223372036854775807 v`, `${start} 1 a NOPE`);
    await expectError(client, WRONG_TYPE, `${start} 1 v NOPE`, `${start} 3 a l v`);
    await expectError(client, wrongArity(name.toLowerCase()), start);
    if (name.endsWith("STORE")) await expectError(client, SYNTAX_ERROR, `${start} 1 a WITHSCORES`);
    if (!/^Z(?:UNION|INTER)(?:STORE)?$/.test(name)) {
      await expectError(client, SYNTAX_ERROR, `${start} 1 a WEIGHTS 1`, `${start} 1 a AGGREGATE SUM`);
      continue;
    }
    await expectError(
      client,
      "ERR weight value is not a float",
      `${start} 1 a WEIGHTS x`,
      `${start} 2 a a WEIGHTS 1 NAN`,
    );
    await expectError(client, SYNTAX_ERROR, `${start} 2 a a WEIGHTS 1`, `${start} 1 a WEIGHTS 1 2`);
    await expectError(client, SYNTAX_ERROR, `${start} 1 a AGGREGATE`, `${start} 1 a AGGREGATE AVG`);
  }
  await expect(client, [["GET v", "v"]]);
});

eachForm("ZRANGESTORE", async (client, _, protocol, form) => {
  await expect(client, [
    ["ZADD k 1 a 2 b 2 c 3 d", 4],
    ["SET to v EX 100", "OK"],
    ["ZRANGESTORE to k 0 -1", 4],
    ["TTL to", -1],
    ["OBJECT ENCODING to", form === "packed" ? "listpack" : "skiplist"],
    ["ZRANGE to 0 -1 WITHSCORES", scored(protocol, "a 1 b 2 c 2 d 3")],
    ["ZRANGESTORE to k 0 1 REV", 2],
    ["ZRANGE to 0 -1 WITHSCORES", scored(protocol, "c 2 d 3")],
    ["ZRANGESTORE to k (1 +inf BYSCORE LIMIT 0 2", 2],
    ["ZRANGE to 0 -1 WITHSCORES", scored(protocol, "b 2 c 2")],
    ["ZRANGESTORE to k +inf (1 REV BYSCORE LIMIT 0 1", 1],
    ["ZRANGE to 0 -1 WITHSCORES", scored(protocol, "d 3")],
    ["ZRANGESTORE k k 1 2", 2],
    ["ZRANGE k 0 -1", ["b", "c"]],
    ["ZRANGESTORE to k - [b BYLEX", 1],
    ["ZRANGE to 0 -1 WITHSCORES", scored(protocol, "b 2")],
    ["ZRANGESTORE to k 5 6", 0],
    ["EXISTS to", 0],
    ["SET to v", "OK"],
    ["ZRANGESTORE to missing 0 -1", 0],
    ["EXISTS to", 0],
    ["SET s v", "OK"],
    ["ZRANGESTORE s k 0 -1", 2],
    ["TYPE s", "zset"],
    ["SET s v", "OK"],
  ]);
  await expectError(client, SYNTAX_ERROR, "ZRANGESTORE to k 0 1 WITHSCORES", "ZRANGESTORE to k 0 1 NOPE");
  await expectError(client, NOT_AN_INTEGER, "ZRANGESTORE to s a 1");
  await expectError(client, NOT_A_RANGE, "ZRANGESTORE to s a 1 BYSCORE");
  await expectError(client, NOT_LEXICAL, "ZRANGESTORE to s a 1 BYLEX");
  await expectError(client, WRONG_TYPE, "ZRANGESTORE to s 0 1");
  await expectError(client, wrongArity("zrangestore"), "ZRANGESTORE to k 0");
});

eachForm("ZRANDMEMBER", async (client, _, protocol) => {
  const all = Array.from({ length: 100 }, (_, i) => `m${i}`);
  await client.call("ZADD", "k", ...all.flatMap((member, i) => [i / 4, member]));
  const distinct = (reply: Value) => new Set(reply as string[]).size;
  assert(all.includes(await client.call("ZRANDMEMBER", "k") as string));
  for (const count of [0, 1, 5, 34, 50, 99]) {
    const reply = await client.call("ZRANDMEMBER", "k", count) as string[];
    assertEquals([reply.length, distinct(reply)], [count, count]);
    assert(reply.every((member) => all.includes(member)));
  }
  const whole = scored(protocol, all.map((member, i) => `${member} ${i / 4}`).join(" "));
  await expect(client, [
    ["ZRANDMEMBER k 100", all],
    ["ZRANDMEMBER k 9223372036854775807", all],
    ["ZRANDMEMBER k 4611686018427387903 WITHSCORES", whole],
    ["ZRANDMEMBER missing", null],
    ["ZRANDMEMBER missing 5", []],
    ["ZRANDMEMBER missing -5 WITHSCORES", []],
    ["SET s v", "OK"],
  ]);
  for (const count of [10, -300, -5000]) {
    const reply = await client.call("ZRANDMEMBER", "k", count, "withscores") as Value[];
    const pairs = protocol === 3 ? reply : reply.flatMap((member, i) => i % 2 === 0 ? [[member, reply[i + 1]]] : []);
    assertEquals(pairs.length, Math.abs(count));
    for (const [member, given] of pairs as string[][]) assertEquals(Number(given), all.indexOf(member) / 4);
  }
  await expectError(client, NOT_AN_INTEGER, "ZRANDMEMBER k x NOPE", "ZRANDMEMBER s 9223372036854775808");
  const range = "ERR value is out of range, value must between -9223372036854775807 and 9223372036854775807";
  await expectError(client, range, "ZRANDMEMBER k -9223372036854775808 NOPE");
  const pairs = "ERR value is out of range";
  await expectError(
    client,
    pairs,
    "ZRANDMEMBER k 4611686018427387904 WITHSCORES",
    "ZRANDMEMBER s -4611686018427387904 WITHSCORES",
  );
  await expectError(client, SYNTAX_ERROR, "ZRANDMEMBER k 1 NOPE", "ZRANDMEMBER s 1 WITHSCORES x");
  await expectError(client, WRONG_TYPE, "ZRANDMEMBER s", "ZRANDMEMBER s 1");
});

eachForm("a reply of random members that has no end", async (client, server, protocol) => {
  const { readers } = server.server.engine.keyspace;
  await expect(client, [["ZADD k 1.5 m 1.5 n", 2]]);
  for (const line of ["ZRANDMEMBER k -9223372036854775807", "ZRANDMEMBER k -4611686018427387903 WITHSCORES"]) {
    const [, , count, scores] = line.split(" ");
    const length = BigInt(count) * (scores !== undefined && protocol === 2 ? -2n : -1n);
    const other = await server.client(protocol);
    other.send(...line.split(" "));
    const head = `*${length}\r\n`;
    assertEquals(await other.exchange("", head), head);
    // More than is written at once.
    const text = new TextDecoder().decode(await other.bytes(2_000_000));
    assertMatch(text.slice(-200), /\$1\r\n[mn]\r\n/);
    await expect(client, [["ZADD k 1.5 o", 1], ["ZREM k o", 1], ["DEL k", 1], ["ZADD k 1.5 m 1.5 n", 2]]);
    assertMatch(new TextDecoder().decode(await other.bytes(2_000_000)).slice(-200), /\$1\r\n[mn]\r\n/);
    other.close();
    while (server.server.engine.sessions.size > 1) await client.call("PING");
    assertEquals(readers.size, 0);
  }
});

eachForm("ZSCAN", async (client, _server, _protocol, form) => {
  await expect(client, [
    ["ZSCAN missing 0", ["0", []]],
    ["ZADD k 1 a", 1],
    ["ZSCAN k 0", ["0", ["a", "1"]]],
    ["ZADD k 0.1 a", 0],
    ["ZSCAN k 0 COUNT 5 MATCH a*", ["0", ["a", form === "packed" ? "0.1" : "0.10000000000000001"]]],
    ["ZSCAN k 0 MATCH b*", ["0", []]],
    ["ZSCAN missing 0 COUNT x NOPE", ["0", []]],
    ["SET s v", "OK"],
  ]);
  await expectError(client, "ERR invalid cursor", "ZSCAN k x", "ZSCAN s x");
  await expectError(client, WRONG_TYPE, "ZSCAN s 0 NOPE");
  await expectError(
    client,
    SYNTAX_ERROR,
    "ZSCAN k 0 COUNT 0",
    "ZSCAN k 0 NOPE 1",
    "ZSCAN k 0 MATCH",
    "ZSCAN k 0 NOVALUES",
  );
  await expectError(client, NOT_AN_INTEGER, "ZSCAN k 0 COUNT x");
  const members = Array.from({ length: 2000 }, (_, i) => `m${i}`);
  await client.call("ZADD", "big", ...members.flatMap((member, i) => [i, member]));
  const seen: string[] = [];
  let cursor = "0";
  for (let round = 0; round === 0 || cursor !== "0"; round++) {
    const [next, some] = await client.call("ZSCAN", "big", cursor, "COUNT", 7) as [string, string[]];
    seen.push(...some.filter((_, i) => i % 2 === 0));
    cursor = next;
    // Members that come, go, and change their score meanwhile.
    await client.pipeline([["ZADD", "big", round, `x${round}`, 5000 - round, `m${round}`], [
      "ZREM",
      "big",
      `x${round - 20}`,
    ]]);
  }
  const stayed = seen.filter((member) => member.startsWith("m"));
  assertEquals([stayed.length, new Set(stayed).size], [2000, 2000]);
});

eachForm("changes, hits and misses are counted", async (client, server) => {
  const cases: readonly (readonly [string, number[]])[] = [
    ["ZADD k 1 a 2 b 3 c", [3, 0, 0]],
    ["ZADD k 1 a 5 b 6 d", [2, 0, 0]],
    ["ZADD k NX 9 a", [0, 0, 0]],
    ["ZINCRBY k 0 a", [0, 0, 0]],
    ["ZINCRBY k 1 a", [1, 0, 0]],
    ["ZREM k a nobody", [1, 0, 0]],
    ["ZREM missing a", [0, 0, 0]],
    ["ZCARD k", [0, 1, 0]],
    ["ZSCORE k nobody", [0, 1, 0]],
    ["ZMSCORE missing a", [0, 0, 1]],
    ["ZRANK missing a", [0, 0, 1]],
    ["ZRANGE k 0 -1", [0, 1, 0]],
    ["ZCOUNT k 0 1", [0, 1, 0]],
    ["ZRANDMEMBER k 2", [0, 1, 0]],
    ["ZSCAN missing 0", [0, 0, 1]],
    ["ZRANGESTORE to k 0 -1", [1, 1, 0]],
    ["ZUNIONSTORE to 3 k missing k", [1, 2, 1]],
    ["ZDIFFSTORE to 2 k k", [1, 2, 0]],
    ["ZDIFFSTORE to 2 k k", [0, 2, 0]],
    ["ZINTERCARD 2 k missing", [0, 1, 1]],
    ["ZRANGESTORE to missing 0 -1", [0, 0, 1]],
    ["ZPOPMIN k 2", [2, 0, 0]],
    ["ZADD k 1 a 2 b 3 c 4 d", [4, 0, 0]],
    ["ZPOPMAX k 0", [0, 0, 0]],
    ["ZMPOP 2 missing k MIN COUNT 2", [2, 0, 0]],
    ["BZPOPMIN missing k 0", [1, 0, 0]],
    ["BZMPOP 0 1 k MAX COUNT 5", [1, 0, 0]],
    ["ZADD k 1 a 2 b 3 c", [3, 0, 0]],
    ["ZREMRANGEBYSCORE k 5 6", [0, 0, 0]],
    ["ZREMRANGEBYRANK k 0 0", [1, 0, 0]],
    ["ZREMRANGEBYSCORE k 1 9", [2, 0, 0]],
    ["ZPOPMIN k", [0, 0, 0]],
  ];
  for (const [line, counts] of cases) assertEquals(await counted(server, client, line), counts, line);
});

eachProtocol("encodings", async (client) => {
  const long = "x".repeat(65);
  const encoding = (key: string, text: string): [string, Value] => [`OBJECT ENCODING ${key}`, text];
  const fill = (count: number) => Array.from({ length: count }, (_, i) => `${i} m${i}`).join(" ");
  await expect(client, [
    [`ZADD k ${fill(128)}`, 128],
    encoding("k", "listpack"),
    ["ZADD k 0.5 m3", 0],
    ["ZADD k 1 more", 1],
    encoding("k", "skiplist"),
    ["ZRANGE k 0 4", ["m0", "m3", "m1", "more", "m2"]],
    ["ZREMRANGEBYRANK k 2 -1", 127],
    encoding("k", "skiplist"),
    [`ZADD l 1 ${long.slice(1)}`, 1],
    encoding("l", "listpack"),
    [`ZADD l 2 ${long}`, 1],
    encoding("l", "skiplist"),
    ["ZUNIONSTORE to 1 k", 2],
    encoding("to", "listpack"),
    ["ZUNIONSTORE to 2 k l", 4],
    encoding("to", "skiplist"),
    [`ZRANGESTORE to l 0 0`, 1],
    encoding("to", "listpack"),
    ["CONFIG SET zset-max-listpack-entries 1 zset-max-listpack-value 3", "OK"],
    ["ZADD n 1 abc", 1],
    encoding("n", "listpack"),
    ["ZADD n 2 abc", 0],
    ["ZADD n 2 b", 1],
    encoding("n", "skiplist"),
    ["ZADD o 1 abcd", 1],
    encoding("o", "skiplist"),
    ["ZINTERSTORE to 1 k", 2],
    encoding("to", "skiplist"),
  ]);
});

eachProtocol("a hundred thousand members at once", async (client, _, protocol) => {
  const count = 100_000;
  const pairs = Array.from({ length: count }, (_, i) => [(i * 7919) % count, `member:${i}`]).flat();
  assertEquals(await client.pipeline([["ZADD", "k", ...pairs], ["ZADD", "k", "CH", ...pairs]]), [count, 0]);
  const all = await client.call("ZRANGE", "k", 0, -1, "WITHSCORES") as Value[];
  const scores = protocol === 3 ? all.map((pair) => (pair as Value[])[1]) : all.filter((_, i) => i % 2 === 1);
  assertEquals(scores.length, count);
  assert(scores.every((each, i) => i === 0 || Number(scores[i - 1]) <= Number(each)));
  assertEquals((await client.call("ZPOPMIN", "k", 50_000) as Value[]).length, protocol === 2 ? 100_000 : 50_000);
  assertEquals(await client.call("ZREMRANGEBYRANK", "k", 0, -1), 50_000);
});

/** Members, long ones, of which a reply is longer than what is written at once and waits in sockets. */
const MANY = 60_000;
const LONG_NAME = "member:".padEnd(200, ".");

async function fillLarge(client: Client, key: string): Promise<void> {
  for (let i = 0; i < MANY; i += 10_000) {
    await client.call("ZADD", key, ...Array.from({ length: 10_000 }, (_, j) => [i + j, LONG_NAME + (i + j)]).flat());
  }
}

/** Takes a reply of all members with their scores, and sees to it that they are all there, the highest first if `reverse`. */
async function takeAll(client: Client, protocol: Protocol, reverse: boolean, what: string): Promise<void> {
  const all = plain(await client.next()) as Value[];
  assertEquals(all.length, protocol === 3 ? MANY : 2 * MANY, what);
  for (let i = 0; i < MANY; i++) {
    const [member, its] = protocol === 3 ? all[i] as Value[] : all.slice(2 * i, 2 * i + 2);
    const rank = reverse ? MANY - 1 - i : i;
    if (member !== LONG_NAME + rank || Number(its) !== rank) throw new Error(`${what}: ${rank} is ${member} ${its}`);
  }
}

eachProtocol("long replies stay what they were while the set changes", async (client, server, protocol) => {
  const { keyspace } = server.server.engine;
  await fillLarge(client, "all");
  const slow = await server.client(protocol);
  const cases: readonly (readonly [string, string])[] = [
    ["ZRANGE k 0 -1 WITHSCORES", `ZADD k 1e9 ${LONG_NAME}5`],
    ["ZREVRANGE k 0 -1 WITHSCORES", "ZADD k 30000.5 new"],
    ["ZRANGE k -inf +inf BYSCORE WITHSCORES", `ZREM k ${LONG_NAME}7 ${LONG_NAME}59990`],
    ["ZREVRANGEBYSCORE k +inf -inf WITHSCORES", "ZREMRANGEBYRANK k 10 59980"],
    ["ZRANGE k 0 -1 WITHSCORES", "ZPOPMAX k"],
    ["ZRANGE k 0 -1 REV WITHSCORES", "DEL k"],
    ["ZRANDMEMBER k 60000 WITHSCORES", "ZUNIONSTORE k 0"],
    ["ZRANDMEMBER k 60000 WITHSCORES", "RENAME all k"],
    ["ZUNION 1 k WITHSCORES", "FLUSHALL"],
  ];
  for (const [line, change] of cases) {
    await client.call("COPY", "all", "k", "REPLACE");
    slow.send(...line.split(" "));
    while (keyspace.readers.size === 0) await client.call("PING");
    await client.pipeline([change.split(" ")]);
    await takeAll(slow, protocol, line.includes("REV"), `${line} and ${change}`);
    assertEquals(keyspace.readers.size, 0);
    if (change.startsWith("RENAME")) await client.call("COPY", "k", "all");
  }
});

eachProtocol("different members of a large set, many at once", async (client, server, protocol) => {
  await fillLarge(client, "k");
  for (const count of [1000, 5_000, 20_000, 59_000]) {
    const reply = await client.call("ZRANDMEMBER", "k", count, "WITHSCORES") as Value[];
    const members = protocol === 3 ? reply.map((pair) => (pair as Value[])[0]) : reply.filter((_, i) => i % 2 === 0);
    assertEquals([members.length, new Set(members).size], [count, count]);
    // About as many of the lower half as of the upper one.
    const low = members.filter((member) => Number(String(member).slice(LONG_NAME.length)) < MANY / 2).length;
    assert(Math.abs(low - count / 2) < 6 * Math.sqrt(count), `${low} of ${count} are in the lower half`);
  }
  assertEquals(server.server.engine.keyspace.readers.size, 0);
});

/** Runs the command on a connection of its own while no more than `blocks` blocks of memory can be had. Returns whether they were enough. */
async function attempt(server: TestServer, protocol: Protocol, blocks: number, line: string): Promise<boolean> {
  const { arena } = server.server.engine.keyspace;
  const { alloc } = arena;
  const client = await server.client(protocol);
  let left = blocks;
  arena.alloc = (units) => {
    if (left-- === 0) throw new RangeError("No memory");
    return alloc.call(arena, units);
  };
  try {
    client.send(...line.split(" "));
    // Where a handler throws, its client loses its connection.
    return await client.next().then(() => true, () => false);
  } finally {
    arena.alloc = alloc;
    client.close();
  }
}

eachForm("memory that runs out leaves things in order", async (client, server, protocol) => {
  const { keyspace } = server.server.engine;
  const fill = Array.from({ length: 126 }, (_, i) => `${i} m${i}`).join(" ");
  const state = async () => [
    await client.call("ZRANGE", "k", 0, -1, "WITHSCORES"),
    await client.call("ZRANGE", "to", 0, -1),
  ];
  const lines = [
    "ZADD k 0.5 a 0.25 m3 7 m9 8 b 9 c 10 d",
    "ZINCRBY k 1000.5 m3",
    "ZREM k m1 m2 m3 m4 m5 m6 m7 m8",
    "ZPOPMIN k 50",
    "ZREMRANGEBYRANK k 3 70",
    "ZUNIONSTORE to 2 k other",
    "ZRANGESTORE to k 0 100",
  ];
  for (const line of lines) {
    for (let blocks = 0, done = false; !done; blocks++) {
      await client.pipeline([["FLUSHALL"], `ZADD k ${fill}`.split(" "), ["ZADD", "to", 1, "x"], [
        "ZADD",
        "other",
        1,
        "y",
      ]]);
      const before = await state();
      const { dirty, usedMemory } = keyspace;
      done = await attempt(server, protocol, blocks, line);
      if (done) continue;
      const isUnchanged = JSON.stringify(await state()) === JSON.stringify(before);
      assertEquals(keyspace.dirty === dirty, isUnchanged, `${line}, ${blocks} blocks`);
      while (keyspace.graveyard.freeSome(() => true));
      if (isUnchanged) assertEquals(keyspace.usedMemory, usedMemory, `${line}, ${blocks} blocks`);
      assert(isUnchanged || /^(?:ZADD|ZREM) /.test(line), `${line}, ${blocks} blocks`);
    }
  }
});
