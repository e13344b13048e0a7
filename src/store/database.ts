import { copyBytes } from "../bytes/mod.ts";
import type { Ref } from "./arena.ts";
import { blockUnits, SLAB_SHIFT, UNIT, UNIT_MASK } from "./arena.ts";
import type { MapOwner } from "./byte_map.ts";
import { ByteMap } from "./byte_map.ts";
import { hashKey } from "./key_hash.ts";
import type { Keyspace } from "./keyspace.ts";
import { AccessMode } from "./keyspace.ts";
import { lfuTouch } from "./lfu.ts";
import type { Type } from "./record.ts";
import {
  CLOCK_SHIFT,
  deadlineOf,
  ENCODING_BITS,
  ENCODING_SHIFT,
  encodingOf,
  HANDLE_BYTES,
  HAS_DEADLINE,
  HEADER_BYTES,
  KEY_BITS,
  keyBytes,
  LONG_KEY,
  MAX_DEADLINE,
  MAX_INLINE_VALUE,
  META_BITS,
  metaOf,
  NO_DEADLINE,
  readHandle,
  Span,
  StringEncoding,
  TYPE_BITS,
  typeOf,
  VALUE_SHIFT,
  writeDeadline,
  writeHandle,
} from "./record.ts";

/** In place of a deadline: keep the one that the key has. */
export const KEEP_DEADLINE = -1;

/** The bits of word 0 that must be 0 for an overwrite in place: another type, or a value behind a handle. */
const HUGE_META = StringEncoding.HUGE << ENCODING_SHIFT;

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

  /** Whether the record is a string whose bytes are in place and whose encoding goes by its content. */
  isPlainString(ref: Ref): boolean {
    return (metaOf(this.keyspace.arena, ref) & (TYPE_BITS | (ENCODING_BITS << ENCODING_SHIFT))) === 0;
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

  /** Points `span` at the record's key. */
  key(ref: Ref, span: Span): Span {
    const { arena, handles } = this.keyspace;
    const bytes = arena.bytes[ref >>> SLAB_SHIFT];
    const words = arena.words[ref >>> SLAB_SHIFT];
    const at = (ref & UNIT_MASK) << 1;
    const from = (at << 2) + HEADER_BYTES + (words[at] & HAS_DEADLINE);
    const length = words[at + 1] & KEY_BITS;
    if (length < LONG_KEY) return span.point(bytes, from, from + length);
    const key = handles.get(readHandle(bytes, from));
    return span.point(key, 0, key.length);
  }

  /** Points `span` at the bytes of the record's value; writing through it is allowed within the mutators' rules. */
  value(ref: Ref, span: Span): Span {
    const { arena } = this.keyspace;
    const bytes = arena.bytes[ref >>> SLAB_SHIFT];
    const words = arena.words[ref >>> SLAB_SHIFT];
    const at = (ref & UNIT_MASK) << 1;
    const lengths = words[at + 1];
    const from = (at << 2) + HEADER_BYTES + (words[at] & HAS_DEADLINE) + keyBytes(lengths);
    if ((words[at] & (HUGE_META | TYPE_BITS)) === HUGE_META) {
      const huge = this.keyspace.handles.get(readHandle(bytes, from));
      return span.point(huge, 0, this.#hugeLength(bytes, from));
    }
    return span.point(bytes, from, from + (lengths >>> VALUE_SHIFT));
  }

  /** Bytes of memory that the record takes, its share of the index included. */
  memoryOf(ref: Ref): number {
    const { arena, handles } = this.keyspace;
    let bytes = arena.unitsAt(ref) * UNIT + Math.round(this.map.indexBytes / Math.max(1, this.map.size));
    const words = arena.words[ref >>> SLAB_SHIFT];
    const at = (ref & UNIT_MASK) << 1;
    const from = (at << 2) + HEADER_BYTES + (words[at] & HAS_DEADLINE);
    const slab = arena.bytes[ref >>> SLAB_SHIFT];
    if ((words[at + 1] & KEY_BITS) === LONG_KEY) bytes += handles.get(readHandle(slab, from)).length;
    if ((words[at] & (HUGE_META | TYPE_BITS)) === HUGE_META) {
      bytes += handles.get(readHandle(slab, from + keyBytes(words[at + 1]))).length;
    }
    return bytes;
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
      map.insert(hash, ref);
    }
    words[at + 1] = keyLength | (valueLength << VALUE_SHIFT);
    copyBytes(arena.bytes[ref >>> SLAB_SHIFT], (at << 2) + HEADER_BYTES + keyLength, from, valueStart, valueEnd);
    keyspace.dirty++;
    if (keyspace.observer !== null) keyspace.observer.touched(this, buf, start, end);
  }

  /**
   * Gives an existing string value `length` bytes: cuts it or extends it with zeros. The encoding becomes `encoding`. Returns the record, which
   * may have moved. Counts as one change.
   */
  resizeString(ref: Ref, length: number, encoding: number): Ref {
    const value = this.value(ref, SCRATCH);
    const had = value.length;
    const to = this.#reshape(ref, length, this.deadline(ref), encoding);
    if (length > had) {
      const grown = this.value(to, SCRATCH);
      grown.buf.fill(0, grown.start + had, grown.end);
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
      to = this.#transplant(ref, buf, start, end, until);
      map.replace(hash, ref, to);
      this.#freeShell(ref);
    } else if (until !== NO_DEADLINE) {
      writeDeadline(keyspace.arena, ref, until);
    }
    map.setDeadline(hash, to, before, until, keyspace.now);
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

  /** Removes a record whose deadline has passed, unless expiry is paused; one whose deadline has not is left alone. */
  expire(ref: Ref): void {
    const { keyspace } = this;
    if (this.isLive(ref) || keyspace.expiryPaused) return;
    const { buf, start, end } = this.key(ref, this.#key);
    keyspace.expired++;
    keyspace.observer?.expired(this, buf, start, end);
    this.#discard(ref, hashKey(buf, start, end));
  }

  /**
   * Copies a string with its deadline and encoding to key `buf[start, end)` of database `into`, in place of what is there. Counts as one change.
   * The key must be another one, or the database.
   */
  copyTo(ref: Ref, into: Database, buf: Uint8Array, start: number, end: number): void {
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
    if (deadline !== NO_DEADLINE) into.map.reserve(hash, keyspace.now);
    const to = this.#transplant(ref, buf, start, end, deadline);
    const old = into.map.find(buf, start, end, hash);
    if (old !== 0 && (!into.#lapsed(old) || keyspace.expiryPaused)) into.#discard(old, hash);
    this.changed(ref);
    const sourceHash = this.#hashOf(ref);
    map.setDeadline(sourceHash, ref, deadline, NO_DEADLINE, keyspace.now);
    map.remove(sourceHash, ref);
    this.#freeShell(ref);
    into.map.insert(hash, to);
    into.map.setDeadline(hash, to, NO_DEADLINE, deadline, keyspace.now);
    keyspace.observer?.touched(into, buf, start, end);
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
    map.leaveQueue();
    this.map = this.#emptyMap();
    return this.#freeing(map);
  }

  *#freeing(map: ByteMap): Generator<number> {
    for (const segment of map.segments()) {
      map.forEachIn(segment, (ref) => this.#free(ref));
      yield segment.used;
    }
    map.dispose();
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

  /** Any case of `setString`: a deadline, a long key, a huge value, a record of another shape in the way. */
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
  ): void {
    const { keyspace, map } = this;
    const old = found !== 0 && this.#lapsed(found) && !keyspace.expiryPaused ? 0 : found;
    const before = old === 0 ? NO_DEADLINE : this.deadline(old);
    const until = deadline === KEEP_DEADLINE ? before : Math.min(deadline, MAX_DEADLINE);
    const clock = keyspace.accessMode === AccessMode.LRU || old === 0
      ? this.#freshStamp()
      : this.accessClock(old) << CLOCK_SHIFT;
    if (until !== NO_DEADLINE) map.reserve(hash, keyspace.now);
    const ref = this.#build(buf, start, end, valueEnd - valueStart, until, encoding | (clock >>> ENCODING_SHIFT));
    const value = this.value(ref, SCRATCH);
    copyBytes(value.buf, value.start, from, valueStart, valueEnd);
    if (old === 0) {
      map.insert(hash, ref);
    } else {
      map.replace(hash, old, ref);
      this.#free(old);
    }
    map.setDeadline(hash, ref, before, until, keyspace.now);
    keyspace.dirty++;
    keyspace.observer?.touched(this, buf, start, end);
  }

  /** Allocates a string record and writes its header and key; `high` is word 0 from the encoding up. The value's bytes are the caller's to write. */
  #build(buf: Uint8Array, start: number, end: number, valueLength: number, deadline: number, high: number): Ref {
    // Made first: for a huge value there may be no memory.
    const huge = valueLength > MAX_INLINE_VALUE ? new Uint8Array(valueLength) : null;
    const meta = (high << ENCODING_SHIFT) | (huge === null ? 0 : HUGE_META);
    const ref = this.#lay(buf, start, end, huge === null ? valueLength : HUGE_BYTES, deadline, meta);
    if (huge !== null) {
      const { arena, handles } = this.keyspace;
      const bytes = arena.bytes[ref >>> SLAB_SHIFT];
      const at = valueAt(arena.words[ref >>> SLAB_SHIFT], (ref & UNIT_MASK) << 1);
      writeHandle(bytes, at, handles.add(huge));
      writeHandle(bytes, at + HANDLE_BYTES, valueLength);
    }
    return ref;
  }

  /** Allocates a record with room for `inline` bytes of value and writes its header and key; `meta` is word 0 but for {@linkcode HAS_DEADLINE}. */
  #lay(buf: Uint8Array, start: number, end: number, inline: number, deadline: number, meta: number): Ref {
    const { arena, handles } = this.keyspace;
    const isLong = end - start >= LONG_KEY;
    const keyLength = isLong ? HANDLE_BYTES : end - start;
    const head = HEADER_BYTES + (deadline === NO_DEADLINE ? 0 : HAS_DEADLINE);
    const ref = arena.alloc((head + keyLength + inline + UNIT - 1) >>> 3);
    const words = arena.words[ref >>> SLAB_SHIFT];
    const bytes = arena.bytes[ref >>> SLAB_SHIFT];
    const at = (ref & UNIT_MASK) << 1;
    words[at] = meta | (deadline === NO_DEADLINE ? 0 : HAS_DEADLINE);
    words[at + 1] = (isLong ? LONG_KEY : keyLength) | (inline << VALUE_SHIFT);
    if (deadline !== NO_DEADLINE) writeDeadline(arena, ref, deadline);
    const keyAt = (at << 2) + head;
    if (isLong) writeHandle(bytes, keyAt, handles.add(buf.slice(start, end)));
    else copyBytes(bytes, keyAt, buf, start, end);
    return ref;
  }

  /**
   * Builds a record for another key or deadline around the value's bytes as they are, whatever the type: a handle among them keeps its buffer. The
   * old record's shell is the caller's to free.
   */
  #transplant(ref: Ref, buf: Uint8Array, start: number, end: number, deadline: number): Ref {
    const { arena } = this.keyspace;
    const words = arena.words[ref >>> SLAB_SHIFT];
    const at = (ref & UNIT_MASK) << 1;
    const length = words[at + 1] >>> VALUE_SHIFT;
    const to = this.#lay(buf, start, end, length, deadline, words[at] & ~HAS_DEADLINE);
    const from = valueAt(words, at);
    const target = valueAt(arena.words[to >>> SLAB_SHIFT], (to & UNIT_MASK) << 1);
    copyBytes(arena.bytes[to >>> SLAB_SHIFT], target, arena.bytes[ref >>> SLAB_SHIFT], from, from + length);
    return to;
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
        this.#resizeHuge(ref, length);
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

  #rebuild(ref: Ref, length: number, deadline: number, encoding: number): Ref {
    const hash = this.#hashOf(ref);
    const key = this.key(ref, this.#key);
    const clock = this.accessClock(ref) << (CLOCK_SHIFT - ENCODING_SHIFT);
    const to = this.#build(key.buf, key.start, key.end, length, deadline, (encoding & 3) | clock);
    const source = this.value(ref, SCRATCH);
    const kept = Math.min(source.length, length);
    const { buf, start } = source;
    const target = this.value(to, SCRATCH);
    copyBytes(target.buf, target.start, buf, start, start + kept);
    this.map.replace(hash, ref, to);
    this.#free(ref);
    return to;
  }

  /** A huge value grows by an eighth at least, so that appending to it is cheap on average. */
  #resizeHuge(ref: Ref, length: number): void {
    const { arena, handles } = this.keyspace;
    const bytes = arena.bytes[ref >>> SLAB_SHIFT];
    const words = arena.words[ref >>> SLAB_SHIFT];
    const at = (ref & UNIT_MASK) << 1;
    const from = (at << 2) + HEADER_BYTES + (words[at] & HAS_DEADLINE) + keyBytes(words[at + 1]);
    const handle = readHandle(bytes, from);
    const had = handles.get(handle);
    if (length > had.length || length < had.length / 2) {
      const resized = new Uint8Array(Math.max(length, Math.min(had.length + (had.length >>> 3), length * 2)));
      resized.set(had.subarray(0, Math.min(this.#hugeLength(bytes, from), length)));
      handles.replace(handle, resized);
    }
    writeHandle(bytes, from + HANDLE_BYTES, length);
  }

  #hugeLength(bytes: Uint8Array, at: number): number {
    return readHandle(bytes, at + HANDLE_BYTES);
  }

  #hashOf(ref: Ref): number {
    const { buf, start, end } = this.key(ref, this.#key);
    return hashKey(buf, start, end);
  }

  /** Counts a change that was made to the record's value in place, through the bytes that {@linkcode Database.value} gave. */
  changed(ref: Ref): void {
    const { keyspace } = this;
    keyspace.dirty++;
    if (keyspace.observer === null) return;
    const { buf, start, end } = this.key(ref, this.#key);
    keyspace.observer.touched(this, buf, start, end);
  }

  #discard(ref: Ref, hash: number): void {
    this.map.setDeadline(hash, ref, this.deadline(ref), NO_DEADLINE, this.keyspace.now);
    this.map.remove(hash, ref);
    this.#free(ref);
  }

  /** Frees a record and what it holds outside the arena. */
  #free(ref: Ref): void {
    const { arena, handles } = this.keyspace;
    const words = arena.words[ref >>> SLAB_SHIFT];
    const at = (ref & UNIT_MASK) << 1;
    if ((words[at] & (HUGE_META | TYPE_BITS)) === HUGE_META) {
      handles.remove(readHandle(arena.bytes[ref >>> SLAB_SHIFT], valueAt(words, at)));
    }
    this.#freeShell(ref);
  }

  /** Frees a record whose value lives on in another. */
  #freeShell(ref: Ref): void {
    const { arena, handles } = this.keyspace;
    const words = arena.words[ref >>> SLAB_SHIFT];
    const at = (ref & UNIT_MASK) << 1;
    if ((words[at + 1] & KEY_BITS) === LONG_KEY) {
      const keyAt = (at << 2) + HEADER_BYTES + (words[at] & HAS_DEADLINE);
      handles.remove(readHandle(arena.bytes[ref >>> SLAB_SHIFT], keyAt));
    }
    arena.free(ref);
  }
}

/** The byte in its slab at which the value of the record at word `at` begins. */
function valueAt(words: Int32Array, at: number): number {
  return (at << 2) + HEADER_BYTES + (words[at] & HAS_DEADLINE) + keyBytes(words[at + 1]);
}

/** A huge value's place in its record: handle and length. */
const HUGE_BYTES = 2 * HANDLE_BYTES;
const SCRATCH = new Span();
