import type { Keyspace, Span } from "../../store/mod.ts";
import { LargeSet, type MemberSet, SetCursor } from "../../types/set/mod.ts";

const CURSOR = new SetCursor();

/** Members of a set that all (`wanted`) or none of some others have. */
export class Selection {
  constructor(readonly set: MemberSet, readonly others: readonly MemberSet[], readonly wanted: boolean) {}

  /** Tells of each member, with a mark of `SetCursor`. `visit` says whether to go on. */
  forEach(visit: (member: Span, mark: number) => boolean): void {
    CURSOR.open(this.set);
    while (CURSOR.next()) if (this.#holds(CURSOR.member) && !visit(CURSOR.member, CURSOR.mark)) return;
  }

  #holds({ buf, start, end }: Span): boolean {
    for (const other of this.others) if (other.has(buf, start, end) !== this.wanted) return false;
    return true;
  }
}

/** What an operation comes to: members of one of the sets; or a set that is no key's, which the caller frees; or nothing. */
export type Result = Selection | LargeSet | null;

/** An operation over the sets of several keys, `null` where there is none; the set of a key that is named twice is one object. */
export type Operation = (keyspace: Keyspace, sets: readonly (MemberSet | null)[]) => Result;

/** The members that all sets have. */
export function intersection(_keyspace: Keyspace, sets: readonly (MemberSet | null)[]): Selection | null {
  if (sets.includes(null)) return null;
  const [smallest, ...others] = [...new Set(sets as MemberSet[])].sort((a, b) => a.size - b.size);
  return new Selection(smallest, others, true);
}

/** The members of all sets. */
export const union: Operation = (keyspace, sets) => {
  const present = existing(sets);
  if (present.length === 0) return null;
  if (present.length === 1) return new Selection(present[0], [], true);
  return made(keyspace, (result) => {
    for (const set of present) addAll(result, CURSOR.open(set));
  });
};

/** The members of the first set that no other has. */
export const difference: Operation = (keyspace, [first, ...rest]) => {
  const others = existing(rest);
  if (first === null || others.includes(first)) return null;
  // Redis's estimate of what it costs to look each member up in all other sets, or to take the members of all others out of a copy.
  const all = others.reduce((sum, { size }) => sum + size, first.size);
  if (first.size * (others.length + 1) / 2 > all) {
    return made(keyspace, (result) => {
      addAll(result, CURSOR.open(first));
      for (const set of others) removeAll(result, CURSOR.open(set));
    });
  }
  // A member that is to be left out is most likely to be found in a large set.
  return new Selection(first, others.sort((a, b) => b.size - a.size), false);
};

function existing(sets: readonly (MemberSet | null)[]): MemberSet[] {
  return [...new Set(sets)].filter((set) => set !== null);
}

/** A set that `fill` fills. */
export function made(keyspace: Keyspace, fill: (result: LargeSet) => void): LargeSet {
  const result = new LargeSet(keyspace);
  try {
    fill(result);
  } catch (error) {
    result.dispose();
    throw error;
  }
  return result;
}

function addAll(set: LargeSet, cursor: SetCursor): void {
  const { member } = cursor;
  while (cursor.next()) set.add(member.buf, member.start, member.end);
}

/** Removes the members that a cursor comes to, as far as they are there. */
export function removeAll(set: LargeSet, cursor: SetCursor): void {
  const { member } = cursor;
  while (set.size > 0 && cursor.next()) set.remove(member.buf, member.start, member.end);
}
