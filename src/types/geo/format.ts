import { writeInteger } from "../../bytes/mod.ts";

const POINT = 0x2e;
const ZERO = 0x30;
/** Digits of a distance after the point. */
const DISTANCE_DIGITS = 4;
const DISTANCE_SCALE = 10 ** DISTANCE_DIGITS;

/** Most bytes that {@linkcode writeDistance} writes. */
export const DISTANCE_LENGTH = 24;

/**
 * Writes a distance, not negative, into `buf` at `at` as Redis prints distances, with four digits after the point, and returns the end. It is the
 * double next to ten thousand times the distance that is rounded, half to even.
 */
export function writeDistance(buf: Uint8Array, at: number, distance: number): number {
  const scaled = distance * DISTANCE_SCALE;
  let rounded = Math.round(scaled);
  if (rounded - scaled === 0.5 && rounded % 2 === 1) rounded--;
  const whole = Math.floor(rounded / DISTANCE_SCALE);
  const end = writeInteger(buf, at, whole) + 1 + DISTANCE_DIGITS;
  let rest = rounded - whole * DISTANCE_SCALE;
  for (let i = end - 1; i >= end - DISTANCE_DIGITS; i--) {
    buf[i] = ZERO + rest % 10;
    rest = Math.floor(rest / 10);
  }
  buf[end - DISTANCE_DIGITS - 1] = POINT;
  return end;
}

/** Digits of a coordinate after the point, at most. */
const COORDINATE_DIGITS = 17;
const MINUS = 0x2d;

/** Most bytes that {@linkcode writeCoordinate} writes. */
export const COORDINATE_LENGTH = 24;

/** Writes a longitude or latitude into `buf` at `at` as Redis prints them, without zeros at the end, and returns the end. */
export function writeCoordinate(buf: Uint8Array, at: number, degrees: number): number {
  const text = formatFixed(degrees, COORDINATE_DIGITS);
  let length = text.length;
  while (text.charCodeAt(length - 1) === ZERO) length--;
  if (text.charCodeAt(length - 1) === POINT) length--;
  for (let i = 0; i < length; i++) buf[at + i] = text.charCodeAt(i);
  if (length !== 2 || buf[at] !== MINUS || buf[at + 1] !== ZERO) return at + length;
  buf[at] = ZERO;
  return at + 1;
}

/** `v` with `digits` digits, one at least, after the point, as C's `%.*f` prints it: rounded to nearest, half to even. `inf`, `-inf`, `nan`. */
export function formatFixed(v: number, digits: number): string {
  if (!Number.isFinite(v)) return v > 0 ? "inf" : v < 0 ? "-inf" : "nan";
  const magnitude = Math.abs(v);
  const sign = v < 0 || Object.is(v, -0) ? "-" : "";
  // From there on toFixed goes over to exponents. Such numbers are whole.
  if (magnitude >= 1e21) return `${sign}${BigInt(magnitude)}.${"0".repeat(digits)}`;
  // toFixed rounds half up. Odd multiples of 2^-(digits + 1) lie half between two decimals.
  const halves = magnitude * 2 ** (digits + 1);
  return sign + (halves % 2 === 1 ? evenNeighbour(halves, digits) : magnitude.toFixed(digits));
}

/** The even one of the two decimals around `halves / 2^(digits + 1)`. */
function evenNeighbour(halves: number, digits: number): string {
  const below = (BigInt(halves) * 5n ** BigInt(digits) - 1n) / 2n;
  const even = (below + below % 2n).toString().padStart(digits + 1, "0");
  return `${even.slice(0, -digits)}.${even.slice(-digits)}`;
}
