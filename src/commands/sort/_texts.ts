import { compareBytes, copyBytes } from "../../bytes/mod.ts";

/** Elements for which memory is kept from one SORT to the next. More have their own. */
export const KEPT = 1024;
/** Bytes of texts that are kept likewise. */
const KEPT_BYTES = 64 * 1024;
/** Bytes of texts that there is room for at the least, once there is a text. */
const FIRST_BYTES = 1024;
const NONE = new Uint8Array(0);

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

  /** Forgets all texts, and makes room for `count` of them. Returns itself. */
  reset(count: number): this {
    this.count = 0;
    if (count >= this.#bounds.length) this.#bounds = new Float64Array(count + 1);
    return this;
  }

  /** Lets go of much memory; of no use until {@linkcode Texts.reset} then. */
  release(): void {
    if (this.bytes.length > KEPT_BYTES) this.bytes = NONE;
  }

  /** Adds a text behind all others. */
  add(buf: Uint8Array, start: number, end: number): void {
    const from = this.#bounds[this.count];
    const to = from + end - start;
    if (to > this.bytes.length) {
      this.bytes = widened(this.bytes, new Uint8Array(Math.max(FIRST_BYTES, Math.ceil(to * 1.5))));
    }
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

/** The elements of the SORT that runs, if they are few, and the texts that they are sorted by. */
export const FEW_ELEMENTS = new Texts(KEPT, 0);
/** See {@linkcode FEW_ELEMENTS}. */
export const FEW_TEXTS = new Texts(KEPT, 0);

function widened<T extends Uint8Array | Float64Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
