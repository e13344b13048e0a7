import type { Context } from "../../engine/mod.ts";
import type { DeferredSource, ReplyWriter } from "../../resp/mod.ts";
import { type Keyspace, type Reader, startReading, stopReading } from "../../store/mod.ts";
import { SortedSet, type SortedSetDraft } from "../../types/sorted_set/mod.ts";
import { beginMembers, replyMember } from "./_sorted_set.ts";

/** Bytes of a reply that are written at once at most; what is longer goes out as the client takes it. */
export const AT_ONCE = 1024 * 1024;

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
  deferWalk(ctx, rest, reverse ? rank - shown : rank + shown, count - shown, reverse, withScores);
}

/** Replies with all members of a draft, and ends it. */
export function replyDraft(ctx: Context, draft: SortedSetDraft, withScores: boolean): void {
  const { size } = draft;
  beginMembers(ctx.reply, size, withScores);
  const set = size > 0 ? new SortedSet().openDraft(draft) : null;
  const shown = set === null ? 0 : writeMembers(ctx.reply, set, 0, size, false, withScores);
  if (shown === size) draft.dispose();
  else deferWalk(ctx, set!, shown, size - shown, false, withScores, () => draft.dispose());
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

function deferWalk(
  ctx: Context,
  set: SortedSet,
  rank: number,
  count: number,
  reverse: boolean,
  withScores: boolean,
  ended?: () => void,
): void {
  let left = count;
  const next = () => {
    if (left === 0) return false;
    return left-- === count ? set.seek(rank) : reverse ? set.previous() : set.next();
  };
  new MembersReply(ctx, set, withScores, next, ended);
}

/** The rest of a long reply: members of a large set, which are written as the client takes them. */
export class MembersReply implements DeferredSource, Reader {
  readonly #reply: ReplyWriter;
  readonly #keyspace: Keyspace;

  /**
   * `set` is a view of its own, `next` moves its cursor to the next member that is to be shown and is false when there is none. `ended` is called at the
   * end, however that comes.
   */
  constructor(
    { keyspace, reply }: Context,
    readonly set: SortedSet,
    readonly withScores: boolean,
    readonly next: () => boolean,
    readonly ended: () => void = () => {},
  ) {
    this.#reply = reply;
    this.#keyspace = keyspace;
    startReading(this, set.readable!, keyspace.readers);
    reply.defer(this);
  }

  produce(into: ReplyWriter): boolean {
    while (!into.isPartFull) {
      if (!this.next()) return false;
      replyMember(into, this.set, this.withScores);
    }
    return true;
  }

  /** The set is about to change. */
  settle(): void {
    this.#reply.settle(this);
  }

  end(): void {
    stopReading(this, this.set.readable!, this.#keyspace.readers);
    this.ended();
  }
}
