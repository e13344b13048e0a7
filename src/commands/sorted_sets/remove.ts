import { command, type Context, oneKey } from "../../engine/mod.ts";
import { zero } from "../_record.ts";
import { Range, type RangeBy } from "./_range.ts";
import { zsetToWrite } from "./_sorted_set.ts";

const RANGE = new Range();

const COMPLEXITY =
  "O(log(N)+M) with N being the number of elements in the sorted set and M the number of elements removed by the " +
  "operation.";

export const zrem = command({
  name: "ZREM",
  since: "1.2.0",
  group: "sorted-set",
  summary: "Removes one or more members from a sorted set. Deletes the sorted set if all members were removed.",
  complexity:
    "O(M*log(N)) with N being the number of elements in the sorted set and M the number of elements to be removed.",
  history: [["2.4.0", "Accepts multiple elements."]],
  arity: -3,
  flags: ["write", "fast"],
  keys: oneKey("RW", "delete"),
  syntax: "key member [member ...]",
  run(ctx) {
    const { args, reply } = ctx;
    const set = zsetToWrite(ctx, 1, zero);
    if (set === null) return;
    let removed = 0;
    try {
      for (let i = 2; i < args.argc && set.size > 0; i++) {
        if (set.remove(args.buf, args.start[i], args.end[i])) removed++;
      }
    } finally {
      // What is left may take another block, for which there may be no memory.
      if (removed > 0) set.changed(removed);
    }
    reply.integer(removed);
  },
});

export const zremrangebyrank = command({
  name: "ZREMRANGEBYRANK",
  since: "2.0.0",
  group: "sorted-set",
  summary:
    "Removes members in a sorted set within a range of indexes. Deletes the sorted set if all members were removed.",
  complexity: COMPLEXITY,
  arity: 4,
  flags: ["write"],
  keys: oneKey("RW", "delete"),
  syntax: "key start stop",
  types: { start: "integer", stop: "integer" },
  run: (ctx) => removeRange(ctx, "rank"),
});

export const zremrangebyscore = command({
  name: "ZREMRANGEBYSCORE",
  since: "1.2.0",
  group: "sorted-set",
  summary:
    "Removes members in a sorted set within a range of scores. Deletes the sorted set if all members were removed.",
  complexity: COMPLEXITY,
  arity: 4,
  flags: ["write"],
  keys: oneKey("RW", "delete"),
  syntax: "key min max",
  types: { min: "double", max: "double" },
  run: (ctx) => removeRange(ctx, "score"),
});

export const zremrangebylex = command({
  name: "ZREMRANGEBYLEX",
  since: "2.8.9",
  group: "sorted-set",
  summary:
    "Removes members in a sorted set within a lexicographical range. Deletes the sorted set if all members were removed.",
  complexity: COMPLEXITY,
  arity: 4,
  flags: ["write"],
  keys: oneKey("RW", "delete"),
  syntax: "key min max",
  types: { min: "string", max: "string" },
  run: (ctx) => removeRange(ctx, "lex"),
});

function removeRange(ctx: Context, by: RangeBy): void {
  const { args, reply } = ctx;
  const wrong = RANGE.read(args, by, 2, 3);
  if (wrong !== null) return reply.error(wrong);
  const set = zsetToWrite(ctx, 1, zero);
  if (set === null) return;
  RANGE.resolve(set);
  const removed = set.removeRange(RANGE.first, RANGE.count);
  if (removed > 0) set.changed(removed);
  reply.integer(removed);
}
