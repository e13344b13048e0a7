import { type Context, OTHER_TYPE, readTyped } from "../../engine/mod.ts";
import { Type } from "../../store/mod.ts";
import { SortedSet, SortedSetDraft } from "../../types/sorted_set/mod.ts";
import { replyMembers } from "./_members_reply.ts";
import { Range, type RangeBy } from "./_range.ts";
import { storeDraft } from "./_store.ts";

const SET = new SortedSet();
const RANGE = new Range();

/** Replies with the range in the arguments from 2 on; `by` and `reverse` say what the command's name says of it, `null` if nothing. */
export function showRange(ctx: Context, by: RangeBy | null, reverse: boolean | null): void {
  const { args, db, reply } = ctx;
  const wrong = RANGE.readWithOptions(args, 2, by, reverse, false);
  if (wrong !== null) return reply.error(wrong);
  const ref = readTyped(ctx, 1, Type.ZSET);
  if (ref === OTHER_TYPE) return;
  if (ref === 0) return reply.array(0);
  RANGE.resolve(SET.open(db, ref));
  const { count, first, withScores } = RANGE;
  replyMembers(ctx, SET, RANGE.reverse ? first + count - 1 : first, count, RANGE.reverse, withScores);
}

/** ZRANGESTORE. */
export function storeRange(ctx: Context): void {
  const { args, db, keyspace, reply } = ctx;
  const wrong = RANGE.readWithOptions(args, 3, null, null, true);
  if (wrong !== null) return reply.error(wrong);
  const ref = readTyped(ctx, 2, Type.ZSET);
  if (ref === OTHER_TYPE) return;
  const draft = new SortedSetDraft(keyspace);
  try {
    if (ref !== 0) gather(SET.open(db, ref), draft);
    const { size } = draft;
    storeDraft(ctx, draft);
    reply.integer(size);
  } finally {
    draft.dispose();
  }
}

/** Puts the members of {@linkcode RANGE} into a draft. */
function gather(set: SortedSet, draft: SortedSetDraft): void {
  RANGE.resolve(set);
  let more = RANGE.count > 0 && set.seek(RANGE.first);
  for (let left = RANGE.count; more && left > 0; left--) {
    draft.find(set.member.buf, set.member.start, set.member.end);
    draft.put(set.memberScore);
    more = set.next();
  }
}
