import type { SortedSetDraft } from "../../types/sorted_set/mod.ts";
import type { Operand, Visit } from "./_operands.ts";

/** How the scores of a member in several sets become one. */
export type Aggregate = (a: number, b: number) => number;

/** Redis's rule: infinities that cancel out make 0. */
export const sum: Aggregate = (a, b) => orZero(a + b);
/** NaN is never taken. */
export const min: Aggregate = (a, b) => b < a ? b : a;
export const max: Aggregate = (a, b) => b > a ? b : a;

/** Puts the result of an operation over some operands, `null` where one is absent, into a draft. */
export type Operation = (operands: readonly (Operand | null)[], into: SortedSetDraft, aggregate: Aggregate) => void;

function orZero(score: number): number {
  return score === score ? score : 0;
}

/** From the smallest to the largest: in this order Redis adds up scores, which shows in their last digits. */
function bySize(operands: readonly (Operand | null)[]): (Operand | null)[] {
  return operands.toSorted((a, b) => (a?.size ?? 0) - (b?.size ?? 0));
}

/** Members of any operand; their scores become one by the aggregate. */
export const union: Operation = (operands, into, aggregate) => {
  for (const operand of bySize(operands)) {
    operand?.forEach((buf, start, end, own) => {
      const score = orZero(own * operand.weight);
      const before = into.find(buf, start, end);
      into.put(before === before ? aggregate(before, score) : score);
      return true;
    });
  }
};

/** Members that all operands have; their scores become one by the aggregate. */
export const intersection: Operation = (operands, into, aggregate) => {
  intersect(operands, aggregate, (buf, start, end, score) => {
    into.find(buf, start, end);
    into.put(score);
    return true;
  });
};

/** Tells of each member that all operands have, with its score. */
export function intersect(operands: readonly (Operand | null)[], aggregate: Aggregate, visit: Visit): void {
  if (operands.includes(null)) return;
  const [smallest, ...others] = bySize(operands) as Operand[];
  smallest.forEach((buf, start, end, own) => {
    let score = orZero(own * smallest.weight);
    for (const other of others) {
      const found = other.find(buf, start, end);
      if (found !== found) return true;
      // Not made 0 where it is NaN, unlike the first: so Redis does.
      score = aggregate(score, found * other.weight);
    }
    return visit(buf, start, end, score);
  });
}

/** Members of the first operand that no other has, with their scores there. */
export const difference: Operation = ([first, ...rest], into) => {
  if (first === null) return;
  const others = rest.filter((other) => other !== null);
  const removals = others.reduce((sum, { size }) => sum + size, 0);
  // Putting a member costs about twice what looking for one does.
  if (first.size * others.length <= 2 * (first.size + removals)) leaveOut(first, others, into);
  else takeAway(first, others, into);
};

/** Looks for each member in the others. */
function leaveOut(first: Operand, others: readonly Operand[], into: SortedSetDraft): void {
  // A member that is to be left out is most likely to be found in a large set.
  const rest = bySize(others).reverse() as Operand[];
  first.forEach((buf, start, end, score) => {
    for (const other of rest) if (isIn(other, buf, start, end)) return true;
    into.find(buf, start, end);
    into.put(score);
    return true;
  });
}

/** Takes all members, and away again what the others have: for many others that are small. */
function takeAway(first: Operand, others: readonly Operand[], into: SortedSetDraft): void {
  first.forEach((buf, start, end, score) => {
    into.find(buf, start, end);
    into.put(score);
    return true;
  });
  for (const other of others) {
    const more = other.forEach((buf, start, end) => {
      into.remove(buf, start, end);
      return into.size > 0;
    });
    if (!more) return;
  }
}

function isIn(operand: Operand, buf: Uint8Array, start: number, end: number): boolean {
  const score = operand.find(buf, start, end);
  return score === score;
}
