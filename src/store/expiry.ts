import type { Segment } from "./byte_map.ts";

/** The segments that hold keys with a deadline, as a binary heap by the earliest deadline of each. */
export class ExpiryQueue {
  readonly #heap: Segment[] = [];
  /** Called when the earliest deadline of all came nearer, so that whoever sleeps until then wakes sooner. */
  onEarlier: (due: number) => void = () => {};

  /** Unix time in ms of the earliest deadline, a lower bound; `Infinity` if there is none. */
  get due(): number {
    return this.#heap.length === 0 ? Infinity : this.#heap[0].due;
  }

  /** The segment with the earliest deadline. */
  first(): Segment | undefined {
    return this.#heap[0];
  }

  /** Moves `segment` to `due`, at most its present deadline, adding it if need be. */
  advance(segment: Segment, due: number): void {
    segment.due = due;
    if (segment.queueIndex < 0) {
      segment.queueIndex = this.#heap.length;
      this.#heap.push(segment);
    }
    this.#rise(segment);
    if (segment.queueIndex === 0) this.onEarlier(due);
  }

  /** Takes `segment` out, if it is in. */
  remove(segment: Segment): void {
    const index = segment.queueIndex;
    if (index < 0) return;
    segment.queueIndex = -1;
    segment.due = Infinity;
    const last = this.#heap.pop()!;
    if (last === segment) return;
    this.#place(last, index);
    this.#rise(last);
    this.#sink(last);
  }

  #place(segment: Segment, index: number): void {
    this.#heap[index] = segment;
    segment.queueIndex = index;
  }

  #rise(segment: Segment): void {
    let index = segment.queueIndex;
    while (index > 0) {
      const parent = this.#heap[(index - 1) >>> 1];
      if (parent.due <= segment.due) break;
      this.#place(parent, index);
      index = (index - 1) >>> 1;
    }
    this.#place(segment, index);
  }

  #sink(segment: Segment): void {
    let index = segment.queueIndex;
    for (;;) {
      let child = index * 2 + 1;
      if (child >= this.#heap.length) break;
      if (child + 1 < this.#heap.length && this.#heap[child + 1].due < this.#heap[child].due) child++;
      if (this.#heap[child].due >= segment.due) break;
      this.#place(this.#heap[child], index);
      index = child;
    }
    this.#place(segment, index);
  }
}
