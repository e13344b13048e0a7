import type { Clock, Timer } from "../platform/mod.ts";

/** Timers hold at most 2^31 - 1 ms. */
const LONGEST = 2147483647;

/** Something whose time comes. */
export interface Timed {
  /** Monotonic ms at which its time comes. */
  readonly due: number;
  /** Its place in the heap; -1: it is in none. */
  timerIndex: number;
}

/** Calls when somebody's time has come: a binary heap by that time over a single timer of the clock. */
export class WaitTimer<T extends Timed> {
  readonly #heap: T[] = [];
  #timer: Timer | null = null;
  /** Monotonic ms for which the timer is set. */
  #at = Infinity;

  constructor(
    readonly clock: Clock,
    /** Told of each whose time has come, after it has been taken out, the earliest first. */
    readonly onDue: (timed: T) => void,
  ) {}

  get size(): number {
    return this.#heap.length;
  }

  add(timed: T): void {
    timed.timerIndex = this.#heap.length;
    this.#heap.push(timed);
    this.#rise(timed);
    if (timed.due < this.#at) this.#arm();
  }

  /** Takes out what is in. The timer stays: setting it anew for each wait that ends early would cost more than one look in vain. */
  remove(timed: T): void {
    const index = timed.timerIndex;
    if (index < 0) return;
    timed.timerIndex = -1;
    const last = this.#heap.pop()!;
    if (last === timed) return;
    this.#place(last, index);
    this.#rise(last);
    this.#sink(last);
  }

  /** Leaves no timer behind. What is in stays until it is taken out. */
  stop(): void {
    this.#timer?.cancel();
    this.#timer = null;
    this.#at = Infinity;
  }

  #arm(): void {
    this.stop();
    if (this.#heap.length === 0) return;
    this.#at = this.#heap[0].due;
    const wait = Math.ceil(this.#at - this.clock.monotonic());
    this.#timer = this.clock.after(Math.min(LONGEST, Math.max(0, wait)), () => this.#fire());
  }

  #fire(): void {
    const now = this.clock.monotonic();
    // Nothing that is added meanwhile needs a timer: one is set below.
    this.#at = -Infinity;
    try {
      while (this.#heap.length > 0 && this.#heap[0].due <= now) {
        const timed = this.#heap[0];
        this.remove(timed);
        this.onDue(timed);
      }
    } finally {
      this.#arm();
    }
  }

  #place(timed: T, index: number): void {
    this.#heap[index] = timed;
    timed.timerIndex = index;
  }

  #rise(timed: T): void {
    let index = timed.timerIndex;
    while (index > 0) {
      const parent = this.#heap[(index - 1) >>> 1];
      if (parent.due <= timed.due) break;
      this.#place(parent, index);
      index = (index - 1) >>> 1;
    }
    this.#place(timed, index);
  }

  #sink(timed: T): void {
    let index = timed.timerIndex;
    for (;;) {
      let child = index * 2 + 1;
      if (child >= this.#heap.length) break;
      if (child + 1 < this.#heap.length && this.#heap[child + 1].due < this.#heap[child].due) child++;
      if (this.#heap[child].due >= timed.due) break;
      this.#place(this.#heap[child], index);
      index = child;
    }
    this.#place(timed, index);
  }
}
