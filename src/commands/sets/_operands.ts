import { type Context, OTHER_TYPE, readTyped } from "../../engine/mod.ts";
import { type Database, type Ref, Type } from "../../store/mod.ts";
import { LargeSet, MemberSet, SetCursor } from "../../types/set/mod.ts";
import { intersection, made, type Operation, type Result } from "./_operations.ts";
import { replyMarked, replyOwn } from "./_reply.ts";

const CURSOR = new SetCursor();

/** The sets of the keys in the arguments from `from` up to `to`, `null` where there is none; `null` if one is no set: then the error has been replied. */
export function readSets(ctx: Context, from: number, to: number): (MemberSet | null)[] | null {
  const sets: (MemberSet | null)[] = [];
  const known = new Map<Ref, MemberSet>();
  for (let i = from; i < to; i++) {
    const ref = readTyped(ctx, i, Type.SET);
    if (ref === OTHER_TYPE) return null;
    let set = known.get(ref) ?? null;
    if (ref !== 0 && set === null) known.set(ref, set = new MemberSet().open(ctx.db, ref));
    sets.push(set);
  }
  return sets;
}

/** Replies with what `operation` makes of the sets in the arguments from 1 on. */
export function replyWith(ctx: Context, operation: Operation): void {
  const { args, keyspace, reply } = ctx;
  const sets = readSets(ctx, 1, args.argc);
  if (sets === null) return;
  const result = operation(keyspace, sets);
  if (result === null) return reply.set(0);
  if (result instanceof LargeSet) {
    reply.set(result.size);
    return replyOwn(ctx, result, 0);
  }
  const marks: number[] = [];
  result.forEach((_, mark) => {
    marks.push(mark);
    return true;
  });
  reply.set(marks.length);
  replyMarked(ctx, result.set, marks);
}

/** Replies with the number of members that all sets have, at most `limit` unless that is 0. */
export function replyCount({ keyspace, reply }: Context, sets: readonly (MemberSet | null)[], limit: number): void {
  let count = 0;
  intersection(keyspace, sets)?.forEach(() => ++count !== limit);
  reply.integer(count);
}

/** Stores what `operation` makes of the sets in the arguments from 2 on in the key in argument 1, whatever that holds. */
export function storeResult(ctx: Context, operation: Operation): void {
  const { args: { argc, buf, start, end }, db, reply } = ctx;
  const sets = readSets(ctx, 2, argc);
  if (sets === null) return;
  const result = gathered(ctx, operation(ctx.keyspace, sets));
  const { size } = result;
  if (size === 0) {
    result.dispose();
    db.remove(buf, start[1], end[1]);
  } else {
    db.changed(db.supplant(buf, start[1], end[1], () => place(db, buf, start[1], end[1], result)));
  }
  reply.integer(size);
}

/** A result as a set of its own. */
function gathered({ keyspace }: Context, result: Result): LargeSet {
  if (result instanceof LargeSet) return result;
  return made(keyspace, (into) => {
    result?.forEach(({ buf, start, end }) => {
      into.add(buf, start, end);
      return true;
    });
  });
}

/** Adds a key with `result` as its value, in the form that suits it. Returns the record. */
function place(db: Database, buf: Uint8Array, start: number, end: number, result: LargeSet): Ref {
  const { limits } = db.keyspace;
  const { size } = result;
  const set = new MemberSet();
  let isTaken = false;
  try {
    if (size > Math.max(limits.setIntsetEntries, limits.setEntries)) {
      const ref = db.addLarge(buf, start, end, Type.SET, result);
      isTaken = true;
      return ref;
    }
    const { member } = CURSOR.openLarge(result);
    CURSOR.next();
    set.create(db, buf, start, end, 1, member.buf, member.start, member.end);
    while (CURSOR.next()) set.add(member.buf, member.start, member.end);
    return set.ref;
  } catch (error) {
    if (set.ref !== 0) db.drop(set.ref);
    throw error;
  } finally {
    if (!isTaken) result.dispose();
  }
}
