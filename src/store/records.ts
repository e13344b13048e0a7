import { copyBytes } from "../bytes/mod.ts";
import type { Collection, CollectionTable } from "./collection.ts";
import type { Arena, Ref } from "./arena.ts";
import { SLAB_SHIFT, UNIT, UNIT_MASK } from "./arena.ts";
import type { HandleTable, Span } from "./record.ts";
import {
  ENCODING_SHIFT,
  HANDLE_BYTES,
  HAS_DEADLINE,
  HEADER_BYTES,
  HUGE_META,
  KEY_BITS,
  keyBytes,
  LONG_KEY,
  MAX_INLINE_VALUE,
  NO_DEADLINE,
  readHandle,
  TYPE_BITS,
  VALUE_SHIFT,
  writeDeadline,
  writeHandle,
} from "./record.ts";

/**
 * Builds, reads and frees records: the arena's blocks together with what they hold outside of it. It knows neither databases nor deadlines' effects;
 * whoever calls keeps the index in step.
 */
export class Records {
  constructor(readonly arena: Arena, readonly handles: HandleTable, readonly collections: CollectionTable) {}

  /** Points `span` at the record's key. */
  key(ref: Ref, span: Span): Span {
    const { arena, handles } = this;
    const bytes = arena.bytes[ref >>> SLAB_SHIFT];
    const words = arena.words[ref >>> SLAB_SHIFT];
    const at = (ref & UNIT_MASK) << 1;
    const from = (at << 2) + HEADER_BYTES + (words[at] & HAS_DEADLINE);
    const length = words[at + 1] & KEY_BITS;
    if (length < LONG_KEY) return span.point(bytes, from, from + length);
    const key = handles.get(readHandle(bytes, from));
    return span.point(key, 0, key.length);
  }

  /** Bytes of the record's key, 4,095 for any that is longer. */
  keyLength(ref: Ref): number {
    return this.arena.words[ref >>> SLAB_SHIFT][((ref & UNIT_MASK) << 1) + 1] & KEY_BITS;
  }

  /** The word in its slab at which the key begins of a record that holds it itself: one of less than 4,095 bytes. */
  keyWord(ref: Ref): number {
    const at = (ref & UNIT_MASK) << 1;
    return at + ((HEADER_BYTES + (this.arena.words[ref >>> SLAB_SHIFT][at] & HAS_DEADLINE)) >> 2);
  }

  /** Points `span` at the bytes of the record's value; writing through it is allowed within the mutators' rules. */
  value(ref: Ref, span: Span): Span {
    const { arena } = this;
    const bytes = arena.bytes[ref >>> SLAB_SHIFT];
    const words = arena.words[ref >>> SLAB_SHIFT];
    const at = (ref & UNIT_MASK) << 1;
    const lengths = words[at + 1];
    const from = (at << 2) + HEADER_BYTES + (words[at] & HAS_DEADLINE) + keyBytes(lengths);
    if ((words[at] & (HUGE_META | TYPE_BITS)) === HUGE_META) {
      const huge = this.handles.get(readHandle(bytes, from));
      return span.point(huge, 0, hugeLength(bytes, from));
    }
    return span.point(bytes, from, from + (lengths >>> VALUE_SHIFT));
  }

  /** Bytes of memory that the record takes, with what it holds outside the arena. */
  memory(ref: Ref): number {
    const { arena, handles } = this;
    let bytes = arena.unitsAt(ref) * UNIT;
    const words = arena.words[ref >>> SLAB_SHIFT];
    const at = (ref & UNIT_MASK) << 1;
    const from = (at << 2) + HEADER_BYTES + (words[at] & HAS_DEADLINE);
    const slab = arena.bytes[ref >>> SLAB_SHIFT];
    if ((words[at + 1] & KEY_BITS) === LONG_KEY) bytes += handles.get(readHandle(slab, from)).length;
    if ((words[at] & HUGE_META) === HUGE_META) {
      const handle = readHandle(slab, from + keyBytes(words[at + 1]));
      bytes += (words[at] & TYPE_BITS) === 0 ? handles.get(handle).length : this.collections.get(handle).memory;
    }
    return bytes;
  }

  /**
   * Allocates a string record and writes its header and key; `high` is word 0 from the encoding up. The value's bytes are the caller's to write, unless
   * they are `given` as the buffer of a huge value.
   */
  build(
    buf: Uint8Array,
    start: number,
    end: number,
    valueLength: number,
    deadline: number,
    high: number,
    given: Uint8Array | null = null,
  ): Ref {
    // Made first: for a huge value there may be no memory.
    const huge = valueLength > MAX_INLINE_VALUE ? given ?? new Uint8Array(valueLength) : null;
    const meta = (high << ENCODING_SHIFT) | (huge === null ? 0 : HUGE_META);
    const ref = this.lay(buf, start, end, huge === null ? valueLength : HUGE_BYTES, deadline, meta);
    if (huge !== null) {
      const { arena, handles } = this;
      const bytes = arena.bytes[ref >>> SLAB_SHIFT];
      const at = valueAt(arena.words[ref >>> SLAB_SHIFT], (ref & UNIT_MASK) << 1);
      writeHandle(bytes, at, handles.add(huge));
      writeHandle(bytes, at + HANDLE_BYTES, valueLength);
    }
    return ref;
  }

  /** Allocates a record with room for `inline` bytes of value and writes its header and key; `meta` is word 0 but for {@linkcode HAS_DEADLINE}. */
  lay(buf: Uint8Array, start: number, end: number, inline: number, deadline: number, meta: number): Ref {
    const { arena, handles } = this;
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
  transplant(ref: Ref, buf: Uint8Array, start: number, end: number, deadline: number): Ref {
    const { arena } = this;
    const words = arena.words[ref >>> SLAB_SHIFT];
    const at = (ref & UNIT_MASK) << 1;
    const length = words[at + 1] >>> VALUE_SHIFT;
    const to = this.lay(buf, start, end, length, deadline, words[at] & ~HAS_DEADLINE);
    const from = valueAt(words, at);
    const target = valueAt(arena.words[to >>> SLAB_SHIFT], (to & UNIT_MASK) << 1);
    copyBytes(arena.bytes[to >>> SLAB_SHIFT], target, arena.bytes[ref >>> SLAB_SHIFT], from, from + length);
    return to;
  }

  /** The large collection of the record at `ref`, which has one. */
  collection(ref: Ref): Collection {
    return this.collections.get(this.collectionHandle(ref));
  }

  /** The handle of the large collection of the record at `ref`. */
  collectionHandle(ref: Ref): number {
    const words = this.arena.words[ref >>> SLAB_SHIFT];
    const at = valueAt(words, (ref & UNIT_MASK) << 1);
    return readHandle(this.arena.bytes[ref >>> SLAB_SHIFT], at);
  }

  /** Makes `collection` the value of a record that has room for a handle. */
  setCollection(ref: Ref, collection: Collection): void {
    const words = this.arena.words[ref >>> SLAB_SHIFT];
    const at = valueAt(words, (ref & UNIT_MASK) << 1);
    writeHandle(this.arena.bytes[ref >>> SLAB_SHIFT], at, this.collections.add(collection));
  }

  /** A huge value grows by an eighth at least, so that appending to it is cheap on average. */
  resizeHuge(ref: Ref, length: number): void {
    const { arena, handles } = this;
    const bytes = arena.bytes[ref >>> SLAB_SHIFT];
    const words = arena.words[ref >>> SLAB_SHIFT];
    const at = (ref & UNIT_MASK) << 1;
    const from = (at << 2) + HEADER_BYTES + (words[at] & HAS_DEADLINE) + keyBytes(words[at + 1]);
    const handle = readHandle(bytes, from);
    const had = handles.get(handle);
    if (length > had.length || length < had.length / 2) {
      const resized = new Uint8Array(Math.max(length, Math.min(had.length + (had.length >>> 3), length * 2)));
      resized.set(had.subarray(0, Math.min(hugeLength(bytes, from), length)));
      handles.replace(handle, resized);
    }
    writeHandle(bytes, from + HANDLE_BYTES, length);
  }

  /** Frees a record and what it holds outside the arena. */
  free(ref: Ref): void {
    const { arena, handles } = this;
    const words = arena.words[ref >>> SLAB_SHIFT];
    const at = (ref & UNIT_MASK) << 1;
    if ((words[at] & HUGE_META) === HUGE_META) {
      const handle = readHandle(arena.bytes[ref >>> SLAB_SHIFT], valueAt(words, at));
      if ((words[at] & TYPE_BITS) === 0) handles.remove(handle);
      else this.collections.remove(handle);
    }
    this.freeShell(ref);
  }

  /** Frees a record whose value lives on in another. */
  freeShell(ref: Ref): void {
    const { arena, handles } = this;
    const words = arena.words[ref >>> SLAB_SHIFT];
    const at = (ref & UNIT_MASK) << 1;
    if ((words[at + 1] & KEY_BITS) === LONG_KEY) {
      const keyAt = (at << 2) + HEADER_BYTES + (words[at] & HAS_DEADLINE);
      handles.remove(readHandle(arena.bytes[ref >>> SLAB_SHIFT], keyAt));
    }
    arena.free(ref);
  }
}

/** The length of the huge value whose place in its record is at byte `at`. */
function hugeLength(bytes: Uint8Array, at: number): number {
  return readHandle(bytes, at + HANDLE_BYTES) >>> 0;
}

/** The byte in its slab at which the value of the record at word `at` begins. */
export function valueAt(words: Int32Array, at: number): number {
  return (at << 2) + HEADER_BYTES + (words[at] & HAS_DEADLINE) + keyBytes(words[at + 1]);
}

/** A huge value's place in its record: handle and length. */
const HUGE_BYTES = 2 * HANDLE_BYTES;
