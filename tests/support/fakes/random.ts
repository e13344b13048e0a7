import type { Random } from "../../../src/platform/mod.ts";
import { Xoshiro128 } from "../../../src/platform/xoshiro.ts";

/** Random numbers that a seed repeats. */
export class SeededRandom implements Random {
  readonly #generator: Xoshiro128;

  /** `seed` is any integer in 0 .. 2^32 - 1. */
  constructor(readonly seed: number) {
    this.#generator = new Xoshiro128(spread(seed));
  }

  fill(into: Uint8Array): void {
    for (let index = 0; index < into.length; index++) into[index] = this.#generator.next() >>> 24;
  }

  below(limit: number): number {
    return this.#generator.below(limit);
  }

  /** An integer in `low` .. `high`, both included. */
  between(low: number, high: number): number {
    return low + this.below(high - low + 1);
  }

  /** True with the given probability, in 0 .. 1. */
  chance(probability: number): boolean {
    return this.#generator.next() < probability * 2 ** 32;
  }

  /** A generator of its own that depends on this one's seed and on `name` only, so that one part's draws do not shift another's. */
  derive(name: string): SeededRandom {
    let hash = this.seed ^ 0x811c9dc5;
    for (let index = 0; index < name.length; index++) hash = Math.imul(hash ^ name.charCodeAt(index), 0x01000193);
    return new SeededRandom(hash >>> 0);
  }
}

/** Four well mixed words from one (splitmix32), so that neighbouring seeds have nothing in common. */
function spread(seed: number): number[] {
  let state = seed | 0;
  return Array.from({ length: 4 }, () => {
    state = (state + 0x9e3779b9) | 0;
    let word = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    word = Math.imul(word ^ (word >>> 15), 0x735a2d97);
    return word ^ (word >>> 15);
  });
}
