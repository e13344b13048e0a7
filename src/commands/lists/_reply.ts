import { bulkEntries, type Context } from "../../engine/mod.ts";
import { type LargeList, type List, ListCursor } from "../../types/list/mod.ts";
import { AT_ONCE, LongReply } from "../_long_reply.ts";

const CURSOR = new ListCursor();

/** Replies with `count` entries from number `first` on, or backwards from there, after the header. */
export function replyEntries(ctx: Context, list: List, first: number, count: number, forwards: boolean): void {
  const { reply } = ctx;
  const { large } = list;
  const full = large === null ? Infinity : reply.pending + AT_ONCE;
  CURSOR.open(list, first, forwards);
  const { entry } = CURSOR;
  for (let i = 0; i < count;) {
    if (reply.pending > full) return deferEntries(ctx, large!, forwards ? first + i : first - i, count - i, forwards);
    if (forwards && CURSOR.nextRun()) {
      i += bulkEntries(reply, entry.buf, entry.start, entry.end, count - i);
    } else {
      CURSOR.next();
      reply.bulk(entry.buf, entry.start, entry.end);
      i++;
    }
  }
}

/** Replies with all entries of a large list that is no key's any more, after the header, and frees it at the end. */
export function replyRemoved(ctx: Context, large: LargeList, forwards: boolean): void {
  const { graveyard } = ctx.keyspace;
  const { size } = large;
  const bury = () => graveyard.bury(large.free(), size, 1);
  deferEntries(ctx, large, forwards ? 0 : size - 1, size, forwards, bury);
}

function deferEntries(
  ctx: Context,
  large: LargeList,
  first: number,
  count: number,
  forwards: boolean,
  ended?: () => void,
): void {
  const cursor = new ListCursor().openLarge(large, first, forwards);
  const { entry } = cursor;
  let left = count;
  new LongReply(
    ctx,
    large,
    (into) => {
      if (left-- === 0 || !cursor.next()) return false;
      into.bulk(entry.buf, entry.start, entry.end);
      return true;
    },
    ended,
  );
}
