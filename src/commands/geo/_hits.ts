const FIRST_ROOM = 64;
/** Room that is kept from one search to the next. */
const KEPT_ROOM = 1 << 16;

/** What a search found, in the order in which it came: for each hit its rank in the sorted set and its distance from the centre in metres. */
export class Hits {
  count = 0;
  ranks = new Int32Array(FIRST_ROOM);
  distances = new Float64Array(FIRST_ROOM);
  /** After {@linkcode Hits.sort}: the nearest or farthest hits in that order, as indices. */
  order = new Int32Array(FIRST_ROOM);

  #sign = 1;

  /** Forgets all hits. */
  clear(): void {
    this.count = 0;
    if (this.ranks.length <= KEPT_ROOM) return;
    this.ranks = new Int32Array(FIRST_ROOM);
    this.distances = new Float64Array(FIRST_ROOM);
    this.order = new Int32Array(FIRST_ROOM);
  }

  add(rank: number, distance: number): void {
    if (this.count === this.ranks.length) this.#widen();
    this.ranks[this.count] = rank;
    this.distances[this.count++] = distance;
  }

  #widen(): void {
    const ranks = new Int32Array(this.count * 2);
    ranks.set(this.ranks);
    this.ranks = ranks;
    const distances = new Float64Array(this.count * 2);
    distances.set(this.distances);
    this.distances = distances;
  }

  /**
   * Puts the indices of the `most` nearest hits (`sign` 1) or farthest (-1) into the first places of `order`; of equally distant ones the first that
   * came. A heap of them, the last one at its top, takes in the better ones of the others and is then taken apart from its top.
   */
  sort(sign: 1 | -1, most: number): void {
    this.#sign = sign;
    if (this.order.length < most) this.order = new Int32Array(this.ranks.length);
    const { count, order } = this;
    for (let i = 0; i < most; i++) order[i] = i;
    for (let i = (most >> 1) - 1; i >= 0; i--) this.#sink(i, order[i], most);
    for (let hit = most; hit < count; hit++) if (this.#precedes(hit, order[0])) this.#sink(0, hit, most);
    for (let size = most - 1; size > 0; size--) {
      const last = order[size];
      order[size] = order[0];
      this.#sink(0, last, size);
    }
  }

  #precedes(a: number, b: number): boolean {
    const difference = (this.distances[a] - this.distances[b]) * this.#sign;
    return difference < 0 || (difference === 0 && a < b);
  }

  /** Puts `hit` into the heap's place `at`, or below, in a heap of `size`. */
  #sink(at: number, hit: number, size: number): void {
    const { order } = this;
    for (let child = 2 * at + 1; child < size; child = 2 * at + 1) {
      if (child + 1 < size && this.#precedes(order[child], order[child + 1])) child++;
      if (!this.#precedes(hit, order[child])) break;
      order[at] = order[child];
      at = child;
    }
    order[at] = hit;
  }
}
