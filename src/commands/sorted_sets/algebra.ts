import { command, type CommandSpec, oneKey, SYNTAX_ERROR } from "../../engine/mod.ts";
import { readKeyCount, replyWith, storeResult } from "./_algebra.ts";
import { readOperands } from "./_operands.ts";
import { difference, intersect, intersection, sum, union } from "./_operations.ts";

const SHOWN = { weights: true, scores: true };
const STORED = { weights: true, scores: false };

/** What the commands that reply with their result have in common. */
const shows = {
  group: "sorted-set",
  arity: -3,
  flags: ["readonly", "movablekeys"],
  keys: [{ flags: ["RO", "access"], begin: { index: 1 }, find: { keynum: 0, first: 1, step: 1 } }],
} satisfies Partial<CommandSpec>;

/** What the commands that store their result have in common. */
const stores = {
  group: "sorted-set",
  arity: -4,
  flags: ["write", "denyoom", "movablekeys"],
  keys: [
    ...oneKey("OW", "update"),
    { flags: ["RO", "access"], begin: { index: 2 }, find: { keynum: 0, first: 1, step: 1 } },
  ],
} satisfies Partial<CommandSpec>;

const WEIGHTED = "numkeys key [key ...] [WEIGHTS weight [weight ...]] [AGGREGATE <SUM | MIN | MAX>]";
const INTERSECTION_COMPLEXITY =
  "O(N*K)+O(M*log(M)) worst case with N being the smallest input sorted set, K being the number of input sorted sets " +
  "and M being the number of elements in the resulting sorted set.";

export const zunion = command({
  ...shows,
  name: "ZUNION",
  since: "6.2.0",
  summary: "Returns the union of multiple sorted sets.",
  complexity:
    "O(N)+O(M*log(M)) with N being the sum of the sizes of the input sorted sets, and M being the number of elements " +
    "in the resulting sorted set.",
  syntax: `${WEIGHTED} [WITHSCORES]`,
  types: { weight: "integer" },
  run: (ctx) => replyWith(ctx, union, SHOWN),
});

export const zunionstore = command({
  ...stores,
  name: "ZUNIONSTORE",
  since: "2.0.0",
  summary: "Stores the union of multiple sorted sets in a key.",
  complexity:
    "O(N)+O(M log(M)) with N being the sum of the sizes of the input sorted sets, and M being the number of elements " +
    "in the resulting sorted set.",
  syntax: `destination ${WEIGHTED}`,
  types: { weight: "integer" },
  run: (ctx) => storeResult(ctx, union, STORED),
});

export const zinter = command({
  ...shows,
  name: "ZINTER",
  since: "6.2.0",
  summary: "Returns the intersect of multiple sorted sets.",
  complexity: INTERSECTION_COMPLEXITY,
  syntax: `${WEIGHTED} [WITHSCORES]`,
  types: { weight: "integer" },
  run: (ctx) => replyWith(ctx, intersection, SHOWN),
});

export const zinterstore = command({
  ...stores,
  name: "ZINTERSTORE",
  since: "2.0.0",
  summary: "Stores the intersect of multiple sorted sets in a key.",
  complexity: INTERSECTION_COMPLEXITY,
  syntax: `destination ${WEIGHTED}`,
  types: { weight: "integer" },
  run: (ctx) => storeResult(ctx, intersection, STORED),
});

export const zintercard = command({
  ...shows,
  name: "ZINTERCARD",
  since: "7.0.0",
  summary: "Returns the number of members of the intersect of multiple sorted sets.",
  complexity: "O(N*K) worst case with N being the smallest input sorted set, K being the number of input sorted sets.",
  syntax: "numkeys key [key ...] [LIMIT limit]",
  types: { limit: "integer" },
  run(ctx) {
    const { args, reply } = ctx;
    const keys = readKeyCount(ctx, 1);
    if (keys === 0) return;
    const operands = readOperands(ctx, 2, 2 + keys);
    if (operands === null) return;
    let limit = 0;
    for (let i = 2 + keys; i < args.argc; i += 2) {
      if (!args.is(i, "LIMIT") || i + 1 === args.argc) return reply.error(SYNTAX_ERROR);
      limit = args.int(i + 1);
      if (!(limit >= 0)) return reply.error("ERR LIMIT can't be negative");
    }
    let count = 0;
    intersect(operands, sum, () => ++count !== limit);
    reply.integer(count);
  },
});

export const zdiff = command({
  ...shows,
  name: "ZDIFF",
  since: "6.2.0",
  summary: "Returns the difference between multiple sorted sets.",
  complexity:
    "O(L + (N-K)log(N)) worst case where L is the total number of elements in all the sets, N is the size of the first " +
    "set, and K is the size of the result set.",
  syntax: "numkeys key [key ...] [WITHSCORES]",
  run: (ctx) => replyWith(ctx, difference, { weights: false, scores: true }),
});

export const zdiffstore = command({
  ...stores,
  name: "ZDIFFSTORE",
  since: "6.2.0",
  summary: "Stores the difference of multiple sorted sets in a key.",
  complexity:
    "O(L + (N-K)log(N)) worst case where L is the total number of elements in all the sets, N is the size of the first " +
    "set, and K is the size of the result set.",
  syntax: "destination numkeys key [key ...]",
  run: (ctx) => storeResult(ctx, difference, { weights: false, scores: false }),
});
