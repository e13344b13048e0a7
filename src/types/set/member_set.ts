import {
  CollectionEncoding,
  type Database,
  EntryText,
  MAX_PACKED_BYTES,
  Packed,
  PACKED_HEAD,
  PackedEntry,
  type Ref,
  SLAB_SHIFT,
  Span,
  Type,
  UNIT_MASK,
  valueAt,
} from "../../store/mod.ts";
import { INTSET_HEAD, LONGEST_MEMBER, memberText, parseMember, searchMember, widen, writeMember } from "./_intset.ts";
import { LargeSet } from "./_large_set.ts";

/** Bytes that an entry has beside a text of up to 16 KB, at most. */
const ENTRY_BYTES = 8;
const ENTRY = new PackedEntry();
const VALUE = new Span();

/**
 * The set of a key, whichever form it is in: integers in order, packed entries, or an index. A view that can be opened again and again.
 *
 * Adding may change the form. Removing the last member leaves an empty record, which the caller drops.
 */
export class MemberSet {
  /** The record; changes may move it. */
  ref: Ref = 0;
  /** Where the methods that choose a member put it: valid until the next call. */
  readonly member = new EntryText();
  #db!: Database;
  #encoding = 0;
  readonly #packed = new Packed();
  #large: LargeSet | null = null;
  /** Of a set of integers: the slab, the byte of the first integer, bytes of each, and their number. */
  #bytes: Uint8Array = NONE;
  #at = 0;
  #width = 0;
  #count = 0;
  readonly #digits = new Uint8Array(LONGEST_MEMBER);
  /** Where the member is that was sampled last: its record, position or index. */
  #sampled = 0;

  /** Opens the set in a record. Returns itself. */
  open(db: Database, ref: Ref): this {
    this.#db = db;
    this.ref = ref;
    this.#encoding = db.encoding(ref);
    if (this.#encoding === CollectionEncoding.LARGE) this.#large = db.collection(ref) as LargeSet;
    else if (this.#encoding === CollectionEncoding.PACKED) this.#packed.open(db, ref);
    else this.#openIntset();
    return this;
  }

  /**
   * Adds a key, which must be absent, with a set of one member, `buf[start, end)`, in the form that suits `expected` members. Returns itself.
   */
  create(
    db: Database,
    key: Uint8Array,
    keyStart: number,
    keyEnd: number,
    expected: number,
    buf: Uint8Array,
    start: number,
    end: number,
  ): this {
    const { limits } = db.keyspace;
    const width = expected <= limits.setIntsetEntries ? parseMember(buf, start, end) : 0;
    if (width > 0) {
      const ref = db.add(key, keyStart, keyEnd, Type.SET, CollectionEncoding.INTSET, INTSET_HEAD + width);
      const value = db.value(ref, VALUE);
      value.buf[value.start] = width;
      writeMember(value.buf, value.start + INTSET_HEAD, width);
      return this.open(db, ref);
    }
    if (expected <= limits.setEntries && end - start <= limits.setValue) {
      ENTRY.text(buf, start, end);
      if (ENTRY.bytes <= MAX_PACKED_BYTES) {
        const { PACKED } = CollectionEncoding;
        const packed = this.#packed.create(db, key, keyStart, keyEnd, Type.SET, PACKED, ENTRY.bytes, 1);
        ENTRY.write(packed.bytes, packed.start);
        return this.open(db, packed.ref);
      }
    }
    const large = new LargeSet(db.keyspace);
    try {
      large.add(buf, start, end);
      return this.open(db, db.addLarge(key, keyStart, keyEnd, Type.SET, large));
    } catch (error) {
      large.dispose();
      throw error;
    }
  }

  /** Members. */
  get size(): number {
    if (this.#encoding === CollectionEncoding.LARGE) return this.#large!.size;
    return this.#encoding === CollectionEncoding.PACKED ? this.#packed.count : this.#count;
  }

  /** The large form, `null` while it is in another. */
  get large(): LargeSet | null {
    return this.#encoding === CollectionEncoding.LARGE ? this.#large : null;
  }

  /** The packed form, `null` while it is in another. */
  get packed(): Packed | null {
    return this.#encoding === CollectionEncoding.PACKED ? this.#packed : null;
  }

  /** Whether `buf[start, end)` is a member. */
  has(buf: Uint8Array, start: number, end: number): boolean {
    if (this.#encoding === CollectionEncoding.LARGE) return this.#large!.elements.find(buf, start, end) !== 0;
    if (this.#encoding === CollectionEncoding.PACKED) return this.#packed.find(ENTRY.text(buf, start, end), 1) >= 0;
    const width = parseMember(buf, start, end);
    return width > 0 && width <= this.#width && searchMember(this.#bytes, this.#at, this.#width, this.#count) >= 0;
  }

  /** Adds a member; returns whether it is new. */
  add(buf: Uint8Array, start: number, end: number): boolean {
    if (this.#encoding === CollectionEncoding.LARGE) return this.#large!.add(buf, start, end);
    if (this.#encoding === CollectionEncoding.INTSET) return this.#addToIntset(buf, start, end);
    const packed = this.#packed;
    ENTRY.text(buf, start, end);
    if (packed.find(ENTRY, 1) >= 0) return false;
    const { limits } = this.#db.keyspace;
    if (
      packed.count >= limits.setEntries || end - start > limits.setValue ||
      packed.length + ENTRY.bytes > MAX_PACKED_BYTES
    ) {
      return this.enlarge().add(buf, start, end);
    }
    packed.insert(packed.end, ENTRY);
    this.ref = packed.ref;
    return true;
  }

  /** Removes a member; returns whether it was there. */
  remove(buf: Uint8Array, start: number, end: number): boolean {
    if (this.#encoding === CollectionEncoding.LARGE) return this.#large!.remove(buf, start, end);
    if (this.#encoding === CollectionEncoding.PACKED) {
      const at = this.#packed.find(ENTRY.text(buf, start, end), 1);
      if (at < 0) return false;
      this.#packed.remove(at, 1);
      this.ref = this.#packed.ref;
      return true;
    }
    const width = parseMember(buf, start, end);
    if (width === 0 || width > this.#width) return false;
    const index = searchMember(this.#bytes, this.#at, this.#width, this.#count);
    if (index < 0) return false;
    this.#removeInteger(index);
    return true;
  }

  /** Chooses a member at random, about evenly; there must be one. It is in {@linkcode MemberSet.member}. */
  sample(): void {
    const { random } = this.#db.keyspace;
    if (this.#encoding === CollectionEncoding.LARGE) {
      const { elements } = this.#large!;
      this.#sampled = elements.sample();
      elements.key(this.#sampled, this.member);
    } else if (this.#encoding === CollectionEncoding.PACKED) {
      this.#sampled = this.#packed.seek(random(this.#packed.count));
      this.member.read(this.#packed.bytes, this.#sampled);
    } else {
      this.#sampled = random(this.#count);
      this.#readInteger(this.#at + this.#sampled * this.#width);
    }
  }

  /** Removes the member that {@linkcode MemberSet.sample} has just chosen. */
  removeSampled(): void {
    if (this.#encoding === CollectionEncoding.LARGE) this.#large!.elements.remove(this.#sampled);
    else if (this.#encoding === CollectionEncoding.INTSET) this.#removeInteger(this.#sampled);
    else {
      this.#packed.remove(this.#sampled, 1);
      this.ref = this.#packed.ref;
    }
  }

  /** The place of the first member of a set that is not large, for {@linkcode MemberSet.readAt}. */
  get first(): number {
    return this.#encoding === CollectionEncoding.PACKED ? this.#packed.start : this.#at;
  }

  /** Puts the member at a place into {@linkcode MemberSet.member}; returns the next place. */
  readAt(place: number): number {
    if (this.#encoding === CollectionEncoding.PACKED) {
      this.member.read(this.#packed.bytes, place);
      return this.#packed.next(place);
    }
    this.#readInteger(place);
    return place + this.#width;
  }

  /** Whether a place is behind the last member. */
  isEnd(place: number): boolean {
    if (this.#encoding === CollectionEncoding.PACKED) return place >= this.#packed.end;
    return place >= this.#at + this.#count * this.#width;
  }

  /** Gives the set its large form, which it has for good. */
  enlarge(): LargeSet {
    const large = new LargeSet(this.#db.keyspace);
    const { member } = this;
    try {
      for (let place = this.first; !this.isEnd(place);) {
        place = this.readAt(place);
        large.add(member.buf, member.start, member.end);
      }
      this.ref = this.#db.enlarge(this.ref, large);
    } catch (error) {
      large.dispose();
      throw error;
    }
    this.#encoding = CollectionEncoding.LARGE;
    this.#large = large;
    return large;
  }

  /** Packs a large set if the limits and memory allow it. */
  pack(): void {
    const { limits } = this.#db.keyspace;
    const { elements, size } = this.#large!;
    const { member } = this;
    if (size > limits.setEntries) return;
    let bytes = 0;
    elements.forEach((ref) => {
      elements.key(ref, member);
      bytes += member.length > limits.setValue ? Infinity : ENTRY.text(member.buf, member.start, member.end).bytes;
    });
    if (bytes > MAX_PACKED_BYTES) return;
    const entries = new Uint8Array(bytes);
    let at = 0;
    elements.forEach((ref) => {
      elements.key(ref, member);
      at = ENTRY.text(member.buf, member.start, member.end).write(entries, at);
    });
    try {
      this.ref = this.#db.lessen(this.ref, CollectionEncoding.PACKED, PACKED_HEAD + bytes);
    } catch (error) {
      if (error instanceof RangeError) return;
      throw error;
    }
    this.#packed.open(this.#db, this.ref).fill(entries, size);
    this.#encoding = CollectionEncoding.PACKED;
  }

  /** Gives a set that is not large its large form where `expected` members will be too many for the one that it has. */
  expect(expected: number): void {
    const { limits } = this.#db.keyspace;
    if (this.#encoding === CollectionEncoding.LARGE) return;
    const most = this.#encoding === CollectionEncoding.INTSET ? limits.setIntsetEntries : limits.setEntries;
    if (expected > most) this.enlarge();
  }

  #openIntset(): void {
    const { arena } = this.#db.keyspace;
    const words = arena.words[this.ref >>> SLAB_SHIFT];
    const at = valueAt(words, (this.ref & UNIT_MASK) << 1);
    this.#bytes = arena.bytes[this.ref >>> SLAB_SHIFT];
    this.#width = this.#bytes[at];
    this.#at = at + INTSET_HEAD;
    this.#count = (this.#db.value(this.ref, VALUE).length - INTSET_HEAD) / this.#width;
  }

  /** Puts the integer at `at` into {@linkcode MemberSet.member}. */
  #readInteger(at: number): void {
    this.member.point(this.#digits, 0, memberText(this.#bytes, at, this.#width, this.#digits));
  }

  #addToIntset(buf: Uint8Array, start: number, end: number): boolean {
    const width = parseMember(buf, start, end);
    if (width === 0) return this.#addText(buf, start, end);
    // What is wider than all others comes before them or behind them, and is not among them; the search finds out where.
    const index = searchMember(this.#bytes, this.#at, this.#width, this.#count);
    if (index >= 0) return false;
    const bytes = (this.#count + 1) * Math.max(width, this.#width);
    if (this.#count >= this.#db.keyspace.limits.setIntsetEntries || bytes > MAX_PACKED_BYTES) {
      return this.enlarge().add(buf, start, end);
    }
    if (width > this.#width) this.#widen(width);
    const offset = (-1 - index) * this.#width;
    this.ref = this.#db.splice(this.ref, INTSET_HEAD + offset, 0, this.#width);
    this.#openIntset();
    writeMember(this.#bytes, this.#at + offset, this.#width);
    return true;
  }

  /** Adds what is no integer to a set of integers, which takes another form. */
  #addText(buf: Uint8Array, start: number, end: number): boolean {
    const { setEntries, setValue } = this.#db.keyspace.limits;
    const length = end - start;
    const longest = this.#longest();
    const bytes = this.#count * (longest + ENTRY_BYTES) + length + ENTRY_BYTES;
    const fits = this.#count < setEntries && length <= setValue && longest <= setValue && bytes <= MAX_PACKED_BYTES;
    if (!fits) return this.enlarge().add(buf, start, end);
    this.#packIntegers();
    this.#packed.insert(this.#packed.end, ENTRY.text(buf, start, end));
    this.ref = this.#packed.ref;
    return true;
  }

  #removeInteger(index: number): void {
    this.ref = this.#db.splice(this.ref, INTSET_HEAD + index * this.#width, this.#width, 0);
    this.#openIntset();
  }

  #widen(width: number): void {
    const count = this.#count;
    const before = this.#width;
    this.ref = this.#db.splice(this.ref, INTSET_HEAD + count * before, 0, count * (width - before));
    const value = this.#db.value(this.ref, VALUE);
    value.buf[value.start] = width;
    this.#openIntset();
    widen(this.#bytes, this.#at, count, before, width);
  }

  /** Digits of the longest integer: the first or the last. */
  #longest(): number {
    this.#readInteger(this.#at);
    const first = this.member.length;
    this.#readInteger(this.#at + (this.#count - 1) * this.#width);
    return Math.max(first, this.member.length);
  }

  /** Turns integers into packed entries. */
  #packIntegers(): void {
    const { member } = this;
    const count = this.#count;
    const entries = new Uint8Array(count * (LONGEST_MEMBER + ENTRY_BYTES));
    let length = 0;
    for (let place = this.#at, i = 0; i < count; i++) {
      place = this.readAt(place);
      length = ENTRY.text(member.buf, member.start, member.end).write(entries, length);
    }
    this.ref = this.#db.reform(this.ref, CollectionEncoding.PACKED, PACKED_HEAD + length);
    this.#packed.open(this.#db, this.ref).fill(entries.subarray(0, length), count);
    this.#encoding = CollectionEncoding.PACKED;
  }
}

const NONE = new Uint8Array(0);
