/** SHA-1. Source: FIPS 180-4. For digests that Redis defines by it; it protects nothing. */

const BLOCK = 64;
const words = new Int32Array(80);
const state = new Int32Array(5);
const tail = new Uint8Array(2 * BLOCK);

/** Writes the SHA-1 of `b[s..e)`, 20 bytes, to `into`, which may be the same buffer. */
export function sha1(b: Uint8Array, s: number, e: number, into: Uint8Array): void {
  state[0] = 0x67452301;
  state[1] = 0xefcdab89;
  state[2] = 0x98badcfe;
  state[3] = 0x10325476;
  state[4] = 0xc3d2e1f0;
  let at = s;
  for (; at + BLOCK <= e; at += BLOCK) mixBlock(b, at);
  // What is left, a 1 bit, zeros, and the length in bits at the end of a block.
  const left = e - at;
  const padded = left + 9 <= BLOCK ? BLOCK : 2 * BLOCK;
  tail.fill(0, left, padded);
  for (let i = 0; i < left; i++) tail[i] = b[at + i];
  tail[left] = 0x80;
  const bits = (e - s) * 8;
  writeWord(tail, padded - 8, Math.floor(bits / 2 ** 32));
  writeWord(tail, padded - 4, bits | 0);
  mixBlock(tail, 0);
  if (padded > BLOCK) mixBlock(tail, BLOCK);
  for (let i = 0; i < 5; i++) writeWord(into, i * 4, state[i]);
}

function mixBlock(b: Uint8Array, at: number): void {
  for (let i = 0, j = at; i < 16; i++, j += 4) words[i] = b[j] << 24 | b[j + 1] << 16 | b[j + 2] << 8 | b[j + 3];
  for (let i = 16; i < 80; i++) words[i] = rotate(words[i - 3] ^ words[i - 8] ^ words[i - 14] ^ words[i - 16], 1);
  let [v, w, x, y, z] = state;
  for (let i = 0; i < 80; i++) {
    const next = rotate(v, 5) + round(i, w, x, y) + z + words[i];
    z = y;
    y = x;
    x = rotate(w, 30);
    w = v;
    v = next | 0;
  }
  state[0] += v;
  state[1] += w;
  state[2] += x;
  state[3] += y;
  state[4] += z;
}

/** The function and the constant of round `i`. */
function round(i: number, x: number, y: number, z: number): number {
  if (i < 20) return ((x & y) | (~x & z)) + 0x5a827999;
  if (i < 40) return (x ^ y ^ z) + 0x6ed9eba1;
  if (i < 60) return ((x & y) | (x & z) | (y & z)) + 0x8f1bbcdc;
  return (x ^ y ^ z) + 0xca62c1d6;
}

function rotate(x: number, by: number): number {
  return x << by | x >>> (32 - by);
}

function writeWord(b: Uint8Array, at: number, word: number): void {
  b[at] = word >>> 24;
  b[at + 1] = word >>> 16;
  b[at + 2] = word >>> 8;
  b[at + 3] = word;
}
