import { type Context, OTHER_TYPE, WRONG_TYPE } from "../../engine/mod.ts";
import { Type } from "../../store/mod.ts";
import { MemberSet, SetCursor } from "../../types/set/mod.ts";
import { SortedSet } from "../../types/sorted_set/mod.ts";

/** Is told of each member and its score; says whether to go on. */
export type Visit = (buf: Uint8Array, start: number, end: number, score: number) => boolean;

/** A sorted set, or a set, whose members all have the score 1. Every score is multiplied by `weight`. */
export interface Operand {
  readonly size: number;
  weight: number;
  /** The score of a member without the weight, NaN if it is none. */
  find(buf: Uint8Array, start: number, end: number): number;
  /** Tells of all members, with their scores without the weight. Returns whether it came to the end. */
  forEach(visit: Visit): boolean;
}

/** The operands of the keys in the arguments from `from` up to `to`, `null` for one that is absent; `null` if one is of another type: the error has been replied. */
export function readOperands(ctx: Context, from: number, to: number): (Operand | null)[] | null {
  const operands: (Operand | null)[] = [];
  for (let i = from; i < to; i++) {
    const operand = readOperand(ctx, i);
    if (operand === OTHER_TYPE) return null;
    operands.push(operand);
  }
  return operands;
}

function readOperand({ args, db, reply }: Context, i: number): Operand | null | typeof OTHER_TYPE {
  const ref = db.lookup(args.buf, args.start[i], args.end[i]);
  if (ref === 0) return null;
  const type = db.type(ref);
  if (type === Type.ZSET) return new SortedOperand(new SortedSet().open(db, ref));
  if (type === Type.SET) return new UnsortedOperand(new MemberSet().open(db, ref));
  reply.error(WRONG_TYPE);
  return OTHER_TYPE;
}

class SortedOperand implements Operand {
  weight = 1;

  constructor(readonly set: SortedSet) {}

  get size(): number {
    return this.set.size;
  }

  find(buf: Uint8Array, start: number, end: number): number {
    return this.set.find(buf, start, end);
  }

  forEach(visit: Visit): boolean {
    const { member } = this.set;
    for (let more = this.set.seek(0); more; more = this.set.next()) {
      if (!visit(member.buf, member.start, member.end, this.set.memberScore)) return false;
    }
    return true;
  }
}

class UnsortedOperand implements Operand {
  weight = 1;
  readonly #cursor = new SetCursor();

  constructor(readonly set: MemberSet) {}

  get size(): number {
    return this.set.size;
  }

  find(buf: Uint8Array, start: number, end: number): number {
    return this.set.has(buf, start, end) ? 1 : NaN;
  }

  forEach(visit: Visit): boolean {
    const { member } = this.#cursor.open(this.set);
    while (this.#cursor.next()) if (!visit(member.buf, member.start, member.end, 1)) return false;
    return true;
  }
}
