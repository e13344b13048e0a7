/**
 * A small set of integers: one byte that tells how wide they are (2, 4 or 8 bytes each), then the integers in ascending order, low byte first. 64-bit
 * integers are handled as two halves, since doubles do not hold them all.
 */

import { latin1, parseInteger, writeInt64, writeInteger } from "../../bytes/mod.ts";

/** Bytes before the first integer. */
export const INTSET_HEAD = 1;
/** Digits and sign of the longest integer. */
export const LONGEST_MEMBER = 20;

/** The integer that was parsed or read last: its high half signed, its low half unsigned. */
let high = 0;
let low = 0;

/** Reads the integer that a text spells in its canonical form, for the functions below. Returns how many bytes wide it is; 0 if it is none. */
export function parseMember(buf: Uint8Array, start: number, end: number): number {
  if (end - start > LONGEST_MEMBER) return 0;
  const value = parseInteger(buf, start, end);
  if (value !== value) return 0;
  if (Number.isSafeInteger(value)) {
    high = Math.floor(value / 4294967296);
    low = value >>> 0;
    return value === (value << 16) >> 16 ? 2 : value === (value | 0) ? 4 : 8;
  }
  const exact = BigInt(latin1(buf, start, end));
  high = Number(exact >> 32n);
  low = Number(exact & 0xffffffffn);
  return 8;
}

/** Reads the integer at `at`. */
function read(bytes: Uint8Array, at: number, width: number): void {
  if (width === 2) {
    low = ((bytes[at] | (bytes[at + 1] << 8)) << 16) >> 16;
  } else {
    low = bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24);
  }
  high = width === 8
    ? bytes[at + 4] | (bytes[at + 5] << 8) | (bytes[at + 6] << 16) | (bytes[at + 7] << 24)
    : low < 0
    ? -1
    : 0;
  low >>>= 0;
}

/** Writes the integer at `at`, `width` bytes. */
function write(bytes: Uint8Array, at: number, width: number): void {
  bytes[at] = low;
  bytes[at + 1] = low >>> 8;
  if (width === 2) return;
  bytes[at + 2] = low >>> 16;
  bytes[at + 3] = low >>> 24;
  if (width === 4) return;
  for (let i = 0; i < 4; i++) bytes[at + 4 + i] = high >> (i * 8);
}

/**
 * Looks for the integer that was parsed last among `count` integers of `width` bytes from `from` on. Returns its index, or, if it is not there, -1 less
 * the index that it would have.
 */
export function searchMember(bytes: Uint8Array, from: number, width: number, count: number): number {
  const wantedHigh = high;
  const wantedLow = low;
  let first = 0;
  let last = count - 1;
  while (first <= last) {
    const middle = (first + last) >>> 1;
    read(bytes, from + middle * width, width);
    const order = high !== wantedHigh ? high - wantedHigh : low - wantedLow;
    if (order === 0) return middle;
    if (order < 0) first = middle + 1;
    else last = middle - 1;
  }
  high = wantedHigh;
  low = wantedLow;
  return -1 - first;
}

/** Writes the integer that was parsed last. */
export function writeMember(bytes: Uint8Array, at: number, width: number): void {
  write(bytes, at, width);
}

/** Spreads `count` integers of `width` bytes from `from` on to `wider` bytes each, in place; the bytes behind must have room. */
export function widen(bytes: Uint8Array, from: number, count: number, width: number, wider: number): void {
  const keptHigh = high;
  const keptLow = low;
  for (let i = count - 1; i >= 0; i--) {
    read(bytes, from + i * width, width);
    write(bytes, from + i * wider, wider);
  }
  high = keptHigh;
  low = keptLow;
}

/** Writes the integer at `at` in decimal to the start of `digits`; returns how many bytes. */
export function memberText(bytes: Uint8Array, at: number, width: number, digits: Uint8Array): number {
  read(bytes, at, width);
  const value = high * 4294967296 + low;
  if (Number.isSafeInteger(value)) return writeInteger(digits, 0, value);
  return writeInt64(digits, 0, (BigInt(high) << 32n) | BigInt(low));
}
