import { copyBytes } from "../../bytes/mod.ts";
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
import { countEqual, removeEqual } from "./_equal.ts";
import { exceeds, packsAgain } from "./_limits.ts";
import { LargeList } from "./large_list.ts";

const ENTRY = new PackedEntry();
/** For the bytes of an entry on its way from one end to the other. */
const MOVED = new Uint8Array(1024);

/**
 * The list of a key, packed or large. A view that can be opened again and again. Indices count from 0 and must be within the list.
 *
 * Growing and shrinking may change the form. Removing the last entry leaves an empty record, which the caller drops. Texts that are added must not be the
 * list's own bytes. A change for which there is no memory throws and leaves the list as it was, a push of several entries as well.
 */
export class List {
  /** The record; changes may move it. 0 while there is none. */
  ref: Ref = 0;
  /** The entry that was read last: valid until the next call. */
  readonly entry = new EntryText();
  #db!: Database;
  readonly #packed = new Packed();
  #large: LargeList | null = null;
  /** The key of a list without a record. */
  #key: Uint8Array = NONE;
  #keyStart = 0;
  #keyEnd = 0;

  /** Opens the list in a record. Returns itself. */
  open(db: Database, ref: Ref): this {
    this.#db = db;
    this.ref = ref;
    this.#large = null;
    if (db.encoding(ref) === CollectionEncoding.LARGE) this.#large = db.collection(ref) as LargeList;
    else this.#packed.open(db, ref);
    return this;
  }

  /** Opens an empty list for an absent key, whose bytes must stay until the first entry is pushed. Returns itself. */
  create(db: Database, buf: Uint8Array, start: number, end: number): this {
    this.#db = db;
    this.ref = 0;
    this.#large = null;
    this.#key = buf;
    this.#keyStart = start;
    this.#keyEnd = end;
    return this;
  }

  /** Entries. */
  get length(): number {
    if (this.#large !== null) return this.#large.size;
    return this.ref === 0 ? 0 : this.#packed.count;
  }

  /** The large form, `null` while it is packed. */
  get large(): LargeList | null {
    return this.#large;
  }

  /** The packed form, while it is that. */
  get packed(): Packed {
    return this.#packed;
  }

  /** Gives a list that is packed its large form if it would be too large with `entries` more entries, of `bytes` bytes of text together. */
  expect(entries: number, bytes: number): void {
    if (this.#large !== null) return;
    const length = this.ref === 0 ? 0 : this.#packed.length;
    if (exceeds(this.#db.keyspace.limits.listSize, this.length + entries, length + bytes)) this.#enlarge();
  }

  /** Adds an entry at the front or the back. */
  push(buf: Uint8Array, start: number, end: number, front: boolean): void {
    this.expect(1, end - start);
    ENTRY.text(buf, start, end);
    if (this.#large !== null) return this.#pushLarge(this.#large, front, 0);
    const at = this.#widen(front, ENTRY.bytes, 1);
    ENTRY.write(this.#packed.bytes, at);
  }

  /** Adds the entries `buf[starts[i], ends[i])` for `i` from `first` to `last`, one after the other. */
  pushAll(buf: Uint8Array, starts: Int32Array, ends: Int32Array, first: number, last: number, front: boolean): void {
    if (first === last) return this.push(buf, starts[first], ends[first], front);
    const count = last - first + 1;
    let texts = 0;
    for (let i = first; i <= last; i++) texts += ends[i] - starts[i];
    this.expect(count, texts);
    if (this.#large !== null) {
      for (let i = first; i <= last; i++) {
        ENTRY.text(buf, starts[i], ends[i]);
        this.#pushLarge(this.#large, front, i - first);
      }
      return;
    }
    let bytes = 0;
    for (let i = first; i <= last; i++) bytes += ENTRY.text(buf, starts[i], ends[i]).bytes;
    let at = this.#widen(front, bytes, count);
    for (let i = 0; i < count; i++) {
      const from = front ? last - i : first + i;
      at = ENTRY.text(buf, starts[from], ends[from]).write(this.#packed.bytes, at);
    }
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

  /** Moves the first entry to the back (`front`), or the last one to the front. */
  rotate(front: boolean): void {
    const large = this.#large;
    if (large === null) return this.#rotatePacked(front);
    // Changing a list may move what is read of it.
    const text = this.readEnd(front).copy();
    ENTRY.text(text, 0, text.length);
    if (front) large.pushBack(ENTRY);
    else large.pushFront(ENTRY);
    if (front) large.removeFront(1);
    else large.removeBack(1);
  }

  /** Puts an entry in place of number `index`. */
  replace(index: number, buf: Uint8Array, start: number, end: number): void {
    // Redis 7.2 counts it as one more when it looks whether the form still suits.
    this.expect(1, end - start);
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

  #enlarge(): void {
    const db = this.#db;
    const large = new LargeList(db.keyspace);
    const packed = this.#packed;
    try {
      if (this.ref === 0) {
        this.ref = db.addLarge(this.#key, this.#keyStart, this.#keyEnd, Type.LIST, large);
      } else {
        large.appendChunk(packed.bytes, packed.start, packed.end, packed.count);
        this.ref = db.enlarge(this.ref, large);
      }
    } catch (error) {
      large.dispose();
      throw error;
    }
    this.#large = large;
  }

  /** Makes room for `count` entries of `bytes` bytes at an end of a packed list; returns where. */
  #widen(front: boolean, bytes: number, count: number): number {
    const packed = this.#packed;
    let at: number;
    if (this.ref === 0) {
      const { PACKED } = CollectionEncoding;
      packed.create(this.#db, this.#key, this.#keyStart, this.#keyEnd, Type.LIST, PACKED, bytes, count);
      at = packed.start;
    } else at = packed.splice(front ? packed.start : packed.end, 0, bytes, count);
    this.ref = packed.ref;
    return at;
  }

  /** Pushes {@linkcode ENTRY}, the last but for `before` of a request. Where there is no memory for it, those go as well, and a key that they made. */
  #pushLarge(large: LargeList, front: boolean, before: number): void {
    try {
      if (front) large.pushFront(ENTRY);
      else large.pushBack(ENTRY);
    } catch (error) {
      if (large.size === before) this.#drop();
      else if (front) large.removeFront(before);
      else large.removeBack(before);
      throw error;
    }
  }

  #drop(): void {
    this.#db.drop(this.ref);
    this.ref = 0;
    this.#large = null;
  }

  #rotatePacked(front: boolean): void {
    const { bytes, start, end } = this.#packed;
    const at = this.#packed.seek(front ? 1 : this.length - 1);
    const length = front ? at - start : end - at;
    const moved = length <= MOVED.length ? MOVED : new Uint8Array(length);
    copyBytes(moved, 0, bytes, front ? start : at, front ? at : end);
    if (front) bytes.copyWithin(start, at, end);
    else bytes.copyWithin(start + length, start, at);
    copyBytes(bytes, front ? end - length : start, moved, 0, length);
  }

  #removePacked(count: number): number {
    const packed = this.#packed;
    const { bytes, start, end } = packed;
    const most = count === 0 ? Infinity : Math.abs(count);
    const present = countEqual(bytes, start, end, ENTRY, count < 0 ? Infinity : most);
    const removed = Math.min(present, most);
    if (removed === 0) return 0;
    const kept = bytes.slice(start, end);
    const length = removeEqual(kept, 0, kept.length, ENTRY, removed, count < 0 ? present - removed : 0);
    const at = packed.splice(start, kept.length, length, -removed);
    packed.bytes.set(kept.subarray(0, length), at);
    this.ref = packed.ref;
    return removed;
  }

  /** Packs a large list again that has shrunk enough. Where there is no memory for that, it stays as it is. */
  #shrink(): void {
    const { bytes, chunks, size } = this.#large!;
    if (size === 0 || chunks.length > 1 || !packsAgain(this.#db.keyspace.limits.listSize, size, bytes)) return;
    const entries = chunks.bytes(0).slice(chunks.start(0), chunks.end(0));
    try {
      this.ref = this.#db.lessen(this.ref, CollectionEncoding.PACKED, PACKED_HEAD + bytes);
    } catch (error) {
      if (error instanceof RangeError) return;
      throw error;
    }
    this.#packed.open(this.#db, this.ref).fill(entries, size);
    this.#large = null;
  }
}

const NONE = new Uint8Array(0);
