import { bulkKey, type Context } from "../../engine/mod.ts";
import type { ReplyWriter } from "../../resp/mod.ts";
import type { Keyspace } from "../../store/mod.ts";
import { RUN, Run, SortedSet, type SortedSetDraft } from "../../types/sorted_set/mod.ts";
import { AT_ONCE, LongReply } from "../_long_reply.ts";
import { beginMembers, replyMember, writeMember } from "./_sorted_set.ts";

/** Members that are being written. */
const MEMBERS = new Run();

/** Replies with `count` members from rank `rank` on, or down if `reverse`. */
export function replyMembers(
  ctx: Context,
  set: SortedSet,
  rank: number,
  count: number,
  reverse: boolean,
  withScores: boolean,
): void {
  beginMembers(ctx.reply, count, withScores);
  const shown = writeMembers(ctx, set, rank, count, reverse, withScores);
  if (shown === count) return;
  const rest = new SortedSet().open(ctx.db, set.ref);
  deferMembers(ctx, rest, reverse ? rank - shown : rank + shown, count - shown, reverse, withScores);
}

/** Replies with all members of a draft, and ends it. */
export function replyDraft(ctx: Context, draft: SortedSetDraft, withScores: boolean): void {
  const { reply } = ctx;
  const { size } = draft;
  beginMembers(reply, size, withScores);
  if (draft.isSmall) {
    draft.forEach((buf, start, end, score) => writeMember(reply, buf, start, end, score, withScores));
    return draft.dispose();
  }
  const set = new SortedSet().openDraft(draft);
  const shown = writeMembers(ctx, set, 0, size, false, withScores);
  if (shown === size) draft.dispose();
  else deferMembers(ctx, set, shown, size - shown, false, withScores, () => draft.dispose());
}

/** Writes members until all are shown, or until the reply is long and the rest can wait. Returns how many. */
function writeMembers(
  ctx: Context,
  set: SortedSet,
  rank: number,
  count: number,
  reverse: boolean,
  withScores: boolean,
): number {
  const { keyspace, reply } = ctx;
  if (set.readable === null) {
    writePacked(reply, set, rank, count, reverse, withScores);
    return count;
  }
  const full = reply.pending + AT_ONCE;
  let shown = 0;
  while (shown < count && reply.pending <= full) {
    shown += writeRun(reply, keyspace, set, reverse ? rank - shown : rank + shown, count - shown, reverse, withScores);
  }
  return shown;
}

function writePacked(
  reply: ReplyWriter,
  set: SortedSet,
  rank: number,
  count: number,
  reverse: boolean,
  withScores: boolean,
): void {
  let more = count > 0 && set.seek(rank);
  for (let left = count; more && left > 0; left--) {
    replyMember(reply, set, withScores);
    if (left > 1) more = reverse ? set.previous() : set.next();
  }
}

/** Writes some members of a large set. Returns how many. */
function writeRun(
  reply: ReplyWriter,
  { records }: Keyspace,
  set: SortedSet,
  rank: number,
  most: number,
  reverse: boolean,
  withScores: boolean,
): number {
  const count = Math.min(most, RUN);
  set.readRun(reverse ? rank - count + 1 : rank, count, MEMBERS);
  const pairs = withScores && reply.resp3;
  for (let i = 0; i < count; i++) {
    const at = reverse ? count - 1 - i : i;
    if (pairs) reply.array(2);
    bulkKey(reply, records, MEMBERS.records[at]);
    if (withScores) reply.double(MEMBERS.scores[at]);
  }
  return count;
}

/** Has what is left of a long reply written as the client takes it. `set` is a view of its own, which may be used until `ended` is called. */
function deferMembers(
  ctx: Context,
  set: SortedSet,
  rank: number,
  count: number,
  reverse: boolean,
  withScores: boolean,
  ended?: () => void,
): void {
  const { keyspace } = ctx;
  let shown = 0;
  const writeSome = (into: ReplyWriter) => {
    const at = reverse ? rank - shown : rank + shown;
    shown += writeRun(into, keyspace, set, at, count - shown, reverse, withScores);
    return shown < count;
  };
  new LongReply(ctx, set.readable!, writeSome, ended);
}

/** Replies with the members of the ranks that `nextRank` gives, -1 at the end, after the header. */
export function replyRanks(ctx: Context, set: SortedSet, nextRank: () => number, withScores: boolean): void {
  const { db, reply } = ctx;
  const full = set.readable === null ? Infinity : reply.pending + AT_ONCE;
  for (let rank = nextRank(); rank >= 0; rank = nextRank()) {
    set.seek(rank);
    replyMember(reply, set, withScores);
    if (reply.pending <= full) continue;
    const rest = new SortedSet().open(db, set.ref);
    const writeNext = (into: ReplyWriter) => {
      if (!rest.seek(nextRank())) return false;
      replyMember(into, rest, withScores);
      return true;
    };
    new LongReply(ctx, rest.readable!, writeNext);
    return;
  }
}
