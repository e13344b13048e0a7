import { type Context, OTHER_TYPE, SYNTAX_ERROR, writeTyped } from "../../engine/mod.ts";
import { Type } from "../../store/mod.ts";
import { SortedSet } from "../../types/sorted_set/mod.ts";

const SET = new SortedSet();

/** What is to be popped from the first of some sorted sets that has something. */
export interface MultiPop {
  /** Arguments that are the keys: the first and the last. */
  first: number;
  last: number;
  /** Whether the lowest are popped. */
  lowest: boolean;
  /** How many members at most. */
  count: number;
}

/** Reads `numkeys key [key ...] <MIN | MAX> [COUNT count]` from argument `i` on; the error if they are wrong. */
export function readMultiPop({ args }: Context, i: number): MultiPop | string {
  const keys = args.int(i);
  if (!(keys > 0)) return "ERR numkeys should be greater than 0";
  const where = i + 1 + keys;
  if (where >= args.argc) return SYNTAX_ERROR;
  const lowest = args.is(where, "MIN");
  if (!lowest && !args.is(where, "MAX")) return SYNTAX_ERROR;
  let count = 0;
  for (let at = where + 1; at < args.argc; at += 2) {
    if (count > 0 || !args.is(at, "COUNT") || at + 1 === args.argc) return SYNTAX_ERROR;
    count = args.int(at + 1);
    if (!(count > 0)) return "ERR count should be greater than 0";
  }
  return { first: i + 1, last: where - 1, lowest, count: count === 0 ? 1 : count };
}

/**
 * Pops from the first sorted set that has something, and replies: with `flat` key, member and score, else with the key and an array of pairs. Returns
 * whether a reply was made: there was one, or a key holds another type.
 */
export function popFromFirst(ctx: Context, { first, last, lowest, count }: MultiPop, flat: boolean): boolean {
  const { args, db, reply } = ctx;
  for (let i = first; i <= last; i++) {
    const ref = writeTyped(ctx, i, Type.ZSET);
    if (ref === OTHER_TYPE) return true;
    if (ref === 0) continue;
    const set = SET.open(db, ref);
    const popped = Math.min(count, set.size);
    reply.array(flat ? 3 : 2);
    reply.bulk(args.buf, args.start[i], args.end[i]);
    if (!flat) reply.array(popped);
    popMembers(ctx, set, lowest, popped, !flat);
    return true;
  }
  return false;
}

/** Replies with the `count` lowest or highest members and their scores, as pairs if `nested`, and removes them. */
export function popMembers({ reply }: Context, set: SortedSet, lowest: boolean, count: number, nested: boolean): void {
  const { member, size } = set;
  let more = set.seek(lowest ? 0 : size - 1);
  for (let left = count; more && left > 0; left--) {
    if (nested) reply.array(2);
    reply.bulk(member.buf, member.start, member.end);
    reply.double(set.memberScore);
    if (left > 1) more = lowest ? set.next() : set.previous();
  }
  set.removeRange(lowest ? 0 : size - count, count);
  set.changed(count);
}
