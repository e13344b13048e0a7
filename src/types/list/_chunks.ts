import {
  type Arena,
  type HandleTable,
  MAX_BLOCK_UNITS,
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
 * A chunk is a block of the arena or, for a single entry beyond what a block can be, a buffer of the handle table.
 */
export class ChunkTable {
  /** Chunks. */
  length = 0;
  #first = 0;
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
    const row = this.#first + i;
    if (this.#handles[row] !== IN_ARENA) return this.handles.get(this.#handles[row]).length;
    return ((this.#refs[row] & UNIT_MASK) + this.arena.unitsAt(this.#refs[row])) * UNIT;
  }

  /** Sets which bytes of chunk `i` its entries take, and how many they are. */
  set(i: number, start: number, end: number, count: number): void {
    const row = this.#first + i;
    this.#starts[row] = start;
    this.#ends[row] = end;
    this.#counts[row] = count;
  }

  /**
   * Inserts an empty chunk with room for `bytes` as number `i`. Its entries will begin at the first byte, or end at the last (`atEnd`).
   */
  insert(i: number, bytes: number, atEnd: boolean): void {
    this.#openRow(i);
    const row = this.#first + i;
    const units = Math.ceil(bytes / UNIT);
    try {
      if (units > MAX_BLOCK_UNITS) this.#handles[row] = this.handles.add(new Uint8Array(bytes));
      else {
        this.#handles[row] = IN_ARENA;
        this.#refs[row] = this.arena.alloc(units);
      }
    } catch (error) {
      this.#closeRow(i);
      throw error;
    }
    const at = atEnd ? this.ceiling(i) : this.floor(i);
    this.set(i, at, at, 0);
  }

  /** Takes chunk `i` out and frees it. */
  remove(i: number): void {
    this.#free(i);
    this.#closeRow(i);
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

  /** Frees all chunks from number `from` on, at most `most`; returns the entries that were in them. */
  freeSome(from: number, most: number): number {
    let entries = 0;
    const end = Math.min(this.length, from + most);
    for (let i = from; i < end; i++) {
      entries += this.count(i);
      this.#free(i);
    }
    return entries;
  }

  /** Gives back what the table itself takes. It must not be used any more. */
  dispose(): void {
    this.arena.outside -= this.#refs.length * ROW_BYTES;
  }

  #free(i: number): void {
    const row = this.#first + i;
    if (this.#handles[row] === IN_ARENA) this.arena.free(this.#refs[row]);
    else this.handles.remove(this.#handles[row]);
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
    if (this.length === 0) this.#first = this.#refs.length >>> 1;
    const room = this.#refs.length;
    if (room > FIRST_ROOM && this.length < room / 8) this.#recentre(room / 2);
  }

  #shift(start: number, end: number, by: number): void {
    if (start === end) return;
    for (const column of [this.#refs, this.#handles, this.#starts, this.#ends, this.#counts]) {
      column.copyWithin(start + by, start, end);
    }
  }

  /** Moves the rows to the middle of arrays with room for `room`. */
  #recentre(room: number): void {
    const first = (room - this.length) >>> 1;
    const moved = (column: Int32Array) => {
      const next = new Int32Array(room);
      next.set(column.subarray(this.#first, this.#first + this.length), first);
      return next;
    };
    this.arena.outside += (room - this.#refs.length) * ROW_BYTES;
    this.#refs = moved(this.#refs);
    this.#handles = moved(this.#handles);
    this.#starts = moved(this.#starts);
    this.#ends = moved(this.#ends);
    this.#counts = moved(this.#counts);
    this.#first = first;
  }
}
