import type { Family } from "../family.ts";
import type { Command, Draw } from "../values.ts";

/** Sorted sets, packed and large. */
export const sortedSets: Family = [
  [14, (d) => ["ZADD", d.key("zset"), ...addOptions(d), ...pairs(d, d.bulkMembers())]],
  [2, (d) => ["ZADD", d.key("zset"), ...addOptions(d), d.anyCase("INCR"), ...pairs(d, [d.member()])]],
  [4, (d) => ["ZINCRBY", d.key("zset"), d.score(), d.member()]],
  [5, (d) => ["ZREM", d.key("zset"), ...d.bulkMembers()]],
  [2, (d) => ["ZCARD", zset(d)]],
  [5, (d) => ["ZSCORE", d.key("zset"), d.member()]],
  [3, (d) => ["ZMSCORE", d.key("zset"), ...d.bulkMembers()]],
  [5, (d) => [d.one(["ZRANK", "ZREVRANK"]), d.key("zset"), d.member()]],
  [3, (d) => ["ZCOUNT", d.key("zset"), ...d.scoreRange()]],
  [8, range],
  [6, oldRange],
  [3, (d) => ["ZRANGESTORE", destination(d), ...rangeArguments(d, d.key("zset"), false)]],
  [2, (d) => ["ZREMRANGEBYRANK", d.key("zset"), ...d.indexRange()]],
  [2, (d) => ["ZREMRANGEBYSCORE", d.key("zset"), ...d.scoreRange()]],
  [5, (d) => [d.one(["ZPOPMIN", "ZPOPMAX"]), d.key("zset"), ...d.some(0.5, d.count())]],
  [4, multiPop],
  [0.5, blockingPop],
  [5, algebra],
  [4, storedAlgebra],
  [2, (d) => ["ZINTERCARD", ...operands(d), ...d.some(0.5, d.anyCase("LIMIT"), d.count()), ...oddOption(d)]],
  [4, random],
  [3, scan],
  [0.4, (d) => ["DEL", d.key("zset")]],
  [0.2, (d) => ["SADD", d.key(d.chance(0.8) ? "set" : "zset"), ...d.bulkMembers()]],
  // Members that all have one score, which ranges by member are for: no options, so that a stray argument can't become a score.
  [5, (d) => ["ZADD", d.lexKey(), ...d.bulkMembers().flatMap((member) => ["0", member])]],
  [1, (d) => ["ZREM", d.lexKey(), ...d.bulkMembers()]],
  [6, lexRange],
  [2, (d) => ["ZLEXCOUNT", d.lexKey(), ...d.lexRange()]],
  [1.5, (d) => ["ZREMRANGEBYLEX", d.lexKey(), ...d.lexRange()]],
  [0.5, (d) => ["ZRANGESTORE", d.lexKey(), ...lexArguments(d)]],
  [0.3, (d) => ["ZUNIONSTORE", d.lexKey(), "2", d.lexKey(), d.lexKey()]],
  [0.1, (d) => ["DEL", d.lexKey()]],
];

/** A key for commands that change nothing: now and then one whose members have one score. */
function zset(d: Draw): string {
  return d.chance(0.9) ? d.key("zset") : d.lexKey();
}

/** A key of an operation's operand: sets count as well, with the score 1 for each member. */
function operand(d: Draw): string {
  return d.chance(0.75) ? zset(d) : d.key("set");
}

/** `numkeys` and so many operands; now and then a wrong number. */
function operands(d: Draw, draw = operand): string[] {
  if (d.chance(0.05)) return d.numberedKeys("zset");
  const keys = Array.from({ length: d.between(1, 3) }, () => draw(d));
  return [String(keys.length), ...keys];
}

/** Where a result goes: seldom over what others work with. */
function destination(d: Draw): string {
  return d.chance(0.6) ? `stored:${d.random.below(4)}` : d.key("zset");
}

function addOptions(d: Draw): string[] {
  return [
    ...d.some(0.2, d.anyCase(d.one(["NX", "XX"]))),
    ...d.some(0.2, d.anyCase(d.one(["GT", "LT"]))),
    ...d.some(0.3, d.anyCase("CH")),
    ...d.some(0.02, d.one(["NX", "XX", "GT", "LT", "INCR", "NOPE"])),
  ];
}

function pairs(d: Draw, members: readonly string[]): string[] {
  return members.flatMap((member) => [d.score(), member]);
}

function limit(d: Draw): string[] {
  if (d.chance(0.03)) return [d.anyCase("LIMIT"), d.integer(), d.integer()];
  return [d.anyCase("LIMIT"), String(d.between(-1, 8)), d.one(["-1", "0", "1", "2", "5", "20", "-3"])];
}

/** The order of the bounds that belongs to a direction. */
function ordered([low, high]: [string, string], reverse: boolean): string[] {
  return reverse ? [high, low] : [low, high];
}

function oddOption(d: Draw): string[] {
  return d.some(0.02, d.one(["NOPE", "LIMIT", "WITHSCORES", "WITHSCORE", "REV", "WEIGHTS", "AGGREGATE"]));
}

/** The options in a random order. */
function shuffled(d: Draw, options: string[][]): string[] {
  for (let i = options.length - 1; i > 0; i--) {
    const j = d.random.below(i + 1);
    [options[i], options[j]] = [options[j], options[i]];
  }
  return options.flat();
}

/** A key, the bounds of a range by rank or score, and the options for that. */
function rangeArguments(d: Draw, key: string, withScores: boolean): string[] {
  const reverse = d.chance(0.4);
  const byScore = d.chance(0.6);
  const bounds = byScore ? ordered(d.scoreRange(), reverse) : d.indexRange();
  const options = [
    byScore ? [d.anyCase("BYSCORE")] : [],
    reverse ? [d.anyCase("REV")] : [],
    byScore && d.chance(0.4) || d.chance(0.02) ? limit(d) : [],
    withScores ? d.some(0.5, d.anyCase("WITHSCORES")) : [],
    oddOption(d),
  ];
  return [key, ...bounds, ...shuffled(d, options)];
}

function range(d: Draw): Command {
  return ["ZRANGE", ...rangeArguments(d, zset(d), true)];
}

/** The commands that ZRANGE replaces. */
function oldRange(d: Draw): Command {
  if (d.chance(0.3)) return ["ZREVRANGE", zset(d), ...d.indexRange(), ...d.some(0.5, "WITHSCORES"), ...oddOption(d)];
  const reverse = d.chance(0.5);
  return [
    reverse ? "ZREVRANGEBYSCORE" : "ZRANGEBYSCORE",
    zset(d),
    ...ordered(d.scoreRange(), reverse),
    ...shuffled(d, [d.some(0.5, d.anyCase("WITHSCORES")), d.chance(0.4) ? limit(d) : [], oddOption(d)]),
  ];
}

function lexRange(d: Draw): Command {
  if (d.chance(0.5)) return ["ZRANGE", ...lexArguments(d), ...oddOption(d)];
  const reverse = d.chance(0.5);
  return [
    reverse ? "ZREVRANGEBYLEX" : "ZRANGEBYLEX",
    d.lexKey(),
    ...ordered(d.lexRange(), reverse),
    ...d.chance(0.4) ? limit(d) : [],
    ...oddOption(d),
  ];
}

function lexArguments(d: Draw): string[] {
  const reverse = d.chance(0.4);
  const options = [[d.anyCase("BYLEX")], reverse ? [d.anyCase("REV")] : [], d.chance(0.4) ? limit(d) : []];
  return [d.lexKey(), ...ordered(d.lexRange(), reverse), ...shuffled(d, options)];
}

function multiPop(d: Draw): Command {
  const popped = [d.one([d.anyCase("MIN"), d.anyCase("MAX")]), ...d.some(0.5, d.anyCase("COUNT"), popCount(d))];
  return ["ZMPOP", ...d.numberedKeys("zset"), ...popped, ...oddOption(d)];
}

/** There is nobody to push anything meanwhile, so each waits but for a moment. */
function blockingPop(d: Draw): Command {
  const timeout = d.chance(0.95) ? "0.001" : d.one(["x", "", "-1", "nan"]);
  if (d.chance(0.5)) return [d.one(["BZPOPMIN", "BZPOPMAX"]), ...d.keys(3, "zset"), timeout];
  const [, ...args] = multiPop(d);
  return ["BZMPOP", timeout, ...args];
}

function popCount(d: Draw): string {
  return d.chance(0.9) ? String(d.between(1, 10)) : d.count();
}

/** Weights and an aggregate for `count` operands; now and then too many weights, or some that are none. */
function weights(d: Draw, count: number): string[] {
  const number = Math.max(0, count + (d.chance(0.04) ? d.one([-1, 1]) : 0));
  return shuffled(d, [
    d.some(0.4, d.anyCase("WEIGHTS"), ...Array.from({ length: number }, () => d.score())),
    d.some(0.4, d.anyCase("AGGREGATE"), d.chance(0.97) ? d.anyCase(d.one(["SUM", "MIN", "MAX"])) : d.member()),
  ]);
}

function algebra(d: Draw): Command {
  const keys = operands(d);
  const scores = [...d.some(0.5, d.anyCase("WITHSCORES")), ...oddOption(d)];
  if (d.chance(0.25)) return ["ZDIFF", ...keys, ...scores];
  return [d.one(["ZUNION", "ZINTER"]), ...keys, ...weights(d, keys.length - 1), ...scores];
}

/** None of the keys whose members have one score: with arguments in the wrong order, one might become the destination. */
function storedAlgebra(d: Draw): Command {
  const keys = operands(d, () => d.key(d.chance(0.75) ? "zset" : "set"));
  if (d.chance(0.25)) return ["ZDIFFSTORE", destination(d), ...keys, ...oddOption(d)];
  return [
    d.one(["ZUNIONSTORE", "ZINTERSTORE"]),
    destination(d),
    ...keys,
    ...weights(d, keys.length - 1),
    ...oddOption(d),
  ];
}

function random(d: Draw): Command {
  if (d.chance(0.3)) return ["ZRANDMEMBER", zset(d)];
  return [
    "ZRANDMEMBER",
    zset(d),
    d.count(),
    ...d.some(0.5, d.anyCase("WITHSCORES")),
    ...d.some(0.03, d.one(["WITHVALUES", "1", ""])),
  ];
}

/** All of the set, so that the order in which a server walks its members does not matter. */
function scan(d: Draw): Command {
  return [
    "ZSCAN",
    zset(d),
    d.chance(0.9) ? "0" : d.one(["x", "-x", "", "1 ", "00", "-0"]),
    "COUNT",
    d.chance(0.95) ? "100000" : d.one(["0", "-1", "x"]),
    ...d.some(0.4, d.anyCase("MATCH"), d.pattern()),
    ...d.some(0.03, d.one(["NOPE", "MATCH", "TYPE", "NOVALUES"])),
  ];
}
