import type { Context } from "../../engine/mod.ts";
import type { ReplyWriter } from "../../resp/mod.ts";
import { Type } from "../../store/mod.ts";
import { SortedSet } from "../../types/sorted_set/mod.ts";
import { recordToRead, recordToWrite } from "../_record.ts";

/** The sorted set that a command is about: commands run one at a time. */
const SET = new SortedSet();

/** The sorted set of the key in argument `i` for a command that reads; `null` if there is none: then `answer` or the error has been replied. */
export function zsetToRead(ctx: Context, i: number, answer: (ctx: Context) => void): SortedSet | null {
  const ref = recordToRead(ctx, i, Type.ZSET, answer);
  return ref === 0 ? null : SET.open(ctx.db, ref);
}

/** The same for a command that writes. */
export function zsetToWrite(ctx: Context, i: number, answer: (ctx: Context) => void): SortedSet | null {
  const ref = recordToWrite(ctx, i, Type.ZSET, answer);
  return ref === 0 ? null : SET.open(ctx.db, ref);
}

/** Begins an array of `count` members, with their scores if `withScores`: in RESP3 pairs, in RESP2 one after the other. */
export function beginMembers(reply: ReplyWriter, count: number, withScores: boolean): void {
  reply.array(withScores && !reply.resp3 ? count * 2 : count);
}

/** Replies with the member that the set's cursor is at, as an element of what {@linkcode beginMembers} began. */
export function replyMember(reply: ReplyWriter, set: SortedSet, withScores: boolean): void {
  const { buf, start, end } = set.member;
  writeMember(reply, buf, start, end, set.memberScore, withScores);
}

/** The same for a member and its score, wherever they are. */
export function writeMember(
  reply: ReplyWriter,
  buf: Uint8Array,
  start: number,
  end: number,
  score: number,
  withScores: boolean,
): void {
  if (withScores && reply.resp3) reply.array(2);
  reply.bulk(buf, start, end);
  if (withScores) reply.double(score);
}
