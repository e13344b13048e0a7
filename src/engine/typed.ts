import type { Ref, Type } from "../store/mod.ts";
import type { Context } from "./context.ts";
import { WRONG_TYPE } from "./errors.ts";

/** In place of a record: the key holds another type, and the error has been replied. Never a record. */
export const OTHER_TYPE = -1;

/** The record of the key in argument `i` for a command that reads it as a `type`; 0 if there is none, {@linkcode OTHER_TYPE} if it is no `type`. */
export function readTyped(ctx: Context, i: number, type: Type): Ref {
  const { args, db } = ctx;
  return checked(ctx, db.lookup(args.buf, args.start[i], args.end[i]), type);
}

/** The same for a command that writes. */
export function writeTyped(ctx: Context, i: number, type: Type): Ref {
  const { args, db } = ctx;
  return checked(ctx, db.lookupWrite(args.buf, args.start[i], args.end[i]), type);
}

function checked({ db, reply }: Context, ref: Ref, type: Type): Ref {
  if (ref === 0 || db.type(ref) === type) return ref;
  reply.error(WRONG_TYPE);
  return OTHER_TYPE;
}
