import { type Collection, type Keyspace, type Readable, type Readers, type Ref, Span } from "../../store/mod.ts";
import { ElementMap } from "../elements/mod.ts";
import { Tree, TREE_BYTES } from "./_tree.ts";

/** Bytes of the JavaScript objects beside the index, about. */
const OBJECT_BYTES = 64 + TREE_BYTES;
/** Entries of the tree that one step of compaction looks at. */
const COMPACTED_AT_ONCE = 256;
/** Steps of compaction below this are ranks in the tree, those from here on are hashes of the index. */
const HASHES_FROM = 2 ** 32;

const KEY = new Span();

/** A sorted set that is too large for its record: an index from members to records, which hold the scores, and a tree that orders them. */
export class LargeSortedSet implements Collection, Readable {
  readonly elements: ElementMap;
  readonly tree: Tree;
  readonly due = Infinity;
  #freed = false;

  constructor(readonly keyspace: Keyspace) {
    this.elements = new ElementMap(keyspace);
    this.tree = new Tree(keyspace.records);
    keyspace.arena.outside += OBJECT_BYTES;
  }

  get size(): number {
    return this.elements.size;
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
    tree.locate(rank);
    let { leaf, index } = tree;
    for (let i = 0; i < count; i++) {
      if (index === tree.count(leaf)) {
        leaf = tree.after(leaf);
        index = 0;
      }
      elements.remove(tree.record(leaf, index++));
    }
    tree.removeRange(rank, count);
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

  readonly #moved = (from: Ref, to: Ref): void => {
    this.elements.map.replace(this.elements.hashOf(to), from, to);
  };
}
