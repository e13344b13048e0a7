/**
 * The estimator of Otmar Ertl, "New cardinality estimation algorithms for HyperLogLog sketches" (arXiv:1702.01284, algorithm 6), with the parameters
 * p = 14 and q = 50. It takes how many registers have each value, and needs no corrections for small or large numbers.
 */

import { MAX_RANK, REGISTERS } from "./layout.ts";

/** Values that 6 bits can have. Those above {@linkcode MAX_RANK} only stand in corrupt registers, and count as if they were not there. */
export const RANKS = 64;
/** 1 / (2 ln 2), to the digits that Redis gives it. */
const ALPHA_INFINITY = 0.7213475204444817;
const TOO_LARGE = 2 ** 63;

/**
 * The estimated number of elements, whole. What is not below 2^63, which takes corrupt registers, is -2^63: what a C program gets that rounds
 * such a number to 64 bits.
 */
export function estimate(histogram: Int32Array): number {
  let sum = REGISTERS * tau((REGISTERS - histogram[MAX_RANK]) / REGISTERS);
  for (let rank = MAX_RANK - 1; rank >= 1; rank--) sum = (sum + histogram[rank]) * 0.5;
  sum += REGISTERS * sigma(histogram[0] / REGISTERS);
  const count = Math.round(ALPHA_INFINITY * REGISTERS * REGISTERS / sum);
  return count < TOO_LARGE ? count : -TOO_LARGE;
}

/** x + the sum of x^(2^k) 2^(k-1) over k from 1. */
function sigma(x: number): number {
  if (x === 1) return Infinity;
  let power = x;
  let factor = 1;
  let sum = x;
  for (let before = NaN; sum !== before;) {
    before = sum;
    power *= power;
    sum += power * factor;
    factor += factor;
  }
  return sum;
}

/** A third of (1 - x - the sum of (1 - x^(2^-k))^2 2^-k over k from 1). */
function tau(x: number): number {
  if (x === 0 || x === 1) return 0;
  let root = x;
  let factor = 1;
  let sum = 1 - x;
  for (let before = NaN; sum !== before;) {
    before = sum;
    root = Math.sqrt(root);
    factor *= 0.5;
    sum -= (1 - root) ** 2 * factor;
  }
  return sum / 3;
}
