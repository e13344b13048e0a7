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
import { countEqual, removeEqual } from "./_equal.ts";
import { chunkBytes, mostEntries } from "./_limits.ts";

/** Bytes of the JavaScript objects of a large list beside its table, about. */
const OBJECT_BYTES = 640;
/** Bytes that a new chunk has room for at first; from there on it doubles. */
const FIRST_BYTES = 1024;
/** A chunk that no longer grows keeps its memory if its entries take more than this share of it. */
const TIGHT = 7 / 8;
/** Entries move to the other end of their chunk only where they leave more than the rest of this share of it free. */
const SLIDING = 3 / 4;
/** Neighbours that take at most this share of a chunk together become one. */
const SPARSE = 0.5;
/** Chunks that one step of freeing takes. */
const FREED_AT_ONCE = 64;
/** Chunks that one step of compaction looks at. */
const COMPACTED_AT_ONCE = 16;

/**
 * A list that is too large for its record: a deque of chunks of packed entries, each of up to the bytes or entries of `list-max-listpack-size`. The
 * chunks at the ends have room towards their ends, so that pushing and popping move nothing.
 *
 * A place is a chunk and a position in its bytes. The methods that find one leave it in {@linkcode LargeList.chunk} and {@linkcode LargeList.position}.
 * Entries that are added must not be the list's own bytes. An entry for which there is no memory leaves the list as it was.
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
  #freed = false;

  constructor(readonly keyspace: Keyspace) {
    this.chunks = new ChunkTable(keyspace.arena, keyspace.handles);
    keyspace.arena.outside += OBJECT_BYTES;
  }

  get memory(): number {
    return this.chunks.memory + OBJECT_BYTES;
  }

  /** The bytes that {@linkcode LargeList.position} is an index into. */
  get buffer(): Uint8Array {
    return this.chunks.bytes(this.chunk);
  }

  /** Adds an entry at the front. */
  pushFront(entry: PackedEntry): void {
    if (this.readers !== null) this.readers.settle();
    const { chunks } = this;
    const { bytes } = entry;
    const most = mostEntries(this.keyspace.limits.listSize);
    if (!chunks.pushFront(entry, most)) {
      if (!this.#widen(0, bytes, true)) this.#add(0, bytes, true);
      chunks.pushFront(entry, most);
    }
    this.size++;
    this.bytes += bytes;
  }

  /** Adds an entry at the back. */
  pushBack(entry: PackedEntry): void {
    if (this.readers !== null) this.readers.settle();
    const { chunks } = this;
    const { bytes } = entry;
    const most = mostEntries(this.keyspace.limits.listSize);
    if (!chunks.pushBack(entry, most)) {
      const { length } = chunks;
      if (!this.#widen(length - 1, bytes, false)) this.#add(length, bytes, false);
      chunks.pushBack(entry, most);
    }
    this.size++;
    this.bytes += bytes;
  }

  /** Adds `count` entries that are encoded already as a chunk at the back. */
  appendChunk(from: Uint8Array, start: number, end: number, count: number): void {
    const { chunks } = this;
    const last = chunks.length;
    chunks.insert(last, end - start, false);
    const at = chunks.start(last);
    chunks.bytes(last).set(from.subarray(start, end), at);
    chunks.set(last, at, at + end - start, count);
    this.size += count;
    this.bytes += end - start;
  }

  /** Finds entry number `index`, which must be there: walks over the chunks from the nearer end. */
  seek(index: number): void {
    const { chunks, size } = this;
    let i: number;
    let first: number;
    if (index <= size / 2) {
      i = first = 0;
      for (let count = chunks.count(0); first + count <= index; count = chunks.count(i)) {
        first += count;
        i++;
      }
    } else {
      i = chunks.length - 1;
      first = size - chunks.count(i);
      while (first > index) first -= chunks.count(--i);
    }
    this.#seekIn(i, index - first);
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
        return;
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
        return;
      }
    }
  }

  /** Puts an entry in place of number `index`. */
  replace(index: number, entry: PackedEntry): void {
    if (this.readers !== null) this.readers.settle();
    this.seek(index);
    const { chunk, position } = this;
    const removed = entryBytes(this.buffer, position);
    if (this.#splice(chunk, position, removed, entry.bytes)) {
      entry.write(this.buffer, this.position);
      if (removed > entry.bytes) this.#trim(chunk, 1 / 2);
    } else {
      this.#insertAt(index, entry);
      this.seek(index + 1);
      this.#removeHere();
    }
  }

  /** Puts an entry before number `index`, or behind all. */
  insert(index: number, entry: PackedEntry): void {
    if (this.readers !== null) this.readers.settle();
    this.#insertAt(index, entry);
  }

  /**
   * Removes entries that equal `entry`: all of them, or the first `count` from the front, or -`count` from the back. Returns how many.
   */
  removeEqual(entry: PackedEntry, count: number): number {
    if (this.readers !== null) this.readers.settle();
    const { chunks } = this;
    const most = count === 0 ? Infinity : Math.abs(count);
    const forwards = count >= 0;
    let removed = 0;
    for (
      let i = forwards ? 0 : chunks.length - 1;
      i >= 0 && i < chunks.length && removed < most;
      i += forwards ? 1 : -1
    ) {
      const bytes = chunks.bytes(i);
      const start = chunks.start(i);
      const end = chunks.end(i);
      const left = most - removed;
      const present = countEqual(bytes, start, end, entry, forwards ? left : Infinity);
      const taken = Math.min(present, left);
      if (taken === 0) continue;
      const kept = removeEqual(bytes, start, end, entry, taken, forwards ? 0 : present - taken);
      this.#cut(i, start, kept, chunks.count(i) - taken);
      removed += taken;
      if (this.#tidy(i) && forwards) i--;
    }
    return removed;
  }

  copy(): LargeList {
    const copy = new LargeList(this.keyspace);
    const { chunks } = this;
    try {
      for (let i = 0; i < chunks.length; i++) {
        copy.appendChunk(chunks.bytes(i), chunks.start(i), chunks.end(i), chunks.count(i));
      }
    } catch (error) {
      copy.dispose();
      throw error;
    }
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

  /** Frees all at once. */
  dispose(): void {
    const freeing = this.free();
    while (!freeing.next().done);
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

  /** Makes room for one more entry, of `bytes` bytes, before (`inFront`) or behind those of a chunk at that end. Returns whether it may have one. */
  #widen(chunk: number, bytes: number, inFront: boolean): boolean {
    const { chunks } = this;
    if (chunks.length === 0 || this.#isFull(chunk)) return false;
    const most = chunkBytes(this.keyspace.limits);
    const used = chunks.used(chunk) + bytes;
    const room = chunks.room(chunk);
    if (used > most) return false;
    if (used > room) chunks.resize(chunk, Math.max(used, Math.min(most, room * 2)), inFront);
    // In a queue the free room moves from one end to the other; where little is free it would move with each entry.
    else if (used > room * SLIDING) return false;
    else chunks.slide(chunk, inFront);
    return true;
  }

  /** Inserts an empty chunk with room for an entry of `bytes` bytes at an end: `inFront`, or behind. */
  #add(chunk: number, bytes: number, inFront: boolean): void {
    const { chunks } = this;
    const { limits } = this.keyspace;
    const room = Math.min(FIRST_BYTES, chunkBytes(limits), bytes * mostEntries(limits.listSize));
    chunks.insert(chunk, Math.max(bytes, room), inFront);
    const neighbour = inFront ? 1 : chunk - 1;
    if (chunks.length > 1) this.#trim(neighbour, TIGHT);
  }

  /** Gives back memory of a chunk whose entries take no more than `share` of it. Where there is none for the move, it keeps what it has. */
  #trim(chunk: number, share: number): void {
    const { chunks } = this;
    const used = chunks.used(chunk);
    if (used > chunks.room(chunk) * share) return;
    try {
      chunks.resize(chunk, used, false);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
    }
  }

  #removeChunk(chunk: number): void {
    const { chunks } = this;
    this.bytes -= chunks.used(chunk);
    this.size -= chunks.count(chunk);
    chunks.remove(chunk);
  }

  /** Leaves of a chunk the `count` entries from `start` to `end`. */
  #cut(chunk: number, start: number, end: number, count: number): void {
    const { chunks } = this;
    this.bytes -= chunks.used(chunk) - (end - start);
    this.size -= chunks.count(chunk) - count;
    chunks.set(chunk, start, end, count);
  }

  #seekIn(chunk: number, index: number): void {
    const { chunks } = this;
    const bytes = chunks.bytes(chunk);
    const count = chunks.count(chunk);
    this.chunk = chunk;
    let at: number;
    if (index <= count / 2) {
      at = chunks.start(chunk);
      for (let i = 0; i < index; i++) at += entryBytes(bytes, at);
    } else {
      at = chunks.end(chunk);
      for (let i = count; i > index; i--) at = entryBefore(bytes, at);
    }
    this.position = at;
  }

  /**
   * Makes `removed` bytes at a position of a chunk `inserted` ones, contents undefined, if the chunk may have as many. The place of these bytes is what
   * was found last then. Returns whether it did.
   */
  #splice(chunk: number, position: number, removed: number, inserted: number): boolean {
    const { chunks } = this;
    const grown = inserted - removed;
    const offset = position - chunks.start(chunk);
    const had = chunks.used(chunk);
    const room = chunks.room(chunk);
    if (had + grown > room) {
      const most = chunkBytes(this.keyspace.limits);
      if (had + grown > most && had > removed) return false;
      chunks.resize(chunk, Math.max(had + grown, Math.min(most, room * 2)), false);
    } else if (chunks.ceiling(chunk) - chunks.end(chunk) < grown && chunks.start(chunk) - chunks.floor(chunk) < grown) {
      chunks.slide(chunk, false);
    }
    const bytes = chunks.bytes(chunk);
    const start = chunks.start(chunk);
    const end = chunks.end(chunk);
    const at = start + offset;
    const canMoveBack = end + grown <= chunks.ceiling(chunk);
    const isBackShorter = end - at <= at - start;
    if (canMoveBack && (isBackShorter || start - grown < chunks.floor(chunk))) {
      bytes.copyWithin(at + inserted, at + removed, end);
      chunks.set(chunk, start, end + grown, chunks.count(chunk));
      this.position = at;
    } else {
      bytes.copyWithin(start - grown, start, at);
      chunks.set(chunk, start - grown, end, chunks.count(chunk));
      this.position = at - grown;
    }
    this.chunk = chunk;
    this.bytes += grown;
    return true;
  }

  /** Removes the entry at the place that was found last. */
  #removeHere(): void {
    const { chunk, chunks } = this;
    if (chunks.count(chunk) === 1) return this.#removeChunk(chunk);
    this.#splice(chunk, this.position, entryBytes(this.buffer, this.position), 0);
    chunks.set(chunk, chunks.start(chunk), chunks.end(chunk), chunks.count(chunk) - 1);
    this.size--;
  }

  /** Puts an entry before number `index`, which may be the number of entries. */
  #insertAt(index: number, entry: PackedEntry): void {
    if (index === 0) return this.pushFront(entry);
    if (index === this.size) return this.pushBack(entry);
    this.seek(index);
    const { chunks } = this;
    if (this.#isFull(this.chunk) || !this.#splice(this.chunk, this.position, 0, entry.bytes)) this.#open(entry.bytes);
    const { chunk } = this;
    entry.write(this.buffer, this.position);
    chunks.set(chunk, chunks.start(chunk), chunks.end(chunk), chunks.count(chunk) + 1);
    this.size++;
  }

  /** Makes room for `bytes` bytes at the place that was found last, which is not the list's start and whose chunk has no room. */
  #open(bytes: number): void {
    const { chunks } = this;
    let { chunk } = this;
    if (this.position === chunks.start(chunk)) chunk--;
    else this.#split(chunk, this.position);
    // The place is now between two chunks.
    if (!this.#isFull(chunk) && this.#splice(chunk, chunks.end(chunk), 0, bytes)) return;
    chunk++;
    if (!this.#isFull(chunk) && this.#splice(chunk, chunks.start(chunk), 0, bytes)) return;
    chunks.insert(chunk, bytes, false);
    this.#splice(chunk, chunks.start(chunk), 0, bytes);
  }

  /** Makes two chunks of one: the entries before a position, and those from there on. The fewer bytes move. */
  #split(chunk: number, position: number): void {
    const { chunks } = this;
    const bytes = chunks.bytes(chunk);
    const start = chunks.start(chunk);
    const end = chunks.end(chunk);
    const all = chunks.count(chunk);
    const movesFront = position - start < end - position;
    const from = movesFront ? start : position;
    const to = movesFront ? position : end;
    let count = 0;
    for (let at = from; at < to; at += entryBytes(bytes, at)) count++;
    const moved = movesFront ? chunk : chunk + 1;
    chunks.insert(moved, to - from, false);
    const target = chunks.start(moved);
    chunks.bytes(moved).set(bytes.subarray(from, to), target);
    chunks.set(moved, target, target + to - from, count);
    if (movesFront) chunks.set(chunk + 1, position, end, all - count);
    else chunks.set(chunk, start, position, all - count);
  }

  /** Removes a chunk that was emptied, or joins one that has lost entries with the one before where both are sparse. Returns whether it is gone. */
  #tidy(chunk: number): boolean {
    const { chunks } = this;
    const moved = chunks.count(chunk);
    if (moved === 0) {
      this.#removeChunk(chunk);
      return true;
    }
    if (chunk === 0) return false;
    const { limits } = this.keyspace;
    const before = chunk - 1;
    const used = chunks.used(chunk);
    const both = used + chunks.used(before);
    const count = moved + chunks.count(before);
    const most = Math.min(chunks.room(before), chunkBytes(limits) * SPARSE);
    if (both > most || count > mostEntries(limits.listSize)) return false;
    chunks.slide(before, false);
    const at = chunks.end(before);
    chunks.bytes(before).set(chunks.bytes(chunk).subarray(chunks.start(chunk), chunks.end(chunk)), at);
    chunks.set(before, chunks.start(before), at + used, count);
    chunks.remove(chunk);
    return true;
  }
}
