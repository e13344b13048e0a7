import type { Context } from "../../engine/mod.ts";
import type { ReplyWriter } from "../../resp/mod.ts";
import { SortedSet, type SortedSetDraft } from "../../types/sorted_set/mod.ts";
import { AT_ONCE, LongReply } from "../_long_reply.ts";
import { beginMembers, replyMember } from "./_sorted_set.ts";

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
  const shown = writeMembers(ctx.reply, set, rank, count, reverse, withScores);
  if (shown === count) return;
  const rest = new SortedSet().open(ctx.db, set.ref);
  deferMembers(ctx, rest, reverse ? rank - shown : rank + shown, count - shown, reverse, withScores);
}

/** Replies with all members of a draft, and ends it. */
export function replyDraft(ctx: Context, draft: SortedSetDraft, withScores: boolean): void {
  const { size } = draft;
  beginMembers(ctx.reply, size, withScores);
  const set = size > 0 ? new SortedSet().openDraft(draft) : null;
  const shown = set === null ? 0 : writeMembers(ctx.reply, set, 0, size, false, withScores);
  if (shown === size) draft.dispose();
  else deferMembers(ctx, set!, shown, size - shown, false, withScores, () => draft.dispose());
}

/** Writes members until all are shown, or until the reply is long and the rest can wait. Returns how many. */
function writeMembers(
  reply: ReplyWriter,
  set: SortedSet,
  rank: number,
  count: number,
  reverse: boolean,
  withScores: boolean,
): number {
  if (count === 0) return 0;
  const full = set.readable === null ? Infinity : reply.pending + AT_ONCE;
  set.seek(rank);
  for (let shown = 1;; shown++) {
    replyMember(reply, set, withScores);
    if (shown === count || reply.pending > full) return shown;
    if (reverse) set.previous();
    else set.next();
  }
}

/** The same for what is left of a long reply. `set` is a view of its own, which may be used until `ended` is called. */
function deferMembers(
  ctx: Context,
  set: SortedSet,
  rank: number,
  count: number,
  reverse: boolean,
  withScores: boolean,
  ended?: () => void,
): void {
  let left = count;
  set.seek(rank);
  const writeNext = (into: ReplyWriter) => {
    if (left === 0) return false;
    replyMember(into, set, withScores);
    left--;
    if (reverse) set.previous();
    else set.next();
    return true;
  };
  new LongReply(ctx, set.readable!, writeNext, ended);
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
