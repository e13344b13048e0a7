import { type Context, NOT_AN_INTEGER, OTHER_TYPE, readTyped, SYNTAX_ERROR } from "../../engine/mod.ts";
import { Type } from "../../store/mod.ts";
import { SortedSet, SortedSetDraft } from "../../types/sorted_set/mod.ts";
import { limited, type RangeBy, readRange, type Resolve } from "./_range.ts";
import { replyRange } from "./_show.ts";
import { emptyArray, zsetToRead } from "./_sorted_set.ts";

const SET = new SortedSet();

/** A range and how it is to be shown. */
interface RangeRequest {
  resolve: Resolve;
  reverse: boolean;
  withScores: boolean;
}

/** The options of a range. `by` and `reverse` are `null` where they may still be chosen. */
interface RangeOptions {
  by: RangeBy | null;
  reverse: boolean | null;
  withScores: boolean;
  /** LIMIT's offset and count; `null`: none. */
  limit: readonly [number, number] | null;
}

/** Replies with the range in the arguments from 2 on; `by` and `reverse` say what the command's name says of it, `null` if nothing. */
export function showRange(ctx: Context, by: RangeBy | null, reverse: boolean | null): void {
  const request = readRequest(ctx, 2, { by, reverse, withScores: false, limit: null }, false);
  if (request === null) return;
  const set = zsetToRead(ctx, 1, emptyArray);
  if (set !== null) replyRange(ctx, set, request.resolve(set), request.reverse, request.withScores);
}

/** ZRANGESTORE. */
export function storeRange(ctx: Context): void {
  const { args, db, keyspace, reply } = ctx;
  const { buf, start, end } = args;
  const request = readRequest(ctx, 3, { by: null, reverse: null, withScores: false, limit: null }, true);
  if (request === null) return;
  const ref = readTyped(ctx, 2, Type.ZSET);
  if (ref === OTHER_TYPE) return;
  const draft = new SortedSetDraft(keyspace);
  if (ref !== 0) {
    const { first, count } = request.resolve(SET.open(db, ref));
    let more = count > 0 && SET.seek(first);
    for (let left = count; more && left > 0; left--) {
      draft.find(SET.member.buf, SET.member.start, SET.member.end);
      draft.put(SET.memberScore);
      more = SET.next();
    }
  }
  const { size } = draft;
  storeDraft(ctx, draft, buf, start[1], end[1]);
  reply.integer(size);
}

/** Makes a draft the value of a key, whatever that holds; where it is empty, the key goes. Ends the draft. */
export function storeDraft(
  { db }: Context,
  draft: SortedSetDraft,
  buf: Uint8Array,
  start: number,
  end: number,
): void {
  if (draft.size === 0) {
    draft.dispose();
    db.remove(buf, start, end);
    return;
  }
  const old = db.peek(buf, start, end);
  if (old !== 0) db.drop(old);
  db.changed(draft.store(db, buf, start, end));
}

/** Reads the ends of a range at argument `i` and the options behind them; `null` if they are wrong: then the error has been replied. */
function readRequest(ctx: Context, i: number, options: RangeOptions, stores: boolean): RangeRequest | null {
  const wrong = readOptions(ctx, i + 2, options, stores);
  if (wrong !== null) {
    ctx.reply.error(wrong);
    return null;
  }
  const by = options.by ?? "rank";
  const reverse = options.reverse ?? false;
  // The ends of a reverse range by score or member come highest first.
  const swapped = reverse && by !== "rank" ? 1 : 0;
  const resolve = readRange(ctx, by, i + swapped, i + 1 - swapped, reverse);
  if (resolve === null) return null;
  const { limit, withScores } = options;
  if (limit === null) return { resolve, reverse, withScores };
  return { resolve: (set) => limited(resolve(set), limit[0], limit[1], reverse), reverse, withScores };
}

/** Reads the options from argument `first` on; what is wrong with them, or `null`. */
function readOptions({ args }: Context, first: number, options: RangeOptions, stores: boolean): string | null {
  for (let i = first; i < args.argc; i++) {
    if (!stores && args.is(i, "WITHSCORES")) {
      options.withScores = true;
    } else if (args.is(i, "LIMIT") && i + 2 < args.argc) {
      options.limit = [args.int(i + 1), args.int(i + 2)];
      if (options.limit.some(Number.isNaN)) return NOT_AN_INTEGER;
      i += 2;
    } else if (options.reverse === null && args.is(i, "REV")) {
      options.reverse = true;
    } else if (options.by === null && args.is(i, "BYLEX")) {
      options.by = "lex";
    } else if (options.by === null && args.is(i, "BYSCORE")) {
      options.by = "score";
    } else {
      return SYNTAX_ERROR;
    }
  }
  if (options.limit !== null && (options.by ?? "rank") === "rank") {
    return "ERR syntax error, LIMIT is only supported in combination with either BYSCORE or BYLEX";
  }
  if (options.withScores && options.by === "lex") {
    return "ERR syntax error, WITHSCORES not supported in combination with BYLEX";
  }
  return null;
}
