/** Doubles from and to text, as C's `strtod` reads and Redis prints them. */

import { isWord, latin1 } from "./ascii.ts";
import { bitLength, parseHex, round } from "./_binary.ts";
import { writeInteger } from "./integer.ts";

const DOUBLE = { bits: 53, minExponent: -1074, limit: 1024 };

const PLUS = 0x2b;
const MINUS = 0x2d;
const POINT = 0x2e;
const ZERO = 0x30;
const LETTER_E = 0x65;
const LETTER_X = 0x78;

/** Integers of that many digits are exact in a double, and so are 10^0 .. 10^22: their product or quotient is rounded once, hence correctly. */
const EXACT_DIGITS = 15;
const EXACT_LIMIT = 10 ** EXACT_DIGITS;
const POWERS = Float64Array.from({ length: 23 }, (_, power) => Number(`1e${power}`));

/**
 * The double spelled by the bytes; NaN if Redis would say `ERR value is not a valid float`: decimal with or without point and exponent, hexadecimal as
 * `0x1.8p3`, `inf` and `infinity` in any case, each with an optional sign. No blanks, nothing beyond a double's range, no NaN.
 */
export function parseDouble(b: Uint8Array, s: number, e: number): number {
  let i = s;
  const negative = i < e && b[i] === MINUS;
  if (negative || (i < e && b[i] === PLUS)) i++;
  if (i + 1 < e && b[i] === ZERO && (b[i + 1] | 0x20) === LETTER_X) return parseHexDouble(b, i + 2, e, negative);

  let mantissa = 0;
  let significant = 0;
  let scale = 0;
  let seen = 0;
  let point = false;
  for (; i < e; i++) {
    const digit = b[i] - ZERO;
    if (digit >= 0 && digit <= 9) {
      seen++;
      if (significant > 0 || digit !== 0) significant++;
      if (significant <= EXACT_DIGITS) mantissa = mantissa * 10 + digit;
      if (point) scale--;
    } else if (b[i] === POINT && !point) {
      point = true;
    } else {
      break;
    }
  }
  if (seen === 0) return parseInfinite(b, s, e);
  if (i < e) {
    const exponent = parseExponent(b, i, e);
    if (Number.isNaN(exponent)) return NaN;
    scale += exponent;
  }
  if (significant > EXACT_DIGITS || scale < -22 || scale > 22) return parseLongDecimal(b, s, e, significant);
  const value = scale < 0 ? mantissa / POWERS[-scale] : mantissa * POWERS[scale];
  return negative ? -value : value;
}

/** Reads `e5`, `E+05`, `e-5`; NaN if malformed, some huge number if huge. */
function parseExponent(b: Uint8Array, i: number, e: number): number {
  if ((b[i] | 0x20) !== LETTER_E) return NaN;
  i++;
  const negative = i < e && b[i] === MINUS;
  if (negative || (i < e && b[i] === PLUS)) i++;
  if (i === e) return NaN;
  let exponent = 0;
  for (; i < e; i++) {
    const digit = b[i] - ZERO;
    if (digit < 0 || digit > 9) return NaN;
    exponent = exponent * 10 + digit;
  }
  return negative ? -exponent : exponent;
}

/** A well-formed decimal that takes more than one exact step. */
function parseLongDecimal(b: Uint8Array, s: number, e: number, significant: number): number {
  const value = Number(latin1(b, s, e));
  return Number.isFinite(value) && (value !== 0 || significant === 0) ? value : NaN;
}

function parseInfinite(b: Uint8Array, s: number, e: number): number {
  const first = s < e && (b[s] === MINUS || b[s] === PLUS) ? s + 1 : s;
  if (!isWord(b, first, e, "INF") && !isWord(b, first, e, "INFINITY")) return NaN;
  return b[s] === MINUS ? -Infinity : Infinity;
}

function parseHexDouble(b: Uint8Array, s: number, e: number, negative: boolean): number {
  const exact = parseHex(latin1(b, s, e));
  if (exact === null) return NaN;
  const { mantissa, exponent } = exact;
  const size = bitLength(mantissa) + exponent;
  if (mantissa !== 0n && (size > 1024 || size < -1080)) return NaN;
  const nearest = round(mantissa, exponent, DOUBLE);
  if (nearest === null || (nearest.mantissa === 0n && mantissa !== 0n)) return NaN;
  const value = Number(nearest.mantissa) * 2 ** nearest.exponent;
  return negative ? -value : value;
}

/** Up to 2^62, Redis prints a whole double as an integer, digit by digit. */
const MAX_WHOLE = 2 ** 62;

/** Bytes that {@linkcode writeDouble} writes at most. */
export const DOUBLE_LENGTH = 32;
/** Places after the point that are tried before it is left to the runtime to find the digits. */
const MOST_PLACES = 12;
/** Fractions from here on, and below {@linkcode PLAIN_TO}, are printed without an exponent, however many digits they have. */
const PLAIN_FROM = 1e-3;
const PLAIN_TO = 1e4;
/** So are those of up to so many places. */
const PLAIN_PLACES = 6;

/** Writes `v` at `at` as {@linkcode formatDouble} prints it, and returns the end. It is quickest for integers and for fractions of a few places. */
export function writeDouble(b: Uint8Array, at: number, v: number): number {
  const size = Math.abs(v);
  if (size >= PLAIN_FROM && size < 2 ** 53) {
    if (Math.floor(size) === size) return writeInteger(b, at, v);
    for (let places = 1; places <= MOST_PLACES; places++) {
      const scaled = size * POWERS[places];
      if (scaled >= EXACT_LIMIT) break;
      const digits = Math.round(scaled);
      // Of so few digits, only one number is read as `v`: no other is shorter.
      if (digits / POWERS[places] !== size) continue;
      return places <= PLAIN_PLACES || size < PLAIN_TO ? writeDecimal(b, at, v, digits, places) : writeLong(b, at, v);
    }
  }
  return writeLong(b, at, v);
}

/** Writes a fraction that is `digits`, an integer, over 10^`places`. */
function writeDecimal(b: Uint8Array, at: number, v: number, digits: number, places: number): number {
  let n = at;
  if (v < 0) b[n++] = MINUS;
  const whole = Math.floor(Math.abs(v));
  n = writeInteger(b, n, whole);
  b[n++] = POINT;
  const fraction = digits - whole * POWERS[places];
  for (let place = places - 1; place > 0 && fraction < POWERS[place]; place--) b[n++] = ZERO;
  return writeInteger(b, n, fraction);
}

function writeLong(b: Uint8Array, at: number, v: number): number {
  const text = formatDouble(v);
  for (let i = 0; i < text.length; i++) b[at + i] = text.charCodeAt(i);
  return at + text.length;
}

/** `v` as Redis 7.2 prints scores: the fewest digits that read back as `v`. `inf`, `-inf`, `nan`, `-0`. */
export function formatDouble(v: number): string {
  return Number.isInteger(v) && Math.abs(v) <= MAX_WHOLE ? formatWhole(v) : formatShortest(v);
}

/** `v` in the fewest digits that read back as `v`, in the form of Redis 7.2: whole numbers as well have an exponent where it saves many zeros. */
export function formatShortest(v: number): string {
  if (!Number.isFinite(v)) return formatSpecial(v);
  if (v === 0) return formatWhole(v);
  const size = Math.abs(v);
  if (size >= PLAIN_FROM && size < PLAIN_TO && !Number.isInteger(v)) return String(v);
  const sign = v < 0 ? "-" : "";
  const [digits, power] = shortest(size);
  const scale = power - digits.length + 1;
  if (scale >= 0 && Math.abs(power) < digits.length + 7) return sign + digits + "0".repeat(scale);
  if (scale < 0 && (scale > -7 || Math.abs(power) < 4)) return sign + withPoint(digits, power);
  const fraction = digits.length > 1 ? "." + digits.slice(1) : "";
  return `${sign}${digits[0]}${fraction}e${power < 0 ? "-" : "+"}${Math.abs(power)}`;
}

/** `v` as Redis 7.0 prints scores: C's `%.17g`. `inf`, `-inf`, `nan`, `-0`. */
export function formatDouble17(v: number): string {
  if (Number.isInteger(v) && Math.abs(v) < 1e17) return formatWhole(v);
  if (!Number.isFinite(v)) return formatSpecial(v);
  const sign = v < 0 ? "-" : "";
  const [all, power] = seventeen(Math.abs(v));
  const digits = all.replace(/0+$/, "");
  if (power >= -4 && power < 17) return sign + withPoint(digits.padEnd(power + 1, "0"), power);
  const fraction = digits.length > 1 ? "." + digits.slice(1) : "";
  return `${sign}${digits[0]}${fraction}e${power < 0 ? "-" : "+"}${String(Math.abs(power)).padStart(2, "0")}`;
}

function formatWhole(v: number): string {
  if (Object.is(v, -0)) return "-0";
  return Number.isSafeInteger(v) ? String(v) : String(BigInt(v));
}

function formatSpecial(v: number): string {
  return v > 0 ? "inf" : v < 0 ? "-inf" : "nan";
}

/** The digits of a positive double and the power of ten of the first of them. */
function shortest(v: number): [string, number] {
  return parts(v.toExponential());
}

/** Seventeen digits, rounded to nearest and half to even, where `toExponential` rounds half up. */
function seventeen(v: number): [string, number] {
  const [digits] = parts(v.toExponential(100));
  const half = digits[17] === "5" && /^50*$/.test(digits.slice(17));
  const even = half && Number(digits[16]) % 2 === 0;
  return even ? [digits.slice(0, 17), parts(v.toExponential(100))[1]] : parts(v.toExponential(16));
}

function parts(exponential: string): [string, number] {
  const [mantissa, power] = exponential.split("e");
  return [mantissa.replace(".", ""), Number(power)];
}

/** `digits` with the point after the digit of power 0. */
function withPoint(digits: string, power: number): string {
  if (power < 0) return "0." + "0".repeat(-power - 1) + digits;
  const whole = digits.slice(0, power + 1);
  return whole.length < digits.length ? whole + "." + digits.slice(power + 1) : whole;
}
