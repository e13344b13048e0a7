import {
  type ByteMap,
  type Collection,
  type Keyspace,
  type Readable,
  type Readers,
  type Ref,
  SLAB_SHIFT,
  Span,
  UNIT_MASK,
} from "../../store/mod.ts";
import { ElementMap } from "../elements/mod.ts";
import type { Run } from "./run.ts";
import { Tree, TREE_BYTES } from "./_tree.ts";

/** Bytes of the JavaScript objects beside the index, about. */
const OBJECT_BYTES = 64 + TREE_BYTES;
/** Entries of the tree that one step of compaction looks at. */
const COMPACTED_AT_ONCE = 256;
/** Steps of compaction below this are ranks in the tree, those from here on are hashes of the index. */
const HASHES_FROM = 2 ** 32;

/** Members that are fetched at once, side by side. */
const FETCHED = 16;
/** A set with fewer members fits the processor's caches, and fetching ahead would only cost. */
const SMALL = 20_000;
/** Words from a record's first to one that is often in the next cache line, and rarely beyond the record. */
const RECORD_WORDS = 8;

const KEY = new Span();
const REFS = new Int32Array(FETCHED);
const HASHES = new Int32Array(FETCHED);

/** A sorted set that is too large for its record: an index from members to records, which hold the scores, and a tree that orders them. */
export class LargeSortedSet implements Collection, Readable {
  readonly elements: ElementMap;
  readonly tree: Tree;
  readonly due = Infinity;
  /** Means nothing: what was read ahead, so that the reads are not optimised away. */
  fetched = 0;
  #freed = false;

  constructor(readonly keyspace: Keyspace) {
    this.elements = new ElementMap(keyspace);
    this.tree = new Tree(keyspace.records);
    keyspace.arena.outside += OBJECT_BYTES;
  }

  get size(): number {
    return this.elements.size;
  }

  get index(): ByteMap {
    return this.elements.map;
  }

  get memory(): number {
    return this.elements.memory + this.tree.bytes + OBJECT_BYTES;
  }

  get readers(): Readers | null {
    return this.elements.readers;
  }

  set readers(readers: Readers | null) {
    this.elements.readers = readers;
  }

  /** Adds the member that `elements.find` has just missed. */
  add(buf: Uint8Array, start: number, end: number, score: number): void {
    const ref = this.elements.addDouble(buf, start, end, score);
    try {
      this.tree.insert(score, ref);
    } catch (error) {
      this.elements.removeFound(ref);
      throw error;
    }
  }

  /** Adds a member that is not there and comes behind all others. */
  append(buf: Uint8Array, start: number, end: number, score: number): void {
    this.elements.find(buf, start, end);
    const ref = this.elements.addDouble(buf, start, end, score);
    try {
      this.tree.append(score, ref);
    } catch (error) {
      this.elements.removeFound(ref);
      throw error;
    }
  }

  /** Gives a member another score. */
  update(ref: Ref, score: number): void {
    this.elements.readers?.settle();
    this.tree.move(this.elements.double(ref), ref, score);
    this.elements.setDouble(ref, score);
  }

  /** Removes the member that `elements.find` has just found. */
  removeFound(ref: Ref): void {
    this.elements.readers?.settle();
    this.tree.remove(this.elements.double(ref), ref);
    this.elements.removeFound(ref);
  }

  /** Removes `count` members from rank `rank` on; all are there. */
  removeRange(rank: number, count: number): void {
    const { elements, tree } = this;
    elements.readers?.settle();
    for (let left = count; left > 0;) {
      tree.locate(rank);
      const here = this.#collect(left);
      if (here > 1) this.#fetch(here);
      for (let i = 0; i < here; i++) elements.remove(REFS[i]);
      tree.removeLocated(here);
      left -= here;
    }
    // One by one from either end: the next ones are known.
    const { size } = tree;
    if (count === 1 && size % FETCHED === 0 && size >= SMALL && (rank === 0 || rank === size)) {
      tree.locate(rank === 0 ? 0 : size - FETCHED);
      this.#fetch(this.#collect(FETCHED));
    }
  }

  /** Reads ahead the records of the entries of a leaf from index `from` to before `to`, which are going to be shown one after the other. */
  foresee(leaf: Ref, from: number, to: number): void {
    if (this.size < SMALL) return;
    const { tree } = this;
    let sum = 0;
    for (let i = from; i < to; i++) sum ^= this.#touch(tree.record(leaf, i));
    this.fetched = sum;
  }

  /** Reads `count` members from rank `rank` on, as many as there is room for in `run` at most; all are there. */
  readRun(rank: number, count: number, run: Run): void {
    const { tree } = this;
    tree.locate(rank);
    let { leaf, index } = tree;
    for (let done = 0; done < count; leaf = tree.after(leaf), index = 0) {
      const here = Math.min(count - done, tree.count(leaf) - index);
      tree.read(leaf, index, here, run.records, run.scores, done);
      done += here;
    }
    run.count = count;
    if (this.size < SMALL) return;
    let sum = 0;
    for (let i = 0; i < count; i++) sum ^= this.#touch(run.records[i]);
    this.fetched = sum;
  }

  /** Makes the tree of the members that were put into `elements` alone. */
  order(): void {
    const { elements, tree } = this;
    elements.forEach((ref) => tree.insert(elements.double(ref), ref));
  }

  copy(): LargeSortedSet {
    const copy = new LargeSortedSet(this.keyspace);
    const { elements, tree } = this;
    try {
      tree.forEach((ref) => {
        const { buf, start, end } = elements.key(ref, KEY);
        copy.append(buf, start, end, elements.double(ref));
      });
    } catch (error) {
      copy.dispose();
      throw error;
    }
    return copy;
  }

  *free(): Generator<number> {
    this.#freed = true;
    yield* this.elements.free();
    yield* this.tree.free();
    this.keyspace.arena.outside -= OBJECT_BYTES;
  }

  /** Frees all at once. */
  dispose(): void {
    const freeing = this.free();
    while (!freeing.next().done);
  }

  compact(from: number): number {
    // Readers hold places in the tree; they will have ended before the next walk.
    if (this.#freed || this.readers !== null) return 0;
    const { elements: { map }, tree } = this;
    if (from >= HASHES_FROM) {
      const segment = map.segmentOf((from - HASHES_FROM) | 0);
      map.compact(segment);
      const next = (segment.prefix + 1) * 2 ** (32 - segment.depth);
      return next < HASHES_FROM ? HASHES_FROM + next : 0;
    }
    let rank = from;
    while (rank < tree.size && rank < from + COMPACTED_AT_ONCE) rank = tree.compact(rank, this.#moved);
    return rank < tree.size ? rank : HASHES_FROM;
  }

  /** Notes records in {@linkcode REFS}, from where the tree's `locate` got: up to `most` of its leaf, as far as there is room. Returns how many. */
  #collect(most: number): number {
    const { tree: { leaf, index }, tree } = this;
    const count = Math.min(most, FETCHED, tree.count(leaf) - index);
    for (let i = 0; i < count; i++) REFS[i] = tree.record(leaf, index + i);
    return count;
  }

  /**
   * Reads what removing the records in {@linkcode REFS} is going to read: both ends of a record, then its place in the index. These are trips to main
   * memory of about 100 ns each, which the processor makes side by side.
   */
  #fetch(count: number): void {
    const { elements } = this;
    let sum = 0;
    for (let i = 0; i < count; i++) sum ^= this.#touch(REFS[i]);
    for (let i = 0; i < count; i++) HASHES[i] = elements.hashOf(REFS[i]);
    for (let i = 0; i < count; i++) sum ^= elements.map.home(HASHES[i]);
    this.fetched = sum;
  }

  #touch(ref: Ref): number {
    const slab = this.keyspace.arena.words[ref >>> SLAB_SHIFT];
    const at = (ref & UNIT_MASK) << 1;
    return slab[at] ^ slab[Math.min(at + RECORD_WORDS, slab.length - 1)];
  }

  readonly #moved = (from: Ref, to: Ref): void => {
    this.elements.map.replace(this.elements.hashOf(to), from, to);
  };
}
