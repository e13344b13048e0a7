import { type Context, OTHER_TYPE, WRONG_TYPE } from "../../engine/mod.ts";
import { type Database, type Ref, Type } from "../../store/mod.ts";
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
  /** Tells of all members, with their scores without the weight. Returns whether it came to the end. One operand at a time. */
  forEach(visit: Visit): boolean;
}

/** Views that stay open for operands in which is searched. With more operands, those beyond share one. */
const KEPT_VIEWS = 16;

const WALKED_SORTED = new SortedSet();
const WALKED = new MemberSet();
const CURSOR = new SetCursor();
const SORTED_VIEWS: SortedSet[] = Array.from({ length: KEPT_VIEWS }, () => new SortedSet());
const VIEWS: MemberSet[] = Array.from({ length: KEPT_VIEWS }, () => new MemberSet());
const SHARED_SORTED = new SortedSet();
const SHARED = new MemberSet();

/** The operands of the keys in the arguments from `from` up to `to`, `null` for one that is absent; `null` if one is of another type: the error has been replied. */
export function readOperands(ctx: Context, from: number, to: number): (Operand | null)[] | null {
  const operands: (Operand | null)[] = [];
  for (let i = from; i < to; i++) {
    const operand = readOperand(ctx, i, i - from);
    if (operand === OTHER_TYPE) return null;
    operands.push(operand);
  }
  return operands;
}

function readOperand({ args, db, reply }: Context, i: number, index: number): Operand | null | typeof OTHER_TYPE {
  const ref = db.lookup(args.buf, args.start[i], args.end[i]);
  if (ref === 0) return null;
  const type = db.type(ref);
  if (type === Type.ZSET) return new SortedOperand(db, ref, index);
  if (type === Type.SET) return new UnsortedOperand(db, ref, index);
  reply.error(WRONG_TYPE);
  return OTHER_TYPE;
}

class SortedOperand implements Operand {
  readonly size: number;
  weight = 1;
  readonly #view: SortedSet;

  constructor(readonly db: Database, readonly ref: Ref, index: number) {
    this.#view = index < KEPT_VIEWS ? SORTED_VIEWS[index] : SHARED_SORTED;
    this.size = this.#view.open(db, ref).size;
  }

  find(buf: Uint8Array, start: number, end: number): number {
    const view = this.#view;
    if (view === SHARED_SORTED) view.open(this.db, this.ref);
    return view.find(buf, start, end);
  }

  forEach(visit: Visit): boolean {
    const set = WALKED_SORTED.open(this.db, this.ref);
    const { member } = set;
    for (let more = set.seek(0); more; more = set.next()) {
      if (!visit(member.buf, member.start, member.end, set.memberScore)) return false;
    }
    return true;
  }
}

class UnsortedOperand implements Operand {
  readonly size: number;
  weight = 1;
  readonly #view: MemberSet;

  constructor(readonly db: Database, readonly ref: Ref, index: number) {
    this.#view = index < KEPT_VIEWS ? VIEWS[index] : SHARED;
    this.size = this.#view.open(db, ref).size;
  }

  find(buf: Uint8Array, start: number, end: number): number {
    const view = this.#view;
    if (view === SHARED) view.open(this.db, this.ref);
    return view.has(buf, start, end) ? 1 : NaN;
  }

  forEach(visit: Visit): boolean {
    const { member } = CURSOR.open(WALKED.open(this.db, this.ref));
    while (CURSOR.next()) if (!visit(member.buf, member.start, member.end, 1)) return false;
    return true;
  }
}
