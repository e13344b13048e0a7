import { equalBytes } from "../bytes/mod.ts";
import type { Arena, Ref } from "./arena.ts";
import { SLAB_SHIFT, UNIT_MASK } from "./arena.ts";
import type { ExpiryQueue } from "./expiry.ts";
import type { HandleTable } from "./record.ts";
import { HAS_DEADLINE, HEADER_BYTES, KEY_BITS, LONG_KEY, readHandle } from "./record.ts";

/** Places of a full-grown segment. A small map starts with fewer and doubles up to here, then splits. */
const PLACES = 1024;
const FIRST_PLACES = 16;
/** Splitting by more top bits than this would leave fewer than the 10 low bits that places are chosen by. Past it, all segments double. */
const MAX_DEPTH = 22;
/** A pair of sibling segments merges when one is this empty and both together fill at most half. */
const MERGE_BELOW = PLACES * 0.15;
const MERGED_MOST = PLACES * 0.5;

/** Ticks of a place: no deadline; a deadline beyond what an int32 of milliseconds from the segment's base reaches (24 days). */
const NO_TICK = 0x7fffffff;
const FAR_TICK = 0x7ffffffe;

/** How many hashes there are: a hash read as unsigned is below. */
export const HASHES = 2 ** 32;

/** Bytes of a segment's JavaScript object, about, of a directory entry (a pointer and an int32), and of the map itself. */
const SEGMENT_BYTES = 128;
const DIRECTORY_BYTES = 12;
const MAP_BYTES = 512;

/** Whose map it is. */
export interface MapOwner {
  /** Takes out a record whose time has come, or sets its due time anew. */
  expire(ref: Ref): void;
  /** Unix time in ms at which something of the record expires: its own deadline, or one inside; 0 if nothing does. */
  due(ref: Ref): number;
}

/** A range of the hash space. Its cells are in the arena: pairs of hash and record pointer, found by linear probing; pointer 0 is a free place. */
export class Segment {
  /** Places in use. */
  used = 0;
  /** By place, in the arena: milliseconds from `base` to the deadline. 0 while no key here has one. */
  ticks: Ref = 0;
  /** Unix time in ms that ticks count from. */
  base = 0;
  /** Unix time in ms before which nothing here expires; a lower bound. */
  due = Infinity;
  /** Where the expiry queue keeps it; -1 if it does not. */
  queueIndex = -1;

  constructor(
    readonly map: ByteMap,
    public cells: Ref,
    /** How many of the hash's top bits all its keys share. */
    public depth: number,
    /** Those top bits. */
    public prefix: number,
  ) {}
}

/**
 * A map from bytes to records of an arena: extendible hashing. A directory over the hash's top bits leads to segments; growth is one segment
 * split, never a rehash of everything. The caller hashes (`hash` is an int32) and owns the records; this is the index over them.
 */
export class ByteMap {
  /** Keys in the map. */
  size = 0;
  /** Keys that have a deadline. */
  volatile = 0;
  /** Sum of the deadlines of the volatile keys, in ms; for the average that INFO reports. */
  deadlines = 0;

  /** By the hash's top bits: the cells of its segment, so that finding a key touches nothing but directory, cells and record. */
  #cells: Int32Array;
  /** By the same: the segment. */
  #segments: Segment[];
  /** 32 less the directory's bits; the directory has at least two entries, since a shift by 32 is none. */
  #shift = 31;
  /** Words of a segment's cells less one; every segment has as many. */
  #mask = FIRST_PLACES * 2 - 1;
  /** How many segments have each depth. */
  readonly #depths = new Int32Array(MAX_DEPTH + 1);
  #segmentCount = 0;
  #tickCount = 0;

  constructor(
    public owner: MapOwner,
    readonly arena: Arena,
    readonly handles: HandleTable,
    /** Where segments wait for their deadlines; it may be exchanged while no key has one. */
    public queue: ExpiryQueue,
  ) {
    const first = this.#newSegment(this.#newCells(), 0, 0);
    arena.outside += MAP_BYTES + 2 * DIRECTORY_BYTES;
    this.#segments = [first, first];
    this.#cells = Int32Array.of(first.cells, first.cells);
  }

  /** Bytes that the index takes, inside the arena and outside. */
  get indexBytes(): number {
    const places = (this.#mask + 1) >>> 1;
    return this.heapBytes + this.#segmentCount * places * 8 + this.#tickCount * places * 4;
  }

  /** Bytes that the index takes outside the arena; they are counted in `Arena.outside`. */
  get heapBytes(): number {
    return MAP_BYTES + this.#segmentCount * SEGMENT_BYTES + this.#cells.length * DIRECTORY_BYTES;
  }

  /** The record of key `buf[start, end)`, 0 if there is none. */
  find(buf: Uint8Array, start: number, end: number, hash: number): Ref {
    const length = end - start;
    if (length >= LONG_KEY) return this.#findLong(buf, start, end, hash);
    const { words } = this.arena;
    const cells = this.#cells[hash >>> this.#shift];
    const table = words[cells >>> SLAB_SHIFT];
    const base = (cells & UNIT_MASK) << 1;
    const mask = this.#mask;
    for (let i = (hash << 1) & mask;; i = (i + 2) & mask) {
      const ref = table[base + i + 1];
      if (ref === 0) return 0;
      if (table[base + i] !== hash) continue;
      const slab = ref >>> SLAB_SHIFT;
      const word = (ref & UNIT_MASK) << 1;
      const record = words[slab];
      if ((record[word + 1] & KEY_BITS) !== length) continue;
      const bytes = this.arena.bytes[slab];
      let at = (word << 2) + HEADER_BYTES + (record[word] & HAS_DEADLINE);
      let from = start;
      while (from < end && bytes[at] === buf[from]) {
        at++;
        from++;
      }
      if (from === end) return ref;
    }
  }

  /**
   * What the first place looked at for `hash` holds: a record, or 0. Reading it, and then the record's header, brings into the processor's cache
   * what {@linkcode ByteMap.find} will need.
   */
  home(hash: number): Ref {
    const cells = this.#cells[hash >>> this.#shift];
    return this.arena.words[cells >>> SLAB_SHIFT][((cells & UNIT_MASK) << 1) + ((hash << 1) & this.#mask) + 1];
  }

  /** Adds a record whose key is not in the map. */
  insert(hash: number, ref: Ref): void {
    let segment = this.#segments[hash >>> this.#shift];
    while (segment.used * 5 >= (this.#mask + 1) * 2) {
      this.#grow(segment);
      segment = this.#segments[hash >>> this.#shift];
    }
    this.#put(segment, hash, ref, NO_TICK);
    this.size++;
  }

  /** Takes the memory that a record may need for its place, so that adding it can't fail half-way. Taking others out first takes none of it away. */
  reservePlace(hash: number): void {
    let segment = this.segmentOf(hash);
    while (segment.used * 5 >= (this.#mask + 1) * 2) {
      this.#grow(segment);
      segment = this.segmentOf(hash);
    }
  }

  /** The same for a record and its deadline. */
  reserve(hash: number, now: number): void {
    this.reservePlace(hash);
    const segment = this.segmentOf(hash);
    if (segment.ticks === 0) this.#addTicks(segment, now);
  }

  /** Puts `to` in the place of `from`, both records of the same key. */
  replace(hash: number, from: Ref, to: Ref): void {
    const { cells } = this.segmentOf(hash);
    this.#table(cells)[((cells & UNIT_MASK) << 1) + this.#cellOf(cells, hash, from) + 1] = to;
  }

  /** Takes a record out; the caller frees it. Its deadline must have been cleared first. */
  remove(hash: number, ref: Ref): void {
    const segment = this.segmentOf(hash);
    const { cells, ticks } = segment;
    const table = this.#table(cells);
    const base = (cells & UNIT_MASK) << 1;
    const tickTable = this.#table(ticks);
    const tickBase = (ticks & UNIT_MASK) << 1;
    const mask = this.#mask;
    let hole = this.#cellOf(cells, hash, ref);
    for (let i = (hole + 2) & mask; table[base + i + 1] !== 0; i = (i + 2) & mask) {
      const home = (table[base + i] << 1) & mask;
      if (((i - home) & mask) < ((i - hole) & mask)) continue;
      table[base + hole] = table[base + i];
      table[base + hole + 1] = table[base + i + 1];
      if (ticks !== 0) tickTable[tickBase + (hole >>> 1)] = tickTable[tickBase + (i >>> 1)];
      hole = i;
    }
    table[base + hole + 1] = 0;
    if (ticks !== 0) tickTable[tickBase + (hole >>> 1)] = NO_TICK;
    this.size--;
    if (--segment.used < MERGE_BELOW && segment.depth > 0) this.#merge(segment);
  }

  /**
   * Notes that the record at `ref`, which had the deadline `before` (0: none), now has `deadline` (0: none). All times, that of the call
   * (`now`) too, in Unix ms.
   */
  setDeadline(hash: number, ref: Ref, before: number, deadline: number, now: number): void {
    if (before === deadline) return;
    if (before !== 0) {
      this.volatile--;
      // A sum beyond 2^53 is rounded; what that left over goes with the last volatile key.
      this.deadlines = this.volatile === 0 ? 0 : this.deadlines - before;
    }
    if (deadline !== 0) {
      this.volatile++;
      this.deadlines += deadline;
    }
    this.setDue(hash, ref, deadline, now);
  }

  /** Notes that something of the record at `ref` expires at `due` (0: nothing): its own deadline, or one inside of it. Times in Unix ms. */
  setDue(hash: number, ref: Ref, due: number, now: number): void {
    const segment = this.segmentOf(hash);
    if (segment.ticks === 0) {
      if (due === 0) return;
      this.#addTicks(segment, now);
    }
    const place = this.#cellOf(segment.cells, hash, ref) >>> 1;
    this.#tickView(segment)[place] = due === 0 ? NO_TICK : tickOf(segment, due);
    if (due !== 0 && due < segment.due) this.queue.advance(segment, due);
  }

  /**
   * Collects into `into` the records of `segment` whose deadline is at or before `now`, at most `most`, and puts the segment back into the
   * queue at its next deadline. Returns how many. The caller must take every one of them out of the map, or set its deadline anew.
   */
  collectDue(segment: Segment, now: number, into: Ref[], most: number): number {
    if (segment.ticks === 0) return 0;
    if (Math.abs(now - segment.base) >= FAR_TICK / 2) this.#rebase(segment, now);
    const table = this.#table(segment.cells);
    const base = (segment.cells & UNIT_MASK) << 1;
    const ticks = this.#table(segment.ticks);
    const from = (segment.ticks & UNIT_MASK) << 1;
    const to = from + ((this.#mask + 1) >>> 1);
    const limit = now - segment.base;
    let next = NO_TICK;
    let count = 0;
    for (let i = from; i < to; i++) {
      const tick = ticks[i];
      if (tick > limit || count === most) {
        if (tick < next) next = tick;
      } else {
        into[count++] = table[base + (i - from) * 2 + 1];
      }
    }
    this.queue.remove(segment);
    if (next !== NO_TICK) this.queue.advance(segment, segment.base + next);
    return count;
  }

  /** Each segment once, in the order of hashes. The map must not change meanwhile. */
  *segments(): Generator<Segment> {
    for (let hash = 0; hash < HASHES;) {
      const segment = this.segmentOf(hash);
      yield segment;
      hash = endOf(segment);
    }
  }

  /** Calls `visit` with each record. The map must not change meanwhile. */
  forEach(visit: (ref: Ref, hash: number) => void): void {
    for (const segment of this.segments()) this.forEachIn(segment, visit);
  }

  /** Calls `visit` with each record of one segment. The map must not change meanwhile. */
  forEachIn(segment: Segment, visit: (ref: Ref, hash: number) => void): void {
    const cells = this.#cellView(segment);
    for (let i = 0; i < cells.length; i += 2) if (cells[i + 1] !== 0) visit(cells[i + 1], cells[i]);
  }

  /** Places of each segment; where an element is looked for first, its home, is chosen by the low bits of its hash. */
  get segmentPlaces(): number {
    return (this.#mask + 1) >>> 1;
  }

  /** The segment that holds `hash`. */
  segmentOf(hash: number): Segment {
    return this.#segments[hash >>> this.#shift];
  }

  /** A record chosen at random, about evenly; 0 if the map is empty. `random` gives uniform integers below its argument. */
  sample(random: (limit: number) => number): Ref {
    if (this.size === 0) return 0;
    for (;;) {
      const segment = this.#segments[random(this.#segments.length)];
      if (segment.used === 0) continue;
      const cells = this.#cellView(segment);
      // Few probes find a taken place at the usual fill; the records of a nearly empty segment are counted off.
      for (let probe = 0; probe < 64; probe++) {
        const ref = cells[random(cells.length >>> 1) * 2 + 1];
        if (ref !== 0) return ref;
      }
      let i = 1;
      for (let left = random(segment.used); cells[i] === 0 || left-- > 0;) i += 2;
      return cells[i];
    }
  }

  /** Moves a segment's blocks out of spans that are mostly empty. */
  compact(segment: Segment): void {
    if (this.arena.isMisplaced(segment.cells)) {
      segment.cells = this.arena.relocate(segment.cells);
      this.#point(segment);
    }
    if (segment.ticks !== 0 && this.arena.isMisplaced(segment.ticks)) {
      segment.ticks = this.arena.relocate(segment.ticks);
    }
  }

  /**
   * Frees the index, a segment at a step, after `free` was called with each of its records; the values count them. The map must not be used any more.
   */
  *free(free: (ref: Ref) => void): Generator<number> {
    for (const segment of this.segments()) {
      this.forEachIn(segment, free);
      this.queue.remove(segment);
      this.#freeBlocks(segment);
      yield segment.used;
    }
    this.arena.outside -= this.heapBytes;
  }

  /** Takes all segments out of the expiry queue. */
  leaveQueue(): void {
    for (const segment of this.segments()) this.queue.remove(segment);
  }

  #newSegment(cells: Ref, depth: number, prefix: number): Segment {
    this.#depths[depth]++;
    this.#segmentCount++;
    this.arena.outside += SEGMENT_BYTES;
    return new Segment(this, cells, depth, prefix);
  }

  #newCells(): Ref {
    const words = this.#mask + 1;
    const cells = this.arena.alloc(words >>> 1);
    const at = (cells & UNIT_MASK) << 1;
    this.#table(cells).fill(0, at, at + words);
    return cells;
  }

  #newTicks(): Ref {
    const words = (this.#mask + 1) >>> 1;
    const ticks = this.arena.alloc(words >>> 1);
    const at = (ticks & UNIT_MASK) << 1;
    this.#table(ticks).fill(NO_TICK, at, at + words);
    this.#tickCount++;
    return ticks;
  }

  /** The slab that holds a block, as words. */
  #table(block: Ref): Int32Array {
    return this.arena.words[block >>> SLAB_SHIFT];
  }

  #cellView({ cells }: Segment): Int32Array {
    const at = (cells & UNIT_MASK) << 1;
    return this.#table(cells).subarray(at, at + this.#mask + 1);
  }

  #tickView({ ticks }: Segment): Int32Array {
    const at = (ticks & UNIT_MASK) << 1;
    return this.#table(ticks).subarray(at, at + ((this.#mask + 1) >>> 1));
  }

  #findLong(buf: Uint8Array, start: number, end: number, hash: number): Ref {
    const cells = this.#cellView(this.segmentOf(hash));
    for (let i = (hash << 1) & this.#mask; cells[i + 1] !== 0; i = (i + 2) & this.#mask) {
      if (cells[i] !== hash) continue;
      const ref = cells[i + 1];
      const words = this.#table(ref);
      const word = (ref & UNIT_MASK) << 1;
      if ((words[word + 1] & KEY_BITS) !== LONG_KEY) continue;
      const at = (word << 2) + HEADER_BYTES + (words[word] & HAS_DEADLINE);
      const key = this.handles.get(readHandle(this.arena.bytes[ref >>> SLAB_SHIFT], at));
      if (equalBytes(key, 0, key.length, buf, start, end)) return ref;
    }
    return 0;
  }

  /** The index in `cells` of the record `ref`, which is there. */
  #cellOf(cells: Ref, hash: number, ref: Ref): number {
    const table = this.#table(cells);
    const base = (cells & UNIT_MASK) << 1;
    const mask = this.#mask;
    let i = (hash << 1) & mask;
    while (table[base + i + 1] !== ref) i = (i + 2) & mask;
    return i;
  }

  #put(segment: Segment, hash: number, ref: Ref, tick: number): void {
    const table = this.#table(segment.cells);
    const base = (segment.cells & UNIT_MASK) << 1;
    const mask = this.#mask;
    let i = (hash << 1) & mask;
    while (table[base + i + 1] !== 0) i = (i + 2) & mask;
    table[base + i] = hash;
    table[base + i + 1] = ref;
    if (segment.ticks !== 0) this.#table(segment.ticks)[((segment.ticks & UNIT_MASK) << 1) + (i >>> 1)] = tick;
    segment.used++;
  }

  #addTicks(segment: Segment, now: number): void {
    segment.ticks = this.#newTicks();
    segment.base = now;
  }

  /** Gives one segment the ticks' memory of another, all of it unset. */
  #handTicks(from: Segment, to: Segment): void {
    to.ticks = from.ticks;
    to.base = from.base;
    from.ticks = 0;
    this.#tickView(to).fill(NO_TICK);
  }

  /** Counts a segment's ticks from `now`, reading the true deadlines from the records. */
  #rebase(segment: Segment, now: number): void {
    const ticks = this.#tickView(segment);
    const cells = this.#cellView(segment);
    segment.base = now;
    for (let place = 0; place < ticks.length; place++) {
      if (ticks[place] !== NO_TICK) ticks[place] = tickOf(segment, this.owner.due(cells[place * 2 + 1]));
    }
  }

  /** Makes room in a full segment: splits it in two, or doubles all segments while there is one only, or where no more hash bits are left. */
  #grow(segment: Segment): void {
    if (this.#mask + 1 < PLACES * 2 || segment.depth === MAX_DEPTH) this.#doublePlaces();
    else this.#split(segment);
  }

  #doublePlaces(): void {
    const all = [...this.segments()];
    const contents = all.map((segment) => this.#entriesOf(segment));
    const mask = this.#mask;
    this.#mask = mask * 2 + 1;
    let blocks: Blocks[];
    try {
      blocks = this.#newBlocks(contents.map(({ ticks }) => ticks !== null));
    } catch (error) {
      this.#mask = mask;
      throw error;
    }
    for (const [i, segment] of all.entries()) {
      this.#exchangeBlocks(segment, blocks[i]);
      contents[i].forEach((hash, ref, tick) => this.#put(segment, hash, ref, tick));
      this.#point(segment);
    }
  }

  /** Copies a segment's entries. */
  #entriesOf(segment: Segment): Entries {
    return new Entries(
      this.#cellView(segment).slice(),
      segment.ticks === 0 ? null : this.#tickView(segment).slice(),
    );
  }

  /** Blocks for segments with ticks or without: all of them, or none where memory runs out, so that the map is left as it was. */
  #newBlocks(ticked: readonly boolean[]): Blocks[] {
    const blocks: Blocks[] = [];
    try {
      for (const isTicked of ticked) {
        const block = { cells: this.#newCells(), ticks: 0 };
        blocks.push(block);
        if (isTicked) block.ticks = this.#newTicks();
      }
      return blocks;
    } catch (error) {
      for (const block of blocks) this.#freeBlocks(block);
      throw error;
    }
  }

  #freeBlocks({ cells, ticks }: Blocks): void {
    this.arena.free(cells);
    if (ticks === 0) return;
    this.arena.free(ticks);
    this.#tickCount--;
  }

  /** Gives an emptied segment other blocks. */
  #exchangeBlocks(segment: Segment, { cells, ticks }: Blocks): void {
    this.#freeBlocks(segment);
    segment.cells = cells;
    segment.ticks = ticks;
    segment.used = 0;
  }

  #split(low: Segment): void {
    const depth = low.depth + 1;
    const entries = this.#entriesOf(low);
    const isTicked = entries.ticks !== null;
    const [forLow, forHigh] = this.#newBlocks([isTicked, isTicked]);
    if (depth > 32 - this.#shift) this.#doubleDirectory();
    this.#depths[low.depth]--;
    this.#depths[depth]++;
    const high = this.#newSegment(forHigh.cells, depth, low.prefix * 2 + 1);
    high.ticks = forHigh.ticks;
    high.base = low.base;
    this.#exchangeBlocks(low, forLow);
    low.depth = depth;
    low.prefix *= 2;
    const bit = 32 - depth;
    entries.forEach((hash, ref, tick) => this.#put((hash >>> bit) & 1 ? high : low, hash, ref, tick));
    if (low.due !== Infinity) this.queue.advance(high, low.due);
    this.#point(low);
    this.#point(high);
  }

  #point(segment: Segment): void {
    const span = 2 ** (32 - this.#shift - segment.depth);
    this.#segments.fill(segment, segment.prefix * span, (segment.prefix + 1) * span);
    this.#cells.fill(segment.cells, segment.prefix * span, (segment.prefix + 1) * span);
  }

  #doubleDirectory(): void {
    const { length } = this.#segments;
    const segments = new Array<Segment>(length * 2);
    const cells = new Int32Array(length * 2);
    for (let i = 0; i < length; i++) {
      segments[i * 2] = segments[i * 2 + 1] = this.#segments[i];
      cells[i * 2] = cells[i * 2 + 1] = this.#cells[i];
    }
    this.#segments = segments;
    this.#cells = cells;
    this.#shift--;
    this.arena.outside += length * DIRECTORY_BYTES;
  }

  /** Joins a sparse segment with its sibling where both fit well into one. It takes no memory: what is removed must go even when there is none. */
  #merge(segment: Segment): void {
    const sibling = this.#segments[(segment.prefix ^ 1) * 2 ** (32 - this.#shift - segment.depth)];
    if (sibling.depth !== segment.depth || sibling.used + segment.used > MERGED_MOST) return;
    const [low, high] = segment.prefix & 1 ? [sibling, segment] : [segment, sibling];
    const due = Math.min(low.due, high.due);
    const entries = this.#entriesOf(high);
    if (high.ticks !== 0 && low.ticks === 0) this.#handTicks(high, low);
    entries.forEach((hash, ref, tick) => {
      this.#put(low, hash, ref, tick === NO_TICK ? NO_TICK : tickOf(low, this.owner.due(ref)));
    });
    this.#freeBlocks(high);
    this.#segmentCount--;
    this.arena.outside -= SEGMENT_BYTES;
    this.#depths[low.depth] -= 2;
    this.#depths[--low.depth]++;
    low.prefix >>>= 1;
    this.queue.remove(high);
    if (due !== Infinity) this.queue.advance(low, due);
    this.#point(low);
    while (this.#segments.length > 2 && this.#depths[32 - this.#shift] === 0) this.#halveDirectory();
  }

  #halveDirectory(): void {
    this.#segments = this.#segments.filter((_, i) => (i & 1) === 0);
    this.#cells = this.#cells.filter((_, i) => (i & 1) === 0);
    this.#shift++;
    this.arena.outside -= this.#cells.length * DIRECTORY_BYTES;
  }
}

/** A segment's memory in the arena. */
interface Blocks {
  readonly cells: Ref;
  readonly ticks: Ref;
}

/** The contents of a segment's cells, on their way elsewhere. */
class Entries {
  constructor(readonly cells: Int32Array, readonly ticks: Int32Array | null) {}

  forEach(put: (hash: number, ref: Ref, tick: number) => void): void {
    const { cells, ticks } = this;
    for (let i = 0; i < cells.length; i += 2) {
      if (cells[i + 1] !== 0) put(cells[i], cells[i + 1], ticks === null ? NO_TICK : ticks[i >>> 1]);
    }
  }
}

/** The hash after the last one of a segment, unsigned; 2^32 for the last segment. */
export function endOf(segment: Segment): number {
  return (segment.prefix + 1) * 2 ** (32 - segment.depth);
}

function tickOf(segment: Segment, deadline: number): number {
  return Math.max(-FAR_TICK, Math.min(FAR_TICK, deadline - segment.base));
}
