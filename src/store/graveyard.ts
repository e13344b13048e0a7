/** What waits to be freed. */
interface Burial {
  readonly freeing: Iterator<number>;
  /** Of the whole: keys, or elements of a collection. */
  readonly elements: number;
  readonly objects: number;
  /** Elements that are left. */
  left: number;
}

/** Burials that are done with before the queue closes up. */
const GAP = 1024;

/** What was removed and waits to be freed, a little at a time. */
export class Graveyard {
  /** Keys, and elements of collections, that wait. */
  elements = 0;
  /** What of it INFO counts: keys of emptied databases, collections that were the values of keys. */
  pending = 0;
  /** What was `pending` and is freed. */
  freed = 0;
  /** From `#first` on; before it are none. */
  readonly #queue: (Burial | null)[] = [];
  #first = 0;
  /** A step of freeing is under way: what it buries was counted with what it frees. */
  #isFreeing = false;

  /** Whether nothing waits. */
  get isEmpty(): boolean {
    return this.#first === this.#queue.length;
  }

  /**
   * Takes in `elements` keys of a database or elements of a collection; each step of `freeing` frees some of them and says how many. `objects` is what INFO
   * counts them for: keys, 1 for a collection, 0 for what nobody ever saw.
   */
  bury(freeing: Iterator<number>, elements: number, objects: number): void {
    const counted = this.#isFreeing ? 0 : objects;
    this.elements += elements;
    this.pending += counted;
    this.#queue.push({ freeing, elements, objects: counted, left: elements });
  }

  /** Frees until nothing is left or `proceed` says to stop. Returns whether more is left. */
  freeSome(proceed: () => boolean): boolean {
    while (!this.isEmpty) {
      this.#step(this.#queue[this.#first]!);
      if (!proceed()) break;
    }
    return !this.isEmpty;
  }

  /** Forgets all: its memory is gone. */
  reset(): void {
    this.freed += this.pending;
    this.#queue.length =
      this.#first =
      this.elements =
      this.pending =
        0;
  }

  #step(burial: Burial): void {
    const before = objectsLeft(burial);
    const { done, value } = this.#free(burial.freeing);
    const elements = done ? burial.left : value;
    burial.left -= elements;
    this.elements -= elements;
    const objects = before - (done ? 0 : objectsLeft(burial));
    this.pending -= objects;
    this.freed += objects;
    if (done) this.#shift();
  }

  #free(freeing: Iterator<number>): IteratorResult<number> {
    this.#isFreeing = true;
    try {
      return freeing.next();
    } finally {
      this.#isFreeing = false;
    }
  }

  #shift(): void {
    const queue = this.#queue;
    queue[this.#first++] = null;
    // Closing up moves all that is left: it must be no more than what went.
    if (this.isEmpty || (this.#first >= GAP && this.#first * 2 >= queue.length)) {
      queue.splice(0, this.#first);
      this.#first = 0;
    }
  }
}

/** Keys are freed one by one, a collection with its last element. */
function objectsLeft({ elements, left, objects }: Burial): number {
  return elements === 0 ? objects : Math.ceil((objects * left) / elements);
}
