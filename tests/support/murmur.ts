const M = 0xc6a4a7935bd1e995n;
const SEED = 0xadc83b19n;
const MASK = (1n << 64n) - 1n;
const SHIFT = 47n;

/** MurmurHash64A with Redis's seed, as plainly as it can be written. */
export function murmur64(bytes: Uint8Array): bigint {
  let hash = SEED ^ times(BigInt(bytes.length), M);
  for (let i = 0; i < bytes.length; i += 8) {
    const block = bytes.subarray(i, i + 8);
    const word = littleEndian(block);
    hash = times(hash ^ (block.length === 8 ? mixed(word) : word), M);
  }
  return finished(hash);
}

/** The 8 bytes whose {@linkcode murmur64} is `hash`: every step of it can be undone. */
export function withHash(hash: bigint): Uint8Array {
  const inverse = inverseOf(M);
  const last = shifted(times(shifted(hash & MASK), inverse));
  const mix = times(last, inverse) ^ SEED ^ times(8n, M);
  const word = times(shifted(times(mix, inverse)), inverse);
  return Uint8Array.from({ length: 8 }, (_, i) => Number((word >> BigInt(8 * i)) & 0xffn));
}

/** An element that raises the HyperLogLog register `index` to `rank`, which is up to 51; `upper` varies the bits that do not matter. */
export function raising(index: number, rank: number, upper = 0): Uint8Array {
  const above = rank > 50 ? 0n : ((BigInt(upper) << 1n) | 1n) << BigInt(13 + rank);
  return withHash(above | BigInt(index));
}

function times(a: bigint, b: bigint): bigint {
  return (a * b) & MASK;
}

/** Its own inverse. */
function shifted(word: bigint): bigint {
  return word ^ (word >> SHIFT);
}

function mixed(word: bigint): bigint {
  return times(shifted(times(word, M)), M);
}

function finished(hash: bigint): bigint {
  return shifted(times(shifted(hash), M));
}

function littleEndian(bytes: Uint8Array): bigint {
  return bytes.reduceRight((word, byte) => (word << 8n) | BigInt(byte), 0n);
}

/** The inverse of an odd number modulo 2^64: each step of Newton's method doubles the bits that are right. */
function inverseOf(odd: bigint): bigint {
  let inverse = odd;
  for (let bits = 3; bits < 64; bits *= 2) inverse = times(inverse, 2n - times(odd, inverse) & MASK);
  return inverse;
}
