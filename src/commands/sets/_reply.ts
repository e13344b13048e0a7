import { bulkEntries, type Context } from "../../engine/mod.ts";
import type { ReplyWriter } from "../../resp/mod.ts";
import { type LargeSet, type MemberSet, SetCursor } from "../../types/set/mod.ts";
import { Choice } from "../_choice.ts";
import { AT_ONCE, LongReply } from "../_long_reply.ts";

const CURSOR = new SetCursor();

/** Replies with all members of a set, or with `wanted` of them chosen at random, after the header. */
export function replyMembers(ctx: Context, set: MemberSet, wanted = set.size): void {
  const { keyspace: { random }, reply } = ctx;
  const { large, packed } = set;
  if (large !== null && large.memory > AT_ONCE) return deferMembers(ctx, large, wanted);
  if (packed !== null && wanted === packed.count) {
    bulkEntries(reply, packed.bytes, packed.start, packed.end, wanted);
    return;
  }
  CURSOR.open(set);
  for (const choice = new Choice(random, set.size, wanted); choice.next(CURSOR);) replyMember(reply, CURSOR);
}

/** Replies with the members that a cursor gave the marks of, after the header. */
export function replyMarked(ctx: Context, set: MemberSet, marks: readonly number[]): void {
  const { reply } = ctx;
  const { large } = set;
  const full = large === null ? Infinity : reply.pending + AT_ONCE;
  CURSOR.open(set);
  for (let i = 0; i < marks.length; i++) {
    if (reply.pending > full) return deferMarked(ctx, large!, marks, i);
    CURSOR.seek(marks[i]);
    replyMember(reply, CURSOR);
  }
}

/** Replies with all members of a large set that is no key's, after the header, and frees it. INFO counts it for so many `objects` meanwhile. */
export function replyOwn(ctx: Context, large: LargeSet, objects: number): void {
  if (large.memory > AT_ONCE) return deferMembers(ctx, large, large.size, () => large.dispose(objects));
  CURSOR.openLarge(large);
  while (CURSOR.next()) replyMember(ctx.reply, CURSOR);
  large.dispose(objects);
}

function replyMember(into: ReplyWriter, { member: { buf, start, end } }: SetCursor): void {
  into.bulk(buf, start, end);
}

function deferMembers(ctx: Context, large: LargeSet, wanted: number, ended?: () => void): void {
  const choice = new Choice(ctx.keyspace.random, large.size, wanted);
  const cursor = new SetCursor().openLarge(large);
  const writeNext = (into: ReplyWriter) => {
    if (!choice.next(cursor)) return false;
    replyMember(into, cursor);
    return true;
  };
  new LongReply(ctx, large.elements, writeNext, ended);
}

function deferMarked(ctx: Context, large: LargeSet, marks: readonly number[], from: number): void {
  const cursor = new SetCursor().openLarge(large);
  let i = from;
  const writeNext = (into: ReplyWriter) => {
    if (i === marks.length) return false;
    cursor.seek(marks[i++]);
    replyMember(into, cursor);
    return true;
  };
  new LongReply(ctx, large.elements, writeNext);
}
