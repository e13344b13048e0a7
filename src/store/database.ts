import { copyBytes, digits, parseInteger, writeInteger } from "../bytes/mod.ts";
import type { Ref } from "./arena.ts";
import { blockUnits, SLAB_SHIFT, UNIT, UNIT_MASK } from "./arena.ts";
import type { MapOwner } from "./byte_map.ts";
import { ByteMap } from "./byte_map.ts";
import { type Collection, CollectionEncoding } from "./collection.ts";
import { hashKey } from "./key_hash.ts";
import type { Keyspace } from "./keyspace.ts";
import { AccessMode } from "./keyspace.ts";
import { lfuTouch } from "./lfu.ts";
import { valueAt } from "./records.ts";
import { PACKED_HEAD } from "./packed.ts";
import {
  CLOCK_SHIFT,
  deadlineOf,
  ENCODING_BITS,
  ENCODING_SHIFT,
  encodingOf,
  HANDLE_BYTES,
  HAS_DEADLINE,
  HEADER_BYTES,
  HUGE_META,
  KEY_BITS,
  keyBytes,
  LONG_KEY,
  MAX_DEADLINE,
  MAX_INLINE_VALUE,
  META_BITS,
  metaOf,
  NO_DEADLINE,
  Span,
  Type,
  TYPE_BITS,
  typeOf,
  VALUE_SHIFT,
  writeDeadline,
} from "./record.ts";

/** Sums of two such numbers are exact. */
const MAX_FAST = 2 ** 52;

/** In place of a deadline: keep the one that the key has. */
export const KEEP_DEADLINE = -1;

/**
 * One numbered database: a map from keys to records. Reads (`lookup`, `peek`) treat a key whose deadline has passed as absent and remove it.
 * Everything that changes data goes through the mutators here, which keep the count of changes, the deadlines and the observer.
 *
 * Keys and values come as byte ranges and are copied. A `Ref` is valid until the next mutator call.
 */
export class Database implements MapOwner {
  map: ByteMap;
  readonly #key = new Span();

  constructor(readonly keyspace: Keyspace, readonly index: number) {
    this.map = this.#emptyMap();
  }

  /** Keys, including those whose deadline has passed but which have not gone yet. */
  get size(): number {
    return this.map.size;
  }

  /** The record of a key for a command that reads: counts hit or miss and marks the access. 0 if there is none. */
  lookup(buf: Uint8Array, start: number, end: number): Ref {
    const { keyspace } = this;
    const ref = this.map.find(buf, start, end, hashKey(buf, start, end));
    if (ref !== 0) {
      const words = keyspace.arena.words[ref >>> SLAB_SHIFT];
      const at = (ref & UNIT_MASK) << 1;
      const meta = words[at];
      if ((meta & HAS_DEADLINE) === 0 || !this.#lapsed(ref)) {
        if (keyspace.accessMode === AccessMode.LRU) words[at] = (meta & META_BITS) | keyspace.stamp;
        else this.#touchAccess(words, at);
        keyspace.hits++;
        return ref;
      }
    }
    keyspace.misses++;
    return 0;
  }

  /**
   * Points `span` at the string that a key holds, for a command that reads: `lookup` and `value` in one. Returns 1; 0 if there is no such key, -1 if
   * it holds another type.
   */
  readString(buf: Uint8Array, start: number, end: number, span: Span): -1 | 0 | 1 {
    const ref = this.lookup(buf, start, end);
    if (ref === 0) return 0;
    const { arena } = this.keyspace;
    const words = arena.words[ref >>> SLAB_SHIFT];
    const at = (ref & UNIT_MASK) << 1;
    const meta = words[at];
    if ((meta & TYPE_BITS) !== 0) return -1;
    if ((meta & HUGE_META) === HUGE_META) {
      this.value(ref, span);
    } else {
      const from = valueAt(words, at);
      span.point(arena.bytes[ref >>> SLAB_SHIFT], from, from + (words[at + 1] >>> VALUE_SHIFT));
    }
    return 1;
  }

  /** The record of a key for a command that writes: marks the access, counts nothing. 0 if there is none. */
  lookupWrite(buf: Uint8Array, start: number, end: number): Ref {
    const ref = this.peek(buf, start, end);
    if (ref !== 0) {
      this.#touchAccess(this.keyspace.arena.words[ref >>> SLAB_SHIFT], (ref & UNIT_MASK) << 1);
    }
    return ref;
  }

  /** The record of a key, without a trace. 0 if there is none. */
  peek(buf: Uint8Array, start: number, end: number): Ref {
    const ref = this.map.find(buf, start, end, hashKey(buf, start, end));
    return ref !== 0 && (metaOf(this.keyspace.arena, ref) & HAS_DEADLINE) !== 0 && this.#lapsed(ref) ? 0 : ref;
  }

  /** Whether a record that a walk over the map met is still to be shown. */
  isLive(ref: Ref): boolean {
    const deadline = deadlineOf(this.keyspace.arena, ref);
    return deadline === NO_DEADLINE || deadline > this.keyspace.now;
  }

  type(ref: Ref): Type {
    return typeOf(this.keyspace.arena, ref);
  }

  encoding(ref: Ref): number {
    return encodingOf(this.keyspace.arena, ref);
  }

  /** Unix time in ms, 0 if the key never expires. */
  deadline(ref: Ref): number {
    return deadlineOf(this.keyspace.arena, ref);
  }

  /** The record's access clock as it is kept: 24 bits. */
  accessClock(ref: Ref): number {
    return metaOf(this.keyspace.arena, ref) >>> CLOCK_SHIFT;
  }

  /** Sets the record's access clock: 24 bits. */
  setAccessClock(ref: Ref, clock: number): void {
    const words = this.keyspace.arena.words[ref >>> SLAB_SHIFT];
    const at = (ref & UNIT_MASK) << 1;
    words[at] = (words[at] & META_BITS) | (clock << CLOCK_SHIFT);
  }

  /** Sets how a string came to be, one of {@linkcode StringEncoding} but `HUGE`; a huge one stays so. Its value does not change. */
  setEncoding(ref: Ref, encoding: number): void {
    const words = this.keyspace.arena.words[ref >>> SLAB_SHIFT];
    const at = (ref & UNIT_MASK) << 1;
    if ((words[at] & HUGE_META) === HUGE_META) return;
    words[at] = (words[at] & ~(ENCODING_BITS << ENCODING_SHIFT)) | (encoding << ENCODING_SHIFT);
  }

  /** Points `span` at the record's key. */
  key(ref: Ref, span: Span): Span {
    return this.keyspace.records.key(ref, span);
  }

  /** Points `span` at the bytes of the record's value; writing through it is allowed within the mutators' rules. */
  value(ref: Ref, span: Span): Span {
    return this.keyspace.records.value(ref, span);
  }

  /** Bytes of memory that the record takes, its share of the index included. */
  memoryOf(ref: Ref): number {
    return this.keyspace.records.memory(ref) + Math.round(this.map.indexBytes / Math.max(1, this.map.size));
  }

  /**
   * Sets a key to a string, whatever it held. `deadline` is Unix ms, 0 for none, or {@linkcode KEEP_DEADLINE}; `encoding` one of
   * {@linkcode StringEncoding} but `HUGE`.
   */
  setString(
    buf: Uint8Array,
    start: number,
    end: number,
    from: Uint8Array,
    valueStart: number,
    valueEnd: number,
    deadline: number,
    encoding: number,
  ): void {
    const { keyspace, map } = this;
    const hash = hashKey(buf, start, end);
    const old = map.find(buf, start, end, hash);
    const keyLength = end - start;
    const valueLength = valueEnd - valueStart;
    if (deadline !== NO_DEADLINE || keyLength >= LONG_KEY || valueLength > MAX_INLINE_VALUE) {
      return this.#setStringSlowly(buf, start, end, from, valueStart, valueEnd, deadline, encoding, hash, old);
    }
    const { arena } = keyspace;
    const units = (HEADER_BYTES + keyLength + valueLength + UNIT - 1) >>> 3;
    let ref = old;
    let words: Int32Array;
    let at: number;
    if (old !== 0) {
      words = arena.words[old >>> SLAB_SHIFT];
      at = (old & UNIT_MASK) << 1;
      const meta = words[at];
      const was = (HEADER_BYTES + keyLength + (words[at + 1] >>> VALUE_SHIFT) + UNIT - 1) >>> 3;
      const inPlace = (meta & (HAS_DEADLINE | TYPE_BITS)) === 0 && (meta & HUGE_META) !== HUGE_META &&
        (was === units || blockUnits(was) === blockUnits(units));
      if (!inPlace) {
        return this.#setStringSlowly(buf, start, end, from, valueStart, valueEnd, deadline, encoding, hash, old);
      }
      words[at] = keyspace.accessMode === AccessMode.LRU
        ? keyspace.stamp | (encoding << ENCODING_SHIFT)
        : (meta & ~META_BITS) | (encoding << ENCODING_SHIFT);
    } else {
      ref = arena.alloc(units);
      words = arena.words[ref >>> SLAB_SHIFT];
      at = (ref & UNIT_MASK) << 1;
      words[at] = this.#freshStamp() | (encoding << ENCODING_SHIFT);
      copyBytes(arena.bytes[ref >>> SLAB_SHIFT], (at << 2) + HEADER_BYTES, buf, start, end);
      this.#insert(hash, ref);
    }
    words[at + 1] = keyLength | (valueLength << VALUE_SHIFT);
    copyBytes(arena.bytes[ref >>> SLAB_SHIFT], (at << 2) + HEADER_BYTES + keyLength, from, valueStart, valueEnd);
    keyspace.dirty++;
    if (keyspace.observer !== null) keyspace.observer.touched(this, buf, start, end);
  }

  /**
   * Sets a key to the string that `bytes` is, whatever it held, without a deadline. The caller lets go of `bytes`, which are all of their `ArrayBuffer`:
   * those of a huge string are not copied, but the record's own from now on.
   */
  giveString(buf: Uint8Array, start: number, end: number, bytes: Uint8Array, encoding: number): void {
    const { length } = bytes;
    if (length <= MAX_INLINE_VALUE) return this.setString(buf, start, end, bytes, 0, length, NO_DEADLINE, encoding);
    const hash = hashKey(buf, start, end);
    const old = this.map.find(buf, start, end, hash);
    this.#setStringSlowly(buf, start, end, bytes, 0, length, NO_DEADLINE, encoding, hash, old, bytes);
  }

  /**
   * Gives an existing string value `length` bytes: cuts it or extends it with zeros. The encoding becomes `encoding`. Returns the record, which
   * may have moved. Counts as one change.
   */
  resizeString(ref: Ref, length: number, encoding: number): Ref {
    const { buf, length: had } = this.value(ref, SCRATCH);
    const to = this.#reshape(ref, length, this.deadline(ref), encoding);
    if (length > had) {
      const grown = this.value(to, SCRATCH);
      // The new buffer of a huge value is zeros already.
      if (length <= MAX_INLINE_VALUE || grown.buf === buf) grown.buf.fill(0, grown.start + had, grown.end);
    }
    this.changed(to);
    return to;
  }

  /** Sets or clears (0) the deadline of a key. Returns the record, which may have moved. Counts as one change. */
  setDeadline(ref: Ref, deadline: number): Ref {
    const { keyspace, map } = this;
    const before = this.deadline(ref);
    const until = Math.min(deadline, MAX_DEADLINE);
    const { buf, start, end } = this.key(ref, this.#key);
    const hash = hashKey(buf, start, end);
    if (until !== NO_DEADLINE) map.reserve(hash, keyspace.now);
    let to = ref;
    if ((before === NO_DEADLINE) !== (until === NO_DEADLINE)) {
      to = this.keyspace.records.transplant(ref, buf, start, end, until);
      map.replace(hash, ref, to);
      this.keyspace.records.freeShell(ref);
    } else if (until !== NO_DEADLINE) {
      writeDeadline(keyspace.arena, ref, until);
    }
    map.setDeadline(hash, to, before, until, keyspace.now);
    if (this.fieldsDue(to) !== Infinity) map.setDue(hash, to, this.due(to), keyspace.now);
    this.changed(to);
    return to;
  }

  /** Removes a key. Returns whether it was there. */
  remove(buf: Uint8Array, start: number, end: number): boolean {
    const ref = this.peek(buf, start, end);
    if (ref === 0) return false;
    this.keyspace.dirty++;
    this.keyspace.observer?.touched(this, buf, start, end);
    this.#discard(ref, hashKey(buf, start, end));
    return true;
  }

  /** Removes a record whose deadline has passed, unless expiry is paused; of one whose deadline has not, the fields whose deadline has. */
  expire(ref: Ref): void {
    const { keyspace } = this;
    if (keyspace.expiryPaused) return;
    if (this.isLive(ref)) {
      if (this.fieldsDue(ref) <= keyspace.now) keyspace.expireFields(this, ref);
      // The index still has a time from before: a hash stood here whose fields had deadlines.
      else this.fieldsDueChanged(ref);
      return;
    }
    const { buf, start, end } = this.key(ref, this.#key);
    keyspace.expired++;
    keyspace.observer?.expired(this, buf, start, end);
    this.#discard(ref, hashKey(buf, start, end));
  }

  /** Unix time in ms at which something of a record expires, 0 if nothing does: its own deadline, or the first of its fields'. */
  due(ref: Ref): number {
    const deadline = this.deadline(ref);
    const fields = this.fieldsDue(ref);
    return fields === Infinity ? deadline : deadline === NO_DEADLINE ? fields : Math.min(deadline, fields);
  }

  /** Unix time in ms before which no field of a hash expires: a lower bound. `Infinity` if none does, and for what is no hash. */
  fieldsDue(ref: Ref): number {
    if (this.type(ref) !== Type.HASH) return Infinity;
    const encoding = this.encoding(ref);
    if (encoding === CollectionEncoding.LARGE) return this.collection(ref).due;
    if (encoding !== CollectionEncoding.TIMED) return Infinity;
    const value = this.value(ref, SCRATCH);
    for (let i = 0; i < 8; i++) DUE_BYTES[i] = value.buf[value.start + PACKED_HEAD + i];
    return DUE[0];
  }

  /** Takes the memory that {@linkcode Database.fieldsDueChanged} may need, so that it can't fail. */
  reserveDue(ref: Ref): void {
    this.map.reserve(this.#hashOf(ref), this.keyspace.now);
  }

  /** Tells the index that {@linkcode Database.fieldsDue} of a record has changed. */
  fieldsDueChanged(ref: Ref): void {
    this.map.setDue(this.#hashOf(ref), ref, this.due(ref), this.keyspace.now);
  }

  /**
   * Adds a key, which must be absent, with a collection in its record: `length` bytes of value, contents undefined. Counts no change, as all of the
   * mutators below this one do: whoever uses them calls {@linkcode Database.changed} once for all.
   */
  add(buf: Uint8Array, start: number, end: number, type: number, encoding: number, length: number): Ref {
    const meta = this.#freshStamp() | (encoding << ENCODING_SHIFT) | type;
    const ref = this.keyspace.records.lay(buf, start, end, length, NO_DEADLINE, meta);
    try {
      this.map.insert(hashKey(buf, start, end), ref);
    } catch (error) {
      this.keyspace.records.freeShell(ref);
      throw error;
    }
    return ref;
  }

  /** Adds a key, which must be absent, with a large collection. */
  addLarge(buf: Uint8Array, start: number, end: number, type: number, collection: Collection): Ref {
    const ref = this.add(buf, start, end, type, CollectionEncoding.LARGE, HANDLE_BYTES);
    this.keyspace.records.setCollection(ref, collection);
    return ref;
  }

  /** The large collection of a record whose encoding is `CollectionEncoding.LARGE`. */
  collection(ref: Ref): Collection {
    return this.keyspace.records.collection(ref);
  }

  /**
   * Puts `inserted` bytes, contents undefined, in place of `removed` ones at byte `offset` of the value of a record whose value is not behind a handle.
   * Returns the record, which may have moved. To shrink it takes no memory.
   */
  splice(ref: Ref, offset: number, removed: number, inserted: number): Ref {
    const { arena } = this.keyspace;
    const words = arena.words[ref >>> SLAB_SHIFT];
    const at = (ref & UNIT_MASK) << 1;
    const lengths = words[at + 1];
    const had = lengths >>> VALUE_SHIFT;
    const length = had - removed + inserted;
    if (length > MAX_INLINE_VALUE) throw new RangeError(`Splice a record: ${length} bytes are more than it holds`);
    const head = HEADER_BYTES + (words[at] & HAS_DEADLINE) + keyBytes(lengths);
    const units = (head + length + UNIT - 1) >>> 3;
    const bytes = arena.bytes[ref >>> SLAB_SHIFT];
    const from = at << 2;
    const gap = from + head + offset;
    const end = from + head + had;
    const fits = blockUnits(units) === blockUnits((head + had + UNIT - 1) >>> 3);
    const to = fits ? ref : this.#allocate(units, inserted < removed ? ref : 0);
    if (to === ref) {
      if (inserted !== removed && gap + removed < end) bytes.copyWithin(gap + inserted, gap + removed, end);
      words[at + 1] = (lengths & KEY_BITS) | (length << VALUE_SHIFT);
      return ref;
    }
    const target = arena.bytes[to >>> SLAB_SHIFT];
    const start = (to & UNIT_MASK) << 3;
    copyBytes(target, start, bytes, from, gap);
    copyBytes(target, start + head + offset + inserted, bytes, gap + removed, end);
    arena.words[to >>> SLAB_SHIFT][(start >>> 2) + 1] = (lengths & KEY_BITS) | (length << VALUE_SHIFT);
    this.map.replace(this.#hashOf(to), ref, to);
    arena.free(ref);
    return to;
  }

  /**
   * Gives a record whose value is not behind a handle another encoding and `length` bytes of value, contents undefined. Key, type, deadline and access
   * clock stay. Returns the record, which may have moved.
   */
  reform(ref: Ref, encoding: number, length: number): Ref {
    const { arena } = this.keyspace;
    const had = arena.words[ref >>> SLAB_SHIFT][((ref & UNIT_MASK) << 1) + 1] >>> VALUE_SHIFT;
    const to = this.splice(ref, 0, had, length);
    const words = arena.words[to >>> SLAB_SHIFT];
    const at = (to & UNIT_MASK) << 1;
    words[at] = (words[at] & ~(ENCODING_BITS << ENCODING_SHIFT)) | (encoding << ENCODING_SHIFT);
    return to;
  }

  /** Replaces the value of a record, which is not behind a handle, by a large collection. Returns the record, which may have moved. */
  enlarge(ref: Ref, collection: Collection): Ref {
    const to = this.reform(ref, CollectionEncoding.LARGE, HANDLE_BYTES);
    this.keyspace.records.setCollection(to, collection);
    return to;
  }

  /** The reverse of {@linkcode Database.enlarge}: frees the large collection and makes room for `length` bytes of value in its place, contents undefined. */
  lessen(ref: Ref, encoding: number, length: number): Ref {
    const { collections, records } = this.keyspace;
    const handle = records.collectionHandle(ref);
    const to = this.reform(ref, encoding, length);
    collections.remove(handle);
    return to;
  }

  /** Puts another large collection in the place of a record's own, which is left to the caller, who frees it. */
  replaceCollection(ref: Ref, collection: Collection): void {
    const { collections, records } = this.keyspace;
    collections.release(records.collectionHandle(ref));
    records.setCollection(ref, collection);
  }

  /** Removes a record that has lost its last element. */
  drop(ref: Ref): void {
    this.#discard(ref, this.#hashOf(ref));
  }

  /**
   * Gives a key the record that `build` adds for it, in place of what it holds. That is there until `build` has come to its end: if it throws, the key
   * keeps it. Counts no change. Returns the record.
   */
  supplant(buf: Uint8Array, start: number, end: number, build: () => Ref): Ref {
    const old = this.peek(buf, start, end);
    const ref = build();
    if (old !== 0) this.drop(old);
    return ref;
  }

  /** Removes a record and leaves its large collection, which the caller frees. */
  release(ref: Ref): void {
    const { collections, records } = this.keyspace;
    const handle = records.collectionHandle(ref);
    this.#forget(ref, this.#hashOf(ref));
    records.freeShell(ref);
    collections.release(handle);
  }

  /**
   * Copies a record with its deadline and access clock to key `buf[start, end)` of database `into`, in place of what is there. Counts as one change. The
   * key must be another one, or the database.
   */
  copyTo(ref: Ref, into: Database, buf: Uint8Array, start: number, end: number): void {
    if (this.type(ref) !== Type.STRING) return this.#copyCollection(ref, into, buf, start, end);
    const value = this.value(ref, new Span());
    // The copy may move nothing: the source stays where it is, since allocation never moves blocks.
    into.setString(buf, start, end, value.buf, value.start, value.end, this.deadline(ref), this.encoding(ref) & 3);
    const copy = into.map.find(buf, start, end, hashKey(buf, start, end));
    into.setAccessClock(copy, this.accessClock(ref));
  }

  /**
   * Moves a record as it is, with its deadline and access clock, to key `buf[start, end)` of database `into`, in place of what is there. Counts as
   * one change. The key must be another one, or the database.
   */
  moveTo(ref: Ref, into: Database, buf: Uint8Array, start: number, end: number): void {
    const { keyspace, map } = this;
    const deadline = this.deadline(ref);
    const hash = hashKey(buf, start, end);
    into.#reserve(hash, this.due(ref));
    const to = this.keyspace.records.transplant(ref, buf, start, end, deadline);
    into.#clear(buf, start, end, hash);
    this.changed(ref);
    const sourceHash = this.#hashOf(ref);
    map.setDeadline(sourceHash, ref, deadline, NO_DEADLINE, keyspace.now);
    map.remove(sourceHash, ref);
    this.keyspace.records.freeShell(ref);
    into.#enter(hash, to);
    keyspace.observer?.touched(into, buf, start, end);
  }

  #copyCollection(ref: Ref, into: Database, buf: Uint8Array, start: number, end: number): void {
    const { keyspace } = this;
    const { records } = keyspace;
    const hash = hashKey(buf, start, end);
    into.#reserve(hash, this.due(ref));
    const to = records.transplant(ref, buf, start, end, this.deadline(ref));
    try {
      if (this.encoding(ref) === CollectionEncoding.LARGE) records.setCollection(to, this.collection(ref).copy());
    } catch (error) {
      records.freeShell(to);
      throw error;
    }
    into.#clear(buf, start, end, hash);
    into.#enter(hash, to);
    keyspace.dirty++;
    keyspace.observer?.touched(into, buf, start, end);
  }

  /** Removes what a key holds, without a trace, to make room for another record. */
  #clear(buf: Uint8Array, start: number, end: number, hash: number): void {
    const old = this.map.find(buf, start, end, hash);
    if (old !== 0 && (!this.#lapsed(old) || this.keyspace.expiryPaused)) this.#discard(old, hash);
  }

  /** Takes the memory that {@linkcode Database.#enter} may need, so that it can't fail; `due` as {@linkcode Database.due} gives it. */
  #reserve(hash: number, due: number): void {
    if (due === NO_DEADLINE) this.map.reservePlace(hash);
    else this.map.reserve(hash, this.keyspace.now);
  }

  /** Puts a record into the index, with its deadline and those inside of it. */
  #enter(hash: number, ref: Ref): void {
    const { map, keyspace } = this;
    map.insert(hash, ref);
    map.setDeadline(hash, ref, NO_DEADLINE, this.deadline(ref), keyspace.now);
    if (this.fieldsDue(ref) !== Infinity) map.setDue(hash, ref, this.due(ref), keyspace.now);
  }

  /**
   * Gives an existing string other bytes, which must not be the record's own, and keeps its deadline. The encoding becomes `encoding`. Counts as
   * one change.
   */
  overwriteString(ref: Ref, from: Uint8Array, start: number, end: number, encoding: number): void {
    const { arena } = this.keyspace;
    const words = arena.words[ref >>> SLAB_SHIFT];
    const at = (ref & UNIT_MASK) << 1;
    const alike = words[at + 1] >>> VALUE_SHIFT === end - start &&
      (words[at] & (ENCODING_BITS << ENCODING_SHIFT)) === encoding << ENCODING_SHIFT;
    if (alike) {
      copyBytes(arena.bytes[ref >>> SLAB_SHIFT], valueAt(words, at), from, start, end);
      this.changed(ref);
    } else {
      const to = this.#reshape(ref, end - start, this.deadline(ref), encoding);
      const value = this.value(to, SCRATCH);
      copyBytes(value.buf, value.start, from, start, end);
      this.changed(to);
    }
  }

  /**
   * Adds `by` to the integer that a key holds, if that takes no more than new digits in place of the old ones and both numbers are up to 2^52. Returns
   * the sum, and NaN in every other case, with nothing done.
   */
  addInPlace(buf: Uint8Array, start: number, end: number, by: number): number {
    const { keyspace } = this;
    const { arena } = keyspace;
    const ref = this.map.find(buf, start, end, hashKey(buf, start, end));
    const words = arena.words[ref >>> SLAB_SHIFT];
    const at = (ref & UNIT_MASK) << 1;
    // A string, its encoding by its content, without a deadline.
    if (ref === 0 || (words[at] & META_BITS) !== 0) return NaN;
    const from = valueAt(words, at);
    const to = from + (words[at + 1] >>> VALUE_SHIFT);
    const bytes = arena.bytes[ref >>> SLAB_SHIFT];
    const value = parseInteger(bytes, from, to);
    const sum = value + by;
    if (!(value >= 0 && value <= MAX_FAST && sum >= 0 && sum <= MAX_FAST) || digits(sum) !== to - from) return NaN;
    this.#touchAccess(words, at);
    writeInteger(bytes, from, sum);
    keyspace.dirty++;
    if (keyspace.observer !== null) keyspace.observer.touched(this, buf, start, end);
    return sum;
  }

  /** Exchanges contents with another database. */
  exchange(other: Database): void {
    const { map } = this;
    this.map = other.map;
    other.map = map;
    this.map.owner = this;
    other.map.owner = other;
  }

  /** Starts over with an empty map; the memory of the old one is gone already. */
  renew(): void {
    this.map = this.#emptyMap();
  }

  /** Empties the database and returns an iterator that frees the old records, a segment at a step; its values count them. */
  detach(): Iterator<number> {
    const { map } = this;
    // Made first: for it there may be no memory.
    this.map = this.#emptyMap();
    map.leaveQueue();
    return map.free((ref) => this.keyspace.records.free(ref));
  }

  #emptyMap(): ByteMap {
    const { arena, handles, queue } = this.keyspace;
    return new ByteMap(this, arena, handles, queue);
  }

  #freshStamp(): number {
    return this.keyspace.accessMode === AccessMode.LFU
      ? lfuTouch(this.keyspace, -1) << CLOCK_SHIFT
      : this.keyspace.stamp;
  }

  #touchAccess(words: Int32Array, at: number): void {
    const { keyspace } = this;
    if (keyspace.accessMode === AccessMode.LRU) words[at] = (words[at] & META_BITS) | keyspace.stamp;
    else if (keyspace.accessMode === AccessMode.LFU) {
      words[at] = (words[at] & META_BITS) | (lfuTouch(keyspace, words[at] >>> CLOCK_SHIFT) << CLOCK_SHIFT);
    }
  }

  /** Whether the deadline has passed; if so the record is gone, unless expiry is paused. */
  #lapsed(ref: Ref): boolean {
    if (this.isLive(ref)) return false;
    this.expire(ref);
    return true;
  }

  /**
   * Any case of `setString`: a deadline, a long key, a huge value, a record of another shape in the way. `given` is the huge value if its buffer is the
   * record's to keep.
   */
  #setStringSlowly(
    buf: Uint8Array,
    start: number,
    end: number,
    from: Uint8Array,
    valueStart: number,
    valueEnd: number,
    deadline: number,
    encoding: number,
    hash: number,
    found: Ref,
    given: Uint8Array | null = null,
  ): void {
    const { keyspace, map } = this;
    const old = found !== 0 && this.#lapsed(found) && !keyspace.expiryPaused ? 0 : found;
    const before = old === 0 ? NO_DEADLINE : this.deadline(old);
    const until = deadline === KEEP_DEADLINE ? before : Math.min(deadline, MAX_DEADLINE);
    const clock = keyspace.accessMode === AccessMode.LRU || old === 0
      ? this.#freshStamp()
      : this.accessClock(old) << CLOCK_SHIFT;
    if (until !== NO_DEADLINE) map.reserve(hash, keyspace.now);
    const ref = this.keyspace.records.build(
      buf,
      start,
      end,
      valueEnd - valueStart,
      until,
      encoding | (clock >>> ENCODING_SHIFT),
      given,
    );
    if (given === null) {
      const value = this.value(ref, SCRATCH);
      copyBytes(value.buf, value.start, from, valueStart, valueEnd);
    }
    if (old === 0) {
      this.#insert(hash, ref);
    } else {
      map.replace(hash, old, ref);
      this.keyspace.records.free(old);
    }
    map.setDeadline(hash, ref, before, until, keyspace.now);
    keyspace.dirty++;
    keyspace.observer?.touched(this, buf, start, end);
  }

  /** Gives a string record another value length, deadline or encoding, in place where its block allows. Keeps key, clock and leading value bytes. */
  #reshape(ref: Ref, length: number, deadline: number, encoding: number): Ref {
    const { arena } = this.keyspace;
    const words = arena.words[ref >>> SLAB_SHIFT];
    const at = (ref & UNIT_MASK) << 1;
    const hadDeadline = (words[at] & HAS_DEADLINE) !== 0;
    const wasHuge = (words[at] & HUGE_META) === HUGE_META;
    const willBeHuge = length > MAX_INLINE_VALUE;
    if (hadDeadline === (deadline !== NO_DEADLINE) && wasHuge === willBeHuge) {
      if (willBeHuge) {
        this.keyspace.records.resizeHuge(ref, length);
        return ref;
      }
      const head = HEADER_BYTES + (words[at] & HAS_DEADLINE) + keyBytes(words[at + 1]);
      if (blockUnits((head + length + UNIT - 1) >>> 3) === arena.unitsAt(ref)) {
        words[at] = (words[at] & ~HUGE_META) | (encoding << ENCODING_SHIFT);
        words[at + 1] = (words[at + 1] & KEY_BITS) | (length << VALUE_SHIFT);
        return ref;
      }
    }
    return this.#rebuild(ref, length, deadline, encoding);
  }

  /** A block, or `instead` where there is no memory for it and that is not 0. */
  #allocate(units: number, instead: Ref): Ref {
    try {
      return this.keyspace.arena.alloc(units);
    } catch (error) {
      if (instead === 0) throw error;
      return instead;
    }
  }

  #rebuild(ref: Ref, length: number, deadline: number, encoding: number): Ref {
    const hash = this.#hashOf(ref);
    const key = this.key(ref, this.#key);
    const clock = this.accessClock(ref) << (CLOCK_SHIFT - ENCODING_SHIFT);
    const to = this.keyspace.records.build(key.buf, key.start, key.end, length, deadline, (encoding & 3) | clock);
    const source = this.value(ref, SCRATCH);
    const kept = Math.min(source.length, length);
    const { buf, start } = source;
    const target = this.value(to, SCRATCH);
    copyBytes(target.buf, target.start, buf, start, start + kept);
    this.map.replace(hash, ref, to);
    this.keyspace.records.free(ref);
    return to;
  }

  #hashOf(ref: Ref): number {
    const { buf, start, end } = this.key(ref, this.#key);
    return hashKey(buf, start, end);
  }

  /** Counts `count` changes that were made to the record's value in place, or through the mutators that count none. */
  changed(ref: Ref, count = 1): void {
    const { keyspace } = this;
    keyspace.dirty += count;
    if (keyspace.observer === null) return;
    const { buf, start, end } = this.key(ref, this.#key);
    keyspace.observer.touched(this, buf, start, end);
  }

  /** Adds a new record to the index; where there is no memory for that, the record goes again. */
  #insert(hash: number, ref: Ref): void {
    try {
      this.map.insert(hash, ref);
    } catch (error) {
      this.keyspace.records.free(ref);
      throw error;
    }
  }

  #discard(ref: Ref, hash: number): void {
    this.#forget(ref, hash);
    this.keyspace.records.free(ref);
  }

  /** Takes a record out of the index. */
  #forget(ref: Ref, hash: number): void {
    this.map.setDeadline(hash, ref, this.deadline(ref), NO_DEADLINE, this.keyspace.now);
    this.map.remove(hash, ref);
  }
}

const SCRATCH = new Span();
const DUE = new Float64Array(1);
const DUE_BYTES = new Uint8Array(DUE.buffer);
