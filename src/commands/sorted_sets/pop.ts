import { command, type Context, keyRange, NO_TIMEOUT, oneKey, readTimeout, SYNTAX_ERROR } from "../../engine/mod.ts";
import { Type } from "../../store/mod.ts";
import { emptyArray } from "../_record.ts";
import { type MultiPop, popFromFirst, popMembers, readMultiPop } from "./_pop.ts";
import { zsetToWrite } from "./_sorted_set.ts";

const COMPLEXITY =
  "O(log(N)*M) with N being the number of elements in the sorted set, and M being the number of elements popped.";
const MULTI_COMPLEXITY =
  "O(K) + O(M*log(N)) where K is the number of provided keys, N being the number of elements in the sorted set, and M " +
  "being the number of elements popped.";

export const zpopmin = command({
  name: "ZPOPMIN",
  since: "5.0.0",
  group: "sorted-set",
  summary:
    "Returns the lowest-scoring members from a sorted set after removing them. Deletes the sorted set if the last " +
    "member was popped.",
  complexity: COMPLEXITY,
  arity: -2,
  flags: ["write", "fast"],
  keys: oneKey("RW", "access", "delete"),
  syntax: "key [count]",
  run: (ctx) => pop(ctx, true),
});

export const zpopmax = command({
  name: "ZPOPMAX",
  since: "5.0.0",
  group: "sorted-set",
  summary:
    "Returns the highest-scoring members from a sorted set after removing them. Deletes the sorted set if the last " +
    "member was popped.",
  complexity: COMPLEXITY,
  arity: -2,
  flags: ["write", "fast"],
  keys: oneKey("RW", "access", "delete"),
  syntax: "key [count]",
  run: (ctx) => pop(ctx, false),
});

function pop(ctx: Context, lowest: boolean): void {
  const { args, reply } = ctx;
  if (args.argc > 3) return reply.error(SYNTAX_ERROR);
  const count = args.argc === 3 ? args.int(2) : 1;
  if (!(count >= 0)) return reply.error("ERR value is out of range, must be positive");
  const set = zsetToWrite(ctx, 1, emptyArray);
  if (set === null) return;
  if (count === 0) return reply.array(0);
  const popped = Math.min(count, set.size);
  const nested = reply.resp3 && args.argc === 3;
  reply.array(nested ? popped : popped * 2);
  popMembers(ctx, set, lowest, popped, nested);
}

export const zmpop = command({
  name: "ZMPOP",
  since: "7.0.0",
  group: "sorted-set",
  summary:
    "Returns the highest- or lowest-scoring members from one or more sorted sets after removing them. Deletes the " +
    "sorted set if the last member was popped.",
  complexity: MULTI_COMPLEXITY,
  arity: -4,
  flags: ["write", "movablekeys"],
  keys: [{ flags: ["RW", "access", "delete"], begin: { index: 1 }, find: { keynum: 0, first: 1, step: 1 } }],
  syntax: "numkeys key [key ...] <MIN | MAX> [COUNT count]",
  run(ctx) {
    const request = readMultiPop(ctx, 1);
    if (typeof request === "string") return ctx.reply.error(request);
    if (!popFromFirst(ctx, request, false)) ctx.reply.nullArray();
  },
});

export const bzpopmin = command({
  name: "BZPOPMIN",
  since: "5.0.0",
  group: "sorted-set",
  summary:
    "Removes and returns the member with the lowest score from one or more sorted sets. Blocks until a member is " +
    "available otherwise. Deletes the sorted set if the last element was popped.",
  complexity: "O(log(N)) with N being the number of elements in the sorted set.",
  history: [["6.0.0", "`timeout` is interpreted as a double instead of an integer."]],
  arity: -3,
  flags: ["write", "fast", "blocking"],
  keys: keyRange(1, -2, 1, "RW", "access", "delete"),
  syntax: "key [key ...] timeout",
  types: { timeout: "double" },
  run: (ctx) => popOrBlock(ctx, true),
});

export const bzpopmax = command({
  name: "BZPOPMAX",
  since: "5.0.0",
  group: "sorted-set",
  summary:
    "Removes and returns the member with the highest score from one or more sorted sets. Blocks until a member " +
    "available otherwise.  Deletes the sorted set if the last element was popped.",
  complexity: "O(log(N)) with N being the number of elements in the sorted set.",
  history: [["6.0.0", "`timeout` is interpreted as a double instead of an integer."]],
  arity: -3,
  flags: ["write", "fast", "blocking"],
  keys: keyRange(1, -2, 1, "RW", "access", "delete"),
  syntax: "key [key ...] timeout",
  types: { timeout: "double" },
  run: (ctx) => popOrBlock(ctx, false),
});

function popOrBlock(ctx: Context, lowest: boolean): void {
  const last = ctx.args.argc - 2;
  const timeout = readTimeout(ctx, last + 1);
  if (timeout !== NO_TIMEOUT) serve(ctx, { first: 1, last, lowest, count: 1 }, true, timeout);
}

export const bzmpop = command({
  name: "BZMPOP",
  since: "7.0.0",
  group: "sorted-set",
  summary:
    "Removes and returns a member by score from one or more sorted sets. Blocks until a member is available otherwise. " +
    "Deletes the sorted set if the last element was popped.",
  complexity: MULTI_COMPLEXITY,
  arity: -5,
  flags: ["write", "blocking", "movablekeys"],
  keys: [{ flags: ["RW", "access", "delete"], begin: { index: 2 }, find: { keynum: 0, first: 1, step: 1 } }],
  syntax: "timeout numkeys key [key ...] <MIN | MAX> [COUNT count]",
  types: { timeout: "double" },
  run(ctx) {
    const request = readMultiPop(ctx, 2);
    if (typeof request === "string") return ctx.reply.error(request);
    const timeout = readTimeout(ctx, 1);
    if (timeout !== NO_TIMEOUT) serve(ctx, request, false, timeout);
  },
});

/** Pops from the first sorted set that has something, or waits until one has. */
function serve(ctx: Context, request: MultiPop, flat: boolean, timeout: number): void {
  if (popFromFirst(ctx, request, flat)) return;
  const { first, last } = request;
  ctx.engine.blocking.block(ctx, { timeout, keys: { first, last, type: Type.ZSET } });
}
