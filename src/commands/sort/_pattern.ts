import { copyBytes } from "../../bytes/mod.ts";
import { type Database, Span, Type } from "../../store/mod.ts";
import { Hash } from "../../types/hash/mod.ts";

const STAR = 0x2a;
const NUMBER_SIGN = 0x23;
const DASH = 0x2d;
const GREATER = 0x3e;

const HASH = new Hash();
const VALUE = new Span();

/**
 * A pattern after BY or GET: it names a value for each element. The first `*` stands for the element; what follows the next `->` is the field of a hash;
 * `#` alone is the element itself. As for Redis, all this counts up to a NUL only.
 */
export class ValuePattern {
  /** Whether it is `#`. */
  readonly isElement: boolean;
  /** Whether it has no `*`, so that it names nothing. */
  readonly isConstant: boolean;
  readonly #pattern: Uint8Array;
  readonly #star: number;
  /** Where the part of the key behind the element ends. */
  readonly #keyEnd: number;
  /** Where the field begins; -1: the value is a string. */
  readonly #field: number;
  /** The key that is looked up. */
  #key: Uint8Array;

  /** `pattern` must stay as it is while the pattern is in use. */
  constructor(pattern: Uint8Array) {
    const nul = pattern.indexOf(0);
    const end = nul < 0 ? pattern.length : nul;
    const star = pattern.subarray(0, end).indexOf(STAR);
    const arrow = star < 0 ? -1 : arrowIn(pattern, star + 1, end);
    this.isElement = end === 1 && pattern[0] === NUMBER_SIGN;
    this.isConstant = star < 0;
    this.#pattern = pattern;
    this.#star = star;
    this.#keyEnd = arrow < 0 ? pattern.length : arrow;
    this.#field = arrow < 0 ? -1 : arrow + 2;
    this.#key = new Uint8Array(pattern.length + 64);
    if (star > 0) this.#key.set(pattern.subarray(0, star));
  }

  /** The value that it names for an element, `null` if there is none. Valid until the next call and until the store changes. */
  find(db: Database, buf: Uint8Array, start: number, end: number): Span | null {
    if (this.isElement) return VALUE.point(buf, start, end);
    if (this.isConstant) return null;
    const length = this.#write(buf, start, end);
    if (this.#field < 0) return db.readString(this.#key, 0, length, VALUE) === 1 ? VALUE : null;
    const ref = db.lookup(this.#key, 0, length);
    if (ref === 0 || db.type(ref) !== Type.HASH) return null;
    const value = HASH.open(db, ref).find(this.#pattern, this.#field, this.#pattern.length);
    HASH.close();
    return value;
  }

  /** Writes the key that an element makes of the pattern; returns its length. */
  #write(buf: Uint8Array, start: number, end: number): number {
    const pattern = this.#pattern;
    const star = this.#star;
    const behind = star + end - start;
    const length = behind + this.#keyEnd - star - 1;
    if (length > this.#key.length) {
      this.#key = new Uint8Array(length + 1024);
      this.#key.set(pattern.subarray(0, star));
    }
    copyBytes(this.#key, star, buf, start, end);
    copyBytes(this.#key, behind, pattern, star + 1, this.#keyEnd);
    return length;
  }
}

/** Where the first `->` begins, with something behind it; -1 if there is none. */
function arrowIn(bytes: Uint8Array, start: number, end: number): number {
  for (let i = start; i + 1 < end; i++) {
    if (bytes[i] === DASH && bytes[i + 1] === GREATER) return i + 2 < end ? i : -1;
  }
  return -1;
}
