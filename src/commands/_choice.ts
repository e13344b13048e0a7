/** What walks over elements. */
interface Cursor {
  /** Goes on to the next element; false if there is none. */
  next(): boolean;
}

/** Chooses some of the elements that a walk comes by: each with the probability that what is still wanted bears to what is left. */
export class Choice {
  /** `wanted` of `left` elements; `random` gives uniform integers below its argument. */
  constructor(readonly random: (limit: number) => number, private left: number, private wanted: number) {}

  /** Moves `cursor` on to the next element that is chosen; false once all are. */
  next(cursor: Cursor): boolean {
    while (this.wanted > 0 && cursor.next()) {
      const chosen = this.left <= this.wanted || this.random(this.left) < this.wanted;
      this.left--;
      if (!chosen) continue;
      this.wanted--;
      return true;
    }
    return false;
  }
}
