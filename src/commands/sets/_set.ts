import type { Context } from "../../engine/mod.ts";
import { Type } from "../../store/mod.ts";
import { MemberSet } from "../../types/set/mod.ts";
import { recordToRead, recordToWrite } from "../_record.ts";

const SET = new MemberSet();

/** The set of the key in argument `i` for a command that reads; `null` if there is none: then `answer` or the error has been replied. */
export function setToRead(ctx: Context, i: number, answer: (ctx: Context) => void): MemberSet | null {
  const ref = recordToRead(ctx, i, Type.SET, answer);
  return ref === 0 ? null : SET.open(ctx.db, ref);
}

/** The same for a command that writes. */
export function setToWrite(ctx: Context, i: number, answer: (ctx: Context) => void): MemberSet | null {
  const ref = recordToWrite(ctx, i, Type.SET, answer);
  return ref === 0 ? null : SET.open(ctx.db, ref);
}

/** Books `changes` changes of the set; if it has no members left, the key goes. */
export function finish({ db }: Context, set: MemberSet, changes: number): void {
  db.changed(set.ref, changes);
  if (set.size === 0) db.drop(set.ref);
}
