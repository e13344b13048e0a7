/**
 * The string that a HyperLogLog is kept as:
 *
 * | bytes | |
 * |---|---|
 * | 0 to 3 | `HYLL` |
 * | 4 | {@linkcode Representation} of the registers |
 * | 5 to 7 | unused, 0 |
 * | 8 to 15 | the estimate that was made last, little-endian; its top bit is set when registers have changed since |
 * | 16 to the end | the registers |
 *
 * Dense registers are 6 bits each, the first in the low bits of the first byte. Sparse ones are runs of equal registers:
 *
 * | opcode | run |
 * |---|---|
 * | `00nnnnnn` (ZERO) | n + 1 registers of 0 |
 * | `01nnnnnn nnnnnnnn` (XZERO) | n + 1 registers of 0 |
 * | `1vvvvvnn` (VAL) | n + 1 registers of v + 1 |
 *
 * A value is the user's own and may be any bytes: sparse registers are corrupt if their runs are not 16,384 in all, or end within an XZERO.
 */

import { copyBytes } from "../../bytes/mod.ts";

/** Bits of an element's hash that choose its register. */
export const INDEX_BITS = 14;
export const REGISTERS = 1 << INDEX_BITS;
/** The highest value of a register: the 50 bits of hash that are left have no 1. */
export const MAX_RANK = 64 - INDEX_BITS + 1;
export const REGISTER_BITS = 6;
/** Bytes before the registers. */
export const HEADER_BYTES = 16;
/** Bytes of the dense representation, the header included. */
export const DENSE_BYTES = HEADER_BYTES + REGISTERS * REGISTER_BITS / 8;

/** How the registers are kept: byte 4. */
export const Representation = { DENSE: 0, SPARSE: 1 } as const;

const MAGIC = Uint8Array.of(0x48, 0x59, 0x4c, 0x4c);
const REPRESENTATION = 4;
const COUNT = 8;
const STALE = 0x80;
const WORD = 2 ** 32;

/** Whether the bytes have the form of a HyperLogLog; its registers may be corrupt all the same. */
export function isHyperLogLog(buf: Uint8Array, start: number, end: number): boolean {
  if (end - start < HEADER_BYTES) return false;
  for (let i = 0; i < MAGIC.length; i++) if (buf[start + i] !== MAGIC[i]) return false;
  const representation = buf[start + REPRESENTATION];
  return representation === Representation.SPARSE ||
    (representation === Representation.DENSE && end - start === DENSE_BYTES);
}

/** Whether the HyperLogLog at `start` is in the sparse representation. */
export function isSparse(buf: Uint8Array, start: number): boolean {
  return buf[start + REPRESENTATION] === Representation.SPARSE;
}

/** Writes the header of an empty HyperLogLog, whose estimate is 0. */
export function writeHeader(buf: Uint8Array, start: number, representation: number): void {
  buf.fill(0, start, start + HEADER_BYTES);
  copyBytes(buf, start, MAGIC, 0, MAGIC.length);
  buf[start + REPRESENTATION] = representation;
}

/** Notes the representation. */
export function setRepresentation(buf: Uint8Array, start: number, representation: number): void {
  buf[start + REPRESENTATION] = representation;
}

/** Whether the estimate in the header is that of the registers. */
export function hasCount(buf: Uint8Array, start: number): boolean {
  return (buf[start + COUNT + 7] & STALE) === 0;
}

/** The estimate in the header, which {@linkcode hasCount}: a bigint if it passes 2^53. */
export function cachedCount(buf: Uint8Array, start: number): number | bigint {
  const low = wordAt(buf, start + COUNT);
  const high = wordAt(buf, start + COUNT + 4);
  const count = high * WORD + low;
  return Number.isSafeInteger(count) ? count : (BigInt(high) << 32n) | BigInt(low);
}

/** Writes an estimate, up to 2^63 - 1 or -2^63, to the header. */
export function cacheCount(buf: Uint8Array, start: number, count: number): void {
  const low = count % WORD;
  const high = Math.floor(count / WORD);
  for (let i = 0; i < 4; i++) {
    buf[start + COUNT + i] = low >>> (8 * i);
    buf[start + COUNT + 4 + i] = high >>> (8 * i);
  }
}

/** Marks the estimate in the header as no longer that of the registers. */
export function dropCount(buf: Uint8Array, start: number): void {
  buf[start + COUNT + 7] |= STALE;
}

function wordAt(buf: Uint8Array, at: number): number {
  return (buf[at] | buf[at + 1] << 8 | buf[at + 2] << 16 | buf[at + 3] << 24) >>> 0;
}
