import { type Context, WRONG_TYPE } from "../../engine/mod.ts";
import { NO_DEADLINE, type Ref, Span, StringEncoding, Type } from "../../store/mod.ts";
import { Editor, HEADER_BYTES, isHyperLogLog, Union } from "../../types/hyperloglog/mod.ts";

/** The error for registers that are not 16,384 in all. */
export const CORRUPT = "INVALIDOBJ Corrupted HLL object detected";
const NO_HYPERLOGLOG = "WRONGTYPE Key is not a valid HyperLogLog string value.";

/** Longer strings answer `raw` to OBJECT ENCODING whatever their encoding is. */
const SHORT = HEADER_BYTES + 64;
const SHORT_BYTES = new Uint8Array(SHORT);

/** The bytes of the HyperLogLog that was looked at last. */
export const VALUE = new Span();
/** Commands run one at a time: one of each serves all. */
export const editor = new Editor();
export const union = new Union();

/** Whether a lookup found a HyperLogLog, at which {@linkcode VALUE} points then; if not, the error has been replied. */
export function isValid({ db, reply }: Context, ref: Ref): boolean {
  if (db.type(ref) !== Type.STRING) {
    reply.error(WRONG_TYPE);
    return false;
  }
  const { buf, start, end } = db.value(ref, VALUE);
  if (isHyperLogLog(buf, start, end)) return true;
  reply.error(NO_HYPERLOGLOG);
  return false;
}

/**
 * Makes a HyperLogLog that a client set as a string one that was modified in place, as every command that could modify it does with Redis. Counts
 * no change. Returns the record, at whose value {@linkcode VALUE} points.
 */
export function unshare({ db }: Context, ref: Ref): Ref {
  const { buf, start, end, length } = db.value(ref, VALUE);
  if (length > SHORT || db.encoding(ref) === StringEncoding.RAW) return ref;
  for (let i = start; i < end; i++) SHORT_BYTES[i - start] = buf[i];
  const to = db.reform(ref, StringEncoding.RAW, length);
  const value = db.value(to, VALUE);
  for (let i = 0; i < length; i++) value.buf[value.start + i] = SHORT_BYTES[i];
  return to;
}

/** Stores what the editor holds in the key in argument `i`, which is at `ref` unless that is 0. Counts as `changes` changes. */
export function store({ args, db, keyspace }: Context, i: number, ref: Ref, changes: number): void {
  const { bytes, length } = editor;
  if (ref !== 0) db.overwriteString(ref, bytes, 0, length, StringEncoding.RAW);
  else db.setString(args.buf, args.start[i], args.end[i], bytes, 0, length, NO_DEADLINE, StringEncoding.RAW);
  keyspace.dirty += changes - 1;
}
