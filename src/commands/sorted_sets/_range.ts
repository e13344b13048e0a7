import { parseDouble } from "../../bytes/mod.ts";
import { type Context, NOT_AN_INTEGER } from "../../engine/mod.ts";
import type { Request } from "../../resp/mod.ts";
import type { SortedSet } from "../../types/sorted_set/mod.ts";

const OPEN = 0x28;
const CLOSED = 0x5b;
const LOWEST = 0x2d;
const HIGHEST = 0x2b;
const NOT_A_SCORE = "ERR min or max is not a float";
const NOT_LEXICAL = "ERR min or max not valid string range item";

/** A range of ranks: the first, and how many (0 or less: none). */
export interface RankRange {
  first: number;
  count: number;
}

/** Finds the ranks of a range in a set. */
export type Resolve = (set: SortedSet) => RankRange;

/** What a range counts by. */
export type RangeBy = "rank" | "score" | "lex";

/** Reads the range whose lower and upper end are arguments `min` and `max`; `null` if they are wrong: then the error has been replied. */
export function readRange(ctx: Context, by: RangeBy, min: number, max: number, reverse: boolean): Resolve | null {
  if (by === "rank") return readRanks(ctx, min, max, reverse);
  return by === "score" ? readScores(ctx, min, max) : readLex(ctx, min, max);
}

function readRanks({ args, reply }: Context, min: number, max: number, reverse: boolean): Resolve | null {
  const start = args.int(min);
  const stop = args.int(max);
  if (start !== start || stop !== stop) {
    reply.error(NOT_AN_INTEGER);
    return null;
  }
  return ({ size }) => {
    const first = start < 0 ? Math.max(0, start + size) : start;
    const last = Math.min(size - 1, stop < 0 ? stop + size : stop);
    return { first: reverse ? size - 1 - last : first, count: last - first + 1 };
  };
}

function readScores({ args, reply }: Context, min: number, max: number): Resolve | null {
  const low = scoreAt(args, min);
  const high = scoreAt(args, max);
  if (low !== low || high !== high) {
    reply.error(NOT_A_SCORE);
    return null;
  }
  const afterLow = isOpen(args, min);
  const untilHigh = !isOpen(args, max);
  return (set) => {
    const first = set.countBelow(low, afterLow);
    return { first, count: set.countBelow(high, untilHigh) - first };
  };
}

function isOpen(args: Request, i: number): boolean {
  return args.length(i) > 0 && args.buf[args.start[i]] === OPEN;
}

/** The score at an end of a range, without the `(` of an open one; NaN if it is none. */
function scoreAt(args: Request, i: number): number {
  return parseDouble(args.buf, isOpen(args, i) ? args.start[i] + 1 : args.start[i], args.end[i]);
}

function readLex({ args, reply }: Context, min: number, max: number): Resolve | null {
  if (!isLexical(args, min) || !isLexical(args, max)) {
    reply.error(NOT_LEXICAL);
    return null;
  }
  return (set) => {
    const first = countBefore(set, args, min, false);
    return { first, count: countBefore(set, args, max, true) - first };
  };
}

/** Whether argument `i` is an end of a range of members: `-`, `+`, `[...`, `(...`. */
function isLexical(args: Request, i: number): boolean {
  const kind = args.length(i) === 0 ? 0 : args.buf[args.start[i]];
  return kind === OPEN || kind === CLOSED || (args.length(i) === 1 && (kind === LOWEST || kind === HIGHEST));
}

/** How many members come before the end of a range at argument `i`; the upper end takes in the member that it names, unless it is open. */
function countBefore(set: SortedSet, args: Request, i: number, isUpper: boolean): number {
  const { buf, start, end } = args;
  const kind = buf[start[i]];
  if (kind === LOWEST) return 0;
  if (kind === HIGHEST) return set.size;
  return set.countBelowLex(buf, start[i] + 1, end[i], isUpper === (kind === CLOSED));
}

/** Cuts a range as LIMIT does. A negative count is no limit, a negative offset leaves nothing. */
export function limited({ first, count }: RankRange, offset: number, most: number, reverse: boolean): RankRange {
  if (offset < 0 || count <= offset) return { first, count: 0 };
  const left = most < 0 ? count - offset : Math.min(count - offset, most);
  return { first: reverse ? first + count - offset - left : first + offset, count: left };
}
