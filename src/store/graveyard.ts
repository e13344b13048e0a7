/** What was removed and waits to be freed, a little at a time. */
export class Graveyard {
  readonly #queue: Iterator<number>[] = [];
  /** Elements that wait. */
  pending = 0;

  /** Takes in `elements` elements; each step of `freeing` frees some of them and says how many. */
  bury(freeing: Iterator<number>, elements: number): void {
    this.pending += elements;
    this.#queue.push(freeing);
  }

  /** Frees until nothing is left or `proceed` says to stop. Returns whether more is left. */
  freeSome(proceed: () => boolean): boolean {
    while (this.#queue.length > 0) {
      const { done, value } = this.#queue[0].next();
      if (done) this.#queue.shift();
      else this.pending -= value;
      if (!proceed()) break;
    }
    return this.#queue.length > 0;
  }

  /** Forgets all: its memory is gone. */
  reset(): void {
    this.#queue.length = 0;
    this.pending = 0;
  }
}
