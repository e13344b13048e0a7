import { bulkEntries, type Context } from "../../engine/mod.ts";
import type { ReplyWriter } from "../../resp/mod.ts";
import { FieldCursor, type Hash } from "../../types/hash/mod.ts";
import { Choice } from "../_choice.ts";
import { AT_ONCE, LongReply } from "../_long_reply.ts";
import { CURSOR } from "./_hash.ts";

/** What of each field is shown. */
export const Shown = { FIELD: 1, VALUE: 2, BOTH: 3, PAIR: 4 } as const;
/** A number of {@linkcode Shown}; `PAIR`: name and value, in RESP3 in an array of their own. */
export type Shown = (typeof Shown)[keyof typeof Shown];

/** Writes what is shown of the field that a cursor stands at. */
function show(into: ReplyWriter, { field, value }: FieldCursor, shown: Shown): void {
  if (shown === Shown.PAIR && into.resp3) into.array(2);
  if (shown !== Shown.VALUE) into.bulk(field.buf, field.start, field.end);
  if (shown !== Shown.FIELD) into.bulk(value.buf, value.start, value.end);
}

/** Replies with the fields of an open hash, after the header. `count` is how many there are to show. */
export function replyFields(ctx: Context, hash: Hash, shown: Shown, count: number): void {
  if (isHuge(hash)) return replySome(ctx, hash, shown, count, count);
  const { keyspace, reply } = ctx;
  const { packed } = hash;
  // Names and values stand one after another, as they are shown.
  if (shown === Shown.BOTH && hash.large === null && !hash.isTimed) {
    bulkEntries(reply, packed.bytes, packed.start, packed.end, packed.count);
    return;
  }
  for (CURSOR.open(hash, keyspace.now); CURSOR.next();) show(reply, CURSOR, shown);
}

/** Replies with `wanted` of the `count` fields of an open hash, chosen at random, in their order. */
export function replySome(ctx: Context, hash: Hash, shown: Shown, count: number, wanted: number): void {
  const { keyspace, reply } = ctx;
  const choice = new Choice(keyspace.random, count, wanted);
  if (isHuge(hash)) {
    const cursor = new FieldCursor().open(hash, keyspace.now);
    const writeNext = (into: ReplyWriter) => {
      if (!choice.next(cursor)) return false;
      show(into, cursor, shown);
      return true;
    };
    new LongReply(ctx, hash.large!.elements, writeNext);
    return;
  }
  CURSOR.open(hash, keyspace.now);
  while (choice.next(CURSOR)) show(reply, CURSOR, shown);
}

/** Whether the fields of a hash go out as the client takes them. */
function isHuge({ large }: Hash): boolean {
  return large !== null && large.memory > AT_ONCE;
}
