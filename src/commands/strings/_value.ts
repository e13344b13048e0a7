import { equalBytes } from "../../bytes/mod.ts";
import { type Context, WRONG_TYPE } from "../../engine/mod.ts";
import { type Ref, Span, StringEncoding, Type } from "../../store/mod.ts";

const VALUE = new Span();

/** Whether a lookup found a string, or nothing; if something else, the error has been replied. */
export function isStringOrAbsent({ db, reply }: Context, ref: Ref): boolean {
  if (ref === 0 || db.type(ref) === Type.STRING) return true;
  reply.error(WRONG_TYPE);
  return false;
}

/** Replies with the string that a lookup found, with null if it found nothing. */
export function replyValue({ db, reply }: Context, ref: Ref): void {
  if (ref === 0) return reply.null();
  const { buf, start, end } = db.value(ref, VALUE);
  reply.bulk(buf, start, end);
}

/** Whether a lookup found the very string that argument `i` is. */
export function equalsArgument({ args, db }: Context, ref: Ref, i: number): boolean {
  if (ref === 0) return false;
  const { buf, start, end } = db.value(ref, VALUE);
  return equalBytes(buf, start, end, args.buf, args.start[i], args.end[i]);
}

/** Sets the key in argument 1 to argument `i`. */
export function setTo({ args, db }: Context, i: number, deadline: number): void {
  const { buf, start, end } = args;
  db.setString(buf, start[1], end[1], buf, start[i], end[i], deadline, StringEncoding.AUTO);
}
