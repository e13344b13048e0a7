import { KEPT, type Texts } from "./_texts.ts";

/** Fewer than this are sorted by insertion. */
const FEW = 12;
/** Bytes of a text that a double tells exactly. */
const PREFIX = 6;
/** The indices of the order that is made, if they are few. */
const FEW_INDICES = new Uint32Array(KEPT);
/** The weight of what has no text to be sorted by: before all texts. */
export const NO_TEXT = -1;

/**
 * An order of elements by weight, then by the texts in `ties`, then as they came. It is made by partial quicksort: only the places that are asked for
 * are put in order. Pivots are drawn at random, so that no input makes it slow.
 */
export class Order {
  /** Which element is at which place: as they came, until they are sorted. Up to {@linkcode KEPT} of them are there until another order is made. */
  readonly indices: Uint32Array;
  /** Bytes that all texts in `ties` have in common at their beginning, and that need no comparing. */
  #common = 0;
  readonly #sign: 1 | -1;

  constructor(
    /** By element, as many as there are texts in `ties`; the order's own from now on. NaN is no weight. */
    readonly weights: Float64Array,
    readonly ties: Texts,
    descending: boolean,
    /** Gives uniform integers below its argument. */
    readonly random: (limit: number) => number,
  ) {
    const { count } = ties;
    this.indices = count <= KEPT ? FEW_INDICES : new Uint32Array(count);
    for (let i = 0; i < count; i++) this.indices[i] = i;
    this.#sign = descending ? -1 : 1;
  }

  /** Has texts decide: makes the weights, but for those that are {@linkcode NO_TEXT}, from the beginning of the texts in `ties`. */
  weighTexts(): void {
    const { ties, weights } = this;
    const common = this.#common = commonBytes(ties, weights);
    for (let i = 0; i < ties.count; i++) {
      if (weights[i] !== NO_TEXT) weights[i] = prefixWeight(ties.bytes, ties.start(i) + common, ties.end(i));
    }
  }

  /** Puts the elements that belong at the places `first` to `last` there. */
  sort(first: number, last: number): void {
    const { ties: { count }, weights } = this;
    if (this.#sign < 0) { for (let i = 0; i < count; i++) weights[i] = -weights[i]; }
    this.#sort(0, count - 1, first, last);
  }

  #sort(from: number, to: number, first: number, last: number): void {
    let low = from;
    let high = to;
    while (high - low >= FEW) {
      const middle = this.#partition(low, high);
      const isBeforeWanted = middle < first;
      const isBehindWanted = middle >= last;
      if (!isBeforeWanted && !isBehindWanted) {
        // The shorter part by recursion: that bounds the depth.
        if (middle - low < high - middle) {
          this.#sort(low, middle, first, last);
          low = middle + 1;
        } else {
          this.#sort(middle + 1, high, first, last);
          high = middle;
        }
      } else if (isBehindWanted) high = middle;
      else low = middle + 1;
    }
    this.#insert(low, high);
  }

  /** Parts the places `low` to `high`: those up to the result come before those behind it. Both parts have places. */
  #partition(low: number, high: number): number {
    const { indices, weights } = this;
    // Not the last place: both parts are to have some.
    const pivot = low + this.random(high - low);
    const weight = weights[pivot];
    const index = indices[pivot];
    let i = low - 1;
    let j = high + 1;
    for (;;) {
      do i++; while (this.#precedes(weights[i], indices[i], weight, index));
      do j--; while (this.#precedes(weight, index, weights[j], indices[j]));
      if (i >= j) return j;
      const otherWeight = weights[i];
      weights[i] = weights[j];
      weights[j] = otherWeight;
      const other = indices[i];
      indices[i] = indices[j];
      indices[j] = other;
    }
  }

  #insert(low: number, high: number): void {
    const { indices, weights } = this;
    for (let i = low + 1; i <= high; i++) {
      const weight = weights[i];
      const index = indices[i];
      let at = i;
      while (at > low && this.#precedes(weight, index, weights[at - 1], indices[at - 1])) {
        weights[at] = weights[at - 1];
        indices[at] = indices[at - 1];
        at--;
      }
      weights[at] = weight;
      indices[at] = index;
    }
  }

  #precedes(weight: number, index: number, otherWeight: number, other: number): boolean {
    if (weight !== otherWeight) return weight < otherWeight;
    if (index === other) return false;
    const order = this.ties.compare(index, other, this.#common) * this.#sign;
    return order === 0 ? index < other : order < 0;
  }
}

/** How many bytes all texts have in common at their beginning, those without a text passed over; 0 if any of these is there. */
function commonBytes(texts: Texts, weights: Float64Array): number {
  const { bytes } = texts;
  if (texts.count === 0) return 0;
  const start = texts.start(0);
  let common = texts.end(0) - start;
  for (let i = 0; i < texts.count; i++) {
    if (weights[i] === NO_TEXT) return 0;
    const from = texts.start(i);
    common = Math.min(common, texts.end(i) - from);
    let same = 0;
    while (same < common && bytes[from + same] === bytes[start + same]) same++;
    common = same;
  }
  return common;
}

/** A number that has the order of the first bytes; what ends sooner is filled with zeros. */
function prefixWeight(bytes: Uint8Array, start: number, end: number): number {
  let weight = 0;
  for (let i = start; i < start + PREFIX; i++) weight = weight * 256 + (i < end ? bytes[i] : 0);
  return weight;
}
