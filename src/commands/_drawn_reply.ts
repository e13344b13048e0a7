import type { DeferredSource, ReplyWriter } from "../resp/mod.ts";

/** Writes the element `bytes[start, end)` with its number (a score, or NaN) as a reply. */
type Write = (into: ReplyWriter, bytes: Uint8Array, start: number, end: number, number: number) => void;

/**
 * Elements drawn at random from a copy of a collection, each of them any number of times, as a reply that may be endless: it goes out as the client takes
 * it, and the collection may change meanwhile. The copy is on the JavaScript heap, so it outlives a FLUSHALL.
 */
export class DrawnReply implements DeferredSource {
  #bytes = new Uint8Array(1024);
  #ends = new Int32Array(64);
  #numbers = new Float64Array(64);
  #size = 0;

  /** `left` elements are to be drawn; `random` gives uniform integers below its argument. */
  constructor(private left: number, readonly random: (limit: number) => number, readonly write: Write) {}

  /** Adds an element to those that are drawn from; there must be one at least. */
  add(buf: Uint8Array, start: number, end: number, number: number): void {
    const at = this.#size === 0 ? 0 : this.#ends[this.#size - 1];
    const length = end - start;
    if (at + length > this.#bytes.length) {
      const bytes = new Uint8Array(Math.max(this.#bytes.length * 2, at + length));
      bytes.set(this.#bytes);
      this.#bytes = bytes;
    }
    if (this.#size === this.#ends.length) this.#growTables();
    this.#bytes.set(buf.subarray(start, end), at);
    this.#ends[this.#size] = at + length;
    this.#numbers[this.#size++] = number;
  }

  produce(into: ReplyWriter): boolean {
    for (; this.left > 0 && !into.isPartFull; this.left--) {
      const i = this.random(this.#size);
      this.write(into, this.#bytes, i === 0 ? 0 : this.#ends[i - 1], this.#ends[i], this.#numbers[i]);
    }
    return this.left > 0;
  }

  #growTables(): void {
    const ends = new Int32Array(this.#size * 2);
    const numbers = new Float64Array(this.#size * 2);
    ends.set(this.#ends);
    numbers.set(this.#numbers);
    this.#ends = ends;
    this.#numbers = numbers;
  }
}
