import type { Context } from "../../engine/mod.ts";
import type { DeferredSource, ReplyWriter } from "../../resp/mod.ts";
import { startReading, stopReading } from "../../store/mod.ts";
import { SortedSet } from "../../types/sorted_set/mod.ts";
import type { RankRange } from "./_range.ts";
import { beginMembers, replyMember } from "./_sorted_set.ts";

/** More members go out as the client takes them. */
const AT_ONCE = 10_000;

/** Replies with the members of a range of ranks, backwards if `reverse`. */
export function replyRange(
  ctx: Context,
  set: SortedSet,
  { first, count }: RankRange,
  reverse: boolean,
  withScores: boolean,
): void {
  const { reply } = ctx;
  beginMembers(reply, Math.max(0, count), withScores);
  if (count <= 0) return;
  const start = reverse ? first + count - 1 : first;
  if (count > AT_ONCE && set.readable !== null) return defer(ctx, set, start, count, reverse, withScores);
  let more = set.seek(start);
  for (let left = count; more && left > 0; left--) {
    replyMember(reply, set, withScores);
    if (left > 1) more = reverse ? set.previous() : set.next();
  }
}

function defer(
  { db, keyspace, reply }: Context,
  { ref, readable }: SortedSet,
  start: number,
  count: number,
  reverse: boolean,
  withScores: boolean,
): void {
  const set = new SortedSet().open(db, ref);
  set.seek(start);
  let left = count;
  const produce = (into: ReplyWriter) => {
    while (left > 0 && !into.isPartFull) {
      replyMember(into, set, withScores);
      left--;
      if (left === 0) break;
      if (reverse) set.previous();
      else set.next();
    }
    return left > 0;
  };
  const reader = { settle: () => reply.settle(source) };
  const source: DeferredSource = { produce, end: () => stopReading(reader, readable!, keyspace.readers) };
  startReading(reader, readable!, keyspace.readers);
  reply.defer(source);
}
