/** Parts of the packed form of a hash. */

import { copyBytes, equalBytes } from "../../bytes/mod.ts";
import { CollectionEncoding, type Database, type Packed, PACKED_HEAD, PackedEntry } from "../../store/mod.ts";

/** Bytes before the first entry of a packed hash with deadlines: the earliest of them, Unix time in ms as a double, `Infinity` if there is none. */
export const DUE_BYTES = 8;
/** In place of a deadline: none. */
export const EVER = new PackedEntry().integer(0);

const DUE = new Float64Array(1);
const RAW = new Uint8Array(DUE.buffer);

/** The earliest deadline of a packed hash with deadlines: a lower bound. */
export function readDue({ bytes, start }: Packed): number {
  for (let i = 0; i < DUE_BYTES; i++) RAW[i] = bytes[start - DUE_BYTES + i];
  return DUE[0];
}

/** Sets what {@linkcode readDue} reads. */
export function writeDue({ bytes, start }: Packed, due: number): void {
  DUE[0] = due;
  for (let i = 0; i < DUE_BYTES; i++) bytes[start - DUE_BYTES + i] = RAW[i];
}

/** Makes room for deadlines in a packed hash that has none. Returns where the field at `found` is now. */
export function packTimed(db: Database, packed: Packed, found: number): number {
  const { bytes, count, start, end } = packed;
  const fields = count / 2;
  const entries = new Uint8Array(end - start + fields * EVER.bytes);
  let to = 0;
  let moved = 0;
  for (let at = start; at < end;) {
    if (at === found) moved = to;
    const next = packed.next(packed.next(at));
    copyBytes(entries, to, bytes, at, next);
    to = EVER.write(entries, to + next - at);
    at = next;
  }
  const ref = db.reform(packed.ref, CollectionEncoding.TIMED, PACKED_HEAD + DUE_BYTES + to);
  packed.open(db, ref, DUE_BYTES).fill(entries, fields * 3);
  writeDue(packed, Infinity);
  return packed.start + moved;
}

/** Whether the ranges `first`, `first + 2`, ... up to `last` all differ. */
export function areDistinct(
  buf: Uint8Array,
  start: Int32Array,
  end: Int32Array,
  first: number,
  last: number,
): boolean {
  for (let i = first + 2; i < last; i += 2) {
    const length = end[i] - start[i];
    for (let j = first; j < i; j += 2) {
      // Names of fields often begin alike; they seldom end alike.
      if (end[j] - start[j] !== length || (length > 0 && buf[end[j] - 1] !== buf[end[i] - 1])) continue;
      if (equalBytes(buf, start[j], end[j], buf, start[i], end[i])) return false;
    }
  }
  return true;
}
