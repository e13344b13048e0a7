import { type MemberSet, SetCursor } from "../../types/set/mod.ts";

/** Is told of each member of a result; says whether to go on. */
export type Visit = (buf: Uint8Array, start: number, end: number) => boolean;

/** An operation over the sets of several keys, `null` where there is none. It may tell of a member more than once. */
export type Operation = (sets: readonly (MemberSet | null)[], visit: Visit) => void;

const CURSOR = new SetCursor();

/** Tells of each member of all sets once. */
export const intersection: Operation = (sets, visit) => {
  if (sets.includes(null)) return;
  const [smallest, ...others] = (sets as MemberSet[]).toSorted((a, b) => a.size - b.size);
  walk(smallest, others, true, visit);
};

/** Tells of each member of the first set that no other has once. */
export const difference: Operation = ([first, ...rest], visit) => {
  if (first === null) return;
  // A member that is to be left out is most likely to be found in a large set.
  const others = rest.filter((set) => set !== null).toSorted((a, b) => b.size - a.size);
  walk(first, others, false, visit);
};

/** Tells of the members of each set. */
export const union: Operation = (sets, visit) => {
  for (const set of sets) if (set !== null && !walk(set, [], false, visit)) return;
};

/** Tells of the members of `set` that all (`wanted`) or none of the others have. Returns whether it came to the end. */
function walk(set: MemberSet, others: readonly MemberSet[], wanted: boolean, visit: Visit): boolean {
  CURSOR.open(set);
  while (CURSOR.next()) {
    const { buf, start, end } = CURSOR.member;
    if (isIn(others, wanted, buf, start, end) && !visit(buf, start, end)) return false;
  }
  return true;
}

function isIn(others: readonly MemberSet[], wanted: boolean, buf: Uint8Array, start: number, end: number): boolean {
  for (const other of others) if (other.has(buf, start, end) !== wanted) return false;
  return true;
}
