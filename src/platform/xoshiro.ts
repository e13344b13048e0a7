/**
 * The generator xoshiro128** 1.1 (Blackman and Vigna, https://prng.di.unimi.it/xoshiro128starstar.c): fast, well distributed, not for secrets.
 */
export class Xoshiro128 {
  #a: number;
  #b: number;
  #c: number;
  #d: number;

  /** Starts from the first four words of `seed`; an all-zero seed is replaced, since the generator would stay at zero. */
  constructor(seed: ArrayLike<number>) {
    this.#a = (seed[0] ?? 0) | 0;
    this.#b = (seed[1] ?? 0) | 0;
    this.#c = (seed[2] ?? 0) | 0;
    this.#d = (seed[3] ?? 0) | 0;
    if ((this.#a | this.#b | this.#c | this.#d) === 0) this.#a = 0x9e3779b9 | 0;
  }

  /** 32 random bits, as an integer in 0 .. 2^32 - 1. */
  next(): number {
    const scrambled = Math.imul(this.#b, 5);
    const result = Math.imul((scrambled << 7) | (scrambled >>> 25), 9);
    const shifted = this.#b << 9;
    this.#c ^= this.#a;
    this.#d ^= this.#b;
    this.#b ^= this.#c;
    this.#a ^= this.#d;
    this.#c ^= shifted;
    this.#d = (this.#d << 11) | (this.#d >>> 21);
    return result >>> 0;
  }

  /** A uniform integer in 0 .. `limit` - 1, for a whole `limit` in 1 .. 2^53. */
  below(limit: number): number {
    if (limit > 0xffffffff) return this.#belowWide(limit);
    if (limit <= 1) return 0;
    // As many of the upper bits as the limit needs; half of such numbers and more are below it. A remainder would take ten times as long.
    const shift = Math.clz32(limit - 1);
    let value = this.next() >>> shift;
    while (value >= limit) value = this.next() >>> shift;
    return value;
  }

  #belowWide(limit: number): number {
    const end = 2 ** 53 - (2 ** 53 % limit);
    for (;;) {
      const value = (this.next() >>> 11) * 2 ** 32 + this.next();
      if (value < end) return value % limit;
    }
  }
}
