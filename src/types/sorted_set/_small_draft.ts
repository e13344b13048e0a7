import { compareBytes, copyBytes, equalBytes } from "../../bytes/mod.ts";

/** Members at most, those that were removed included, and bytes of them. */
const MEMBERS = 256;
const BYTES = 16 * 1024;
/** Places of the hash table: a power of two, at most half of which are in use. */
const PLACES = 2 * MEMBERS;
/** FNV-1a. Crafted members make it slow for a few of them only, so it needs no key. */
const FNV_BASIS = 0x811c9dc5 | 0;
const FNV_PRIME = 0x01000193;

/** A few members with their scores, on the JavaScript heap: to gather them here costs a fraction of making a {@linkcode LargeSortedSet}. */
export class SmallDraft {
  /** Members that are there. */
  size = 0;
  /** Whose members they are; `null`: it may be taken. */
  owner: object | null = null;

  readonly bytes: Uint8Array = new Uint8Array(BYTES);
  /** Where in `bytes` each member ends, and the next begins. */
  readonly #ends = new Int32Array(MEMBERS);
  /** NaN: it was removed. */
  readonly #scores = new Float64Array(MEMBERS);
  /** By place, the number of a member, counted from 1; 0 is a free place. */
  readonly #places = new Int16Array(PLACES);
  /** Numbers of members in order, once {@linkcode SmallDraft.sort} has put them there. */
  readonly #order = new Int16Array(MEMBERS);
  #count = 0;
  /** Where {@linkcode SmallDraft.find} ended. */
  #place = 0;

  clear(): void {
    this.#places.fill(0);
    this.#count = 0;
    this.size = 0;
  }

  /** The score of a member, NaN if it is none. */
  find(buf: Uint8Array, start: number, end: number): number {
    let place = hash(buf, start, end) & (PLACES - 1);
    let number = this.#places[place];
    while (number !== 0 && !equalBytes(this.bytes, this.start(number), this.end(number), buf, start, end)) {
      place = (place + 1) & (PLACES - 1);
      number = this.#places[place];
    }
    this.#place = place;
    return number === 0 ? NaN : this.score(number);
  }

  /** Gives the member that {@linkcode SmallDraft.find} looked for last a score, and adds it if it is none. Returns whether there was room for it. */
  put(buf: Uint8Array, start: number, end: number, score: number): boolean {
    let number = this.#places[this.#place];
    if (number === 0) {
      const from = this.start(this.#count + 1);
      if (this.#count === MEMBERS || from + end - start > BYTES) return false;
      copyBytes(this.bytes, from, buf, start, end);
      number = this.#places[this.#place] = ++this.#count;
      this.#ends[number - 1] = from + end - start;
      this.size++;
    } else if (this.score(number) !== this.score(number)) {
      this.size++;
    }
    this.#scores[number - 1] = score;
    return true;
  }

  /** Removes a member. Returns whether it was one. */
  remove(buf: Uint8Array, start: number, end: number): boolean {
    const score = this.find(buf, start, end);
    if (score !== score) return false;
    this.#scores[this.#places[this.#place] - 1] = NaN;
    this.size--;
    return true;
  }

  /** Puts the members in order, for {@linkcode SmallDraft.at}. */
  sort(): void {
    let sorted = 0;
    for (let number = 1; number <= this.#count; number++) {
      if (this.score(number) !== this.score(number)) continue;
      // They come in order as a rule.
      const at = sorted === 0 || this.#isBefore(this.#order[sorted - 1], number) ? sorted : this.#rank(number, sorted);
      this.#order.copyWithin(at + 1, at, sorted++);
      this.#order[at] = number;
    }
  }

  /** The number of the member of that rank, for the three below. */
  at(rank: number): number {
    return this.#order[rank];
  }
  start(number: number): number {
    return number === 1 ? 0 : this.#ends[number - 2];
  }
  end(number: number): number {
    return this.#ends[number - 1];
  }
  score(number: number): number {
    return this.#scores[number - 1];
  }

  /** How many of the first `sorted` in order come before a member. */
  #rank(number: number, sorted: number): number {
    let low = 0;
    let high = sorted;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#isBefore(this.#order[middle], number)) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #isBefore(one: number, other: number): boolean {
    if (this.score(one) !== this.score(other)) return this.score(one) < this.score(other);
    const { bytes } = this;
    return compareBytes(bytes, this.start(one), this.end(one), bytes, this.start(other), this.end(other)) < 0;
  }
}

function hash(buf: Uint8Array, start: number, end: number): number {
  let h = FNV_BASIS;
  for (let i = start; i < end; i++) h = Math.imul(h ^ buf[i], FNV_PRIME);
  return h ^ (h >>> 15);
}
