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

/** Members that are freed at once. */
const FREED_AT_ONCE = 64;

const PACKED = new Packed();
const MEMBER = new PackedEntry();
const SCORE = new PackedEntry();
const KEY = new Span();
const OTHER = new Span();

/**
 * A sorted set in the making, for unions, intersections and the like: members are gathered without order, then either read ({@linkcode SortedSet.openDraft})
 * or stored under a key. It is in the arena; whoever makes one must end it with {@linkcode SortedSetDraft.store} or {@linkcode SortedSetDraft.dispose},
 * errors included.
 */
export class SortedSetDraft {
  readonly #large: LargeSortedSet;
  #isOrdered = false;
  /** The draft has an owner, or has gone. */
  #ended = false;

  // What was looked for last: its record, 0 if it is no member.
  #buf = NONE;
  #start = 0;
  #end = 0;
  #found: Ref = 0;

  constructor(readonly keyspace: Keyspace) {
    this.#large = new LargeSortedSet(keyspace);
  }

  /** Members. */
  get size(): number {
    return this.#large.size;
  }

  /** The score of a member, NaN if it is none. {@linkcode SortedSetDraft.put} refers to the member that was looked for last. */
  find(buf: Uint8Array, start: number, end: number): number {
    const { elements } = this.#large;
    this.#buf = buf;
    this.#start = start;
    this.#end = end;
    this.#found = elements.find(buf, start, end);
    return this.#found === 0 ? NaN : elements.double(this.#found);
  }

  /** Gives the member that {@linkcode SortedSetDraft.find} looked for last this score, and adds it if it is none. */
  put(score: number): void {
    const { elements } = this.#large;
    if (this.#found !== 0) elements.setDouble(this.#found, score);
    else this.#found = elements.addDouble(this.#buf, this.#start, this.#end, score);
  }

  /** Removes a member. Returns whether it was one. */
  remove(buf: Uint8Array, start: number, end: number): boolean {
    const { elements } = this.#large;
    const ref = elements.find(buf, start, end);
    if (ref === 0) return false;
    elements.removeFound(ref);
    return true;
  }

  /** The members in order; nothing may be put or removed from now on. For {@linkcode SortedSet.openDraft}. */
  ordered(): LargeSortedSet {
    if (!this.#isOrdered) {
      this.#large.order();
      this.#isOrdered = true;
    }
    return this.#large;
  }

  /**
   * Makes the members the value of a key, which must be absent, in the form that the limits ask for; one member at least. Ends the draft. Counts no
   * change. Returns the record.
   */
  store(db: Database, buf: Uint8Array, start: number, end: number): Ref {
    const bytes = this.#packedBytes();
    if (bytes === 0) {
      const ref = db.addLarge(buf, start, end, Type.ZSET, this.ordered());
      this.#ended = true;
      return ref;
    }
    const packed = PACKED.create(db, buf, start, end, Type.ZSET, CollectionEncoding.PACKED, bytes, this.size * 2);
    let at = packed.start;
    for (const ref of this.#sorted()) {
      this.#encode(ref);
      at = SCORE.write(packed.bytes, MEMBER.write(packed.bytes, at));
    }
    this.dispose();
    return packed.ref;
  }

  /** Frees the members, many of them in the background. Ends the draft, if it has not ended. */
  dispose(): void {
    if (this.#ended) return;
    this.#ended = true;
    const { size } = this;
    if (size <= FREED_AT_ONCE) this.#large.dispose();
    else this.keyspace.graveyard.bury(this.#large.free(), size, 0);
  }

  /** Bytes of all entries of the packed form, 0 if the limits forbid it. */
  #packedBytes(): number {
    const { zsetEntries, zsetValue } = this.keyspace.limits;
    if (this.size > zsetEntries || this.size * 2 > MAX_PACKED_ENTRIES) return 0;
    let bytes = 0;
    for (const ref of this.#refs()) {
      if (this.#encode(ref) > zsetValue) return 0;
      bytes += MEMBER.bytes + SCORE.bytes;
    }
    return bytes <= MAX_PACKED_BYTES ? bytes : 0;
  }

  /** Makes the entries of a member. Returns the bytes of its text. */
  #encode(ref: Ref): number {
    const { elements } = this.#large;
    const { buf, start, end } = elements.key(ref, KEY);
    MEMBER.text(buf, start, end);
    // The packed form knows no -0.
    SCORE.number(elements.double(ref) + 0);
    return end - start;
  }

  #refs(): Ref[] {
    const refs: Ref[] = [];
    this.#large.elements.forEach((ref) => refs.push(ref));
    return refs;
  }

  #sorted(): Ref[] {
    const { elements } = this.#large;
    return this.#refs().sort((a, b) => {
      const order = elements.double(a) - elements.double(b);
      if (order < 0 || order > 0) return order;
      const key = elements.key(a, KEY);
      const other = elements.key(b, OTHER);
      return compareBytes(key.buf, key.start, key.end, other.buf, other.start, other.end);
    });
  }
}

const NONE: Uint8Array = new Uint8Array(0);
