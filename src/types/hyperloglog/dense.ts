/** Registers of 6 bits, four to three bytes. `at` is the index of the first byte of registers. */

import { REGISTER_BITS, REGISTERS } from "./layout.ts";

const MASK = (1 << REGISTER_BITS) - 1;

/** Raises a register to `rank` unless it is as high already. Returns whether it was raised. */
export function raise(buf: Uint8Array, at: number, index: number, rank: number): boolean {
  const bit = index * REGISTER_BITS;
  const i = at + (bit >>> 3);
  const shift = bit & 7;
  // A register that begins in the upper six bits goes on in the next byte.
  const split = shift > 8 - REGISTER_BITS;
  const word = split ? buf[i] | buf[i + 1] << 8 : buf[i];
  if (((word >>> shift) & MASK) >= rank) return false;
  const raised = word & ~(MASK << shift) | rank << shift;
  buf[i] = raised;
  if (split) buf[i + 1] = raised >>> 8;
  return true;
}

/** Raises each of `registers`, a byte each, to its packed counterpart. */
export function raiseToDense(registers: Uint8Array, buf: Uint8Array, at: number): void {
  for (let r = 0, i = at; r < REGISTERS; r += 4, i += 3) {
    const word = buf[i] | buf[i + 1] << 8 | buf[i + 2] << 16;
    const first = word & MASK;
    const second = (word >>> 6) & MASK;
    const third = (word >>> 12) & MASK;
    const fourth = word >>> 18;
    if (first > registers[r]) registers[r] = first;
    if (second > registers[r + 1]) registers[r + 1] = second;
    if (third > registers[r + 2]) registers[r + 2] = third;
    if (fourth > registers[r + 3]) registers[r + 3] = fourth;
  }
}

/** Packs `registers`, a byte each. */
export function pack(registers: Uint8Array, buf: Uint8Array, at: number): void {
  for (let r = 0, i = at; r < REGISTERS; r += 4, i += 3) {
    const word = registers[r] | registers[r + 1] << 6 | registers[r + 2] << 12 | registers[r + 3] << 18;
    buf[i] = word;
    buf[i + 1] = word >>> 8;
    buf[i + 2] = word >>> 16;
  }
}

/** Adds to `histogram`, by value, how many of the packed registers have it. */
export function countDense(buf: Uint8Array, at: number, histogram: Int32Array): void {
  for (let r = 0, i = at; r < REGISTERS; r += 4, i += 3) {
    const word = buf[i] | buf[i + 1] << 8 | buf[i + 2] << 16;
    histogram[word & MASK]++;
    histogram[(word >>> 6) & MASK]++;
    histogram[(word >>> 12) & MASK]++;
    histogram[word >>> 18]++;
  }
}
