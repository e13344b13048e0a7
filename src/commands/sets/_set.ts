import { type Context, readTyped, writeTyped } from "../../engine/mod.ts";
import { OTHER_TYPE } from "../../engine/mod.ts";
import { Type } from "../../store/mod.ts";
import { MemberSet } from "../../types/set/mod.ts";

const SET = new MemberSet();

/** The set of the key in argument `i` for a command that reads; `null` if there is none: then `answer` or the error has been replied. */
export function setToRead(ctx: Context, i: number, answer: (ctx: Context) => void): MemberSet | null {
  return opened(ctx, readTyped(ctx, i, Type.SET), answer);
}

/** The same for a command that writes. */
export function setToWrite(ctx: Context, i: number, answer: (ctx: Context) => void): MemberSet | null {
  return opened(ctx, writeTyped(ctx, i, Type.SET), answer);
}

function opened(ctx: Context, ref: number, answer: (ctx: Context) => void): MemberSet | null {
  if (ref === OTHER_TYPE) return null;
  if (ref !== 0) return SET.open(ctx.db, ref);
  answer(ctx);
  return null;
}

/** Books `changes` changes of the set; if it has lost its last member, the key goes. */
export function finish({ db }: Context, set: MemberSet, changes: number): void {
  if (changes === 0) return;
  db.changed(set.ref, changes);
  if (set.size === 0) db.drop(set.ref);
}

export const zero = ({ reply }: Context) => reply.integer(0);
export const nothing = ({ reply }: Context) => reply.null();
export const emptySet = ({ reply }: Context) => reply.set(0);
export const emptyArray = ({ reply }: Context) => reply.array(0);
