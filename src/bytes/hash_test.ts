import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { fromString } from "./ascii.ts";
import { hashBytes, hashCaseless, seedHash } from "./hash.ts";

const KEY = [0x03020100, 0x07060504] as const;

/** HalfSipHash-1-3 of the bytes 0, 1, 2, ... with the key above: the first vectors of Linux, lib/test_siphash.c. */
const VECTORS = [0x5814c896, 0xe7e864ca, 0xbc4b0e30, 0x01539939, 0x7e059ea6, 0x88e3d89b, 0xa0080b65, 0x9d38d9d6];

Deno.test("hashBytes is HalfSipHash-1-3", () => {
  seedHash(...KEY);
  const bytes = Uint8Array.from(VECTORS, (_, i) => i);
  assertEquals(VECTORS.map((_, length) => hashBytes(bytes, 0, length) >>> 0), VECTORS);
});

Deno.test("hashBytes depends on the piece and the key alone", () => {
  fc.assert(fc.property(fc.uint8Array(), fc.uint8Array({ maxLength: 9 }), fc.integer(), (bytes, before, key) => {
    seedHash(key, ~key);
    const framed = Uint8Array.of(...before, ...bytes, ...before);
    const hash = hashBytes(framed, before.length, before.length + bytes.length);
    assertEquals(hash, hashBytes(bytes, 0, bytes.length));
    assertEquals(hash, hash | 0);
  }));
});

Deno.test("hashBytes under another key is another function", () => {
  const hashes = [KEY, [KEY[0] ^ 1, KEY[1]], [KEY[0], KEY[1] ^ 0x8000_0000]].map(([k0, k1]) => {
    seedHash(k0, k1);
    return Array.from({ length: 1000 }, (_, i) => hashBytes(Uint8Array.of(i, i >> 8), 0, 2));
  });
  assertEquals(new Set(hashes.flat()).size, 3000);
});

/** Chi-square of `hashes` over 1,024 cells by ten bits from `shift` up: 1,023 on average, standard deviation 45. */
function chiSquare(hashes: Int32Array, shift: number): number {
  const cells = new Float64Array(1024);
  for (const hash of hashes) cells[hash >>> shift & 1023]++;
  const expected = hashes.length / cells.length;
  return cells.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
}

Deno.test("hashBytes spreads similar keys evenly in all bits", () => {
  seedHash(...KEY);
  for (
    const name of [(i: number) => `key:${i}`, (i: number) => `${i}`.padStart(16, "0"), (i: number) => `${i}:field`]
  ) {
    const hashes = Int32Array.from({ length: 100_000 }, (_, i) => {
      const bytes = fromString(name(i));
      return hashBytes(bytes, 0, bytes.length);
    });
    for (const shift of [0, 5, 11, 16, 22]) {
      const value = chiSquare(hashes, shift);
      assert(value > 800 && value < 1300, `${name(7)}, bits from ${shift}: chi-square ${value}`);
    }
  }
});

Deno.test("hashBytes flips each bit for half of all flips of one bit", () => {
  seedHash(...KEY);
  const trials = 4000;
  const flips = new Float64Array(32);
  const bytes = new Uint8Array(16);
  for (let trial = 0; trial < trials; trial++) {
    bytes[trial % 16] += 1 + trial;
    const before = hashBytes(bytes, 0, 16);
    const bit = trial % 128;
    bytes[bit >> 3] ^= 1 << (bit & 7);
    const changed = before ^ hashBytes(bytes, 0, 16);
    for (let i = 0; i < 32; i++) flips[i] += changed >>> i & 1;
  }
  // Half of 4,000 with a standard deviation of 32.
  for (const count of flips) assert(Math.abs(count - trials / 2) < 6 * 32, `${count} flips`);
});

Deno.test("hashCaseless ignores the case of letters only in letters' places", () => {
  fc.assert(fc.property(fc.stringMatching(/^[a-zA-Z0-9|.-]*$/), (text) => {
    const [bytes, upper, lower] = [text, text.toUpperCase(), text.toLowerCase()].map(fromString);
    const hash = hashCaseless(bytes, 0, bytes.length);
    assertEquals(hash, hashCaseless(upper, 0, upper.length));
    assertEquals(hash, hashCaseless(lower, 0, lower.length));
  }));
  const names = ["get", "set", "del", "hget", "hset", "hdel", "lpush", "rpush", "zadd", "xadd", "sadd"].map(fromString);
  assertEquals(new Set(names.map((name) => hashCaseless(name, 0, name.length))).size, names.length);
});
