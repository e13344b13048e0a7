/**
 * A block of arena memory: a pointer in 8-byte units in an int32. The top 11 bits name a slab, the low 21 bits a unit within it. Compare for
 * equality and shift with `>>>` only: from the 1,024th slab on it is negative. 0 is no block.
 */
export type Ref = number;

/** Bytes of the unit that sizes and pointers count in. */
export const UNIT = 8;
/** A slab is 2^21 units: 16 MB. */
export const SLAB_SHIFT = 21;
export const SLAB_UNITS = 1 << SLAB_SHIFT;
export const UNIT_MASK = SLAB_UNITS - 1;
/** A page is 2^13 units: 64 KB; a slab has 256. */
const PAGE_SHIFT = 13;
const PAGE_UNITS = 1 << PAGE_SHIFT;
const SLAB_PAGES = SLAB_UNITS / PAGE_UNITS;
/** 2^32 units are 32 GB: the most that pointers can reach. The last slab is never used, so that -1 is no block. */
const MAX_SLABS = (1 << (32 - SLAB_SHIFT)) - 1;
const MAX_PAGES = MAX_SLABS * SLAB_PAGES;

/** Up to here every number of units is a size class of its own; above, each doubling has eight. */
const LINEAR_UNITS = 32;
/** The largest size class is 2^16 units (512 KB); larger blocks take whole pages of their own. */
const MAX_CLASS_UNITS = 1 << 16;
const CLASSES = LINEAR_UNITS + 8 * 11 + 1;
/** The class number of a span that is one block of whole pages. */
const DIRECT = 255;

/** The most units that one block can have: a quarter slab. */
export const MAX_BLOCK_UNITS = SLAB_UNITS / 4;

/** The size class of a block of `units` (1 to 2^16): equal classes mean equal blocks. */
export function classOf(units: number): number {
  if (units <= LINEAR_UNITS) return units;
  const octave = 31 - Math.clz32(units - 1);
  return LINEAR_UNITS + ((octave - 5) << 3) + ((units - 1 - (1 << octave)) >>> (octave - 3)) + 1;
}

/** Units of a block of class `index`. */
function unitsOf(index: number): number {
  if (index <= LINEAR_UNITS) return index;
  const octave = 5 + ((index - LINEAR_UNITS - 1) >>> 3);
  return (1 << octave) + ((((index - LINEAR_UNITS - 1) & 7) + 1) << (octave - 3));
}

/** Units that a request for `units` really takes; two requests that take the same can share a block. */
export function blockUnits(units: number): number {
  if (units <= LINEAR_UNITS) return units;
  if (units <= MAX_CLASS_UNITS) return unitsOf(classOf(units));
  return (units + PAGE_UNITS - 1) & ~(PAGE_UNITS - 1);
}

/**
 * Memory for records outside the JavaScript heap, which the garbage collector never walks: slabs of 16 MB, cut into pages, pages into spans
 * of equal blocks. A span that has emptied returns its pages, a slab that has emptied goes to those that {@linkcode Arena.release} returns to the system.
 *
 * Sizes are bytes in {@linkcode Arena.used} and units everywhere else.
 */
export class Arena {
  /** Each slab as bytes; index by `ref >>> SLAB_SHIFT`. */
  readonly bytes: Uint8Array[] = [];
  /** Each slab as 32-bit words. */
  readonly words: Int32Array[] = [];
  /** Each slab as doubles, one a unit; index by `ref & UNIT_MASK`. */
  readonly doubles: Float64Array[] = [];
  /** Bytes of all blocks handed out, exactly. */
  used = 0;
  /** Bytes on the JavaScript heap of the objects that hold the blocks together, about: indexes, large collections. They are added by who makes them. */
  outside = 0;
  /** Bytes of all slabs. */
  reserved = 0;

  /** By class: the first span with room, 0 where there is none. Spans are named by their first page. */
  readonly #open = new Int32Array(CLASSES);
  readonly #classUnits = new Int32Array(CLASSES);
  readonly #classPages = new Int32Array(CLASSES);
  readonly #classBlocks = new Int32Array(CLASSES);

  // By page. Untouched parts of these arrays take no memory.
  readonly #spanOf = new Int32Array(MAX_PAGES);
  readonly #spanClass = new Uint8Array(MAX_PAGES);
  readonly #spanUsed = new Int32Array(MAX_PAGES);
  readonly #spanFree = new Int32Array(MAX_PAGES);
  readonly #spanBump = new Int32Array(MAX_PAGES);
  readonly #spanNext = new Int32Array(MAX_PAGES);
  readonly #spanPrev = new Int32Array(MAX_PAGES);

  /** By slab: a bit for each page in use, eight words a slab; and the number of free pages. */
  readonly #pageBits = new Int32Array(MAX_SLABS * 8);
  readonly #freePages = new Int32Array(MAX_SLABS);
  /** Memory of slabs that have emptied: unmapping one takes up to some ms, and many may empty together. */
  readonly #idle: ArrayBuffer[] = [];
  /** By slab: 1 while it is being emptied. */
  readonly #leaving = new Uint8Array(MAX_SLABS);

  constructor() {
    for (let index = 1; index < CLASSES; index++) {
      const units = unitsOf(index);
      const pages = units <= 1 << 10 ? 1 : units <= 1 << 13 ? 8 : 32;
      this.#classUnits[index] = units;
      this.#classPages[index] = pages;
      this.#classBlocks[index] = Math.floor((pages * PAGE_UNITS) / units);
    }
  }

  /** A block of at least `units` (1 to {@linkcode MAX_BLOCK_UNITS}), contents undefined. Throws `RangeError` when all memory is in use. */
  alloc(units: number): Ref {
    if (units > MAX_CLASS_UNITS) return this.#allocPages(units);
    const index = units <= LINEAR_UNITS ? units : classOf(units);
    let span = this.#open[index];
    if (span === 0) span = this.#openSpan(index);
    const size = this.#classUnits[index];
    let ref = this.#spanFree[span];
    if (ref !== 0) {
      this.#spanFree[span] = this.words[ref >>> SLAB_SHIFT][(ref & UNIT_MASK) << 1];
    } else {
      ref = this.#spanBump[span];
      this.#spanBump[span] = ref + size;
    }
    if (++this.#spanUsed[span] === this.#classBlocks[index]) this.#unlink(index, span);
    this.used += size * UNIT;
    return ref;
  }

  /** Takes back a block that {@linkcode Arena.alloc} gave. */
  free(ref: Ref): void {
    const span = this.#spanOf[ref >>> PAGE_SHIFT];
    const index = this.#spanClass[span];
    if (index === DIRECT) return this.#freePagesOf(span);
    const size = this.#classUnits[index];
    this.words[ref >>> SLAB_SHIFT][(ref & UNIT_MASK) << 1] = this.#spanFree[span];
    this.#spanFree[span] = ref;
    this.used -= size * UNIT;
    const left = --this.#spanUsed[span];
    if (left + 1 === this.#classBlocks[index]) this.#link(index, span);
    if (left === 0) this.#retire(index, span);
  }

  /** Units of the block at `ref`. */
  unitsAt(ref: Ref): number {
    const span = this.#spanOf[ref >>> PAGE_SHIFT];
    const index = this.#spanClass[span];
    return index === DIRECT ? this.#spanUsed[span] : this.#classUnits[index];
  }

  /**
   * Whether a block had better be elsewhere, so that memory falls free: its slab is being emptied, or less than half of its span is in use and a
   * new block of its size would come from another.
   */
  isMisplaced(ref: Ref): boolean {
    if (this.#leaving[ref >>> SLAB_SHIFT] !== 0) return true;
    const span = this.#spanOf[ref >>> PAGE_SHIFT];
    const index = this.#spanClass[span];
    return index !== DIRECT && this.#spanUsed[span] * 2 < this.#classBlocks[index] && this.#open[index] !== span;
  }

  /**
   * Chooses slabs that are to be emptied: those with few pages in use, as far as the others have room for what they hold. Until
   * {@linkcode Arena.endEmptying} no block is taken from them.
   */
  beginEmptying(): void {
    const slabs = [...this.bytes.keys()].filter((slab) => this.bytes[slab] !== NO_BYTES);
    slabs.sort((a, b) => this.#freePages[b] - this.#freePages[a]);
    let room = slabs.reduce((sum, slab) => sum + this.#freePages[slab], 0);
    for (const slab of slabs) {
      const taken = SLAB_PAGES - this.#freePages[slab];
      room -= this.#freePages[slab];
      // The first slab never empties; and a span of 32 pages needs 32 in a row, so half the room is left alone.
      if (taken > SLAB_PAGES / 2 || taken * 2 > room) break;
      if (slab === 0) continue;
      room -= taken;
      this.#leaving[slab] = 1;
    }
    for (let index = 1; index < CLASSES; index++) {
      for (let span = this.#open[index]; span !== 0; span = this.#spanNext[span]) {
        if (this.#leaving[span >>> (SLAB_SHIFT - PAGE_SHIFT)] !== 0) this.#unlink(index, span);
      }
    }
  }

  /** Lets blocks be taken from all slabs again. */
  endEmptying(): void {
    for (let slab = 0; slab < this.bytes.length; slab++) {
      if (this.#leaving[slab] === 0) continue;
      this.#leaving[slab] = 0;
      if (this.bytes[slab] === NO_BYTES) continue;
      for (let page = slab * SLAB_PAGES; page < (slab + 1) * SLAB_PAGES; page++) {
        const index = this.#spanClass[page];
        const isSpan = this.#isTaken(slab, page % SLAB_PAGES) && this.#spanOf[page] === page && index !== DIRECT;
        if (isSpan && this.#spanUsed[page] < this.#classBlocks[index]) this.#link(index, page);
      }
    }
  }

  /** Moves a block's contents to another block of the same size, and frees the old one. */
  relocate(ref: Ref): Ref {
    const units = this.unitsAt(ref);
    const to = this.alloc(units);
    const from = (ref & UNIT_MASK) * UNIT;
    const source = this.bytes[ref >>> SLAB_SHIFT].subarray(from, from + units * UNIT);
    this.bytes[to >>> SLAB_SHIFT].set(source, (to & UNIT_MASK) * UNIT);
    this.free(ref);
    return to;
  }

  /** Returns the memory of one slab that has emptied to the system, if there is any. Returns whether there is more. */
  release(): boolean {
    // Frees the memory at once, without waiting for a garbage collection.
    this.#idle.pop()?.transfer(0);
    return this.#idle.length > 0;
  }

  /** Whether {@linkcode Arena.release} has something to do. */
  get hasIdle(): boolean {
    return this.#idle.length > 0;
  }

  /** Forgets every block; no slab is left. */
  reset(): void {
    for (let slab = 0; slab < this.bytes.length; slab++) if (this.bytes[slab].length > 0) this.#dropSlab(slab);
    this.bytes.length = 0;
    this.words.length = 0;
    this.doubles.length = 0;
    this.#open.fill(0);
    this.#leaving.fill(0);
    this.used = 0;
    this.outside = 0;
    this.reserved = 0;
  }

  #openSpan(index: number): number {
    const span = this.#takePages(this.#classPages[index]);
    this.#spanClass[span] = index;
    this.#spanUsed[span] = 0;
    this.#spanFree[span] = 0;
    this.#spanBump[span] = span << PAGE_SHIFT;
    this.#link(index, span);
    return span;
  }

  /** Makes a span one that blocks of its class are taken from. */
  #link(index: number, span: number): void {
    if (this.#leaving[span >>> (SLAB_SHIFT - PAGE_SHIFT)] !== 0) return;
    const next = this.#open[index];
    this.#spanNext[span] = next;
    this.#spanPrev[span] = 0;
    if (next !== 0) this.#spanPrev[next] = span;
    this.#open[index] = span;
  }

  #unlink(index: number, span: number): void {
    const next = this.#spanNext[span];
    const prev = this.#spanPrev[span];
    if (prev === 0) this.#open[index] = next;
    else this.#spanNext[prev] = next;
    if (next !== 0) this.#spanPrev[next] = prev;
  }

  /**
   * Returns an empty span's pages, but keeps the last small one of its class, so that a lone block coming and going stays cheap. Only in the first
   * slab, which is never given back: elsewhere every class could hold on to a slab.
   */
  #retire(index: number, span: number): void {
    if (this.#leaving[span >>> (SLAB_SHIFT - PAGE_SHIFT)] !== 0) {
      return this.#returnPages(span, this.#classPages[index]);
    }
    const small = this.#classPages[index] === 1 && span < SLAB_PAGES;
    if (small && this.#open[index] === span && this.#spanNext[span] === 0) return;
    this.#unlink(index, span);
    this.#returnPages(span, this.#classPages[index]);
  }

  #allocPages(units: number): Ref {
    if (units > MAX_BLOCK_UNITS) throw new RangeError(`Allocate a block: ${units} units are more than a quarter slab`);
    const pages = Math.ceil(units / PAGE_UNITS);
    const span = this.#takePages(pages);
    this.#spanClass[span] = DIRECT;
    this.#spanUsed[span] = pages * PAGE_UNITS;
    this.used += pages * PAGE_UNITS * UNIT;
    return span << PAGE_SHIFT;
  }

  #freePagesOf(span: number): void {
    const units = this.#spanUsed[span];
    this.used -= units * UNIT;
    this.#returnPages(span, units / PAGE_UNITS);
  }

  #takePages(count: number): number {
    for (let slab = 0; slab < this.bytes.length; slab++) {
      if (this.#freePages[slab] < count || this.#leaving[slab] !== 0) continue;
      const page = this.#findRun(slab, count);
      if (page >= 0) return this.#claim(slab, page, count);
    }
    const slab = this.#addSlab();
    return this.#claim(slab, this.#findRun(slab, count), count);
  }

  /** The first run of `count` free pages in a slab; runs of 8 and 32 are aligned, so that they do not splinter the slab. */
  #findRun(slab: number, count: number): number {
    const step = count === 8 || count === 32 ? count : 1;
    for (let page = 0; page + count <= SLAB_PAGES; page += step) {
      const taken = this.#lastTaken(slab, page, count);
      if (taken < 0) return page;
      if (step === 1) page = taken;
    }
    return -1;
  }

  /** The last page in use among `count` from `page`, -1 if all are free. */
  #lastTaken(slab: number, page: number, count: number): number {
    for (let i = page + count - 1; i >= page; i--) {
      if (this.#isTaken(slab, i)) return i;
    }
    return -1;
  }

  #isTaken(slab: number, page: number): boolean {
    return ((this.#pageBits[slab * 8 + (page >>> 5)] >>> (page & 31)) & 1) !== 0;
  }

  #claim(slab: number, page: number, count: number): number {
    const span = slab * SLAB_PAGES + page;
    for (let i = page; i < page + count; i++) {
      this.#pageBits[slab * 8 + (i >>> 5)] |= 1 << (i & 31);
      this.#spanOf[slab * SLAB_PAGES + i] = span;
    }
    this.#freePages[slab] -= count;
    return span;
  }

  #returnPages(span: number, count: number): void {
    const slab = Math.floor(span / SLAB_PAGES);
    const page = span % SLAB_PAGES;
    for (let i = page; i < page + count; i++) this.#pageBits[slab * 8 + (i >>> 5)] &= ~(1 << (i & 31));
    this.#freePages[slab] += count;
    if (this.#freePages[slab] === SLAB_PAGES) {
      this.#dropSlab(slab);
      this.bytes[slab] = NO_BYTES;
      this.words[slab] = NO_WORDS;
      this.doubles[slab] = NO_DOUBLES;
    }
  }

  #addSlab(): number {
    let slab = this.bytes.indexOf(NO_BYTES);
    if (slab < 0) slab = this.bytes.length;
    if (slab >= MAX_SLABS) throw new RangeError("Allocate a slab: all 32 GB that pointers reach are in use");
    const buffer = this.#idle.pop() ?? new ArrayBuffer(SLAB_UNITS * UNIT);
    this.bytes[slab] = new Uint8Array(buffer);
    this.words[slab] = new Int32Array(buffer);
    this.doubles[slab] = new Float64Array(buffer);
    this.reserved += SLAB_UNITS * UNIT;
    this.#pageBits.fill(0, slab * 8, slab * 8 + 8);
    this.#freePages[slab] = SLAB_PAGES;
    // Page 0 of slab 0 stays out of use, so that neither a pointer nor a span is ever 0.
    if (slab === 0) this.#claim(0, 0, 1);
    return slab;
  }

  #dropSlab(slab: number): void {
    this.#idle.push(this.bytes[slab].buffer as ArrayBuffer);
    this.#freePages[slab] = 0;
    this.#leaving[slab] = 0;
    this.reserved -= SLAB_UNITS * UNIT;
  }
}

const NO_BYTES = new Uint8Array(0);
const NO_WORDS = new Int32Array(0);
const NO_DOUBLES = new Float64Array(0);
