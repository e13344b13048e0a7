/** Exact binary fractions, for what neither a double nor a plain integer can hold. */

/** `mantissa * 2 ** exponent`. */
export interface Binary {
  readonly mantissa: bigint;
  readonly exponent: number;
}

/** A binary floating point format: bits of the mantissa, the exponent of its last bit in the smallest numbers, the power of two that is too large. */
export interface Format {
  readonly bits: number;
  readonly minExponent: number;
  readonly limit: number;
}

const double = new Float64Array(1);
const halves = new Uint32Array(double.buffer);

/** Bits of a non-negative integer; 0 for 0. */
export function bitLength(x: bigint): number {
  if (x === 0n) return 0;
  double[0] = Number(x);
  const low = halves[0];
  const high = halves[1];
  const length = (high >>> 20) - 1022;
  if (length === 1025) {
    const hex = x.toString(16);
    return hex.length * 4 - Math.clz32(parseInt(hex[0], 16)) + 28;
  }
  // A double that is a power of two may have been rounded up to it.
  const power = low === 0 && (high & 0xfffff) === 0;
  return power && x >> BigInt(length - 1) === 0n ? length - 1 : length;
}

/** The nearest value of the format, of two equally near ones the even one; `null` if that is too large. `mantissa` is not negative. */
export function round(mantissa: bigint, exponent: number, format: Format): Binary | null {
  const length = bitLength(mantissa);
  const drop = Math.max(length - format.bits, length === 0 ? 0 : format.minExponent - exponent);
  if (drop > 0) {
    mantissa = shiftEven(mantissa, drop);
    exponent += drop;
  }
  if (mantissa === 0n) return { mantissa, exponent: 0 };
  return bitLength(mantissa) + exponent > format.limit ? null : { mantissa, exponent };
}

/** `x / 2 ** count` for x >= 0, rounded to nearest, of two equally near ones to the even one. */
export function shiftEven(x: bigint, count: number): bigint {
  const shift = BigInt(count);
  const whole = x >> shift;
  const half = 1n << (shift - 1n);
  const rest = x - (whole << shift);
  return rest > half || (rest === half && (whole & 1n) === 1n) ? whole + 1n : whole;
}

const POWERS_OF_TEN = Array.from({ length: 40 }, (_, power) => 10n ** BigInt(power));

/** 10 to a non-negative power. */
export function powerOfTen(power: number): bigint {
  return power < POWERS_OF_TEN.length ? POWERS_OF_TEN[power] : 10n ** BigInt(power);
}

/** Reads `0x1.8p3` without its sign and `0x`; `null` if malformed. Exponents are cut to where every format overflows or underflows. */
export function parseHex(text: string): Binary | null {
  const match = /^([0-9a-f]*)(?:\.([0-9a-f]*))?(?:p([+-]?[0-9]+))?$/i.exec(text);
  if (match === null) return null;
  const [, whole, fraction = "", power = "0"] = match;
  if (whole === "" && fraction === "") return null;
  const exponent = Math.max(-1e9, Math.min(1e9, Number(power))) - 4 * fraction.length;
  return { mantissa: BigInt("0x" + whole + fraction), exponent };
}
