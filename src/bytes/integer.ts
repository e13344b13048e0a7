/**
 * 64-bit integers from and to decimal digits. A valid integer is in its one canonical form: an optional minus, no plus, no blanks, no leading
 * zero, no "-0", within -2^63 .. 2^63 - 1. Integers up to 2^53 - 1 in magnitude are plain numbers; only what is larger needs a bigint.
 */

import { latin1 } from "./ascii.ts";

const ZERO = 0x30;
const MINUS = 0x2d;

/** "-9223372036854775808" */
const MAX_LENGTH = 20;
/** Digits that always fit an int32. */
const INT32_DIGITS = 9;
/** 2^63 - 1 is 9223372036 * 10^9 + 854775807. */
const MAX_HIGH = 9223372036;
const MAX_LOW = 854775807;

/**
 * The integer spelled by the bytes; NaN if they are not a valid integer. Beyond 2^53 - 1 in magnitude (`!Number.isSafeInteger`) it is the nearest
 * double, and {@linkcode parseInt64} tells the exact value.
 */
export function parseInteger(b: Uint8Array, s: number, e: number): number {
  const length = e - s;
  if (length === 0 || length > MAX_LENGTH) return NaN;
  const negative = b[s] === MINUS;
  const first = negative ? s + 1 : s;
  const count = e - first;
  if (count === 0) return NaN;
  if (b[first] === ZERO) return length === 1 ? 0 : NaN;
  if (count > INT32_DIGITS) return parseLong(b, s, e, negative);
  const value = parseDigits(b, first, e);
  return value < 0 ? NaN : negative ? -value : value;
}

/** The value of one to nine digits, -1 if something else is among them. */
function parseDigits(b: Uint8Array, s: number, e: number): number {
  let value = 0;
  for (let i = s; i < e; i++) {
    const digit = b[i] - ZERO;
    if (digit < 0 || digit > 9) return -1;
    value = (Math.imul(value, 10) + digit) | 0;
  }
  return value;
}

/** Ten to twenty digits, the first of them not a zero. */
function parseLong(b: Uint8Array, s: number, e: number, negative: boolean): number {
  const first = negative ? s + 1 : s;
  const middle = e - INT32_DIGITS;
  if (middle - first > 10) return NaN;
  const low = parseDigits(b, middle, e);
  if (low < 0) return NaN;
  let high = 0;
  for (let i = first; i < middle; i++) {
    const digit = b[i] - ZERO;
    if (digit < 0 || digit > 9) return NaN;
    high = high * 10 + digit;
  }
  if (high > MAX_HIGH || (high === MAX_HIGH && low > (negative ? MAX_LOW + 1 : MAX_LOW))) return NaN;
  // Both summands are below 2^48 times a power of two and so exact: their sum is rounded only once.
  const upper = Math.floor(high / 0x20000);
  const value = upper * 1e9 * 0x20000 + ((high - upper * 0x20000) * 1e9 + low);
  return negative ? -value : value;
}

/** The integer spelled by the bytes, exact; `null` if they are not a valid integer. */
export function parseInt64(b: Uint8Array, s: number, e: number): bigint | null {
  const value = parseInteger(b, s, e);
  if (Number.isNaN(value)) return null;
  return Number.isSafeInteger(value) ? BigInt(value) : BigInt(latin1(b, s, e));
}

/** Whether the bytes are a valid integer, that is, exactly what printing it would give back. */
export function isCanonicalInt64(b: Uint8Array, s: number, e: number): boolean {
  return !Number.isNaN(parseInteger(b, s, e));
}

/** How many characters {@linkcode writeInteger} writes for the safe integer `v`. */
export function digits(v: number): number {
  if (v < 0) return 1 + digits(-v);
  if (v < 1e4) return v < 1e2 ? (v < 1e1 ? 1 : 2) : v < 1e3 ? 3 : 4;
  if (v < 1e8) return v < 1e6 ? (v < 1e5 ? 5 : 6) : v < 1e7 ? 7 : 8;
  return 8 + digits(Math.floor(v / 1e8));
}

/** Writes the safe integer `v` in decimal at `at`; returns the index after the last digit. */
export function writeInteger(b: Uint8Array, at: number, v: number): number {
  if (v >= 0 && v < 10) {
    b[at] = ZERO + v;
    return at + 1;
  }
  if (v < 0) {
    b[at] = MINUS;
    return writeInteger(b, at + 1, -v);
  }
  const end = at + digits(v);
  if (v < 0x8000_0000) {
    writeDigits(b, at, end, v | 0);
  } else {
    const high = Math.floor(v / 1e8);
    writeDigits(b, end - 8, end, (v - high * 1e8) | 0);
    writeDigits(b, at, end - 8, high | 0);
  }
  return end;
}

/** Fills `b[at..end)` with the lowest digits of the int32 `v`. */
function writeDigits(b: Uint8Array, at: number, end: number, v: number): void {
  while (end > at) {
    const rest = (v / 10) | 0;
    b[--end] = ZERO + v - Math.imul(rest, 10);
    v = rest;
  }
}

/** Writes a signed or unsigned 64-bit integer in decimal at `at`; returns the index after the last digit. */
export function writeInt64(b: Uint8Array, at: number, v: bigint): number {
  if (v >= -9007199254740991n && v <= 9007199254740991n) return writeInteger(b, at, Number(v));
  if (v < 0n) {
    b[at++] = MINUS;
    v = -v;
  }
  const end = writeInteger(b, at, Number(v / 1_000_000_000n)) + INT32_DIGITS;
  writeDigits(b, end - INT32_DIGITS, end, Number(v % 1_000_000_000n));
  return end;
}
