import {
  CollectionEncoding,
  type Database,
  EntryText,
  Packed,
  PACKED_HEAD,
  PackedEntry,
  type Ref,
  Type,
} from "../../store/mod.ts";
import { exceeds } from "./_limits.ts";
import { LargeList } from "./large_list.ts";

const ENTRY = new PackedEntry();

/**
 * The list of a key, packed or large. A view that can be opened again and again. Indices count from 0 and must be within the list.
 *
 * Growing and shrinking may change the form. Removing the last entry leaves an empty record, which the caller drops.
 */
export class List {
  /** The record; changes may move it. */
  ref: Ref = 0;
  /** The entry that was read last: valid until the next call. */
  readonly entry = new EntryText();
  #db!: Database;
  readonly #packed = new Packed();
  #large: LargeList | null = null;

  /** Opens the list in a record. Returns itself. */
  open(db: Database, ref: Ref): this {
    this.#db = db;
    this.ref = ref;
    this.#large = null;
    if (db.encoding(ref) === CollectionEncoding.LARGE) this.#large = db.collection(ref) as LargeList;
    else this.#packed.open(db, ref);
    return this;
  }

  /** Adds a key, which must be absent, with an empty list. Returns itself. */
  create(db: Database, buf: Uint8Array, start: number, end: number): this {
    this.#db = db;
    this.#large = null;
    this.ref = this.#packed.create(db, buf, start, end, Type.LIST, CollectionEncoding.PACKED, 0, 0).ref;
    return this;
  }

  /** Entries. */
  get length(): number {
    return this.#large === null ? this.#packed.count : this.#large.size;
  }

  /** The large form, `null` while it is packed. */
  get large(): LargeList | null {
    return this.#large;
  }

  /** The packed form, while it is that. */
  get packed(): Packed {
    return this.#packed;
  }

  /** Gives a packed list its large form if it would be too large with `entries` more entries, of `bytes` bytes of text together. */
  expect(entries: number, bytes: number): void {
    if (this.#large !== null) return;
    const { count, length } = this.#packed;
    if (exceeds(this.#db.keyspace.limits.listSize, count + entries, length + bytes)) this.#enlarge();
  }

  /** Adds an entry at the front or the back. {@linkcode List.expect} must have been told of it. */
  push(buf: Uint8Array, start: number, end: number, front: boolean): void {
    ENTRY.text(buf, start, end);
    const large = this.#large;
    if (large === null) {
      const packed = this.#packed;
      packed.insert(front ? packed.start : packed.end, ENTRY);
      this.ref = packed.ref;
    } else if (front) large.pushFront(ENTRY);
    else large.pushBack(ENTRY);
  }

  /** Reads entry number `index`. */
  read(index: number): EntryText {
    const large = this.#large;
    if (large === null) return this.entry.read(this.#packed.bytes, this.#packed.seek(index));
    large.seek(index);
    return this.entry.read(large.buffer, large.position);
  }

  /** Reads the first or the last entry. */
  readEnd(front: boolean): EntryText {
    return this.read(front ? 0 : this.length - 1);
  }

  /** Removes `count` entries at the front or the back. */
  removeEnd(front: boolean, count: number): void {
    const large = this.#large;
    if (large === null) {
      const packed = this.#packed;
      packed.remove(front ? packed.start : packed.seek(packed.count - count), count);
      this.ref = packed.ref;
      return;
    }
    if (front) large.removeFront(count);
    else large.removeBack(count);
    this.#shrink();
  }

  /** Puts an entry in place of number `index`. */
  replace(index: number, buf: Uint8Array, start: number, end: number): void {
    this.expect(0, end - start);
    ENTRY.text(buf, start, end);
    const large = this.#large;
    if (large === null) {
      this.#packed.replace(this.#packed.seek(index), ENTRY);
      this.ref = this.#packed.ref;
    } else {
      large.replace(index, ENTRY);
      this.#shrink();
    }
  }

  /** Puts an entry before number `index`, or behind all. */
  insert(index: number, buf: Uint8Array, start: number, end: number): void {
    this.expect(1, end - start);
    ENTRY.text(buf, start, end);
    const large = this.#large;
    if (large !== null) return large.insert(index, ENTRY);
    this.#packed.insert(this.#packed.seek(index), ENTRY);
    this.ref = this.#packed.ref;
  }

  /** Removes entries equal to a text: all (`count` 0), or so many from the front, or from the back (negative). Returns how many. */
  removeEqual(buf: Uint8Array, start: number, end: number, count: number): number {
    ENTRY.text(buf, start, end);
    const large = this.#large;
    if (large === null) return this.#removePacked(count);
    const removed = large.removeEqual(ENTRY, count);
    if (removed > 0) this.#shrink();
    return removed;
  }

  #removePacked(count: number): number {
    const packed = this.#packed;
    const most = count === 0 ? Infinity : Math.abs(count);
    let removed = 0;
    if (count >= 0) {
      for (let at = packed.start; at < packed.end && removed < most;) {
        if (ENTRY.isAt(packed.bytes, at)) {
          at = packed.remove(at, 1);
          removed++;
        } else at = packed.next(at);
      }
    } else {
      for (let at = packed.end; at > packed.start && removed < most;) {
        at = packed.previous(at);
        if (!ENTRY.isAt(packed.bytes, at)) continue;
        at = packed.remove(at, 1);
        removed++;
      }
    }
    this.ref = packed.ref;
    return removed;
  }

  #enlarge(): void {
    const large = new LargeList(this.#db.keyspace);
    const packed = this.#packed;
    large.append(packed.bytes, packed.start, packed.end);
    this.ref = this.#db.enlarge(this.ref, large);
    this.#large = large;
  }

  /** Packs a large list again that has shrunk to one chunk and half of the limit, as Redis 7.2 does. */
  #shrink(): void {
    const large = this.#large!;
    if (large.chunks.length > 1 || exceeds(this.#db.keyspace.limits.listSize, large.size * 2, large.bytes * 2)) return;
    const { bytes, size, chunks } = large;
    const texts = bytes === 0 ? NONE : chunks.bytes(0).slice(chunks.start(0), chunks.end(0));
    this.ref = this.#db.lessen(this.ref, CollectionEncoding.PACKED, PACKED_HEAD + bytes);
    this.#packed.open(this.#db, this.ref).fill(texts, size);
    this.#large = null;
  }
}

const NONE = new Uint8Array(0);
