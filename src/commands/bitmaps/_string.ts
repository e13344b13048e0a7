import { type Context, OTHER_TYPE, writeTyped } from "../../engine/mod.ts";
import { NO_DEADLINE, type Ref, Span, StringEncoding, Type } from "../../store/mod.ts";

/** The error for an offset that is no integer, negative, or beyond the longest string. */
export const BAD_OFFSET = "ERR bit offset is not an integer or out of range";

/** New strings of up to this many bytes need no buffer of their own. */
const FEW = 64;
const ZEROS = new Uint8Array(FEW);
const VALUE = new Span();

/** Whether a string may have a bit at `offset`, which is NaN if it is no integer: whether that lies within `proto-max-bulk-len`. */
export function isOffset(offset: number, { engine }: Context): boolean {
  return offset >= 0 && offset < engine.settings.maxBulk * 8;
}

/**
 * The string at the key in argument 1, ready to be changed in place: with `length` bytes or more, new ones zero, and the encoding `raw`. Growth counts as
 * a change. {@linkcode OTHER_TYPE} if the key holds another type: then the error has been replied.
 */
export function stringToChange(ctx: Context, length: number): Ref {
  const { args, db } = ctx;
  const { buf, start, end } = args;
  const ref = writeTyped(ctx, 1, Type.STRING);
  if (ref === OTHER_TYPE) return ref;
  if (ref === 0) {
    if (length <= FEW) db.setString(buf, start[1], end[1], ZEROS, 0, length, NO_DEADLINE, StringEncoding.RAW);
    else db.giveString(buf, start[1], end[1], new Uint8Array(length), StringEncoding.RAW);
    return db.peek(buf, start[1], end[1]);
  }
  if (db.value(ref, VALUE).length < length) return db.resizeString(ref, length, StringEncoding.RAW);
  db.setEncoding(ref, StringEncoding.RAW);
  return ref;
}
