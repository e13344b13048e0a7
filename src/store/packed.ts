import { SLAB_SHIFT, UNIT_MASK } from "./arena.ts";
import type { Ref } from "./arena.ts";
import type { Database } from "./database.ts";
import { entryBefore, entryBytes, type PackedEntry } from "./packed_entry.ts";
import { VALUE_SHIFT } from "./record.ts";
import { valueAt } from "./records.ts";

/** Bytes before the first entry: the number of entries, low byte first. */
export const PACKED_HEAD = 2;
/** The most entries that a packed collection can have. */
export const MAX_PACKED_ENTRIES = 0xffff;
/** The most bytes that a packed collection should have: beyond, a change copies too much. The record could hold 1 MB. */
export const MAX_PACKED_BYTES = 64 * 1024;

/**
 * A small collection in its record: a head of {@linkcode PACKED_HEAD} bytes, then the entries one after another. This is a view that can be opened
 * again and again. Positions are indices into {@linkcode Packed.bytes}; every change makes all positions but the one it returns invalid.
 *
 * It keeps the record in step with the index, and counts no change: that is for the caller to do once per command.
 */
export class Packed {
  /** The record; changes may move it. */
  ref: Ref = 0;
  /** The slab that holds it. */
  bytes: Uint8Array = NONE;
  /** Position of the first entry. */
  start = 0;
  /** Position after the last entry. */
  end = 0;
  #db!: Database;
  #extra = 0;

  /** Opens a packed record. `extra` bytes that are the type's own stand between the number of entries and the first entry. Returns itself. */
  open(db: Database, ref: Ref, extra = 0): this {
    this.#db = db;
    this.#extra = extra;
    this.#locate(ref);
    return this;
  }

  /** Adds a key, which must be absent, with an empty packed collection that has room for `bytes` of entries; they are the caller's to write. Returns itself. */
  create(
    db: Database,
    buf: Uint8Array,
    start: number,
    end: number,
    type: number,
    encoding: number,
    bytes: number,
    count: number,
    extra = 0,
  ): this {
    this.open(db, db.add(buf, start, end, type, encoding, PACKED_HEAD + extra + bytes), extra);
    this.#setCount(count);
    return this;
  }

  /** Entries. */
  get count(): number {
    const at = this.start - this.#extra - PACKED_HEAD;
    return this.bytes[at] | (this.bytes[at + 1] << 8);
  }

  /** Bytes of all entries. */
  get length(): number {
    return this.end - this.start;
  }

  /** Writes all entries, which take all of the room, and their number. */
  fill(entries: Uint8Array, count: number): void {
    this.bytes.set(entries, this.start);
    this.#setCount(count);
  }

  /** Position after the entry at `at`. */
  next(at: number): number {
    return at + entryBytes(this.bytes, at);
  }

  /** Position of the entry before `at`, which must not be the first. */
  previous(at: number): number {
    return entryBefore(this.bytes, at);
  }

  /** Position of entry number `index`, which must be there or be the number of entries; walks from the nearer end. */
  seek(index: number): number {
    const { bytes, count } = this;
    if (index <= count / 2) {
      let at = this.start;
      for (let i = 0; i < index; i++) at += entryBytes(bytes, at);
      return at;
    }
    let at = this.end;
    for (let i = count; i > index; i--) at = entryBefore(bytes, at);
    return at;
  }

  /** Position of the first entry that equals `entry` among the entries 0, `step`, 2 `step`, ...; -1 if there is none. */
  find(entry: PackedEntry, step: number): number {
    const { bytes, end } = this;
    for (let at = this.start; at < end;) {
      if (entry.isAt(bytes, at)) return at;
      for (let i = 0; i < step; i++) at += entryBytes(bytes, at);
    }
    return -1;
  }

  /** Puts an entry before the one at `at` (`end`: behind all). Returns its position. */
  insert(at: number, entry: PackedEntry): number {
    const to = this.splice(at, 0, entry.bytes, 1);
    entry.write(this.bytes, to);
    return to;
  }

  /** Puts two entries before the one at `at`. Returns the first one's position. */
  insertTwo(at: number, first: PackedEntry, second: PackedEntry): number {
    const to = this.splice(at, 0, first.bytes + second.bytes, 2);
    second.write(this.bytes, first.write(this.bytes, to));
    return to;
  }

  /** Puts an entry in place of the one at `at`. Returns its position. */
  replace(at: number, entry: PackedEntry): number {
    const removed = entryBytes(this.bytes, at);
    const to = removed === entry.bytes ? at : this.splice(at, removed, entry.bytes, 0);
    entry.write(this.bytes, to);
    return to;
  }

  /** Takes `entries` entries out, from the one at `at` on. Returns the position of what followed them. */
  remove(at: number, entries: number): number {
    let end = at;
    for (let i = 0; i < entries; i++) end += entryBytes(this.bytes, end);
    return this.splice(at, end - at, 0, -entries);
  }

  /**
   * Puts `inserted` bytes, contents undefined, in place of `removed` ones at `at`, and adds `count` to the number of entries. Returns the position
   * that was `at`.
   */
  splice(at: number, removed: number, inserted: number, count: number): number {
    const origin = this.start - this.#extra - PACKED_HEAD;
    const entries = this.count + count;
    const ref = this.#db.splice(this.ref, at - origin, removed, inserted);
    if (ref === this.ref) this.end += inserted - removed;
    else this.#locate(ref);
    this.#setCount(entries);
    return this.start - this.#extra - PACKED_HEAD + (at - origin);
  }

  #locate(ref: Ref): void {
    const { arena } = this.#db.keyspace;
    const words = arena.words[ref >>> SLAB_SHIFT];
    const word = (ref & UNIT_MASK) << 1;
    const origin = valueAt(words, word);
    this.ref = ref;
    this.bytes = arena.bytes[ref >>> SLAB_SHIFT];
    this.start = origin + PACKED_HEAD + this.#extra;
    this.end = origin + (words[word + 1] >>> VALUE_SHIFT);
  }

  #setCount(count: number): void {
    const at = this.start - this.#extra - PACKED_HEAD;
    this.bytes[at] = count;
    this.bytes[at + 1] = count >>> 8;
  }
}

const NONE = new Uint8Array(0);
