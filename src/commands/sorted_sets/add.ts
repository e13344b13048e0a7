import { command, type Context, NOT_A_FLOAT, oneKey, OTHER_TYPE, SYNTAX_ERROR, writeTyped } from "../../engine/mod.ts";
import type { Request } from "../../resp/mod.ts";
import { Type } from "../../store/mod.ts";
import { Put, SortedSet } from "../../types/sorted_set/mod.ts";

const SET = new SortedSet();
const NINE = 0x39;
const NOT_A_NUMBER = "ERR resulting score is not a number (NaN)";

/** Options of ZADD, as bits. */
const Option = { NX: 1, XX: 2, GT: 4, LT: 8, CH: 16, INCR: 32 } as const;

/** Scores that the table keeps room for between requests. */
const KEPT_SCORES = 1024;
/** Scores of the request that runs. */
let scores = new Float64Array(16);

export const zadd = command({
  name: "ZADD",
  since: "1.2.0",
  group: "sorted-set",
  summary: "Adds one or more members to a sorted set, or updates their scores. Creates the key if it doesn't exist.",
  complexity: "O(log(N)) for each item added, where N is the number of elements in the sorted set.",
  history: [
    ["2.4.0", "Accepts multiple elements."],
    ["3.0.2", "Added the `XX`, `NX`, `CH` and `INCR` options."],
    ["6.2.0", "Added the `GT` and `LT` options."],
  ],
  arity: -4,
  flags: ["write", "denyoom", "fast"],
  keys: oneKey("RW", "update"),
  syntax: "key [NX | XX] [GT | LT] [CH] [INCR] score member [score member ...]",
  types: { score: "double" },
  run: (ctx) => add(ctx, 0),
});

export const zincrby = command({
  name: "ZINCRBY",
  since: "1.2.0",
  group: "sorted-set",
  summary: "Increments the score of a member in a sorted set.",
  complexity: "O(log(N)) where N is the number of elements in the sorted set.",
  arity: 4,
  flags: ["write", "denyoom", "fast"],
  keys: oneKey("RW", "access", "update"),
  syntax: "key increment member",
  // As in Redis, the name of an option is none but an option.
  run: (ctx) => add(ctx, Option.INCR),
});

/** The option that argument `i` names, 0 if it names none. */
function optionAt(args: Request, i: number): number {
  const { buf, end, start } = args;
  // No option begins like a number.
  if (start[i] === end[i] || buf[start[i]] <= NINE) return 0;
  if (args.is(i, "NX")) return Option.NX;
  if (args.is(i, "XX")) return Option.XX;
  if (args.is(i, "GT")) return Option.GT;
  if (args.is(i, "LT")) return Option.LT;
  if (args.is(i, "CH")) return Option.CH;
  return args.is(i, "INCR") ? Option.INCR : 0;
}

/** What is wrong with options and a number of arguments for scores and members, or `null`. */
function problem(options: number, words: number): string | null {
  if (words === 0 || words % 2 !== 0) return SYNTAX_ERROR;
  if ((options & (Option.NX | Option.XX)) === (Option.NX | Option.XX)) {
    return "ERR XX and NX options at the same time are not compatible";
  }
  const exclusive = options & (Option.NX | Option.GT | Option.LT);
  if ((exclusive & (exclusive - 1)) !== 0) return "ERR GT, LT, and/or NX options at the same time are not compatible";
  if ((options & Option.INCR) !== 0 && words > 2) return "ERR INCR option supports a single increment-element pair";
  return null;
}

/** Adds the scores and members behind the options from argument 2 on; `implied` are options as well. */
function add(ctx: Context, implied: number): void {
  const { args, db, reply } = ctx;
  const { argc, buf, start, end } = args;
  let options = implied;
  let first = 2;
  for (let option; first < argc && (option = optionAt(args, first)) !== 0; first++) options |= option;
  const wrong = problem(options, argc - first);
  if (wrong !== null) return reply.error(wrong);
  if (!readScores(ctx, first)) return reply.error(NOT_A_FLOAT);
  const ref = writeTyped(ctx, 1, Type.ZSET);
  if (ref === OTHER_TYPE) return;
  if (ref !== 0) SET.open(db, ref);
  else if ((options & Option.XX) !== 0) return (options & Option.INCR) !== 0 ? reply.null() : reply.integer(0);
  else SET.create(db, buf, start[1], end[1]);
  const increments = (options & Option.INCR) !== 0;
  let added = 0;
  let updated = 0;
  try {
    for (let i = first; i < argc; i += 2) {
      const before = SET.find(buf, start[i + 1], end[i + 1]);
      const given = scores[(i - first) >> 1];
      const score = increments && before === before ? before + given : given;
      const refused = options !== 0 && isRefused(options, before, score);
      // Only an increment can make NaN, and that has one member only.
      if (!refused && score !== score) return reply.error(NOT_A_NUMBER);
      const put = refused ? Put.UNCHANGED : SET.put(score);
      if (put === Put.ADDED) added++;
      else if (put === Put.UPDATED) updated++;
      if (!increments) continue;
      if (refused) reply.null();
      else reply.double(score);
    }
  } finally {
    // Memory may run out on the way.
    if (added + updated > 0) SET.changed(added + updated);
  }
  if (!increments) reply.integer((options & Option.CH) !== 0 ? added + updated : added);
}

/** Whether an option stands against giving a member whose score is `before` (NaN: there is none) this score. */
function isRefused(options: number, before: number, score: number): boolean {
  if (before !== before) return (options & Option.XX) !== 0;
  if ((options & Option.NX) !== 0) return true;
  return ((options & Option.GT) !== 0 && score <= before) || ((options & Option.LT) !== 0 && score >= before);
}

/** Reads all scores from argument `first` on; false if one is none. */
function readScores({ args }: Context, first: number): boolean {
  const count = (args.argc - first) >> 1;
  if (count > scores.length) scores = new Float64Array(count);
  else if (scores.length > KEPT_SCORES && count <= KEPT_SCORES) scores = new Float64Array(KEPT_SCORES);
  for (let i = 0; i < count; i++) {
    const at = first + i * 2;
    const whole = args.int(at);
    const score = Number.isSafeInteger(whole) ? whole : args.float(at);
    if (score !== score) return false;
    scores[i] = score;
  }
  return true;
}
