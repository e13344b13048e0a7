import {
  CollectionEncoding,
  type Database,
  EntryText,
  MAX_PACKED_BYTES,
  Packed,
  PackedEntry,
} from "../../store/mod.ts";
import { type Ref, SLAB_SHIFT, Span, Type, UNIT_MASK, valueAt } from "../../store/mod.ts";
import { INTSET_HEAD, memberText, parseMember, searchMember, widen, writeMember } from "./_intset.ts";
import { LargeSet } from "./_large_set.ts";

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
  readonly #digits = new Uint8Array(24);

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

  /** Adds a key, which must be absent, with an empty set in the form that suits `expected` members, the first of them `buf[start, end)`. Returns itself. */
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
    let ref: Ref;
    if (expected <= limits.setIntsetEntries && parseMember(buf, start, end) > 0) {
      ref = db.add(key, keyStart, keyEnd, Type.SET, CollectionEncoding.INTSET, INTSET_HEAD);
      this.#head(db, ref, 2);
    } else if (expected <= limits.setEntries && end - start <= limits.setValue) {
      ref = this.#packed.create(db, key, keyStart, keyEnd, Type.SET, CollectionEncoding.PACKED, 0, 0).ref;
    } else {
      ref = db.addLarge(key, keyStart, keyEnd, Type.SET, new LargeSet(db.keyspace));
    }
    return this.open(db, ref);
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
    if (this.#encoding === CollectionEncoding.LARGE) {
      const { elements } = this.#large!;
      elements.key(elements.sample(), this.member);
    } else this.at(this.#db.keyspace.random(this.size));
  }

  /** Chooses a member at random, about evenly, and removes it; there must be one. Its bytes go to `taken`, before it is removed. */
  pop(taken: (buf: Uint8Array, start: number, end: number) => void): void {
    const { member } = this;
    if (this.#encoding === CollectionEncoding.LARGE) {
      const { elements } = this.#large!;
      const ref = elements.sample();
      elements.key(ref, member);
      taken(member.buf, member.start, member.end);
      return elements.remove(ref);
    }
    const index = this.#db.keyspace.random(this.size);
    if (this.#encoding === CollectionEncoding.INTSET) {
      this.at(index);
      taken(member.buf, member.start, member.end);
      return this.#removeInteger(index);
    }
    const at = this.#packed.seek(index);
    member.read(this.#packed.bytes, at);
    taken(member.buf, member.start, member.end);
    this.#packed.remove(at, 1);
    this.ref = this.#packed.ref;
  }

  /** Puts member number `index` of a set that is not large into {@linkcode MemberSet.member}. */
  at(index: number): void {
    if (this.#encoding === CollectionEncoding.PACKED) this.readAt(this.#packed.seek(index));
    else {
      const length = memberText(this.#bytes, this.#at + index * this.#width, this.#width, this.#digits);
      this.member.point(this.#digits, 0, length);
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
    this.member.point(this.#digits, 0, memberText(this.#bytes, place, this.#width, this.#digits));
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
    for (let place = this.first; !this.isEnd(place);) {
      place = this.readAt(place);
      large.add(member.buf, member.start, member.end);
    }
    this.ref = this.#db.enlarge(this.ref, large);
    this.#encoding = CollectionEncoding.LARGE;
    this.#large = large;
    return large;
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

  #head(db: Database, ref: Ref, width: number): void {
    const value = db.value(ref, VALUE);
    value.buf[value.start] = width;
  }

  #addToIntset(buf: Uint8Array, start: number, end: number): boolean {
    const { limits } = this.#db.keyspace;
    const width = parseMember(buf, start, end);
    if (width === 0) {
      const fits = this.#count < limits.setEntries && end - start <= limits.setValue &&
        this.#longest() <= limits.setValue;
      if (!fits) return this.enlarge().add(buf, start, end);
      this.#pack();
      this.#packed.insert(this.#packed.end, ENTRY.text(buf, start, end));
      this.ref = this.#packed.ref;
      return true;
    }
    // What is wider than all others comes before them or behind them, and is not among them; the search finds out where.
    const index = searchMember(this.#bytes, this.#at, this.#width, this.#count);
    if (index >= 0) return false;
    if (this.#count >= limits.setIntsetEntries) return this.enlarge().add(buf, start, end);
    if (width > this.#width) this.#widen(width);
    const at = -1 - index;
    this.ref = this.#db.splice(this.ref, INTSET_HEAD + at * this.#width, 0, this.#width);
    this.#openIntset();
    writeMember(this.#bytes, this.#at + at * this.#width, this.#width);
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
    this.#head(this.#db, this.ref, width);
    this.#openIntset();
    widen(this.#bytes, this.#at, count, before, width);
  }

  /** Digits of the longest integer: the first or the last. */
  #longest(): number {
    if (this.#count === 0) return 0;
    this.at(0);
    const first = this.member.length;
    this.at(this.#count - 1);
    return Math.max(first, this.member.length);
  }

  /** Turns integers into packed entries. */
  #pack(): void {
    const { member } = this;
    const count = this.#count;
    const texts = new Uint8Array(count * 24);
    let length = 0;
    for (let i = 0; i < count; i++) {
      this.at(i);
      length = ENTRY.text(member.buf, member.start, member.end).write(texts, length);
    }
    this.ref = this.#db.reform(this.ref, CollectionEncoding.PACKED, 2 + length);
    this.#packed.open(this.#db, this.ref);
    this.#packed.bytes.set(texts.subarray(0, length), this.#packed.start);
    this.#packed.bytes[this.#packed.start - 2] = count;
    this.#packed.bytes[this.#packed.start - 1] = count >>> 8;
    this.#encoding = CollectionEncoding.PACKED;
  }
}

const NONE = new Uint8Array(0);
