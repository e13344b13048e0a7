import { NOT_AN_INTEGER, SYNTAX_ERROR } from "../../engine/mod.ts";
import type { Request } from "../../resp/mod.ts";
import type { SortedSet } from "../../types/sorted_set/mod.ts";
import { parseBound } from "./_bound.ts";

const OPEN = 0x28;
const CLOSED = 0x5b;
const LOWEST = 0x2d;
const HIGHEST = 0x2b;
const NOT_A_SCORE = "ERR min or max is not a float";
const NOT_LEXICAL = "ERR min or max not valid string range item";
const NO_LIMIT = -1;

/** What a range counts by. */
export type RangeBy = "rank" | "score" | "lex";

/** A range as a request describes it, and what it takes of a set. One object is used again and again. */
export class Range {
  reverse = false;
  withScores = false;
  /** What {@linkcode Range.resolve} found: the rank of the lowest member, and how many there are. */
  first = 0;
  count = 0;

  #by: RangeBy = "rank";
  #offset = 0;
  /** Members at most; negative: no limit. */
  #limit = NO_LIMIT;
  /** By rank or score: the ends. */
  readonly #ends = new Float64Array(2);
  /** By score: whether members that have the score of the end come before it. */
  #afterLow = false;
  #untilHigh = false;
  /** By member: the arguments that are the ends. */
  #args!: Request;
  #low = 0;
  #high = 0;

  /** Reads a range that no options follow; `min` and `max` are the arguments that are its ends. Returns the error, or `null`. */
  read(args: Request, by: RangeBy, min: number, max: number): string | null {
    this.#by = by;
    this.reverse = this.withScores = false;
    this.#limit = NO_LIMIT;
    this.#offset = 0;
    return this.#readEnds(args, min, max);
  }

  /**
   * Reads a range whose first end is argument `i`, followed by the other and by options. `by` and `reverse` are `null` where options may choose them;
   * `stores`: the command shows no scores. Returns the error, or `null`.
   */
  readWithOptions(
    args: Request,
    i: number,
    by: RangeBy | null,
    reverse: boolean | null,
    stores: boolean,
  ): string | null {
    this.withScores = false;
    this.#limit = NO_LIMIT;
    this.#offset = 0;
    if (args.argc > i + 2) {
      const wrong = this.#readOptions(args, i + 2, by, reverse, stores);
      if (wrong !== null) return wrong;
    } else {
      this.#by = by ?? "rank";
      this.reverse = reverse ?? false;
    }
    // The ends of a reverse range by score or member come highest first.
    return this.reverse && this.#by !== "rank" ? this.#readEnds(args, i + 1, i) : this.#readEnds(args, i, i + 1);
  }

  /** Finds the range in a set. */
  resolve(set: SortedSet): void {
    switch (this.#by) {
      case "rank":
        return this.#resolveRanks(set.size);
      case "score":
        this.first = countBelow(set, this.#ends[0], this.#afterLow);
        return this.#take(countBelow(set, this.#ends[1], this.#untilHigh) - this.first);
      case "lex":
        this.first = countBefore(set, this.#args, this.#low, false);
        return this.#take(countBefore(set, this.#args, this.#high, true) - this.first);
    }
  }

  #resolveRanks(size: number): void {
    const start = this.#ends[0];
    const stop = this.#ends[1];
    const first = start < 0 ? Math.max(0, start + size) : start;
    const last = Math.min(size - 1, stop < 0 ? stop + size : stop);
    this.first = this.reverse ? size - 1 - last : first;
    this.count = Math.max(0, last - first + 1);
  }

  /** Of `count` members from the first on, takes those within the limit. A negative offset leaves none. */
  #take(count: number): void {
    const left = this.#offset < 0 ? 0 : Math.max(0, count - this.#offset);
    this.count = this.#limit < 0 ? left : Math.min(left, this.#limit);
    this.first += this.reverse ? count - this.#offset - this.count : this.#offset;
  }

  #readOptions(
    args: Request,
    first: number,
    by: RangeBy | null,
    reverse: boolean | null,
    stores: boolean,
  ): string | null {
    for (let i = first; i < args.argc; i++) {
      if (!stores && args.is(i, "WITHSCORES")) {
        this.withScores = true;
      } else if (args.is(i, "LIMIT") && i + 2 < args.argc) {
        this.#offset = args.int(++i);
        this.#limit = args.int(++i);
        if (this.#offset !== this.#offset || this.#limit !== this.#limit) return NOT_AN_INTEGER;
      } else if (reverse === null && args.is(i, "REV")) {
        reverse = true;
      } else if (by === null && args.is(i, "BYLEX")) {
        by = "lex";
      } else if (by === null && args.is(i, "BYSCORE")) {
        by = "score";
      } else {
        return SYNTAX_ERROR;
      }
    }
    this.#by = by ?? "rank";
    this.reverse = reverse ?? false;
    // For Redis, a limit of -1 is none at all.
    if (this.#by === "rank" && this.#limit !== NO_LIMIT) {
      return "ERR syntax error, LIMIT is only supported in combination with either BYSCORE or BYLEX";
    }
    if (this.withScores && this.#by === "lex") {
      return "ERR syntax error, WITHSCORES not supported in combination with BYLEX";
    }
    return null;
  }

  #readEnds(args: Request, min: number, max: number): string | null {
    switch (this.#by) {
      case "rank":
        return this.#readRanks(args, min, max);
      case "score":
        return this.#readScores(args, min, max);
      case "lex":
        this.#args = args;
        this.#low = min;
        this.#high = max;
        return isLexical(args, min) && isLexical(args, max) ? null : NOT_LEXICAL;
    }
  }

  #readRanks(args: Request, min: number, max: number): string | null {
    const start = this.#ends[0] = args.int(min);
    const stop = this.#ends[1] = args.int(max);
    return start === start && stop === stop ? null : NOT_AN_INTEGER;
  }

  #readScores(args: Request, min: number, max: number): string | null {
    this.#afterLow = isOpen(args, min);
    this.#untilHigh = !isOpen(args, max);
    const low = this.#ends[0] = scoreAt(args, min, this.#afterLow);
    const high = this.#ends[1] = scoreAt(args, max, !this.#untilHigh);
    return low === low && high === high ? null : NOT_A_SCORE;
  }
}

function isOpen({ buf, start, end }: Request, i: number): boolean {
  return start[i] < end[i] && buf[start[i]] === OPEN;
}

/** The score at an end of a range, without the `(` of an open one; NaN if it is none. */
function scoreAt({ buf, start, end }: Request, i: number, open: boolean): number {
  return parseBound(buf, open ? start[i] + 1 : start[i], end[i]);
}

/** How many members have a score below `score`, or up to it if `inclusive`. */
function countBelow(set: SortedSet, score: number, inclusive: boolean): number {
  if (score === Infinity && inclusive) return set.size;
  return score === -Infinity && !inclusive ? 0 : set.countBelow(score, inclusive);
}

/** Whether argument `i` is an end of a range of members: `-`, `+`, `[...`, `(...`. For Redis, a NUL after the sign ends it. */
function isLexical({ buf, start, end }: Request, i: number): boolean {
  const at = start[i];
  if (at === end[i]) return false;
  const kind = buf[at];
  if (kind === OPEN || kind === CLOSED) return true;
  return (kind === LOWEST || kind === HIGHEST) && (at + 1 === end[i] || buf[at + 1] === 0);
}

/** How many members come before the end of a range at argument `i`; the upper end takes in the member that it names, unless it is open. */
function countBefore(set: SortedSet, { buf, start, end }: Request, i: number, isUpper: boolean): number {
  const kind = buf[start[i]];
  if (kind === LOWEST) return 0;
  if (kind === HIGHEST) return set.size;
  return set.countBelowLex(buf, start[i] + 1, end[i], isUpper === (kind === CLOSED));
}
