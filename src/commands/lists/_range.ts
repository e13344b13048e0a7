import type { Context } from "../../engine/mod.ts";
import type { DeferredSource, ReplyWriter } from "../../resp/mod.ts";
import { startReading, stopReading } from "../../store/mod.ts";
import { List, ListCursor } from "../../types/list/mod.ts";

/** More entries go out as the client takes them. */
const AT_ONCE = 10_000;
const CURSOR = new ListCursor();

/** Replies with `count` entries from number `first` on. */
export function replyRange(ctx: Context, list: List, first: number, count: number): void {
  const { reply } = ctx;
  reply.array(count);
  if (count > AT_ONCE && list.large !== null) return defer(ctx, list, first, count);
  CURSOR.open(list, first, true);
  const { entry } = CURSOR;
  for (let i = 0; i < count && CURSOR.next(); i++) reply.bulk(entry.buf, entry.start, entry.end);
}

function defer({ db, keyspace, reply }: Context, list: List, first: number, count: number): void {
  const large = list.large!;
  const cursor = new ListCursor().open(new List().open(db, list.ref), first, true);
  let left = count;
  const produce = (into: ReplyWriter) => {
    const { entry } = cursor;
    for (; left > 0 && !into.isPartFull && cursor.next(); left--) into.bulk(entry.buf, entry.start, entry.end);
    return left > 0;
  };
  const reader = { settle: () => reply.settle(source) };
  const source: DeferredSource = { produce, end: () => stopReading(reader, large, keyspace.readers) };
  startReading(reader, large, keyspace.readers);
  reply.defer(source);
}
