/** Ranks in a table of their own up to this many; beyond, a bit for each rank of the set is less. */
const FEW = 1024;

/** Some ranks of a sorted set, chosen at random: all choices of so many are equally likely. */
export class RankSample {
  readonly #size: number;
  /** Few ranks, in order; `null`: they are bits. */
  readonly #few: Uint32Array | null;
  readonly #bits: Uint8Array;
  /** Ranks that are still to come, and the one before them. */
  #left: number;
  #rank = -1;

  /** `count` of `size` ranks; `random` gives uniform integers below its argument. */
  constructor(size: number, count: number, random: (limit: number) => number) {
    this.#size = size;
    this.#left = count;
    this.#few = count <= FEW ? choose(size, count, random).sort() : null;
    this.#bits = this.#few === null ? mark(size, count, random) : NO_BITS;
  }

  /** The next rank, from the lowest on; -1 at the end. */
  next(): number {
    if (this.#left === 0) return -1;
    this.#left--;
    if (this.#few !== null) return this.#few[this.#few.length - this.#left - 1];
    do this.#rank++; while (this.#rank < this.#size && (this.#bits[this.#rank >>> 3] & (1 << (this.#rank & 7))) === 0);
    return this.#rank;
  }
}

const NO_BITS = new Uint8Array(0);

/** Floyd's way: each step adds one rank, that which is drawn or, if that is there already, the highest that could be. */
function choose(size: number, count: number, random: (limit: number) => number): Uint32Array {
  const chosen = new Set<number>();
  for (let highest = size - count; highest < size; highest++) {
    const rank = random(highest + 1);
    chosen.add(chosen.has(rank) ? highest : rank);
  }
  return Uint32Array.from(chosen);
}

/** The chosen ranks as bits. Of more than half, those that are left out are drawn. */
function mark(size: number, count: number, random: (limit: number) => number): Uint8Array {
  const most = count > size / 2;
  const bits = new Uint8Array((size + 7) >>> 3).fill(most ? 0xff : 0);
  for (let left = most ? size - count : count; left > 0;) {
    const rank = random(size);
    const bit = 1 << (rank & 7);
    if (((bits[rank >>> 3] & bit) !== 0) !== most) continue;
    bits[rank >>> 3] ^= bit;
    left--;
  }
  return bits;
}
