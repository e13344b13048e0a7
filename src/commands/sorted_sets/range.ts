import { command, type Context, keyRange, oneKey } from "../../engine/mod.ts";
import { showRange, storeRange } from "./_range_request.ts";

const MANY =
  "If M is constant (e.g. always asking for the first 10 elements with LIMIT), you can consider it O(log(N)).";
const COMPLEXITY =
  "O(log(N)+M) with N being the number of elements in the sorted set and M the number of elements being returned. " +
  MANY;
const BY_RANK_COMPLEXITY =
  "O(log(N)+M) with N being the number of elements in the sorted set and M the number of elements returned.";

export const zrange = command({
  name: "ZRANGE",
  since: "1.2.0",
  group: "sorted-set",
  summary: "Returns members in a sorted set within a range of indexes.",
  complexity: BY_RANK_COMPLEXITY,
  history: [["6.2.0", "Added the `REV`, `BYSCORE`, `BYLEX` and `LIMIT` options."]],
  arity: -4,
  flags: ["readonly"],
  keys: oneKey("RO", "access"),
  syntax: "key start stop [BYSCORE | BYLEX] [REV] [LIMIT offset count] [WITHSCORES]",
  types: { start: "string", stop: "string" },
  run: (ctx: Context) => showRange(ctx, null, null),
});

export const zrangestore = command({
  name: "ZRANGESTORE",
  since: "6.2.0",
  group: "sorted-set",
  summary: "Stores a range of members from sorted set in a key.",
  complexity:
    "O(log(N)+M) with N being the number of elements in the sorted set and M the number of elements stored into the " +
    "destination key.",
  arity: -5,
  flags: ["write", "denyoom"],
  keys: [...oneKey("OW", "update"), ...keyRange(2, 2, 1, "RO", "access")],
  syntax: "dst src min max [BYSCORE | BYLEX] [REV] [LIMIT offset count]",
  types: { min: "string", max: "string" },
  run: storeRange,
});

export const zrangebyscore = command({
  name: "ZRANGEBYSCORE",
  since: "1.0.5",
  group: "sorted-set",
  summary: "Returns members in a sorted set within a range of scores.",
  complexity: COMPLEXITY,
  history: [["2.0.0", "Added the `WITHSCORES` modifier."]],
  arity: -4,
  flags: ["readonly"],
  keys: oneKey("RO", "access"),
  syntax: "key min max [WITHSCORES] [LIMIT offset count]",
  types: { min: "double", max: "double" },
  deprecated: { since: "6.2.0", replacedBy: "`ZRANGE` with the `BYSCORE` argument" },
  run: (ctx) => showRange(ctx, "score", false),
});

export const zrevrangebyscore = command({
  name: "ZREVRANGEBYSCORE",
  since: "2.2.0",
  group: "sorted-set",
  summary: "Returns members in a sorted set within a range of scores in reverse order.",
  complexity: COMPLEXITY,
  history: [["2.1.6", "`min` and `max` can be exclusive."]],
  arity: -4,
  flags: ["readonly"],
  keys: oneKey("RO", "access"),
  syntax: "key max min [WITHSCORES] [LIMIT offset count]",
  types: { min: "double", max: "double" },
  deprecated: { since: "6.2.0", replacedBy: "`ZRANGE` with the `REV` and `BYSCORE` arguments" },
  run: (ctx) => showRange(ctx, "score", true),
});

export const zrangebylex = command({
  name: "ZRANGEBYLEX",
  since: "2.8.9",
  group: "sorted-set",
  summary: "Returns members in a sorted set within a lexicographical range.",
  complexity: COMPLEXITY,
  arity: -4,
  flags: ["readonly"],
  keys: oneKey("RO", "access"),
  syntax: "key min max [LIMIT offset count]",
  types: { min: "string", max: "string" },
  deprecated: { since: "6.2.0", replacedBy: "`ZRANGE` with the `BYLEX` argument" },
  run: (ctx) => showRange(ctx, "lex", false),
});

export const zrevrangebylex = command({
  name: "ZREVRANGEBYLEX",
  since: "2.8.9",
  group: "sorted-set",
  summary: "Returns members in a sorted set within a lexicographical range in reverse order.",
  complexity: COMPLEXITY,
  arity: -4,
  flags: ["readonly"],
  keys: oneKey("RO", "access"),
  syntax: "key max min [LIMIT offset count]",
  types: { min: "string", max: "string" },
  deprecated: { since: "6.2.0", replacedBy: "`ZRANGE` with the `REV` and `BYLEX` arguments" },
  run: (ctx) => showRange(ctx, "lex", true),
});

export const zrevrange = command({
  name: "ZREVRANGE",
  since: "1.2.0",
  group: "sorted-set",
  summary: "Returns members in a sorted set within a range of indexes in reverse order.",
  complexity: BY_RANK_COMPLEXITY,
  arity: -4,
  flags: ["readonly"],
  keys: oneKey("RO", "access"),
  syntax: "key start stop [WITHSCORES]",
  types: { start: "integer", stop: "integer" },
  deprecated: { since: "6.2.0", replacedBy: "`ZRANGE` with the `REV` argument" },
  run: (ctx) => showRange(ctx, "rank", true),
});
