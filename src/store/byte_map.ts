import { equalBytes } from "../bytes/mod.ts";
import type { Arena, Ref } from "./arena.ts";
import { SLAB_SHIFT, UNIT_MASK } from "./arena.ts";
import type { ExpiryQueue } from "./expiry.ts";
import type { HandleTable } from "./record.ts";
import { deadlineOf, HAS_DEADLINE, HEADER_BYTES, KEY_BITS, LONG_KEY, readHandle } from "./record.ts";

/** Places of a full-grown segment. A small map starts with fewer and doubles up to here, then splits. */
const PLACES = 1024;
const FIRST_PLACES = 16;
/** Splitting by more top bits than this would leave fewer than the 10 low bits that places are chosen by. Past it, a segment doubles. */
const MAX_DEPTH = 22;
/** A pair of sibling segments merges when one is this empty and both together fill at most half. */
const MERGE_BELOW = PLACES * 0.15;
const MERGED_MOST = PLACES * 0.5;

/** Ticks of a place: no deadline; a deadline beyond what an int32 of milliseconds from the segment's base reaches (24 days). */
const NO_TICK = 0x7fffffff;
const FAR_TICK = 0x7ffffffe;

/** How many hashes there are: a hash read as unsigned is below. */
export const HASHES = 2 ** 32;

/** Rough bytes of a segment's JavaScript objects, besides its typed arrays. */
const SEGMENT_BYTES = 400;

/** Whose map it is: takes out records whose deadline has passed. */
export interface MapOwner {
  expire(ref: Ref): void;
}

/** A range of the hash space: linear probing over pairs of (hash, record pointer). */
export class Segment {
  /** Pairs: hash, pointer; pointer 0 is a free place. Its length is a power of two. */
  cells: Int32Array;
  /** Places in use. */
  used = 0;
  /** How many of the hash's top bits all its keys share. */
  depth: number;
  /** Those top bits. */
  prefix: number;
  /** By place: milliseconds from `base` to the deadline. `null` while no key here has one. */
  ticks: Int32Array | null = null;
  /** Unix time in ms that ticks count from. */
  base = 0;
  /** Unix time in ms before which nothing here expires; a lower bound. */
  due = Infinity;
  /** Where the expiry queue keeps it; -1 if it does not. */
  queueIndex = -1;

  constructor(readonly map: ByteMap, places: number, depth: number, prefix: number) {
    this.cells = new Int32Array(places * 2);
    this.depth = depth;
    this.prefix = prefix;
  }
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

  #directory: Segment[];
  #segmentBytes = 0;
  /** 32 less the directory's bits; the directory has at least two entries, since a shift by 32 is none. */
  #shift = 31;
  /** How many segments have each depth. */
  readonly #depths = new Int32Array(MAX_DEPTH + 1);

  constructor(
    public owner: MapOwner,
    readonly arena: Arena,
    readonly handles: HandleTable,
    readonly queue: ExpiryQueue,
  ) {
    const first = this.#newSegment(FIRST_PLACES, 0, 0);
    this.#directory = [first, first];
  }

  /** Bytes that the index takes. */
  get indexBytes(): number {
    return this.#segmentBytes + this.#directory.length * 8;
  }

  /** The record of key `buf[start, end)`, 0 if there is none. */
  find(buf: Uint8Array, start: number, end: number, hash: number): Ref {
    const length = end - start;
    if (length >= LONG_KEY) return this.#findLong(buf, start, end, hash);
    const cells = this.#directory[hash >>> this.#shift].cells;
    const mask = cells.length - 1;
    for (let i = (hash << 1) & mask;; i = (i + 2) & mask) {
      const ref = cells[i + 1];
      if (ref === 0) return 0;
      if (cells[i] !== hash) continue;
      const slab = ref >>> SLAB_SHIFT;
      const word = (ref & UNIT_MASK) << 1;
      const words = this.arena.words[slab];
      if ((words[word + 1] & KEY_BITS) !== length) continue;
      const bytes = this.arena.bytes[slab];
      let at = (word << 2) + HEADER_BYTES + (words[word] & HAS_DEADLINE);
      let from = start;
      while (from < end && bytes[at] === buf[from]) {
        at++;
        from++;
      }
      if (from === end) return ref;
    }
  }

  /** Adds a record whose key is not in the map. */
  insert(hash: number, ref: Ref): void {
    let segment = this.#directory[hash >>> this.#shift];
    while (segment.used * 10 >= segment.cells.length * 4) {
      this.#grow(segment);
      segment = this.#directory[hash >>> this.#shift];
    }
    this.#put(segment, hash, ref, NO_TICK);
    this.size++;
  }

  /** Puts `to` in the place of `from`, both records of the same key. */
  replace(hash: number, from: Ref, to: Ref): void {
    const { cells } = this.#directory[hash >>> this.#shift];
    cells[cellOf(cells, hash, from) + 1] = to;
  }

  /** Takes a record out; the caller frees it. Its deadline must have been cleared first. */
  remove(hash: number, ref: Ref): void {
    const segment = this.#directory[hash >>> this.#shift];
    const { cells, ticks } = segment;
    const mask = cells.length - 1;
    let hole = cellOf(cells, hash, ref);
    for (let i = (hole + 2) & mask; cells[i + 1] !== 0; i = (i + 2) & mask) {
      const home = (cells[i] << 1) & mask;
      if (((i - home) & mask) < ((i - hole) & mask)) continue;
      cells[hole] = cells[i];
      cells[hole + 1] = cells[i + 1];
      if (ticks !== null) ticks[hole >>> 1] = ticks[i >>> 1];
      hole = i;
    }
    cells[hole + 1] = 0;
    if (ticks !== null) ticks[hole >>> 1] = NO_TICK;
    this.size--;
    if (--segment.used < MERGE_BELOW && segment.depth > 0) this.#merge(segment);
  }

  /**
   * Notes that the record at `ref`, which had the deadline `before` (0: none), now has `deadline` (0: none). All times, that of the call
   * (`now`) too, in Unix ms.
   */
  setDeadline(hash: number, ref: Ref, before: number, deadline: number, now: number): void {
    if (before === deadline) return;
    const segment = this.#directory[hash >>> this.#shift];
    if (before !== 0) {
      this.volatile--;
      this.deadlines -= before;
    }
    if (deadline !== 0) {
      this.volatile++;
      this.deadlines += deadline;
      if (segment.ticks === null) this.#addTicks(segment, now);
    }
    if (segment.ticks === null) return;
    segment.ticks[cellOf(segment.cells, hash, ref) >>> 1] = deadline === 0 ? NO_TICK : tickOf(segment, deadline);
    if (deadline !== 0 && deadline < segment.due) this.queue.advance(segment, deadline);
  }

  /**
   * Collects into `into` the records of `segment` whose deadline is at or before `now`, at most `most`, and puts the segment back into the
   * queue at its next deadline. Returns how many. The caller must take every one of them out of the map.
   */
  collectDue(segment: Segment, now: number, into: Ref[], most: number): number {
    const { cells, ticks } = segment;
    if (ticks === null) return 0;
    if (now - segment.base >= FAR_TICK / 2) this.#rebase(segment, ticks, now);
    const limit = now - segment.base;
    let next = NO_TICK;
    let count = 0;
    for (let place = 0; place < ticks.length; place++) {
      const tick = ticks[place];
      if (tick > limit || count === most) {
        if (tick < next) next = tick;
      } else {
        into[count++] = cells[place * 2 + 1];
      }
    }
    segment.due = Infinity;
    this.queue.remove(segment);
    if (next !== NO_TICK) this.queue.advance(segment, segment.base + next);
    return count;
  }

  /** Calls `visit` with each record. The map must not change meanwhile. */
  forEach(visit: (ref: Ref, hash: number) => void): void {
    for (const segment of this.segments()) {
      const { cells } = segment;
      for (let i = 0; i < cells.length; i += 2) if (cells[i + 1] !== 0) visit(cells[i + 1], cells[i]);
    }
  }

  /** Each segment once, in the order of hashes. The map must not change meanwhile. */
  *segments(): Generator<Segment> {
    for (let hash = 0; hash < HASHES;) {
      const segment = this.#directory[hash >>> this.#shift];
      yield segment;
      hash = endOf(segment);
    }
  }

  /** The segment that holds `hash`. */
  segmentOf(hash: number): Segment {
    return this.#directory[hash >>> this.#shift];
  }

  /** A record chosen at random, about evenly; 0 if the map is empty. `random` gives uniform integers below its argument. */
  sample(random: (limit: number) => number): Ref {
    if (this.size === 0) return 0;
    for (;;) {
      const { cells, used } = this.#directory[random(this.#directory.length)];
      if (used === 0) continue;
      // Few probes find a taken place at the usual fill; a nearly empty segment is walked from a random place on.
      for (let probe = 0; probe < 64; probe++) {
        const ref = cells[random(cells.length >>> 1) * 2 + 1];
        if (ref !== 0) return ref;
      }
      let i = random(cells.length >>> 1) * 2;
      while (cells[i + 1] === 0) i = (i + 2) & (cells.length - 1);
      return cells[i + 1];
    }
  }

  /** Empties the index; the records are the caller's to free. */
  clear(): void {
    for (const segment of this.segments()) this.queue.remove(segment);
    this.#depths.fill(0);
    this.size = this.#segmentBytes = this.volatile = this.deadlines = 0;
    this.#shift = 31;
    const first = this.#newSegment(FIRST_PLACES, 0, 0);
    this.#directory = [first, first];
  }

  #newSegment(places: number, depth: number, prefix: number): Segment {
    this.#depths[depth]++;
    this.#segmentBytes += SEGMENT_BYTES + places * 8;
    return new Segment(this, places, depth, prefix);
  }

  #findLong(buf: Uint8Array, start: number, end: number, hash: number): Ref {
    const { cells } = this.#directory[hash >>> this.#shift];
    const mask = cells.length - 1;
    for (let i = (hash << 1) & mask; cells[i + 1] !== 0; i = (i + 2) & mask) {
      if (cells[i] !== hash) continue;
      const ref = cells[i + 1];
      const words = this.arena.words[ref >>> SLAB_SHIFT];
      const word = (ref & UNIT_MASK) << 1;
      if ((words[word + 1] & KEY_BITS) !== LONG_KEY) continue;
      const at = (word << 2) + HEADER_BYTES + (words[word] & HAS_DEADLINE);
      const key = this.handles.get(readHandle(this.arena.bytes[ref >>> SLAB_SHIFT], at));
      if (equalBytes(key, 0, key.length, buf, start, end)) return ref;
    }
    return 0;
  }

  #put(segment: Segment, hash: number, ref: Ref, tick: number): void {
    const { cells } = segment;
    const mask = cells.length - 1;
    let i = (hash << 1) & mask;
    while (cells[i + 1] !== 0) i = (i + 2) & mask;
    cells[i] = hash;
    cells[i + 1] = ref;
    if (segment.ticks !== null) segment.ticks[i >>> 1] = tick;
    segment.used++;
  }

  #addTicks(segment: Segment, now: number): void {
    segment.base = now;
    segment.ticks = new Int32Array(segment.cells.length >>> 1).fill(NO_TICK);
    this.#segmentBytes += segment.ticks.length * 4;
  }

  /** Counts a segment's ticks from `now`, reading the true deadlines from the records. */
  #rebase(segment: Segment, ticks: Int32Array, now: number): void {
    segment.base = now;
    for (let place = 0; place < ticks.length; place++) {
      if (ticks[place] === NO_TICK) continue;
      ticks[place] = tickOf(segment, deadlineOf(this.arena, segment.cells[place * 2 + 1]));
    }
  }

  /** Makes room in a full segment: doubles a small one (or one too deep to split), else splits it in two. */
  #grow(segment: Segment): void {
    const { cells, ticks } = segment;
    const places = cells.length >>> 1;
    if (places < PLACES || segment.depth === MAX_DEPTH) {
      this.#resize(segment, places * 2);
    } else {
      this.#split(segment);
      return;
    }
    moveAll(cells, ticks, (hash, ref, tick) => this.#put(segment, hash, ref, tick));
  }

  /** Gives a segment empty cells, and ticks if it had them. */
  #resize(segment: Segment, places: number): void {
    const before = segment.cells.length >>> 1;
    segment.cells = new Int32Array(places * 2);
    segment.used = 0;
    this.#segmentBytes += (places - before) * 8;
    if (segment.ticks === null) return;
    segment.ticks = new Int32Array(places).fill(NO_TICK);
    this.#segmentBytes += (places - before) * 4;
  }

  #split(low: Segment): void {
    const depth = low.depth + 1;
    if (depth > 32 - this.#shift) this.#doubleDirectory();
    const { cells, ticks } = low;
    this.#depths[low.depth]--;
    this.#depths[depth]++;
    const high = this.#newSegment(PLACES, depth, low.prefix * 2 + 1);
    low.depth = depth;
    low.prefix *= 2;
    this.#resize(low, PLACES);
    if (ticks !== null) {
      high.base = low.base;
      high.ticks = new Int32Array(PLACES).fill(NO_TICK);
      this.#segmentBytes += PLACES * 4;
    }
    const bit = 32 - depth;
    moveAll(cells, ticks, (hash, ref, tick) => this.#put((hash >>> bit) & 1 ? high : low, hash, ref, tick));
    if (low.due !== Infinity) this.queue.advance(high, low.due);
    this.#point(high);
  }

  #point(segment: Segment): void {
    const span = 2 ** (32 - this.#shift - segment.depth);
    this.#directory.fill(segment, segment.prefix * span, (segment.prefix + 1) * span);
  }

  #doubleDirectory(): void {
    const wide = new Array<Segment>(this.#directory.length * 2);
    for (let i = 0; i < this.#directory.length; i++) wide[i * 2] = wide[i * 2 + 1] = this.#directory[i];
    this.#directory = wide;
    this.#shift--;
  }

  /** Joins a sparse segment with its sibling where both fit well into one. */
  #merge(segment: Segment): void {
    const sibling = this.#directory[(segment.prefix ^ 1) * 2 ** (32 - this.#shift - segment.depth)];
    if (sibling.depth !== segment.depth || sibling.used + segment.used > MERGED_MOST) return;
    const [low, high] = segment.prefix & 1 ? [sibling, segment] : [segment, sibling];
    const due = Math.min(low.due, high.due);
    if (high.ticks !== null && low.ticks === null) {
      low.base = high.base;
      low.ticks = new Int32Array(low.cells.length >>> 1).fill(NO_TICK);
      this.#segmentBytes += low.ticks.length * 4;
    }
    moveAll(high.cells, high.ticks, (hash, ref, tick) => {
      this.#put(low, hash, ref, tick === NO_TICK ? NO_TICK : tickOf(low, deadlineOf(this.arena, ref)));
    });
    this.#depths[low.depth] -= 2;
    this.#depths[--low.depth]++;
    low.prefix >>>= 1;
    this.#segmentBytes -= SEGMENT_BYTES + high.cells.length * 4 + (high.ticks === null ? 0 : high.ticks.length * 4);
    this.queue.remove(high);
    if (due !== Infinity) this.queue.advance(low, due);
    this.#point(low);
    while (this.#directory.length > 2 && this.#depths[32 - this.#shift] === 0) this.#halveDirectory();
  }

  #halveDirectory(): void {
    this.#directory = this.#directory.filter((_, i) => (i & 1) === 0);
    this.#shift++;
  }
}

/** The hash after the last one of a segment, unsigned; 2^32 for the last segment. */
export function endOf(segment: Segment): number {
  return (segment.prefix + 1) * 2 ** (32 - segment.depth);
}

/** The index in `cells` of the record `ref`, which is there. */
function cellOf(cells: Int32Array, hash: number, ref: Ref): number {
  const mask = cells.length - 1;
  let i = (hash << 1) & mask;
  while (cells[i + 1] !== ref) i = (i + 2) & mask;
  return i;
}

function moveAll(
  cells: Int32Array,
  ticks: Int32Array | null,
  put: (hash: number, ref: Ref, tick: number) => void,
): void {
  for (let i = 0; i < cells.length; i += 2) {
    if (cells[i + 1] !== 0) put(cells[i], cells[i + 1], ticks === null ? NO_TICK : ticks[i >>> 1]);
  }
}

function tickOf(segment: Segment, deadline: number): number {
  return Math.max(-FAR_TICK, Math.min(FAR_TICK, deadline - segment.base));
}
