import { compareBytes, copyBytes } from "../../bytes/mod.ts";

/** Many texts one after the other in one buffer: no object for each. */
export class Texts {
  /** How many there are. */
  count = 0;
  bytes: Uint8Array;
  /** Where each text begins, and where the last one ends. */
  #bounds: Float64Array;

  /** With room for `count` texts of `bytes` bytes together; it grows beyond. */
  constructor(count: number, bytes: number) {
    this.bytes = new Uint8Array(bytes);
    this.#bounds = new Float64Array(count + 1);
  }

  /** Adds a text behind all others. */
  add(buf: Uint8Array, start: number, end: number): void {
    const from = this.#bounds[this.count];
    const to = from + end - start;
    if (to > this.bytes.length) this.bytes = widened(this.bytes, new Uint8Array(Math.ceil(to * 1.5)));
    if (++this.count === this.#bounds.length) {
      this.#bounds = widened(this.#bounds, new Float64Array(this.count * 2));
    }
    copyBytes(this.bytes, from, buf, start, end);
    this.#bounds[this.count] = to;
  }

  /** Index in {@linkcode Texts.bytes} of the first byte of text `i`. */
  start(i: number): number {
    return this.#bounds[i];
  }

  /** Index after its last byte. */
  end(i: number): number {
    return this.#bounds[i + 1];
  }

  /** The order of texts `i` and `j` by their bytes from byte `from` on, which both have: negative, zero or positive. */
  compare(i: number, j: number, from: number): number {
    const { bytes } = this;
    const bounds = this.#bounds;
    return compareBytes(bytes, bounds[i] + from, bounds[i + 1], bytes, bounds[j] + from, bounds[j + 1]);
  }
}

function widened<T extends Uint8Array | Float64Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
