import { entryBytes, type PackedEntry } from "../../store/mod.ts";

/** How many of the entries in `bytes[start, end)` equal `entry`; looks no further once there are `most`. */
export function countEqual(bytes: Uint8Array, start: number, end: number, entry: PackedEntry, most: number): number {
  let count = 0;
  for (let at = start; at < end && count < most; at += entryBytes(bytes, at)) if (entry.isAt(bytes, at)) count++;
  return count;
}

/**
 * Takes `count` of the entries that equal `entry`, all of which are there, out of `bytes[start, end)`, after letting the first `passed` of them be. What
 * is behind them moves down. Returns the end of what is left.
 */
export function removeEqual(
  bytes: Uint8Array,
  start: number,
  end: number,
  entry: PackedEntry,
  count: number,
  passed: number,
): number {
  let left = count;
  let skip = passed;
  // What is kept from here on, up to the next entry that goes, moves down to `to` in one piece.
  let kept = start;
  let to = start;
  for (let at = start; left > 0;) {
    const next = at + entryBytes(bytes, at);
    if (entry.isAt(bytes, at) && skip-- <= 0) {
      if (to < kept) bytes.copyWithin(to, kept, at);
      to += at - kept;
      kept = next;
      left--;
    }
    at = next;
  }
  if (to < kept) bytes.copyWithin(to, kept, end);
  return to + end - kept;
}
