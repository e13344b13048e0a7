import { command, type Context, oneKey, OTHER_TYPE, readTyped, SYNTAX_ERROR, wrongArity } from "../../engine/mod.ts";
import { Type } from "../../store/mod.ts";
import { SortedSet } from "../../types/sorted_set/mod.ts";
import { nothing, zero } from "../_record.ts";
import { Range, type RangeBy } from "./_range.ts";
import { zsetToRead } from "./_sorted_set.ts";

const SET = new SortedSet();
const RANGE = new Range();

export const zcard = command({
  name: "ZCARD",
  since: "1.2.0",
  group: "sorted-set",
  summary: "Returns the number of members in a sorted set.",
  complexity: "O(1)",
  arity: 2,
  flags: ["readonly", "fast"],
  keys: oneKey("RO"),
  syntax: "key",
  run(ctx) {
    const set = zsetToRead(ctx, 1, zero);
    if (set !== null) ctx.reply.integer(set.size);
  },
});

export const zscore = command({
  name: "ZSCORE",
  since: "1.2.0",
  group: "sorted-set",
  summary: "Returns the score of a member in a sorted set.",
  complexity: "O(1)",
  arity: 3,
  flags: ["readonly", "fast"],
  keys: oneKey("RO", "access"),
  syntax: "key member",
  run(ctx) {
    const { args, reply } = ctx;
    const set = zsetToRead(ctx, 1, nothing);
    if (set === null) return;
    const score = set.find(args.buf, args.start[2], args.end[2]);
    if (score === score) reply.double(score);
    else reply.null();
  },
});

export const zmscore = command({
  name: "ZMSCORE",
  since: "6.2.0",
  group: "sorted-set",
  summary: "Returns the score of one or more members in a sorted set.",
  complexity: "O(N) where N is the number of members being requested.",
  arity: -3,
  flags: ["readonly", "fast"],
  keys: oneKey("RO", "access"),
  syntax: "key member [member ...]",
  run(ctx) {
    const { args, db, reply } = ctx;
    const ref = readTyped(ctx, 1, Type.ZSET);
    if (ref === OTHER_TYPE) return;
    if (ref !== 0) SET.open(db, ref);
    reply.array(args.argc - 2);
    for (let i = 2; i < args.argc; i++) {
      const score = ref === 0 ? NaN : SET.find(args.buf, args.start[i], args.end[i]);
      if (score === score) reply.double(score);
      else reply.null();
    }
  },
});

export const zrank = command({
  name: "ZRANK",
  since: "2.0.0",
  group: "sorted-set",
  summary: "Returns the index of a member in a sorted set ordered by ascending scores.",
  complexity: "O(log(N))",
  history: [["7.2.0", "Added the optional `WITHSCORE` argument."]],
  arity: -3,
  flags: ["readonly", "fast"],
  keys: oneKey("RO", "access"),
  syntax: "key member [WITHSCORE]",
  run: (ctx) => rank(ctx, false),
});

export const zrevrank = command({
  name: "ZREVRANK",
  since: "2.0.0",
  group: "sorted-set",
  summary: "Returns the index of a member in a sorted set ordered by descending scores.",
  complexity: "O(log(N))",
  history: [["7.2.0", "Added the optional `WITHSCORE` argument."]],
  arity: -3,
  flags: ["readonly", "fast"],
  keys: oneKey("RO", "access"),
  syntax: "key member [WITHSCORE]",
  run: (ctx) => rank(ctx, true),
});

function rank(ctx: Context, reverse: boolean): void {
  const { args, command, db, reply } = ctx;
  if (args.argc > 4) return reply.error(wrongArity(command.name));
  const withScore = args.argc === 4;
  if (withScore && !args.is(3, "WITHSCORE")) return reply.error(SYNTAX_ERROR);
  const ref = readTyped(ctx, 1, Type.ZSET);
  if (ref === OTHER_TYPE) return;
  const found = ref === 0 ? -1 : SET.open(db, ref).rank(args.buf, args.start[2], args.end[2]);
  if (found < 0) return withScore ? reply.nullArray() : reply.null();
  if (withScore) reply.array(2);
  reply.integer(reverse ? SET.size - 1 - found : found);
  if (withScore) reply.double(SET.memberScore);
}

export const zcount = command({
  name: "ZCOUNT",
  since: "2.0.0",
  group: "sorted-set",
  summary: "Returns the count of members in a sorted set that have scores within a range.",
  complexity: "O(log(N)) with N being the number of elements in the sorted set.",
  arity: 4,
  flags: ["readonly", "fast"],
  keys: oneKey("RO", "access"),
  syntax: "key min max",
  types: { min: "double", max: "double" },
  run: (ctx) => count(ctx, "score"),
});

export const zlexcount = command({
  name: "ZLEXCOUNT",
  since: "2.8.9",
  group: "sorted-set",
  summary: "Returns the number of members in a sorted set within a lexicographical range.",
  complexity: "O(log(N)) with N being the number of elements in the sorted set.",
  arity: 4,
  flags: ["readonly", "fast"],
  keys: oneKey("RO", "access"),
  syntax: "key min max",
  types: { min: "string", max: "string" },
  run: (ctx) => count(ctx, "lex"),
});

function count(ctx: Context, by: RangeBy): void {
  const { args, reply } = ctx;
  const wrong = RANGE.read(args, by, 2, 3);
  if (wrong !== null) return reply.error(wrong);
  const set = zsetToRead(ctx, 1, zero);
  if (set === null) return;
  RANGE.resolve(set);
  reply.integer(RANGE.count);
}
