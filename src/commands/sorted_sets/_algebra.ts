import { type Context, NOT_AN_INTEGER, SYNTAX_ERROR } from "../../engine/mod.ts";
import { SortedSetDraft } from "../../types/sorted_set/mod.ts";
import { replyDraft } from "./_members_reply.ts";
import { type Operand, readOperands } from "./_operands.ts";
import { type Aggregate, max, min, type Operation, sum } from "./_operations.ts";
import { storeDraft } from "./_store.ts";

/** What a command takes beside the keys. */
export interface Takes {
  /** WEIGHTS and AGGREGATE. */
  readonly weights: boolean;
  /** WITHSCORES. */
  readonly scores: boolean;
}

interface Options {
  aggregate: Aggregate;
  withScores: boolean;
}

/** How many keys argument `i` announces; 0 if that is wrong: then the error has been replied. */
export function readKeyCount({ args, command, reply }: Context, i: number): number {
  const keys = args.int(i);
  if (keys !== keys) reply.error(NOT_AN_INTEGER);
  else if (keys < 1) reply.error(`ERR at least 1 input key is needed for '${command.name}' command`);
  else if (keys > args.argc - i - 1) reply.error(SYNTAX_ERROR);
  else return keys;
  return 0;
}

/** Replies with the result of an operation over the keys that argument 1 counts. */
export function replyWith(ctx: Context, operation: Operation, takes: Takes): void {
  const request = read(ctx, 1, takes);
  if (request === null) return;
  const draft = new SortedSetDraft(ctx.keyspace);
  try {
    operation(request.operands, draft, request.aggregate);
    if (!draft.isSmall) draft.ordered();
  } catch (error) {
    draft.dispose();
    throw error;
  }
  replyDraft(ctx, draft, request.withScores);
}

/** Stores the result of an operation over the keys that argument 2 counts in the key in argument 1. */
export function storeResult(ctx: Context, operation: Operation, takes: Takes): void {
  const request = read(ctx, 2, takes);
  if (request === null) return;
  const draft = new SortedSetDraft(ctx.keyspace);
  try {
    operation(request.operands, draft, request.aggregate);
    const { size } = draft;
    storeDraft(ctx, draft);
    ctx.reply.integer(size);
  } finally {
    draft.dispose();
  }
}

/** Reads `numkeys key [key ...]` from argument `i` on and the options behind them; `null` if they are wrong: then the error has been replied. */
function read(ctx: Context, i: number, takes: Takes): (Options & { operands: (Operand | null)[] }) | null {
  const keys = readKeyCount(ctx, i);
  if (keys === 0) return null;
  const operands = readOperands(ctx, i + 1, i + 1 + keys);
  if (operands === null) return null;
  const options = { aggregate: sum, withScores: false, operands };
  const wrong = readOptions(ctx, i + 1 + keys, takes, options);
  if (wrong === null) return options;
  ctx.reply.error(wrong);
  return null;
}

function readOptions(
  { args }: Context,
  first: number,
  takes: Takes,
  options: Options & { operands: (Operand | null)[] },
): string | null {
  const { operands } = options;
  for (let i = first; i < args.argc; i++) {
    if (takes.weights && args.is(i, "WEIGHTS") && i + operands.length < args.argc) {
      for (const operand of operands) {
        const weight = args.float(++i);
        if (weight !== weight) return "ERR weight value is not a float";
        if (operand !== null) operand.weight = weight;
      }
    } else if (takes.weights && args.is(i, "AGGREGATE") && i + 1 < args.argc) {
      i++;
      if (args.is(i, "SUM")) options.aggregate = sum;
      else if (args.is(i, "MIN")) options.aggregate = min;
      else if (args.is(i, "MAX")) options.aggregate = max;
      else return SYNTAX_ERROR;
    } else if (takes.scores && args.is(i, "WITHSCORES")) {
      options.withScores = true;
    } else {
      return SYNTAX_ERROR;
    }
  }
  return null;
}
