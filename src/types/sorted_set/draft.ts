import { compareBytes } from "../../bytes/mod.ts";
import {
  CollectionEncoding,
  type Database,
  type Keyspace,
  MAX_PACKED_BYTES,
  MAX_PACKED_ENTRIES,
  Packed,
  PackedEntry,
  type Ref,
  Span,
  Type,
} from "../../store/mod.ts";
import { LargeSortedSet } from "./_large_sorted_set.ts";
import { SmallDraft } from "./_small_draft.ts";

/** Members that are freed at once. */
const FREED_AT_ONCE = 64;

const PACKED = new Packed();
const MEMBER = new PackedEntry();
const SCORE = new PackedEntry();
const KEY = new Span();
const OTHER = new Span();
/** Drafts come one at a time as a rule, and most are small. */
const SMALL = new SmallDraft();

/**
 * A sorted set in the making, for unions, intersections and the like: members are gathered without order, then either read ({@linkcode SortedSet.openDraft},
 * {@linkcode SortedSetDraft.forEach}) or stored under a key. Whoever makes one must end it with {@linkcode SortedSetDraft.store} or
 * {@linkcode SortedSetDraft.dispose}, errors included.
 */
export class SortedSetDraft {
  /** Its members while they are few; `null` once they are in `#large`, or the draft has ended. */
  #small: SmallDraft | null = null;
  #large: LargeSortedSet | null = null;
  #isOrdered = false;

  // What was looked for last: its record in a large draft, 0 if it is no member.
  #buf = NONE;
  #start = 0;
  #end = 0;
  #found: Ref = 0;

  constructor(readonly keyspace: Keyspace) {
    if (SMALL.owner !== null) {
      this.#large = new LargeSortedSet(keyspace);
      return;
    }
    this.#small = SMALL;
    SMALL.owner = this;
    SMALL.clear();
  }

  /** Members. */
  get size(): number {
    return this.#small !== null ? this.#small.size : this.#large === null ? 0 : this.#large.size;
  }

  /** Whether its members are few, so that {@linkcode SortedSetDraft.forEach} is the quickest way to read them. It must be read before the next draft is made. */
  get isSmall(): boolean {
    return this.#small !== null;
  }

  /** The score of a member, NaN if it is none. {@linkcode SortedSetDraft.put} refers to the member that was looked for last. */
  find(buf: Uint8Array, start: number, end: number): number {
    this.#buf = buf;
    this.#start = start;
    this.#end = end;
    if (this.#small !== null) return this.#small.find(buf, start, end);
    const { elements } = this.#large!;
    this.#found = elements.find(buf, start, end);
    return this.#found === 0 ? NaN : elements.double(this.#found);
  }

  /** Gives the member that {@linkcode SortedSetDraft.find} looked for last this score, and adds it if it is none. */
  put(score: number): void {
    if (this.#small !== null) {
      if (this.#small.put(this.#buf, this.#start, this.#end, score)) return;
      this.#enlarge();
      this.find(this.#buf, this.#start, this.#end);
    }
    const { elements } = this.#large!;
    if (this.#found !== 0) elements.setDouble(this.#found, score);
    else this.#found = elements.addDouble(this.#buf, this.#start, this.#end, score);
  }

  /** Removes a member. Returns whether it was one. */
  remove(buf: Uint8Array, start: number, end: number): boolean {
    if (this.#small !== null) return this.#small.remove(buf, start, end);
    const { elements } = this.#large!;
    const ref = elements.find(buf, start, end);
    if (ref === 0) return false;
    elements.removeFound(ref);
    return true;
  }

  /** Calls `visit` with each member of a small draft in order; nothing may be put or removed from now on. */
  forEach(visit: (buf: Uint8Array, start: number, end: number, score: number) => void): void {
    const small = this.#small!;
    small.sort();
    for (let rank = 0; rank < small.size; rank++) {
      const number = small.at(rank);
      visit(small.bytes, small.start(number), small.end(number), small.score(number));
    }
  }

  /** The members in order; nothing may be put or removed from now on. For {@linkcode SortedSet.openDraft}. */
  ordered(): LargeSortedSet {
    if (this.#small !== null) this.#enlarge();
    const large = this.#large!;
    if (!this.#isOrdered) {
      large.order();
      this.#isOrdered = true;
    }
    return large;
  }

  /**
   * Makes the members the value of a key, which must be absent, in the form that the limits ask for; one member at least. Ends the draft. Counts no
   * change. Returns the record.
   */
  store(db: Database, buf: Uint8Array, start: number, end: number): Ref {
    const few = this.size <= Math.min(this.keyspace.limits.zsetEntries, MAX_PACKED_ENTRIES / 2);
    const refs = few && this.#small === null ? this.#sorted() : null;
    if (few && refs === null) this.#small!.sort();
    const bytes = few ? this.#packedBytes(refs) : 0;
    if (bytes === 0) {
      const ref = db.addLarge(buf, start, end, Type.ZSET, this.ordered());
      this.#large = null;
      return ref;
    }
    const packed = PACKED.create(db, buf, start, end, Type.ZSET, CollectionEncoding.PACKED, bytes, this.size * 2);
    let at = packed.start;
    for (let rank = 0; rank < this.size; rank++) {
      this.#encode(refs, rank);
      at = SCORE.write(packed.bytes, MEMBER.write(packed.bytes, at));
    }
    this.dispose();
    return packed.ref;
  }

  /** Frees the members, many of them in the background. Ends the draft, if it has not ended. */
  dispose(): void {
    if (this.#small !== null) this.#release();
    const large = this.#large;
    if (large === null) return;
    this.#large = null;
    if (large.size <= FREED_AT_ONCE) large.dispose();
    else this.keyspace.graveyard.bury(large.free(), large.size, 0);
  }

  #release(): void {
    this.#small!.owner = null;
    this.#small = null;
  }

  /** Moves the members to where there is room for any number. */
  #enlarge(): void {
    const small = this.#small!;
    const large = new LargeSortedSet(this.keyspace);
    try {
      small.sort();
      for (let rank = 0; rank < small.size; rank++) {
        const number = small.at(rank);
        large.elements.find(small.bytes, small.start(number), small.end(number));
        large.elements.addDouble(small.bytes, small.start(number), small.end(number), small.score(number));
      }
    } catch (error) {
      large.dispose();
      throw error;
    }
    this.#large = large;
    this.#release();
  }

  /** Bytes of all entries of the packed form, 0 if the limits forbid it. `refs` are the members of a large draft in order; those of a small one are so. */
  #packedBytes(refs: readonly Ref[] | null): number {
    const { zsetValue } = this.keyspace.limits;
    let bytes = 0;
    for (let rank = 0; rank < this.size; rank++) {
      if (this.#encode(refs, rank) > zsetValue) return 0;
      bytes += MEMBER.bytes + SCORE.bytes;
    }
    return bytes <= MAX_PACKED_BYTES ? bytes : 0;
  }

  /** Makes the entries of a member. Returns the bytes of its text. */
  #encode(refs: readonly Ref[] | null, rank: number): number {
    if (refs === null) {
      const small = this.#small!;
      const number = small.at(rank);
      return encode(small.bytes, small.start(number), small.end(number), small.score(number));
    }
    const { elements } = this.#large!;
    const { buf, start, end } = elements.key(refs[rank], KEY);
    return encode(buf, start, end, elements.double(refs[rank]));
  }

  #sorted(): Ref[] {
    const { elements } = this.#large!;
    const refs: Ref[] = [];
    elements.forEach((ref) => refs.push(ref));
    return refs.sort((a, b) => {
      const order = elements.double(a) - elements.double(b);
      if (order < 0 || order > 0) return order;
      const key = elements.key(a, KEY);
      const other = elements.key(b, OTHER);
      return compareBytes(key.buf, key.start, key.end, other.buf, other.start, other.end);
    });
  }
}

function encode(buf: Uint8Array, start: number, end: number, score: number): number {
  MEMBER.text(buf, start, end);
  // The packed form knows no -0.
  SCORE.number(score + 0);
  return end - start;
}

const NONE: Uint8Array = new Uint8Array(0);
