/**
 * The layout of a record, the block of arena memory that holds one key and its value (or one field, member, ...). Words are 32 bits.
 *
 * | word | bits | |
 * |---|---|---|
 * | 0 | 0 to 2 | type |
 * | 0 | 3 | set: words 2 and 3 hold the deadline |
 * | 0 | 4 to 7 | encoding, by type |
 * | 0 | 8 to 31 | access clock, LRU seconds or LFU minutes and counter |
 * | 1 | 0 to 11 | bytes of key; 4095: a long key, only its handle is here |
 * | 1 | 12 to 31 | bytes of value |
 * | 2, 3 | | deadline, Unix time in ms: low word, high word; only if bit 3 of word 0 is set |
 *
 * The key's bytes follow the header, then the value's. A long key (4,095 bytes or more) and a value over {@linkcode MAX_INLINE_VALUE} live in
 * buffers of their own in the {@linkcode HandleTable}; four bytes name the handle.
 */

import type { Arena, Ref } from "./arena.ts";
import { SLAB_SHIFT, UNIT_MASK } from "./arena.ts";

/** Types as word 0 keeps them. */
export const Type = { STRING: 0, LIST: 1, SET: 2, ZSET: 3, HASH: 4, STREAM: 5 } as const;
/** A type's number. */
export type Type = (typeof Type)[keyof typeof Type];

/** What TYPE and SCAN call each type. */
export const TYPE_NAMES = ["string", "list", "set", "zset", "hash", "stream"] as const;

/**
 * How a string came to be, for OBJECT ENCODING; its bytes are the text in every case. `AUTO` answers `int`, `embstr` or `raw` by content,
 * `RAW` was modified in place, `EMBSTR` never counts as an integer, `HUGE` is `raw` with the bytes behind a handle.
 */
export const StringEncoding = { AUTO: 0, RAW: 1, EMBSTR: 2, HUGE: 3 } as const;

/** Word 0: a deadline follows the header. Its value is the bytes that the deadline takes. */
export const HAS_DEADLINE = 8;
export const TYPE_BITS = 7;
export const ENCODING_SHIFT = 4;
export const ENCODING_BITS = 15;
export const CLOCK_SHIFT = 8;
/** Word 0 of a record whose value is behind a handle: all of these bits are set. It is a buffer for a string, a `Collection` for every other type. */
export const HUGE_META = StringEncoding.HUGE << ENCODING_SHIFT;
/** Word 0 without the access clock. */
export const META_BITS = 0xff;

/** Word 1: the bits of the key's length, below those of the value's. */
export const KEY_BITS = 0xfff;
/** Word 1: where the bits of the value's length begin. */
export const VALUE_SHIFT = 12;
/** A key of this many bytes or more is kept behind a handle. */
export const LONG_KEY = 4095;
/** The most bytes of value that a record holds itself: what fits 20 bits. */
export const MAX_INLINE_VALUE = (1 << 20) - 1;
/** Bytes of a handle's number in place of a key or a value. */
export const HANDLE_BYTES = 4;
export const HEADER_BYTES = 8;
/** No deadline. */
export const NO_DEADLINE = 0;
/** The latest deadline, in the year 287396; later ones are kept as this one, so that every deadline is an exact number. */
export const MAX_DEADLINE = Number.MAX_SAFE_INTEGER;

/** A range of bytes somewhere. Reused: valid until the next call that fills it or changes the store. */
export class Span {
  buf: Uint8Array = EMPTY;
  start = 0;
  end = 0;

  /** Points at `buf[start, end)`; returns itself. */
  point(buf: Uint8Array, start: number, end: number): this {
    this.buf = buf;
    this.start = start;
    this.end = end;
    return this;
  }

  get length(): number {
    return this.end - this.start;
  }

  /** A view, valid as long as this range is. */
  view(): Uint8Array {
    return this.buf.subarray(this.start, this.end);
  }

  /** Bytes of its own. */
  copy(): Uint8Array {
    return this.buf.slice(this.start, this.end);
  }
}

const EMPTY = new Uint8Array(0);

/** Bytes of the key's place in a record whose word 1 is `lengths`. */
export function keyBytes(lengths: number): number {
  const length = lengths & KEY_BITS;
  return length === LONG_KEY ? HANDLE_BYTES : length;
}

/** Word 0 of the record at `ref`. */
export function metaOf(arena: Arena, ref: Ref): number {
  return arena.words[ref >>> SLAB_SHIFT][(ref & UNIT_MASK) << 1];
}

/** The type of the record at `ref`. */
export function typeOf(arena: Arena, ref: Ref): Type {
  return (metaOf(arena, ref) & TYPE_BITS) as Type;
}

/** The encoding nibble of the record at `ref`. */
export function encodingOf(arena: Arena, ref: Ref): number {
  return (metaOf(arena, ref) >>> ENCODING_SHIFT) & ENCODING_BITS;
}

/** Unix time in ms at which the record at `ref` expires, {@linkcode NO_DEADLINE} if never. */
export function deadlineOf(arena: Arena, ref: Ref): number {
  const words = arena.words[ref >>> SLAB_SHIFT];
  const at = (ref & UNIT_MASK) << 1;
  if ((words[at] & HAS_DEADLINE) === 0) return NO_DEADLINE;
  return words[at + 3] * 4294967296 + (words[at + 2] >>> 0);
}

/** Overwrites the deadline of a record that has one. */
export function writeDeadline(arena: Arena, ref: Ref, deadline: number): void {
  const words = arena.words[ref >>> SLAB_SHIFT];
  const at = (ref & UNIT_MASK) << 1;
  words[at + 2] = deadline % 4294967296;
  words[at + 3] = Math.floor(deadline / 4294967296);
}

/**
 * Byte buffers outside the arena that records name by number: long keys, huge values. Counts its bytes; a handle is reused only after it was
 * given back.
 */
export class HandleTable {
  readonly #buffers: Uint8Array[] = [];
  readonly #free: number[] = [];
  /** Bytes of all buffers, spare capacity included. */
  used = 0;

  /** Takes over `buffer`. */
  add(buffer: Uint8Array): number {
    const handle = this.#free.pop() ?? this.#buffers.length;
    this.#buffers[handle] = buffer;
    this.used += buffer.length;
    return handle;
  }

  get(handle: number): Uint8Array {
    return this.#buffers[handle];
  }

  /** Puts another buffer in place of one, and frees the memory of that at once. */
  replace(handle: number, buffer: Uint8Array): void {
    const old = this.#buffers[handle];
    this.used += buffer.length - old.length;
    this.#buffers[handle] = buffer;
    if (old.buffer instanceof ArrayBuffer) old.buffer.transfer(0);
  }

  /** Forgets the buffer and frees its memory at once. */
  remove(handle: number): void {
    const buffer = this.#buffers[handle];
    this.used -= buffer.length;
    this.#buffers[handle] = EMPTY;
    this.#free.push(handle);
    if (buffer.buffer instanceof ArrayBuffer && buffer.length > 0) buffer.buffer.transfer(0);
  }

  reset(): void {
    for (const buffer of this.#buffers) {
      if (buffer.buffer instanceof ArrayBuffer && buffer.length > 0) buffer.buffer.transfer(0);
    }
    this.#buffers.length = 0;
    this.#free.length = 0;
    this.used = 0;
  }
}

/** Reads the handle at byte `at`, which need not be aligned. */
export function readHandle(bytes: Uint8Array, at: number): number {
  return bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24);
}

/** Writes a handle at byte `at`, which need not be aligned. */
export function writeHandle(bytes: Uint8Array, at: number, handle: number): void {
  bytes[at] = handle;
  bytes[at + 1] = handle >>> 8;
  bytes[at + 2] = handle >>> 16;
  bytes[at + 3] = handle >>> 24;
}
