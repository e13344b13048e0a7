import {
  type Collection,
  entryBefore,
  entryBytes,
  type Keyspace,
  type PackedEntry,
  type Readable,
  type Readers,
} from "../../store/mod.ts";
import { ChunkTable } from "./_chunks.ts";
import { mostBytes, mostEntries } from "./_limits.ts";

/** Bytes of the JavaScript objects of a large list beside its table, about. */
const OBJECT_BYTES = 640;
/** Chunks that one step of freeing takes. */
const FREED_AT_ONCE = 64;
/** Chunks that one step of compaction looks at. */
const COMPACTED_AT_ONCE = 16;
/** Neighbours that take at most this share of a chunk together become one. */
const SPARSE = 0.5;

/**
 * A list that is too large for its record: a deque of chunks of packed entries, each of up to the bytes or entries of `list-max-listpack-size`. A chunk
 * at an end has room towards that end, so that pushing and popping move nothing.
 *
 * A place is a chunk and a position in its bytes. The methods that find one leave it in {@linkcode LargeList.chunk} and {@linkcode LargeList.position}.
 */
export class LargeList implements Collection, Readable {
  /** Entries. */
  size = 0;
  /** Bytes of all entries. */
  bytes = 0;
  readonly due = Infinity;
  readers: Readers | null = null;
  readonly chunks: ChunkTable;
  /** The place that was found last. */
  chunk = 0;
  position = 0;
  #memory = 0;
  #freed = false;

  constructor(readonly keyspace: Keyspace) {
    const before = keyspace.usedMemory;
    this.chunks = new ChunkTable(keyspace.arena, keyspace.handles);
    keyspace.arena.outside += OBJECT_BYTES;
    this.#memory = keyspace.usedMemory - before;
  }

  get memory(): number {
    return this.#memory;
  }

  /** Adds an entry at the front. */
  pushFront(entry: PackedEntry): void {
    if (this.readers !== null) this.readers.settle();
    const { chunks } = this;
    if (chunks.length === 0 || chunks.start(0) - chunks.floor(0) < entry.bytes || this.#isFull(0)) {
      this.#add(0, entry.bytes, true);
    }
    const start = chunks.start(0) - entry.bytes;
    entry.write(chunks.bytes(0), start);
    chunks.set(0, start, chunks.end(0), chunks.count(0) + 1);
    this.size++;
    this.bytes += entry.bytes;
  }

  /** Adds an entry at the back. */
  pushBack(entry: PackedEntry): void {
    if (this.readers !== null) this.readers.settle();
    const { chunks } = this;
    let last = chunks.length - 1;
    if (last < 0 || chunks.ceiling(last) - chunks.end(last) < entry.bytes || this.#isFull(last)) {
      this.#add(++last, entry.bytes, false);
    }
    const end = entry.write(chunks.bytes(last), chunks.end(last));
    chunks.set(last, chunks.start(last), end, chunks.count(last) + 1);
    this.size++;
    this.bytes += entry.bytes;
  }

  /** Adds entries that are encoded already, at the back. */
  append(from: Uint8Array, start: number, end: number): void {
    for (let at = start; at < end;) {
      const next = at + entryBytes(from, at);
      this.#appendOne(from, at, next);
      at = next;
    }
  }

  /** Finds entry number `index`, which must be there: walks over the chunks from the nearer end. */
  seek(index: number): void {
    const { chunks, size } = this;
    let left = index;
    if (index <= size / 2) {
      let i = 0;
      for (let count = chunks.count(0); left >= count; count = chunks.count(i)) {
        left -= count;
        i++;
      }
      this.#seekIn(i, left);
    } else {
      let i = chunks.length - 1;
      let first = size - chunks.count(i);
      while (first > index) first -= chunks.count(--i);
      this.#seekIn(i, index - first);
    }
  }

  /** The bytes that {@linkcode LargeList.position} is an index into. */
  get buffer(): Uint8Array {
    return this.chunks.bytes(this.chunk);
  }

  /** Removes `count` entries at the front. */
  removeFront(count: number): void {
    if (this.readers !== null) this.readers.settle();
    const { chunks } = this;
    for (let left = count; left > 0;) {
      const had = chunks.count(0);
      if (had <= left) {
        this.#removeChunk(0);
        left -= had;
      } else {
        const bytes = chunks.bytes(0);
        let start = chunks.start(0);
        for (let i = 0; i < left; i++) start += entryBytes(bytes, start);
        this.#cut(0, start, chunks.end(0), had - left);
        left = 0;
      }
    }
  }

  /** Removes `count` entries at the back. */
  removeBack(count: number): void {
    if (this.readers !== null) this.readers.settle();
    const { chunks } = this;
    for (let left = count; left > 0;) {
      const last = chunks.length - 1;
      const had = chunks.count(last);
      if (had <= left) {
        this.#removeChunk(last);
        left -= had;
      } else {
        const bytes = chunks.bytes(last);
        let end = chunks.end(last);
        for (let i = 0; i < left; i++) end = entryBefore(bytes, end);
        this.#cut(last, chunks.start(last), end, had - left);
        left = 0;
      }
    }
  }

  /** Puts an entry in place of number `index`. */
  replace(index: number, entry: PackedEntry): void {
    if (this.readers !== null) this.readers.settle();
    this.seek(index);
    const { chunk, position } = this;
    const removed = entryBytes(this.buffer, position);
    if (removed === entry.bytes) {
      entry.write(this.buffer, position);
      return;
    }
    if (this.#resize(chunk, position, removed, entry.bytes)) {
      entry.write(this.buffer, this.position);
      return;
    }
    this.#removeAt(chunk, position, removed);
    this.#insertAt(index, entry);
  }

  /** Puts an entry before number `index`, or behind all. */
  insert(index: number, entry: PackedEntry): void {
    if (index === 0) return this.pushFront(entry);
    if (index === this.size) return this.pushBack(entry);
    if (this.readers !== null) this.readers.settle();
    this.#insertAt(index, entry);
  }

  /**
   * Removes entries that equal `entry`: all of them, or the first `count` from the front, or -`count` from the back. Returns how many.
   */
  removeEqual(entry: PackedEntry, count: number): number {
    if (this.readers !== null) this.readers.settle();
    const { chunks } = this;
    let left = count === 0 ? Infinity : Math.abs(count);
    let removed = 0;
    if (count >= 0) {
      for (let i = 0; i < chunks.length && left > 0;) {
        const taken = this.#sweep(i, entry, left, 0);
        left -= taken;
        removed += taken;
        i = this.#tidy(i, taken) + 1;
      }
    } else {
      for (let i = chunks.length - 1; i >= 0 && left > 0; i--) {
        const present = this.#countIn(i, entry);
        const taken = Math.min(present, left);
        if (taken > 0) this.#sweep(i, entry, taken, present - taken);
        left -= taken;
        removed += taken;
        this.#tidy(i, taken);
      }
    }
    return removed;
  }

  copy(): LargeList {
    const copy = new LargeList(this.keyspace);
    const { chunks } = this;
    for (let i = 0; i < chunks.length; i++) copy.append(chunks.bytes(i), chunks.start(i), chunks.end(i));
    return copy;
  }

  *free(): Generator<number> {
    this.readers?.settle();
    this.#freed = true;
    const { chunks } = this;
    for (let i = 0; i < chunks.length; i += FREED_AT_ONCE) yield chunks.freeSome(i, FREED_AT_ONCE);
    chunks.dispose();
    this.keyspace.arena.outside -= OBJECT_BYTES;
  }

  compact(from: number): number {
    if (this.#freed || this.readers !== null) return 0;
    const { chunks } = this;
    const end = Math.min(chunks.length, from + COMPACTED_AT_ONCE);
    for (let i = from; i < end; i++) chunks.compact(i);
    return end < chunks.length ? end : 0;
  }

  #isFull(chunk: number): boolean {
    return this.chunks.count(chunk) >= mostEntries(this.keyspace.limits.listSize);
  }

  /** Inserts an empty chunk with room for one entry of `bytes` bytes at least. */
  #add(chunk: number, bytes: number, atEnd: boolean): void {
    const { keyspace } = this;
    const before = keyspace.usedMemory;
    this.chunks.insert(chunk, Math.max(bytes, mostBytes(keyspace.limits.listSize)), atEnd);
    this.#memory += keyspace.usedMemory - before;
  }

  #removeChunk(chunk: number): void {
    const { chunks, keyspace } = this;
    const before = keyspace.usedMemory;
    this.bytes -= chunks.end(chunk) - chunks.start(chunk);
    this.size -= chunks.count(chunk);
    chunks.remove(chunk);
    this.#memory += keyspace.usedMemory - before;
  }

  /** Leaves of a chunk the `count` entries from `start` to `end`. */
  #cut(chunk: number, start: number, end: number, count: number): void {
    const { chunks } = this;
    this.bytes -= chunks.end(chunk) - chunks.start(chunk) - (end - start);
    this.size -= chunks.count(chunk) - count;
    chunks.set(chunk, start, end, count);
  }

  #appendOne(from: Uint8Array, start: number, end: number): void {
    const { chunks } = this;
    const length = end - start;
    let last = chunks.length - 1;
    if (last < 0 || chunks.ceiling(last) - chunks.end(last) < length || this.#isFull(last)) {
      this.#add(++last, length, false);
    }
    const at = chunks.end(last);
    chunks.bytes(last).set(from.subarray(start, end), at);
    chunks.set(last, chunks.start(last), at + length, chunks.count(last) + 1);
    this.size++;
    this.bytes += length;
  }

  #seekIn(chunk: number, index: number): void {
    const { chunks } = this;
    const bytes = chunks.bytes(chunk);
    const count = chunks.count(chunk);
    this.chunk = chunk;
    if (index <= count / 2) {
      let at = chunks.start(chunk);
      for (let i = 0; i < index; i++) at += entryBytes(bytes, at);
      this.position = at;
    } else {
      let at = chunks.end(chunk);
      for (let i = count; i > index; i--) at = entryBefore(bytes, at);
      this.position = at;
    }
  }

  /**
   * Makes `removed` bytes at a position of a chunk `inserted` ones, contents undefined, where the chunk has room: the shorter side moves. The new position
   * is left in {@linkcode LargeList.position}. Returns whether there was room.
   */
  #resize(chunk: number, position: number, removed: number, inserted: number): boolean {
    const { chunks } = this;
    const bytes = chunks.bytes(chunk);
    const start = chunks.start(chunk);
    const end = chunks.end(chunk);
    const grown = inserted - removed;
    const toBack = end + grown <= chunks.ceiling(chunk);
    const toFront = start - grown >= chunks.floor(chunk);
    if (!toBack && !toFront) return false;
    this.chunk = chunk;
    if (toBack && (!toFront || end - position <= position - start)) {
      bytes.copyWithin(position + inserted, position + removed, end);
      chunks.set(chunk, start, end + grown, chunks.count(chunk));
      this.position = position;
    } else {
      bytes.copyWithin(start - grown, start, position);
      chunks.set(chunk, start - grown, end, chunks.count(chunk));
      this.position = position - grown;
    }
    this.bytes += grown;
    return true;
  }

  /** Removes one entry of `bytes` bytes. */
  #removeAt(chunk: number, position: number, bytes: number): void {
    const { chunks } = this;
    if (chunks.count(chunk) === 1) return this.#removeChunk(chunk);
    this.#resize(chunk, position, bytes, 0);
    this.size--;
    chunks.set(chunk, chunks.start(chunk), chunks.end(chunk), chunks.count(chunk) - 1);
  }

  /** Puts an entry before number `index`, which may be the number of entries. */
  #insertAt(index: number, entry: PackedEntry): void {
    if (index === 0) return this.pushFront(entry);
    if (index === this.size) return this.pushBack(entry);
    const { chunks } = this;
    this.seek(index);
    if (this.#isFull(this.chunk) || !this.#resize(this.chunk, this.position, 0, entry.bytes)) {
      this.#split(this.chunk, this.position);
      // The place is now between two chunks: the end of one, the start of the next.
      const { chunk } = this;
      if (this.#isFull(chunk) || !this.#resize(chunk, chunks.end(chunk), 0, entry.bytes)) {
        this.#add(chunk + 1, entry.bytes, false);
        this.#resize(chunk + 1, chunks.end(chunk + 1), 0, entry.bytes);
      }
    }
    const at = this.chunk;
    entry.write(this.buffer, this.position);
    chunks.set(at, chunks.start(at), chunks.end(at), chunks.count(at) + 1);
    this.size++;
  }

  /** Moves the entries from a position on to a chunk of their own. At the start of a chunk it only points at the end of the chunk before. */
  #split(chunk: number, position: number): void {
    const { chunks } = this;
    if (position === chunks.start(chunk)) {
      this.chunk = chunk - 1;
      return;
    }
    const end = chunks.end(chunk);
    this.#add(chunk + 1, end - position, false);
    const from = chunks.bytes(chunk);
    const start = chunks.start(chunk + 1);
    chunks.bytes(chunk + 1).set(from.subarray(position, end), start);
    let count = 0;
    for (let at = position; at < end; at += entryBytes(from, at)) count++;
    chunks.set(chunk + 1, start, start + end - position, count);
    chunks.set(chunk, chunks.start(chunk), position, chunks.count(chunk) - count);
    this.chunk = chunk;
  }

  #countIn(chunk: number, entry: PackedEntry): number {
    const { chunks } = this;
    const bytes = chunks.bytes(chunk);
    const end = chunks.end(chunk);
    let count = 0;
    for (let at = chunks.start(chunk); at < end; at += entryBytes(bytes, at)) if (entry.isAt(bytes, at)) count++;
    return count;
  }

  /** Removes entries of a chunk that equal `entry`, at most `most`, after letting `passed` of them be. Returns how many. */
  #sweep(chunk: number, entry: PackedEntry, most: number, passed: number): number {
    const { chunks } = this;
    const bytes = chunks.bytes(chunk);
    const start = chunks.start(chunk);
    const end = chunks.end(chunk);
    let skip = passed;
    let removed = 0;
    let to = start;
    for (let at = start; at < end;) {
      const next = at + entryBytes(bytes, at);
      const equal = removed < most && entry.isAt(bytes, at);
      if (equal && skip === 0) removed++;
      else {
        if (equal) skip--;
        if (to < at) bytes.copyWithin(to, at, next);
        to += next - at;
      }
      at = next;
    }
    this.#cut(chunk, start, to, chunks.count(chunk) - removed);
    return removed;
  }

  /** Removes a chunk that was emptied, and joins one that lost entries with the one before where both are sparse. Returns the last chunk done with. */
  #tidy(chunk: number, removed: number): number {
    if (removed === 0) return chunk;
    const { chunks } = this;
    if (chunks.count(chunk) === 0) {
      this.#removeChunk(chunk);
      return chunk - 1;
    }
    if (chunk === 0) return chunk;
    const { limits } = this.keyspace;
    const length = chunks.end(chunk) - chunks.start(chunk);
    const before = chunks.end(chunk - 1) - chunks.start(chunk - 1);
    const moved = chunks.count(chunk);
    const count = moved + chunks.count(chunk - 1);
    if (length + before > mostBytes(limits.listSize) * SPARSE || count > mostEntries(limits.listSize)) return chunk;
    const end = chunks.end(chunk - 1);
    if (chunks.ceiling(chunk - 1) - end < length) return chunk;
    chunks.bytes(chunk - 1).set(chunks.bytes(chunk).subarray(chunks.start(chunk), chunks.end(chunk)), end);
    chunks.set(chunk - 1, chunks.start(chunk - 1), end + length, count);
    this.size += moved;
    this.bytes += length;
    this.#removeChunk(chunk);
    return chunk - 1;
  }
}
