import { type Context, OTHER_TYPE, readTyped } from "../../engine/mod.ts";
import { type Database, type Ref, Type } from "../../store/mod.ts";
import { LargeSet, MemberSet, SetCursor } from "../../types/set/mod.ts";
import { intersection, type Operation } from "./_operations.ts";

const CURSOR = new SetCursor();

/** The sets of the keys in the arguments from `from` up to `to`, `null` where there is none; `null` if one is no set: then the error has been replied. */
export function readSets(ctx: Context, from: number, to: number): (MemberSet | null)[] | null {
  const sets: (MemberSet | null)[] = [];
  const refs: Ref[] = [];
  for (let i = from; i < to; i++) {
    const ref = readTyped(ctx, i, Type.SET);
    if (ref === OTHER_TYPE) return null;
    // A key that is named twice needs one view only.
    const known = ref === 0 ? -1 : refs.indexOf(ref);
    refs.push(ref);
    sets.push(ref === 0 ? null : known >= 0 ? sets[known] : new MemberSet().open(ctx.db, ref));
  }
  return sets;
}

/** Replies with what `operation` makes of the sets in the arguments from 1 on. */
export function replyWith(ctx: Context, operation: Operation): void {
  const { args, reply } = ctx;
  const sets = readSets(ctx, 1, args.argc);
  if (sets === null) return;
  const result = resultOf(ctx, sets, operation);
  reply.set(result.size);
  result.elements.forEach((ref) => {
    const { buf, start, end } = result.elements.key(ref, CURSOR.member);
    reply.bulk(buf, start, end);
  });
  free(result);
}

/** Replies with the number of members that all sets have, at most `limit` unless that is 0. */
export function replyCount({ reply }: Context, sets: readonly (MemberSet | null)[], limit: number): void {
  let count = 0;
  intersection(sets, () => ++count !== limit);
  reply.integer(count);
}

/** Stores what `operation` makes of the sets in the arguments from 2 on in the key in argument 1, whatever that holds. */
export function storeResult(ctx: Context, operation: Operation): void {
  const { args, db, reply } = ctx;
  const { buf, start, end } = args;
  const sets = readSets(ctx, 2, args.argc);
  if (sets === null) return;
  const result = resultOf(ctx, sets, operation);
  const { size } = result;
  if (size === 0) {
    free(result);
    db.remove(buf, start[1], end[1]);
  } else {
    const old = db.peek(buf, start[1], end[1]);
    if (old !== 0) db.drop(old);
    db.changed(place(db, buf, start[1], end[1], result));
  }
  reply.integer(size);
}

function resultOf({ keyspace }: Context, sets: readonly (MemberSet | null)[], operation: Operation): LargeSet {
  const result = new LargeSet(keyspace);
  operation(sets, (buf, start, end) => {
    result.add(buf, start, end);
    return true;
  });
  return result;
}

function free(set: LargeSet): void {
  set.keyspace.graveyard.bury(set.free(), set.size, 0);
}

/** Makes `result` the value of a key, which must be absent, in the form that suits it. Returns the record. */
function place(db: Database, buf: Uint8Array, start: number, end: number, result: LargeSet): Ref {
  const { limits } = db.keyspace;
  const { size } = result;
  if (size > Math.max(limits.setIntsetEntries, limits.setEntries)) {
    return db.addLarge(buf, start, end, Type.SET, result);
  }
  const { elements } = result;
  const set = new MemberSet();
  let isNew = true;
  elements.forEach((ref) => {
    const member = elements.key(ref, CURSOR.member);
    if (isNew) set.create(db, buf, start, end, 1, member.buf, member.start, member.end);
    isNew = false;
    set.add(member.buf, member.start, member.end);
  });
  free(result);
  return set.ref;
}
