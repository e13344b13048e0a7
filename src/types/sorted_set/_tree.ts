import { compareBytes } from "../../bytes/mod.ts";
import { type Arena, type Records, type Ref, SLAB_SHIFT, Span, UNIT, UNIT_MASK } from "../../store/mod.ts";

/**
 * The layout of nodes, which are blocks of the arena. A leaf holds entries, an inner node children; each child but the first has a separator, which is
 * the first entry below it, exactly.
 *
 * | leaf, units | | inner node, units | |
 * |---|---|---|---|
 * | 0 | word 0: entries | 0 | word 0: children |
 * | 1 | word 2: next leaf, word 3: leaf before | | |
 * | 2 to 69 | scores, doubles | 1 to 50 | separators' scores, doubles |
 * | 70 to 103 | records, words | 51 to 75 | separators' records, words |
 * | | | 76 to 100 | children, words |
 * | | | 101 to 125 | entries below each child, words |
 *
 * Words are counted from the node's beginning.
 */
const LEAF_ENTRIES = 68;
const LEAF_SCORES = 2;
const LEAF_RECORDS = (LEAF_SCORES + LEAF_ENTRIES) * 2;
/** A size class of the arena: no byte of the block is lost. */
const LEAF_UNITS = 104;
const NEXT = 2;
const PREVIOUS = 3;

const CHILDREN = 50;
const INNER_SCORES = 1;
const INNER_RECORDS = (INNER_SCORES + CHILDREN) * 2;
const INNER_CHILDREN = INNER_RECORDS + CHILDREN;
const INNER_COUNTS = INNER_CHILDREN + CHILDREN;
const INNER_UNITS = 128;

/** A node that is less than half full joins a neighbour when both together fill this much at most. */
const MERGED_ENTRIES = LEAF_ENTRIES * 0.75;
const MERGED_CHILDREN = CHILDREN * 0.75;

/** Levels above the leaves, at most: 2^32 entries in nodes that are merged as above are far from needing them. */
const MAX_HEIGHT = 24;

/** Bytes of the tree's objects on the JavaScript heap, about. */
export const TREE_BYTES = 512;

/** Shared by all trees: nothing of it outlives a call. */
const NODES = new Int32Array(MAX_HEIGHT + 1);
const SLOTS = new Int32Array(MAX_HEIGHT + 1);
const SPARE = new Int32Array(MAX_HEIGHT + 2);
const TARGET = new Span();
const OTHER = new Span();

/**
 * A counted B+tree over pairs of score and record, ordered by score, then by the record's key as unsigned bytes. The records are the caller's, and must
 * be there as long as they are in the tree; a record is in it once. Positions are those of leaves: `leaf` and `index` say where {@linkcode Tree.locate} got.
 */
export class Tree {
  /** Entries. */
  size = 0;
  /** Where {@linkcode Tree.locate} found the entry. */
  leaf: Ref = 0;
  index = 0;
  readonly #arena: Arena;
  /** 0 while the tree is empty. */
  #root: Ref = 0;
  /** Levels of inner nodes. */
  #height = 0;
  #leaves = 0;
  #inners = 0;

  constructor(readonly records: Records) {
    this.#arena = records.arena;
  }

  /** Bytes of all nodes. */
  get bytes(): number {
    return (this.#leaves * LEAF_UNITS + this.#inners * INNER_UNITS) * UNIT;
  }

  /** Adds an entry. Where there is no memory for it (`RangeError`), the tree is as it was. */
  insert(score: number, ref: Ref): void {
    this.records.key(ref, TARGET);
    if (this.#root === 0) this.#plant();
    const leaf = this.#descend(score);
    this.#insertAt(leaf, this.#place(leaf, score), score, ref);
  }

  /** Adds an entry that comes behind all others. */
  append(score: number, ref: Ref): void {
    if (this.#root === 0) this.#plant();
    const words = this.#arena.words;
    let node = this.#root;
    for (let level = this.#height; level > 0; level--) {
      const table = words[node >>> SLAB_SHIFT];
      const at = (node & UNIT_MASK) << 1;
      const slot = table[at] - 1;
      NODES[level] = node;
      SLOTS[level] = slot;
      node = table[at + INNER_CHILDREN + slot];
    }
    this.#insertAt(node, words[node >>> SLAB_SHIFT][(node & UNIT_MASK) << 1], score, ref);
  }

  /** Removes an entry, which is there. */
  remove(score: number, ref: Ref): void {
    this.#find(score, ref);
    this.#removeAt(this.leaf, this.index, 1);
  }

  /** Gives an entry, which is there, another score. */
  move(score: number, ref: Ref, to: number): void {
    this.#find(score, ref);
    const { leaf, index } = this;
    const at = leaf & UNIT_MASK;
    const doubles = this.#arena.doubles[leaf >>> SLAB_SHIFT];
    const from = at + LEAF_SCORES + index;
    const inside = index > 0 && index < this.count(leaf) - 1;
    if (inside && doubles[from - 1] < to && to < doubles[from + 1]) {
      doubles[from] = to;
      return;
    }
    if (this.count(leaf) === 1) {
      // Its leaf goes: the new place is made first, since for that there may be no memory.
      this.insert(to, ref);
      this.remove(score, ref);
      return;
    }
    this.#removeAt(leaf, index, 1);
    try {
      this.insert(to, ref);
    } catch (error) {
      // The old place is free, or merged with others that leave room: that takes no memory.
      this.insert(score, ref);
      throw error;
    }
  }

  /** How many entries come before one, which is there. */
  rank(score: number, ref: Ref): number {
    this.#find(score, ref);
    return this.#rankOfPath(this.index);
  }

  /** How many entries have a score below `score`, or up to it if `inclusive`. */
  countBelow(score: number, inclusive: boolean): number {
    if (this.#root === 0) return 0;
    const { words, doubles } = this.#arena;
    let node = this.#root;
    for (let level = this.#height; level > 0; level--) {
      const slab = node >>> SLAB_SHIFT;
      const at = node & UNIT_MASK;
      const table = words[slab];
      const slot = below(doubles[slab], at + INNER_SCORES, 1, table[at << 1], score, inclusive) - 1;
      NODES[level] = node;
      SLOTS[level] = slot;
      node = table[(at << 1) + INNER_CHILDREN + slot];
    }
    const slab = node >>> SLAB_SHIFT;
    const at = node & UNIT_MASK;
    return this.#rankOfPath(below(doubles[slab], at + LEAF_SCORES, 0, words[slab][at << 1], score, inclusive));
  }

  /** How many entries have a key before `buf[start, end)`, or up to it if `inclusive`, where all scores are the same. */
  countBelowLex(buf: Uint8Array, start: number, end: number, inclusive: boolean): number {
    if (this.#root === 0) return 0;
    const { words } = this.#arena;
    const limit = inclusive ? 0 : -1;
    let node = this.#root;
    for (let level = this.#height; level >= 0; level--) {
      const table = words[node >>> SLAB_SHIFT];
      const at = (node & UNIT_MASK) << 1;
      const refs = at + (level > 0 ? INNER_RECORDS : LEAF_RECORDS);
      let low = level > 0 ? 1 : 0;
      let high = table[at];
      while (low < high) {
        const middle = (low + high) >>> 1;
        const key = this.records.key(table[refs + middle], OTHER);
        if (Math.sign(compareBytes(key.buf, key.start, key.end, buf, start, end)) <= limit) low = middle + 1;
        else high = middle;
      }
      if (level === 0) return this.#rankOfPath(low);
      NODES[level] = node;
      SLOTS[level] = low - 1;
      node = table[at + INNER_CHILDREN + low - 1];
    }
    return 0;
  }

  /** Sets {@linkcode Tree.leaf} and {@linkcode Tree.index} to the entry of that rank, which is there. */
  locate(rank: number): void {
    const { words } = this.#arena;
    let node = this.#root;
    let left = rank;
    for (let level = this.#height; level > 0; level--) {
      const table = words[node >>> SLAB_SHIFT];
      const at = (node & UNIT_MASK) << 1;
      const counts = at + INNER_COUNTS;
      let slot = 0;
      while (left >= table[counts + slot]) left -= table[counts + slot++];
      NODES[level] = node;
      SLOTS[level] = slot;
      node = table[at + INNER_CHILDREN + slot];
    }
    this.leaf = node;
    this.index = left;
  }

  /** Entries of a leaf. */
  count(leaf: Ref): number {
    return this.#arena.words[leaf >>> SLAB_SHIFT][(leaf & UNIT_MASK) << 1];
  }

  /** The leaf behind a leaf, 0 if it is the last. */
  after(leaf: Ref): Ref {
    return this.#arena.words[leaf >>> SLAB_SHIFT][((leaf & UNIT_MASK) << 1) + NEXT];
  }

  /** The leaf before a leaf, 0 if it is the first. */
  before(leaf: Ref): Ref {
    return this.#arena.words[leaf >>> SLAB_SHIFT][((leaf & UNIT_MASK) << 1) + PREVIOUS];
  }

  /** The record of an entry. */
  record(leaf: Ref, index: number): Ref {
    return this.#arena.words[leaf >>> SLAB_SHIFT][((leaf & UNIT_MASK) << 1) + LEAF_RECORDS + index];
  }

  /** The score of an entry. */
  score(leaf: Ref, index: number): number {
    return this.#arena.doubles[leaf >>> SLAB_SHIFT][(leaf & UNIT_MASK) + LEAF_SCORES + index];
  }

  /** Copies records and scores of `count` entries of a leaf from `index` on to two tables, from `at` on. */
  read(leaf: Ref, index: number, count: number, records: Int32Array, scores: Float64Array, at: number): void {
    const unit = leaf & UNIT_MASK;
    const table = this.#arena.words[leaf >>> SLAB_SHIFT];
    const doubles = this.#arena.doubles[leaf >>> SLAB_SHIFT];
    const refsFrom = (unit << 1) + LEAF_RECORDS + index;
    const scoresFrom = unit + LEAF_SCORES + index;
    for (let i = 0; i < count; i++) {
      records[at + i] = table[refsFrom + i];
      scores[at + i] = doubles[scoresFrom + i];
    }
  }

  /** Removes `count` entries from where {@linkcode Tree.locate} has just got; all are in that leaf. Their records may be gone already. */
  removeLocated(count: number): void {
    this.#removeAt(this.leaf, this.index, count);
  }

  /** Calls `visit` with each record in order. The tree must not change meanwhile. */
  forEach(visit: (ref: Ref) => void): void {
    if (this.#root === 0) return;
    this.locate(0);
    for (let { leaf } = this; leaf !== 0; leaf = this.after(leaf)) {
      const count = this.count(leaf);
      for (let i = 0; i < count; i++) visit(this.record(leaf, i));
    }
  }

  /** Frees the nodes, the leaves below one inner node at a step; the values are 0. */
  *free(): Generator<number> {
    if (this.#root !== 0) yield* this.#freeBelow(this.#root, this.#height);
    this.#root = 0;
    this.#height = 0;
    this.size = 0;
  }

  /**
   * Moves the nodes on the way to the leaf that holds the entry of rank `rank`, and the records in that leaf, out of where they had better not be
   * (`Arena.isMisplaced`). `moved` is told of each record that was moved, before and after. Returns the rank after the leaf's last entry.
   */
  compact(rank: number, moved: (from: Ref, to: Ref) => void): number {
    const arena = this.#arena;
    this.locate(rank);
    for (let level = this.#height; level > 0; level--) {
      if (arena.isMisplaced(NODES[level])) this.#hang(level, NODES[level] = arena.relocate(NODES[level]));
    }
    if (arena.isMisplaced(this.leaf)) this.#relocateLeaf();
    const table = arena.words[this.leaf >>> SLAB_SHIFT];
    const at = (this.leaf & UNIT_MASK) << 1;
    for (let i = 0; i < table[at]; i++) {
      const ref = table[at + LEAF_RECORDS + i];
      if (!arena.isMisplaced(ref)) continue;
      const to = arena.relocate(ref);
      table[at + LEAF_RECORDS + i] = to;
      if (i === 0) this.#setFirst(1, this.score(this.leaf, 0), to);
      moved(ref, to);
    }
    return rank - this.index + table[at];
  }

  *#freeBelow(node: Ref, level: number): Generator<number> {
    if (level === 0) return this.#freeLeaf(node);
    const count = this.count(node);
    for (let i = 0; i < count; i++) {
      if (level === 1) this.#freeLeaf(this.#child(node, i));
      else yield* this.#freeBelow(this.#child(node, i), level - 1);
    }
    this.#freeInner(node);
    yield 0;
  }

  /** Goes down to the leaf where an entry of `score` and {@linkcode TARGET} belongs, and notes the way in {@linkcode NODES} and {@linkcode SLOTS}. */
  #descend(score: number): Ref {
    const { words, doubles } = this.#arena;
    let node = this.#root;
    for (let level = this.#height; level > 0; level--) {
      const slab = node >>> SLAB_SHIFT;
      const at = node & UNIT_MASK;
      const table = words[slab];
      const scores = doubles[slab];
      let low = 1;
      let high = table[at << 1];
      while (low < high) {
        const middle = (low + high) >>> 1;
        const other = scores[at + INNER_SCORES + middle];
        if (other < score || (other === score && this.#isUpToTarget(table[(at << 1) + INNER_RECORDS + middle]))) {
          low = middle + 1;
        } else {
          high = middle;
        }
      }
      NODES[level] = node;
      SLOTS[level] = low - 1;
      node = table[(at << 1) + INNER_CHILDREN + low - 1];
    }
    return node;
  }

  /** The index in a leaf at which an entry of `score` and {@linkcode TARGET} belongs. */
  #place(leaf: Ref, score: number): number {
    const slab = leaf >>> SLAB_SHIFT;
    const at = leaf & UNIT_MASK;
    const table = this.#arena.words[slab];
    const scores = this.#arena.doubles[slab];
    let low = 0;
    let high = table[at << 1];
    while (low < high) {
      const middle = (low + high) >>> 1;
      const other = scores[at + LEAF_SCORES + middle];
      if (other < score || (other === score && this.#isUpToTarget(table[(at << 1) + LEAF_RECORDS + middle]))) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** Whether a record's key is {@linkcode TARGET} or comes before it. */
  #isUpToTarget(ref: Ref): boolean {
    const key = this.records.key(ref, OTHER);
    return compareBytes(key.buf, key.start, key.end, TARGET.buf, TARGET.start, TARGET.end) <= 0;
  }

  /** Sets {@linkcode Tree.leaf} and {@linkcode Tree.index} to an entry that is there, and notes the way. */
  #find(score: number, ref: Ref): void {
    this.records.key(ref, TARGET);
    const leaf = this.#descend(score);
    const slab = leaf >>> SLAB_SHIFT;
    const at = leaf & UNIT_MASK;
    const table = this.#arena.words[slab];
    const count = table[at << 1];
    let index = below(this.#arena.doubles[slab], at + LEAF_SCORES, 0, count, score, false);
    // Of equal scores, the record itself tells the entry: that spares reading the keys of the others.
    while (table[(at << 1) + LEAF_RECORDS + index] !== ref) {
      if (++index >= count) throw new Error("Find an entry: it is not in the tree");
    }
    this.leaf = leaf;
    this.index = index;
  }

  /** How many entries come before entry `index` of the leaf that the noted way leads to. */
  #rankOfPath(index: number): number {
    const { words } = this.#arena;
    let rank = index;
    for (let level = this.#height; level > 0; level--) {
      const node = NODES[level];
      const table = words[node >>> SLAB_SHIFT];
      const counts = ((node & UNIT_MASK) << 1) + INNER_COUNTS;
      for (let i = counts, end = counts + SLOTS[level]; i < end; i++) rank += table[i];
    }
    return rank;
  }

  /** Puts an entry at `index` of the leaf that the noted way leads to. */
  #insertAt(leaf: Ref, index: number, score: number, ref: Ref): void {
    const { words, doubles } = this.#arena;
    const slab = leaf >>> SLAB_SHIFT;
    const table = words[slab];
    const at = leaf & UNIT_MASK;
    if (table[at << 1] === LEAF_ENTRIES) return this.#split(leaf, index, score, ref);
    put(table, doubles[slab], at, index, score, ref);
    for (let level = this.#height; level > 0; level--) {
      const node = NODES[level];
      words[node >>> SLAB_SHIFT][((node & UNIT_MASK) << 1) + INNER_COUNTS + SLOTS[level]]++;
    }
    this.size++;
  }

  /** Splits a full leaf, to put an entry at `index` of it. */
  #split(leaf: Ref, index: number, score: number, ref: Ref): void {
    this.#provide();
    const { words, doubles } = this.#arena;
    const right = SPARE[0];
    const slab = leaf >>> SLAB_SHIFT;
    const table = words[slab];
    const at = leaf & UNIT_MASK;
    const after = table[(at << 1) + NEXT];
    // At either edge of the tree, what is ordered already leaves full leaves behind.
    const kept = index === LEAF_ENTRIES && after === 0
      ? LEAF_ENTRIES
      : index === 0 && table[(at << 1) + PREVIOUS] === 0
      ? 0
      : LEAF_ENTRIES >>> 1;
    const rightSlab = right >>> SLAB_SHIFT;
    const rightTable = words[rightSlab];
    const rightAt = right & UNIT_MASK;
    copyEntries(table, doubles[slab], at, kept, rightTable, doubles[rightSlab], rightAt, 0, LEAF_ENTRIES - kept);
    table[at << 1] = kept;
    rightTable[rightAt << 1] = LEAF_ENTRIES - kept;
    table[(at << 1) + NEXT] = right;
    rightTable[(rightAt << 1) + NEXT] = after;
    rightTable[(rightAt << 1) + PREVIOUS] = leaf;
    if (after !== 0) words[after >>> SLAB_SHIFT][((after & UNIT_MASK) << 1) + PREVIOUS] = right;
    if (index < kept || kept === 0) put(table, doubles[slab], at, index, score, ref);
    else put(rightTable, doubles[rightSlab], rightAt, index - kept, score, ref);
    this.#leaves++;
    this.size++;
    this.#grow(right, kept === LEAF_ENTRIES ? 1 : kept === 0 ? -1 : 0);
  }

  /** Takes the blocks that splitting the leaf at the end of the noted way needs: a leaf, and inner nodes while those on the way are full. */
  #provide(): void {
    const arena = this.#arena;
    let level = 1;
    SPARE[0] = arena.alloc(LEAF_UNITS);
    try {
      for (; level <= this.#height && this.count(NODES[level]) === CHILDREN; level++) {
        SPARE[level] = arena.alloc(INNER_UNITS);
      }
      if (level > this.#height) SPARE[level] = arena.alloc(INNER_UNITS);
    } catch (error) {
      while (level > 0) arena.free(SPARE[--level]);
      throw error;
    }
  }

  /**
   * Hangs `right`, which was split off the leaf at the end of the noted way, into the level above, with nodes of {@linkcode SPARE}. `ahead` is 1 where the
   * tree grows at its end, -1 at its beginning.
   */
  #grow(right: Ref, ahead: number): void {
    const { words } = this.#arena;
    let level = 1;
    let added = right;
    let addedScore = this.score(right, 0);
    let addedRef = this.record(right, 0);
    let addedCount = this.count(right);
    for (; level <= this.#height && added !== 0; level++) {
      const node = NODES[level];
      const slot = SLOTS[level];
      const table = words[node >>> SLAB_SHIFT];
      const at = (node & UNIT_MASK) << 1;
      table[at + INNER_COUNTS + slot] += 1 - addedCount;
      if (table[at] < CHILDREN) {
        this.#putChild(node, slot + 1, added, addedScore, addedRef, addedCount);
        added = 0;
        continue;
      }
      const other = SPARE[level];
      const kept = ahead === 0 ? CHILDREN >>> 1 : ahead > 0 ? CHILDREN : 1;
      this.#splitInner(node, kept, other);
      const isLeft = slot < kept && kept < CHILDREN;
      this.#putChild(
        isLeft ? node : other,
        isLeft ? slot + 1 : slot + 1 - kept,
        added,
        addedScore,
        addedRef,
        addedCount,
      );
      added = other;
      addedScore = this.#arena.doubles[other >>> SLAB_SHIFT][(other & UNIT_MASK) + INNER_SCORES];
      addedRef = words[other >>> SLAB_SHIFT][((other & UNIT_MASK) << 1) + INNER_RECORDS];
      addedCount = this.#sum(other);
    }
    if (added !== 0) return this.#raise(SPARE[level], added, addedScore, addedRef, addedCount);
    for (; level <= this.#height; level++) {
      const node = NODES[level];
      words[node >>> SLAB_SHIFT][((node & UNIT_MASK) << 1) + INNER_COUNTS + SLOTS[level]]++;
    }
  }

  /** Makes the root so far and `added` the children of a new root. */
  #raise(root: Ref, added: Ref, score: number, ref: Ref, count: number): void {
    const table = this.#arena.words[root >>> SLAB_SHIFT];
    table[(root & UNIT_MASK) << 1] = 0;
    this.#putChild(root, 0, this.#root, 0, 0, this.size - count);
    this.#putChild(root, 1, added, score, ref, count);
    this.#inners++;
    this.#root = root;
    this.#height++;
  }

  /** Puts a child with its separator at `slot` of an inner node that has room. */
  #putChild(node: Ref, slot: number, child: Ref, score: number, ref: Ref, count: number): void {
    this.#shiftChildren(node, slot, 1);
    const slab = node >>> SLAB_SHIFT;
    const table = this.#arena.words[slab];
    const at = (node & UNIT_MASK) << 1;
    this.#arena.doubles[slab][(node & UNIT_MASK) + INNER_SCORES + slot] = score;
    table[at + INNER_RECORDS + slot] = ref;
    table[at + INNER_CHILDREN + slot] = child;
    table[at + INNER_COUNTS + slot] = count;
  }

  /** Moves the children of an inner node from `slot` on by one place: up (`by` 1), or down over the one before (`by` -1). */
  #shiftChildren(node: Ref, slot: number, by: 1 | -1): void {
    const slab = node >>> SLAB_SHIFT;
    const table = this.#arena.words[slab];
    const at = (node & UNIT_MASK) << 1;
    const count = table[at];
    const scores = (node & UNIT_MASK) + INNER_SCORES;
    this.#arena.doubles[slab].copyWithin(scores + slot + by, scores + slot, scores + count);
    for (let part = at + INNER_RECORDS; part <= at + INNER_COUNTS; part += CHILDREN) {
      table.copyWithin(part + slot + by, part + slot, part + count);
    }
    table[at] = count + by;
  }

  /** Moves the children of an inner node from `kept` on to an empty one. */
  #splitInner(node: Ref, kept: number, to: Ref): void {
    this.#arena.words[to >>> SLAB_SHIFT][(to & UNIT_MASK) << 1] = 0;
    this.#copyChildren(node, kept, to);
    this.#arena.words[node >>> SLAB_SHIFT][(node & UNIT_MASK) << 1] = kept;
    this.#inners++;
  }

  /** Copies the children of an inner node from `from` on behind those of another. */
  #copyChildren(node: Ref, from: number, to: Ref): void {
    const { words, doubles } = this.#arena;
    const source = words[node >>> SLAB_SHIFT];
    const target = words[to >>> SLAB_SHIFT];
    const at = (node & UNIT_MASK) << 1;
    const toAt = (to & UNIT_MASK) << 1;
    const fromScores = doubles[node >>> SLAB_SHIFT];
    const toScores = doubles[to >>> SLAB_SHIFT];
    const count = source[at];
    let next = target[toAt];
    for (let i = from; i < count; i++, next++) {
      toScores[(to & UNIT_MASK) + INNER_SCORES + next] = fromScores[(node & UNIT_MASK) + INNER_SCORES + i];
      target[toAt + INNER_RECORDS + next] = source[at + INNER_RECORDS + i];
      target[toAt + INNER_CHILDREN + next] = source[at + INNER_CHILDREN + i];
      target[toAt + INNER_COUNTS + next] = source[at + INNER_COUNTS + i];
    }
    target[toAt] = next;
  }

  /** Entries below an inner node. */
  #sum(node: Ref): number {
    const table = this.#arena.words[node >>> SLAB_SHIFT];
    const at = (node & UNIT_MASK) << 1;
    let sum = 0;
    for (let i = 0; i < table[at]; i++) sum += table[at + INNER_COUNTS + i];
    return sum;
  }

  /** Makes an empty leaf the root. */
  #plant(): void {
    const leaf = this.#arena.alloc(LEAF_UNITS);
    const at = (leaf & UNIT_MASK) << 1;
    this.#arena.words[leaf >>> SLAB_SHIFT].fill(0, at, at + LEAF_SCORES * 2);
    this.#root = leaf;
    this.#leaves++;
  }

  /** Takes `removed` entries from `index` on out of the leaf at the end of the noted way. */
  #removeAt(leaf: Ref, index: number, removed: number): void {
    const { words, doubles } = this.#arena;
    const table = words[leaf >>> SLAB_SHIFT];
    const scores = doubles[leaf >>> SLAB_SHIFT];
    const at = leaf & UNIT_MASK;
    const left = table[at << 1] - removed;
    const refs = (at << 1) + LEAF_RECORDS;
    for (let i = at + LEAF_SCORES + index, end = at + LEAF_SCORES + left; i < end; i++) scores[i] = scores[i + removed];
    for (let i = refs + index, end = refs + left; i < end; i++) table[i] = table[i + removed];
    table[at << 1] = left;
    this.size -= removed;
    for (let level = this.#height; level > 0; level--) {
      const node = NODES[level];
      words[node >>> SLAB_SHIFT][((node & UNIT_MASK) << 1) + INNER_COUNTS + SLOTS[level]] -= removed;
    }
    if (left === 0) return this.#removeLeaf(leaf);
    if (index === 0) this.#setFirst(1, scores[at + LEAF_SCORES], table[refs]);
    if (left < LEAF_ENTRIES / 2 && this.#height > 0) this.#mergeLeaf(leaf, left);
  }

  /** Tells the separator of the noted way from `level` up that the first entry below it is another. */
  #setFirst(level: number, score: number, ref: Ref): void {
    for (let i = level; i <= this.#height; i++) {
      const slot = SLOTS[i];
      if (slot > 0) return this.#setSeparator(NODES[i], slot, score, ref);
    }
  }

  #setSeparator(node: Ref, slot: number, score: number, ref: Ref): void {
    const slab = node >>> SLAB_SHIFT;
    this.#arena.doubles[slab][(node & UNIT_MASK) + INNER_SCORES + slot] = score;
    this.#arena.words[slab][((node & UNIT_MASK) << 1) + INNER_RECORDS + slot] = ref;
  }

  /** Joins the leaf at the end of the noted way, which has `count` entries, with a neighbour where both fit well into one. */
  #mergeLeaf(leaf: Ref, count: number): void {
    const node = NODES[1];
    const slot = SLOTS[1];
    const table = this.#arena.words[node >>> SLAB_SHIFT];
    const at = (node & UNIT_MASK) << 1;
    const children = at + INNER_CHILDREN;
    const counts = at + INNER_COUNTS;
    if (slot + 1 < table[at] && table[counts + slot + 1] + count <= MERGED_ENTRIES) {
      this.#joinLeaves(leaf, table[children + slot + 1]);
      table[counts + slot] += table[counts + slot + 1];
      this.#removeChild(1, slot + 1);
    } else if (slot > 0 && table[counts + slot - 1] + count <= MERGED_ENTRIES) {
      this.#joinLeaves(table[children + slot - 1], leaf);
      table[counts + slot - 1] += count;
      this.#removeChild(1, slot);
    }
  }

  /** Moves the entries of `right` to `left`, the leaf before, and frees it. */
  #joinLeaves(left: Ref, right: Ref): void {
    const { words, doubles } = this.#arena;
    const table = words[left >>> SLAB_SHIFT];
    const source = words[right >>> SLAB_SHIFT];
    const at = left & UNIT_MASK;
    const from = right & UNIT_MASK;
    const count = table[at << 1];
    const added = source[from << 1];
    copyEntries(source, doubles[right >>> SLAB_SHIFT], from, 0, table, doubles[left >>> SLAB_SHIFT], at, count, added);
    table[at << 1] = count + added;
    this.#unlink(right);
  }

  /** Takes an empty leaf at the end of the noted way out. */
  #removeLeaf(leaf: Ref): void {
    this.#unlink(leaf);
    if (this.#height === 0) this.#root = 0;
    else this.#removeChild(1, SLOTS[1]);
  }

  /** Takes a leaf out of the row of leaves and frees it. */
  #unlink(leaf: Ref): void {
    const { words } = this.#arena;
    const before = this.before(leaf);
    const after = this.after(leaf);
    if (before !== 0) words[before >>> SLAB_SHIFT][((before & UNIT_MASK) << 1) + NEXT] = after;
    if (after !== 0) words[after >>> SLAB_SHIFT][((after & UNIT_MASK) << 1) + PREVIOUS] = before;
    this.#freeLeaf(leaf);
  }

  /** Takes a child, which is freed already, out of the noted way's node of that level. */
  #removeChild(level: number, slot: number): void {
    const node = NODES[level];
    this.#shiftChildren(node, slot + 1, -1);
    const count = this.count(node);
    if (count === 0) {
      this.#freeInner(node);
      if (level < this.#height) return this.#removeChild(level + 1, SLOTS[level + 1]);
      this.#root = 0;
      this.#height = 0;
      return;
    }
    // What was the second child's separator is the first entry below the node now.
    if (slot === 0) this.#setFirst(level + 1, this.#separatorScore(node, 0), this.#separatorRecord(node, 0));
    if (level === this.#height) this.#lower();
    else if (count < CHILDREN / 2) this.#mergeInner(level);
  }

  /** Makes an only child the root. */
  #lower(): void {
    while (this.#height > 0 && this.count(this.#root) === 1) {
      const root = this.#root;
      this.#root = this.#child(root, 0);
      this.#height--;
      this.#freeInner(root);
    }
  }

  /** Joins the noted way's inner node of that level, which is not the root, with a neighbour where both fit well into one. */
  #mergeInner(level: number): void {
    const node = NODES[level];
    const count = this.count(node);
    const parent = NODES[level + 1];
    const slot = SLOTS[level + 1];
    if (slot + 1 < this.count(parent) && this.count(this.#child(parent, slot + 1)) + count <= MERGED_CHILDREN) {
      this.#joinInners(parent, slot, level + 1);
    } else if (slot > 0 && this.count(this.#child(parent, slot - 1)) + count <= MERGED_CHILDREN) {
      this.#joinInners(parent, slot - 1, level + 1);
    }
  }

  /** Moves the children of child `slot + 1` of a node on the noted way to child `slot`. */
  #joinInners(parent: Ref, slot: number, level: number): void {
    const left = this.#child(parent, slot);
    const right = this.#child(parent, slot + 1);
    const count = this.count(left);
    this.#copyChildren(right, 0, left);
    this.#setSeparator(
      left,
      count,
      this.#separatorScore(parent, slot + 1),
      this.#separatorRecord(parent, slot + 1),
    );
    const table = this.#arena.words[parent >>> SLAB_SHIFT];
    const counts = ((parent & UNIT_MASK) << 1) + INNER_COUNTS;
    table[counts + slot] += table[counts + slot + 1];
    this.#freeInner(right);
    this.#removeChild(level, slot + 1);
  }

  #child(node: Ref, slot: number): Ref {
    return this.#arena.words[node >>> SLAB_SHIFT][((node & UNIT_MASK) << 1) + INNER_CHILDREN + slot];
  }

  #separatorScore(node: Ref, slot: number): number {
    return this.#arena.doubles[node >>> SLAB_SHIFT][(node & UNIT_MASK) + INNER_SCORES + slot];
  }

  #separatorRecord(node: Ref, slot: number): Ref {
    return this.#arena.words[node >>> SLAB_SHIFT][((node & UNIT_MASK) << 1) + INNER_RECORDS + slot];
  }

  #freeLeaf(leaf: Ref): void {
    this.#arena.free(leaf);
    this.#leaves--;
  }

  #freeInner(node: Ref): void {
    this.#arena.free(node);
    this.#inners--;
  }

  /** Makes `node` the noted way's node of that level, in place of one that was there. */
  #hang(level: number, node: Ref): void {
    if (level === this.#height) {
      this.#root = node;
    } else {
      const parent = NODES[level + 1];
      const children = ((parent & UNIT_MASK) << 1) + INNER_CHILDREN;
      this.#arena.words[parent >>> SLAB_SHIFT][children + SLOTS[level + 1]] = node;
    }
  }

  #relocateLeaf(): void {
    const { words } = this.#arena;
    const leaf = this.#arena.relocate(this.leaf);
    const before = this.before(leaf);
    const after = this.after(leaf);
    if (before !== 0) words[before >>> SLAB_SHIFT][((before & UNIT_MASK) << 1) + NEXT] = leaf;
    if (after !== 0) words[after >>> SLAB_SHIFT][((after & UNIT_MASK) << 1) + PREVIOUS] = leaf;
    this.#hang(0, leaf);
    this.leaf = leaf;
  }
}

/** The first index from `low` to `high` at which the score, counted from `at`, is not below `score`, or is above it if `inclusive`. */
function below(
  scores: Float64Array,
  at: number,
  low: number,
  high: number,
  score: number,
  inclusive: boolean,
): number {
  while (low < high) {
    const middle = (low + high) >>> 1;
    const other = scores[at + middle];
    if (other < score || (inclusive && other === score)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Puts an entry at `index` of the leaf at unit `at`, which has room. */
function put(table: Int32Array, scores: Float64Array, at: number, index: number, score: number, ref: Ref): void {
  const count = table[at << 1];
  const first = at + LEAF_SCORES + index;
  for (let i = at + LEAF_SCORES + count; i > first; i--) scores[i] = scores[i - 1];
  scores[first] = score;
  const refs = (at << 1) + LEAF_RECORDS + index;
  for (let i = (at << 1) + LEAF_RECORDS + count; i > refs; i--) table[i] = table[i - 1];
  table[refs] = ref;
  table[at << 1] = count + 1;
}

/** Copies `count` entries from index `from` of one leaf to index `to` of another. */
function copyEntries(
  table: Int32Array,
  scores: Float64Array,
  at: number,
  from: number,
  toTable: Int32Array,
  toScores: Float64Array,
  toAt: number,
  to: number,
  count: number,
): void {
  const scoresFrom = at + LEAF_SCORES + from;
  const scoresTo = toAt + LEAF_SCORES + to;
  for (let i = 0; i < count; i++) toScores[scoresTo + i] = scores[scoresFrom + i];
  const refsFrom = (at << 1) + LEAF_RECORDS + from;
  const refsTo = (toAt << 1) + LEAF_RECORDS + to;
  for (let i = 0; i < count; i++) toTable[refsTo + i] = table[refsFrom + i];
}
