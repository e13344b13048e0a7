/**
 * Hashing. Keys come from outside and their hash order shows in SCAN's cursors, so theirs is a keyed pseudorandom function: HalfSipHash-1-3
 * (Aumasson and Bernstein's SipHash on 32-bit words; the choice of Linux for its hash tables on 32-bit machines). All bits of it are equally good.
 */

let key0 = 0;
let key1 = 0;

/** Sets the process-wide key, two random int32. Once, before anything is hashed: hashes made under another key mean nothing. */
export function seedHash(k0: number, k1: number): void {
  key0 = k0 | 0;
  key1 = k1 | 0;
}

/** The keyed hash of the bytes, an int32. */
export function hashBytes(b: Uint8Array, s: number, e: number): number {
  const length = e - s;
  const end = e - (length & 3);
  let v0 = key0;
  let v1 = key1;
  let v2 = 0x6c796765 ^ key0;
  let v3 = 0x74656462 ^ key1;
  let i = s;
  // The same round stands here twice because a call for it, or a branch within this loop, costs a fifth of the speed.
  for (; i < end; i += 4) {
    const word = b[i] | b[i + 1] << 8 | b[i + 2] << 16 | b[i + 3] << 24;
    v3 ^= word;
    v0 = (v0 + v1) | 0;
    v1 = (v1 << 5 | v1 >>> 27) ^ v0;
    v0 = v0 << 16 | v0 >>> 16;
    v2 = (v2 + v3) | 0;
    v3 = (v3 << 8 | v3 >>> 24) ^ v2;
    v0 = (v0 + v3) | 0;
    v3 = (v3 << 7 | v3 >>> 25) ^ v0;
    v2 = (v2 + v1) | 0;
    v1 = (v1 << 13 | v1 >>> 19) ^ v2;
    v2 = v2 << 16 | v2 >>> 16;
    v0 ^= word;
  }
  let word = length << 24;
  if (i < e) word |= b[i];
  if (i + 1 < e) word |= b[i + 1] << 8;
  if (i + 2 < e) word |= b[i + 2] << 16;
  v3 ^= word;
  for (let round = 0; round < 4; round++) {
    v0 = (v0 + v1) | 0;
    v1 = (v1 << 5 | v1 >>> 27) ^ v0;
    v0 = v0 << 16 | v0 >>> 16;
    v2 = (v2 + v3) | 0;
    v3 = (v3 << 8 | v3 >>> 24) ^ v2;
    v0 = (v0 + v3) | 0;
    v3 = (v3 << 7 | v3 >>> 25) ^ v0;
    v2 = (v2 + v1) | 0;
    v1 = (v1 << 13 | v1 >>> 19) ^ v2;
    v2 = v2 << 16 | v2 >>> 16;
    // The first of these rounds takes the last word in, three finish.
    if (round === 0) {
      v0 ^= word;
      v2 ^= 0xff;
    }
  }
  return v1 ^ v3;
}

/** An unkeyed hash (int32) that is the same in any ASCII case; for names from a fixed table, never for what clients may choose. */
export function hashCaseless(b: Uint8Array, s: number, e: number): number {
  let hash = 0x811c9dc5 | 0;
  // Setting bit 5 folds letters; that it also folds some signs ('@' and '`') costs at most a collision.
  for (let i = s; i < e; i++) hash = Math.imul(hash ^ (b[i] | 0x20), 0x01000193);
  hash ^= hash >>> 15;
  hash = Math.imul(hash, 0x2c1b3c6d);
  return hash ^ hash >>> 12;
}
