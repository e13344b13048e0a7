/**
 * MurmurHash64A (Austin Appleby, public domain) with the seed that Redis gives it, on 32-bit words: the registers of every HyperLogLog that was ever
 * saved depend on it.
 */

import { INDEX_BITS } from "./layout.ts";

/** The multiplier 0xc6a4a7935bd1e995: its words, and the halves of the low one. */
const M_HIGH = 0xc6a4a793 | 0;
const M_LOW = 0x5bd1e995;
const M_LOW_UPPER = 0x5bd1;
const M_LOW_LOWER = 0xe995;
const SEED = 0xadc83b19 | 0;
/** The hash is shifted right by 47 bits: what was the high word by so many, into the low one. */
const SHIFT = 47 - 32;
/** Bits of the low word above the register's index. */
const LOW_RANK_BITS = 32 - INDEX_BITS;

/** The high word of the 64-bit product of `high`:`low` and the multiplier. */
function highOfProduct(low: number, high: number): number {
  const lower = low & 0xffff;
  const upper = low >>> 16;
  // Both sums are below 2^32, of which int32 keeps all bits.
  const middle = (Math.imul(upper, M_LOW_LOWER) + (Math.imul(lower, M_LOW_LOWER) >>> 16)) | 0;
  const carried = (Math.imul(lower, M_LOW_UPPER) + (middle & 0xffff)) | 0;
  return (Math.imul(upper, M_LOW_UPPER) + (middle >>> 16) + (carried >>> 16) + Math.imul(low, M_HIGH) +
    Math.imul(high, M_LOW)) | 0;
}

/**
 * What an element does to a HyperLogLog, from its hash: the register's index in the low 14 bits, and above them the element's rank, the place of
 * the lowest 1 (counted from 1) in the bits of the hash that are left.
 */
export function hashElement(b: Uint8Array, s: number, e: number): number {
  const length = e - s;
  let high = highOfProduct(length, 0);
  let low = Math.imul(length, M_LOW) ^ SEED;
  const end = e - (length & 7);
  for (let i = s; i < end; i += 8) {
    const blockLow = b[i] | b[i + 1] << 8 | b[i + 2] << 16 | b[i + 3] << 24;
    const blockHigh = b[i + 4] | b[i + 5] << 8 | b[i + 6] << 16 | b[i + 7] << 24;
    let mixedHigh = highOfProduct(blockLow, blockHigh);
    let mixedLow = Math.imul(blockLow, M_LOW);
    mixedLow ^= mixedHigh >>> SHIFT;
    mixedHigh = highOfProduct(mixedLow, mixedHigh);
    mixedLow = Math.imul(mixedLow, M_LOW);
    high ^= mixedHigh;
    low ^= mixedLow;
    high = highOfProduct(low, high);
    low = Math.imul(low, M_LOW);
  }
  if (end < e) {
    let tailLow = 0;
    let tailHigh = 0;
    for (let i = end; i < e; i++) {
      const shift = (i - end) << 3;
      if (shift < 32) tailLow |= b[i] << shift;
      else tailHigh |= b[i] << (shift - 32);
    }
    high = highOfProduct(low ^ tailLow, high ^ tailHigh);
    low = Math.imul(low ^ tailLow, M_LOW);
  }
  low ^= high >>> SHIFT;
  high = highOfProduct(low, high);
  low = Math.imul(low, M_LOW);
  low ^= high >>> SHIFT;
  return low & ((1 << INDEX_BITS) - 1) | rankOf(low >>> INDEX_BITS, high) << INDEX_BITS;
}

function rankOf(low: number, high: number): number {
  if (low !== 0) return lowestOne(low) + 1;
  // A hash without a 1 ranks behind all others: 14 + 18 bits came before.
  return LOW_RANK_BITS + (high === 0 ? 32 : lowestOne(high)) + 1;
}

/** The number of the lowest bit that is set, in a word that is not 0. */
function lowestOne(word: number): number {
  return 31 - Math.clz32(word & -word);
}
