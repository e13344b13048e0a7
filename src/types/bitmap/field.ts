/**
 * Integers of 1 to 64 bits at any position of a string, the highest bit first, unsigned or in two's complement. Fields of up to
 * {@linkcode NARROW_BITS} bits are plain numbers, wider ones take bigints.
 */

import { byteOf } from "./bit.ts";

/** The widest field that is read and written as a number. */
export const NARROW_BITS = 32;
const NARROW = BigInt(NARROW_BITS);

/** What becomes of a value that a field cannot hold: its lowest bits, the nearest limit, nothing. */
export const Overflow = { WRAP: 0, SAT: 1, FAIL: 2 } as const;
/** A number of {@linkcode Overflow}. */
export type Overflow = (typeof Overflow)[keyof typeof Overflow];

/** Powers of two up to the 40 bits that the bytes of a narrow field have. */
const POWERS = Float64Array.from({ length: NARROW_BITS + 9 }, (_, power) => 2 ** power);

/** The field of up to 32 bits at bit `offset`. */
export function readField(
  buf: Uint8Array,
  start: number,
  end: number,
  offset: number,
  bits: number,
  signed: boolean,
): number {
  const last = start + byteOf(offset + bits - 1);
  let value = 0;
  for (let i = start + byteOf(offset); i <= last; i++) value = value * 256 + (i < end ? buf[i] : 0);
  value = Math.floor(value / POWERS[7 - ((offset + bits - 1) & 7)]) % POWERS[bits];
  return signed && value >= POWERS[bits - 1] ? value - POWERS[bits] : value;
}

/** Writes the lowest bits of an integer, a safe one, to the field of up to 32 bits at bit `offset`, which lies within the string. */
export function writeField(buf: Uint8Array, start: number, offset: number, bits: number, value: number): void {
  // The bits of the last byte that come after the field.
  let after = 7 - ((offset + bits - 1) & 7);
  let rest = value | 0;
  for (let i = start + byteOf(offset + bits - 1), left = bits; left > 0; i--) {
    const width = Math.min(left, 8 - after);
    const mask = (0xff >>> (8 - width)) << after;
    buf[i] = (buf[i] & ~mask) | ((rest << after) & mask);
    rest >>>= width;
    left -= width;
    after = 0;
  }
}

/** The field of up to 64 bits at bit `offset`. */
export function readWideField(
  buf: Uint8Array,
  start: number,
  end: number,
  offset: number,
  bits: number,
  signed: boolean,
): bigint {
  if (bits <= NARROW_BITS) return BigInt(readField(buf, start, end, offset, bits, signed));
  const high = readField(buf, start, end, offset, bits - NARROW_BITS, signed);
  const low = readField(buf, start, end, offset + bits - NARROW_BITS, NARROW_BITS, false);
  return (BigInt(high) << NARROW) | BigInt(low);
}

/** Writes the lowest bits of an integer to the field of up to 64 bits at bit `offset`, which lies within the string. */
export function writeWideField(buf: Uint8Array, start: number, offset: number, bits: number, value: bigint): void {
  const low = Number(BigInt.asUintN(NARROW_BITS, value));
  if (bits <= NARROW_BITS) return writeField(buf, start, offset, bits, low);
  const high = Number(BigInt.asUintN(NARROW_BITS, value >> NARROW));
  writeField(buf, start, offset, bits - NARROW_BITS, high);
  writeField(buf, start, offset + bits - NARROW_BITS, NARROW_BITS, low);
}

/** What a field of up to 32 bits holds once it is given an integer, a safe one; NaN if nothing of it. */
export function fit(value: number, bits: number, signed: boolean, overflow: Overflow): number {
  const max = POWERS[signed ? bits - 1 : bits] - 1;
  const min = signed ? -max - 1 : 0;
  if (value >= min && value <= max) return value;
  if (overflow === Overflow.FAIL) return NaN;
  if (overflow === Overflow.SAT) return value > max ? max : min;
  const rest = value - Math.floor(value / POWERS[bits]) * POWERS[bits];
  return rest > max ? rest - POWERS[bits] : rest;
}

/** What a field of up to 64 bits holds once it is given an integer; `null` if nothing of it. */
export function fitWide(value: bigint, bits: number, signed: boolean, overflow: Overflow): bigint | null {
  const max = (1n << BigInt(signed ? bits - 1 : bits)) - 1n;
  const min = signed ? -max - 1n : 0n;
  if (value >= min && value <= max) return value;
  if (overflow === Overflow.FAIL) return null;
  if (overflow === Overflow.SAT) return value > max ? max : min;
  return signed ? BigInt.asIntN(bits, value) : BigInt.asUintN(bits, value);
}
