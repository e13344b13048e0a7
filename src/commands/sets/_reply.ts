import type { Context } from "../../engine/mod.ts";
import type { DeferredSource, ReplyWriter } from "../../resp/mod.ts";
import { startReading, stopReading } from "../../store/mod.ts";
import { MemberSet, SetCursor } from "../../types/set/mod.ts";

/** A set of more members goes out as the client takes them. */
const AT_ONCE = 10_000;
const CURSOR = new SetCursor();

/** Replies with all members of a set, after the header. */
export function replyMembers(ctx: Context, set: MemberSet): void {
  if (set.size > AT_ONCE && set.large !== null) return deferMembers(ctx, set);
  const { reply } = ctx;
  for (CURSOR.open(set); CURSOR.next();) {
    const { member } = CURSOR;
    reply.bulk(member.buf, member.start, member.end);
  }
}

function deferMembers({ db, keyspace, reply }: Context, set: MemberSet): void {
  const { elements } = set.large!;
  const cursor = new SetCursor().open(new MemberSet().open(db, set.ref));
  const reader = { settle: () => reply.settle(source) };
  const source: DeferredSource = {
    produce: (into) => writeSome(cursor, into),
    end: () => stopReading(reader, elements, keyspace.readers),
  };
  startReading(reader, elements, keyspace.readers);
  reply.defer(source);
}

function writeSome(cursor: SetCursor, into: ReplyWriter): boolean {
  while (!into.isPartFull) {
    if (!cursor.next()) return false;
    const { member } = cursor;
    into.bulk(member.buf, member.start, member.end);
  }
  return true;
}
