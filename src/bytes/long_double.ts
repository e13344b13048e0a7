/**
 * Arithmetic on x86's 80-bit `long double`, by which Redis runs INCRBYFLOAT: 64 bits of mantissa, hence more digits than a double has, and a
 * range up to 1e4932. Values are exact; sums are rounded to nearest, half to even, as the processor does it.
 */

import { latin1 } from "./ascii.ts";
import { bitLength, parseHex, powerOfTen, round, shiftEven } from "./_binary.ts";
import { parseInteger } from "./integer.ts";

const FORMAT = { bits: 64, minExponent: -16445, limit: 16384 };

/** Redis takes no text of this length or more for a float. */
const TEXT_LIMIT = 5 * 1024;
/** Powers of ten beyond which every number overflows, and rounds to zero. */
const MAX_POWER = 4940;
const MIN_POWER = -4970;
/** Bits that a quotient has at least: 64, one to round by, and one that lengths may be off by. */
const QUOTIENT_BITS = 66;

/** Printed digits after the point. */
const FRACTION = 17;
const FRACTION_SCALE = powerOfTen(FRACTION);

/** `± mantissa * 2 ** exponent`; `finite` false is an infinity of that sign. */
export interface LongDouble {
  readonly negative: boolean;
  readonly finite: boolean;
  readonly mantissa: bigint;
  readonly exponent: number;
}

/** What {@linkcode addDecimal} answers where one operand is no number: `ERR value is not a valid float`. */
export const NOT_A_FLOAT: unique symbol = Symbol("not a float");
/** What {@linkcode addDecimal} answers where the sum is infinite or undefined: `ERR increment would produce NaN or Infinity`. */
export const NOT_FINITE: unique symbol = Symbol("not finite");

/** The sum of two numbers as INCRBYFLOAT and HINCRBYFLOAT store and reply it. */
export function addDecimal(a: Uint8Array, b: Uint8Array): string | typeof NOT_A_FLOAT | typeof NOT_FINITE {
  const p = parseInteger(a, 0, a.length);
  const q = parseInteger(b, 0, b.length);
  if (Number.isSafeInteger(p) && Number.isSafeInteger(q) && Number.isSafeInteger(p + q)) return String(p + q);
  const x = parseLongDouble(a, 0, a.length);
  const y = parseLongDouble(b, 0, b.length);
  if (x === null || y === null) return NOT_A_FLOAT;
  const sum = addLongDouble(x, y);
  return sum === null ? NOT_FINITE : formatLongDouble(sum);
}

/** The number spelled by the bytes, `null` if it is none; the syntax is that of `parseDouble`, the range that of a long double. */
export function parseLongDouble(b: Uint8Array, s: number, e: number): LongDouble | null {
  if (s === e || e - s >= TEXT_LIMIT) return null;
  const signed = latin1(b, s, e);
  const negative = signed[0] === "-";
  const text = negative || signed[0] === "+" ? signed.slice(1) : signed;
  if (/^inf(?:inity)?$/i.test(text)) return { negative, finite: false, mantissa: 0n, exponent: 0 };
  const value = /^0x/i.test(text) ? parseHexadecimal(text.slice(2)) : parseDecimal(text);
  return value === null ? null : { negative, finite: true, ...value };
}

function parseHexadecimal(text: string): { mantissa: bigint; exponent: number } | null {
  const exact = parseHex(text);
  if (exact === null || exact.mantissa === 0n) return exact && { mantissa: 0n, exponent: 0 };
  const size = bitLength(exact.mantissa) + exact.exponent;
  return size > FORMAT.limit || size < FORMAT.minExponent - 1 ? null : nonZero(exact.mantissa, exact.exponent);
}

function parseDecimal(text: string): { mantissa: bigint; exponent: number } | null {
  const match = /^([0-9]*)(?:\.([0-9]*))?(?:e([+-]?[0-9]+))?$/i.exec(text);
  if (match === null) return null;
  const [, whole, fraction = "", power = "0"] = match;
  if (whole === "" && fraction === "") return null;
  const digits = (whole + fraction).replace(/^0+/, "");
  if (digits === "") return { mantissa: 0n, exponent: 0 };
  const scale = Number(power) - fraction.length;
  const leading = scale + digits.length;
  if (leading > MAX_POWER || leading < MIN_POWER) return null;
  const mantissa = BigInt(digits);
  if (scale >= 0) return nonZero(mantissa * powerOfTen(scale), 0);

  const divisor = powerOfTen(-scale);
  const shift = Math.max(0, QUOTIENT_BITS + bitLength(divisor) - bitLength(mantissa));
  const dividend = mantissa << BigInt(shift);
  const quotient = dividend / divisor;
  // One more bit tells rounding that something is left.
  const rest = quotient * divisor === dividend ? 0n : 1n;
  return nonZero(quotient << 1n | rest, -shift - 1);
}

/** Rounded; `null` for what overflows or would round to zero. */
function nonZero(mantissa: bigint, exponent: number): { mantissa: bigint; exponent: number } | null {
  const nearest = round(mantissa, exponent, FORMAT);
  return nearest === null || nearest.mantissa === 0n ? null : nearest;
}

/** The rounded sum; `null` if it is infinite or undefined. */
export function addLongDouble(x: LongDouble, y: LongDouble): LongDouble | null {
  if (!x.finite || !y.finite) return null;
  const exponent = Math.min(x.exponent, y.exponent);
  const total = aligned(x, exponent) + aligned(y, exponent);
  const negative = total < 0n;
  const nearest = round(negative ? -total : total, exponent, FORMAT);
  return nearest === null ? null : { negative, finite: true, ...nearest };
}

function aligned(x: LongDouble, exponent: number): bigint {
  const magnitude = x.mantissa << BigInt(x.exponent - exponent);
  return x.negative ? -magnitude : magnitude;
}

/** The long double equal to a double. */
export function toLongDouble(v: number): LongDouble {
  const negative = v < 0;
  if (!Number.isFinite(v)) return { negative, finite: false, mantissa: 0n, exponent: 0 };
  let fraction = Math.abs(v);
  let exponent = 0;
  // Powers of two leave the digits alone; a subnormal needs 1074 of them.
  while (!Number.isInteger(fraction)) {
    fraction *= 2;
    exponent--;
  }
  return { negative, finite: true, mantissa: BigInt(fraction), exponent };
}

/** A finite number as C's `%.17Lf` prints it, without trailing zeros; `-0` is `0`. */
export function formatLongDouble(v: LongDouble): string {
  const scaled = v.mantissa * FRACTION_SCALE;
  const units = v.exponent >= 0 ? scaled << BigInt(v.exponent) : shiftEven(scaled, -v.exponent);
  const digits = units.toString().padStart(FRACTION + 1, "0");
  const whole = digits.slice(0, -FRACTION);
  const fraction = digits.slice(-FRACTION).replace(/0+$/, "");
  if (units === 0n) return "0";
  return (v.negative ? "-" : "") + whole + (fraction === "" ? "" : "." + fraction);
}

/** A double as GEOPOS and other "human" replies print it: like {@linkcode formatLongDouble}; `inf`, `-inf`, `nan`. */
export function formatHuman(v: number): string {
  if (!Number.isFinite(v)) return v > 0 ? "inf" : v < 0 ? "-inf" : "nan";
  return formatLongDouble(toLongDouble(v));
}
