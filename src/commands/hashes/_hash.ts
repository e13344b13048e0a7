import type { Context } from "../../engine/mod.ts";
import type { Span } from "../../store/mod.ts";
import { FieldCursor, Hash } from "../../types/hash/mod.ts";

/** The view that all handlers use: they run one at a time, and each opens it anew. */
export const HASH = new Hash();
/** The same for a walk. */
export const CURSOR = new FieldCursor();

/** Replies with a value that was looked for. */
export function replyFound({ reply }: Context, value: Span | null): void {
  if (value === null) reply.null();
  else reply.bulk(value.buf, value.start, value.end);
}

/** How many fields of an open hash a walk over it shows. */
export function countShown({ keyspace: { now } }: Context, hash: Hash): number {
  if (hash.due > now) return hash.size;
  let count = 0;
  for (CURSOR.open(hash, now); CURSOR.next();) count++;
  return count;
}
