import {
  type Arena,
  type HandleTable,
  MAX_BLOCK_UNITS,
  type PackedEntry,
  type Ref,
  SLAB_SHIFT,
  UNIT,
  UNIT_MASK,
} from "../../store/mod.ts";

/** Chunks that a table has room for at first. */
const FIRST_ROOM = 8;
/** Bytes that a chunk takes in the table. */
const ROW_BYTES = 5 * 4;
/** In place of a handle: the chunk is a block of the arena. */
const IN_ARENA = -1;

/**
 * The table of a list's chunks: for each where its memory is, which bytes of that its entries take, and how many they are. A deque in typed arrays with
 * room at both ends.
 *
 * A chunk is a block of the arena or, for what is beyond the largest block, a buffer of the handle table. A call that finds no memory throws and changes
 * nothing.
 */
export class ChunkTable {
  /** Chunks. */
  length = 0;
  /** Bytes that the table and all chunks take. */
  memory = FIRST_ROOM * ROW_BYTES;
  #first = FIRST_ROOM >>> 1;
  #refs = new Int32Array(FIRST_ROOM);
  #handles = new Int32Array(FIRST_ROOM);
  #starts = new Int32Array(FIRST_ROOM);
  #ends = new Int32Array(FIRST_ROOM);
  #counts = new Int32Array(FIRST_ROOM);

  constructor(readonly arena: Arena, readonly handles: HandleTable) {
    arena.outside += FIRST_ROOM * ROW_BYTES;
  }

  /** The memory of chunk `i`: `start` and `end` are indices into it. */
  bytes(i: number): Uint8Array {
    const row = this.#first + i;
    const handle = this.#handles[row];
    return handle === IN_ARENA ? this.arena.bytes[this.#refs[row] >>> SLAB_SHIFT] : this.handles.get(handle);
  }

  /** Index of the first entry's first byte. */
  start(i: number): number {
    return this.#starts[this.#first + i];
  }

  /** Index after the last entry's last byte. */
  end(i: number): number {
    return this.#ends[this.#first + i];
  }

  /** Bytes of the entries of chunk `i`. */
  used(i: number): number {
    return this.#ends[this.#first + i] - this.#starts[this.#first + i];
  }

  /** Entries of chunk `i`. */
  count(i: number): number {
    return this.#counts[this.#first + i];
  }

  /** Index of the first byte that the chunk may use. */
  floor(i: number): number {
    const row = this.#first + i;
    return this.#handles[row] === IN_ARENA ? (this.#refs[row] & UNIT_MASK) * UNIT : 0;
  }

  /** Index after the last byte that the chunk may use. */
  ceiling(i: number): number {
    return this.floor(i) + this.room(i);
  }

  /** Bytes that the chunk may use. */
  room(i: number): number {
    const row = this.#first + i;
    const handle = this.#handles[row];
    return handle === IN_ARENA ? this.arena.unitsAt(this.#refs[row]) * UNIT : this.handles.get(handle).length;
  }

  /** Sets which bytes of chunk `i` its entries take, and how many they are. */
  set(i: number, start: number, end: number, count: number): void {
    const row = this.#first + i;
    this.#starts[row] = start;
    this.#ends[row] = end;
    this.#counts[row] = count;
  }

  /** Writes an entry before all others if the first chunk has room for it there and fewer than `most` entries. Returns whether it did. */
  pushFront(entry: PackedEntry, most: number): boolean {
    if (this.length === 0) return false;
    const row = this.#first;
    const at = this.#starts[row] - entry.bytes;
    if (at < this.floor(0) || this.#counts[row] >= most) return false;
    entry.write(this.bytes(0), at);
    this.#starts[row] = at;
    this.#counts[row]++;
    return true;
  }

  /** Writes an entry behind all others if the last chunk has room for it there and fewer than `most` entries. Returns whether it did. */
  pushBack(entry: PackedEntry, most: number): boolean {
    const last = this.length - 1;
    if (last < 0) return false;
    const row = this.#first + last;
    const at = this.#ends[row];
    if (at + entry.bytes > this.ceiling(last) || this.#counts[row] >= most) return false;
    this.#ends[row] = entry.write(this.bytes(last), at);
    this.#counts[row]++;
    return true;
  }

  /** Inserts an empty chunk with room for `bytes` as number `i`. Its entries will end at its last byte (`atEnd`), or begin at the first. */
  insert(i: number, bytes: number, atEnd: boolean): void {
    this.#openRow(i);
    try {
      this.#allocate(this.#first + i, bytes);
    } catch (error) {
      this.#closeRow(i);
      throw error;
    }
    const at = atEnd ? this.ceiling(i) : this.floor(i);
    this.set(i, at, at, 0);
  }

  /** Takes chunk `i` out and frees it. */
  remove(i: number): void {
    const row = this.#first + i;
    this.#free(this.#refs[row], this.#handles[row]);
    this.#closeRow(i);
  }

  /** Moves the entries of chunk `i` to the end (`atEnd`) or the start of its memory. */
  slide(i: number, atEnd: boolean): void {
    const start = this.start(i);
    const end = this.end(i);
    const to = atEnd ? this.ceiling(i) - (end - start) : this.floor(i);
    this.bytes(i).copyWithin(to, start, end);
    this.set(i, to, to + end - start, this.count(i));
  }

  /** Gives chunk `i` other memory with room for `bytes`, its entries among them. They stand at the end of it (`atEnd`), or at the start. */
  resize(i: number, bytes: number, atEnd: boolean): void {
    const row = this.#first + i;
    const ref = this.#refs[row];
    const handle = this.#handles[row];
    const entries = this.bytes(i).subarray(this.start(i), this.end(i));
    this.#allocate(row, bytes);
    const at = atEnd ? this.ceiling(i) - entries.length : this.floor(i);
    this.bytes(i).set(entries, at);
    this.set(i, at, at + entries.length, this.count(i));
    this.#free(ref, handle);
  }

  /** Moves chunk `i` to another block if it had better be elsewhere. */
  compact(i: number): void {
    const row = this.#first + i;
    const ref: Ref = this.#refs[row];
    if (this.#handles[row] !== IN_ARENA || !this.arena.isMisplaced(ref)) return;
    const before = this.floor(i);
    this.#refs[row] = this.arena.relocate(ref);
    const shift = this.floor(i) - before;
    this.#starts[row] += shift;
    this.#ends[row] += shift;
  }

  /** Frees the memory of chunks from number `from` on, `most` at most; returns the entries that were in them. The chunks must not be used any more. */
  freeSome(from: number, most: number): number {
    let entries = 0;
    const end = Math.min(this.length, from + most);
    for (let i = from; i < end; i++) {
      entries += this.count(i);
      this.#free(this.#refs[this.#first + i], this.#handles[this.#first + i]);
    }
    return entries;
  }

  /** Gives back what the table itself takes. It must not be used any more. */
  dispose(): void {
    this.arena.outside -= this.#refs.length * ROW_BYTES;
  }

  /** Takes memory for the chunk of a row; what it had is not freed. */
  #allocate(row: number, bytes: number): void {
    const units = Math.ceil(bytes / UNIT);
    if (units > MAX_BLOCK_UNITS) {
      this.#handles[row] = this.handles.add(new Uint8Array(bytes));
      this.memory += bytes;
      return;
    }
    const ref = this.arena.alloc(units);
    this.#refs[row] = ref;
    this.#handles[row] = IN_ARENA;
    this.memory += this.arena.unitsAt(ref) * UNIT;
  }

  #free(ref: Ref, handle: number): void {
    if (handle === IN_ARENA) {
      this.memory -= this.arena.unitsAt(ref) * UNIT;
      this.arena.free(ref);
    } else {
      this.memory -= this.handles.get(handle).length;
      this.handles.remove(handle);
    }
  }

  /** Makes room for a row before number `i`. */
  #openRow(i: number): void {
    const room = this.#refs.length;
    const wanted = this.length * 2 > room ? room * 2 : room;
    if (i < this.length / 2) {
      if (this.#first === 0) this.#recentre(wanted);
      this.#shift(this.#first, this.#first + i, -1);
      this.#first--;
    } else {
      if (this.#first + this.length === room) this.#recentre(wanted);
      this.#shift(this.#first + i, this.#first + this.length, 1);
    }
    this.length++;
  }

  #closeRow(i: number): void {
    if (i < this.length / 2) {
      this.#shift(this.#first, this.#first + i, 1);
      this.#first++;
    } else this.#shift(this.#first + i + 1, this.#first + this.length, -1);
    this.length--;
    const room = this.#refs.length;
    if (room > FIRST_ROOM && this.length < room / 8) this.#recentre(room / 2);
  }

  #shift(start: number, end: number, by: number): void {
    if (start === end) return;
    this.#refs.copyWithin(start + by, start, end);
    this.#handles.copyWithin(start + by, start, end);
    this.#starts.copyWithin(start + by, start, end);
    this.#ends.copyWithin(start + by, start, end);
    this.#counts.copyWithin(start + by, start, end);
  }

  /** Moves the rows to the middle of arrays with room for `room`. */
  #recentre(room: number): void {
    const from = this.#first;
    const first = (room - this.length) >>> 1;
    const columns = [this.#refs, this.#handles, this.#starts, this.#ends, this.#counts].map((column) => {
      const moved = new Int32Array(room);
      moved.set(column.subarray(from, from + this.length), first);
      return moved;
    });
    const grown = (room - this.#refs.length) * ROW_BYTES;
    this.arena.outside += grown;
    this.memory += grown;
    [this.#refs, this.#handles, this.#starts, this.#ends, this.#counts] = columns;
    this.#first = first;
  }
}
