import { copyBytes, hashBytes } from "../../bytes/mod.ts";
import {
  ByteMap,
  ExpiryQueue,
  hashElement,
  type Keyspace,
  type MapOwner,
  NO_DEADLINE,
  type Readable,
  type Readers,
  type Ref,
  scan,
  type Segment,
  SLAB_SHIFT,
  Span,
  UNIT_MASK,
} from "../../store/mod.ts";

/** For maps none of whose elements has a deadline: nothing ever gets in. */
const NEVER = new ExpiryQueue();
/** How many hashes there are: a hash read as unsigned is below. */
const HASHES = 2 ** 32;
/** Any deadline: its place in the record holds a double. */
const DOUBLE = 1;
const SOURCE = new Span();
const TARGET = new Span();
const KEY = new Span();

/**
 * The elements of a large hash, set or sorted set: an index from their bytes to records of the arena. A record's key is the element's bytes; its value
 * is a field's value, or nothing; in place of a deadline it may hold a double, the score of a member ({@linkcode ElementMap.addDouble}).
 *
 * Keeps account of the memory that it takes. Whoever reads it over several turns is settled before anything changes.
 */
export class ElementMap implements Readable {
  readonly map: ByteMap;
  /** Bytes that index and records take, exactly. */
  memory = 0;
  readers: Readers | null = null;
  /** Hash of the element that {@linkcode ElementMap.find} looked for last. */
  #hash = 0;

  constructor(readonly keyspace: Keyspace, owner: MapOwner = NOBODY) {
    const before = keyspace.usedMemory;
    this.map = new ByteMap(owner, keyspace.arena, keyspace.handles, NEVER);
    this.memory = keyspace.usedMemory - before;
  }

  get size(): number {
    return this.map.size;
  }

  /** The record of element `buf[start, end)`, 0 if there is none. */
  find(buf: Uint8Array, start: number, end: number): Ref {
    this.#hash = hashElement(buf, start, end);
    return this.map.find(buf, start, end, this.#hash);
  }

  /** Adds the element that {@linkcode ElementMap.find} has just missed, with `length` bytes of value, contents undefined. */
  add(buf: Uint8Array, start: number, end: number, length: number): Ref {
    if (this.readers !== null) this.readers.settle();
    const { keyspace } = this;
    const before = keyspace.usedMemory;
    const ref = keyspace.records.build(buf, start, end, length, NO_DEADLINE, 0);
    this.#insert(ref, before);
    return ref;
  }

  /** Adds the element that {@linkcode ElementMap.find} has just missed, with a double, which {@linkcode ElementMap.double} gives. */
  addDouble(buf: Uint8Array, start: number, end: number, value: number): Ref {
    if (this.readers !== null) this.readers.settle();
    const { keyspace } = this;
    const before = keyspace.usedMemory;
    const ref = keyspace.records.lay(buf, start, end, 0, DOUBLE, 0);
    this.setDouble(ref, value);
    this.#insert(ref, before);
    return ref;
  }

  /** The double of an element that {@linkcode ElementMap.addDouble} added. */
  double(ref: Ref): number {
    return this.keyspace.arena.doubles[ref >>> SLAB_SHIFT][(ref & UNIT_MASK) + 1];
  }

  setDouble(ref: Ref, value: number): void {
    if (this.readers !== null) this.readers.settle();
    this.keyspace.arena.doubles[ref >>> SLAB_SHIFT][(ref & UNIT_MASK) + 1] = value;
  }

  /** Points `span` at the element's bytes. */
  key(ref: Ref, span: Span): Span {
    return this.keyspace.records.key(ref, span);
  }

  /** Points `span` at the element's value. */
  value(ref: Ref, span: Span): Span {
    return this.keyspace.records.value(ref, span);
  }

  /**
   * Gives the element that {@linkcode ElementMap.find} has just found, at `ref`, another value. It loses its deadline, which must have been cleared from
   * the index. Returns its record, which may be another one.
   */
  setValue(ref: Ref, from: Uint8Array, start: number, end: number): Ref {
    if (this.readers !== null) this.readers.settle();
    const { keyspace: { records } } = this;
    const value = records.value(ref, TARGET);
    if (value.length === end - start) {
      copyBytes(value.buf, value.start, from, start, end);
      return ref;
    }
    const before = this.keyspace.usedMemory;
    const key = records.key(ref, KEY);
    const to = records.build(key.buf, key.start, key.end, end - start, NO_DEADLINE, 0);
    const target = records.value(to, TARGET);
    copyBytes(target.buf, target.start, from, start, end);
    this.map.replace(this.#hash, ref, to);
    records.free(ref);
    this.memory += this.keyspace.usedMemory - before;
    return to;
  }

  /** Removes the element that {@linkcode ElementMap.find} has just found. */
  removeFound(ref: Ref): void {
    if (this.readers !== null) this.readers.settle();
    const { keyspace } = this;
    const before = keyspace.usedMemory;
    this.map.remove(this.#hash, ref);
    keyspace.records.free(ref);
    this.memory += keyspace.usedMemory - before;
  }

  /** Removes any element. Its deadline, if it has one, must have been cleared first. */
  remove(ref: Ref): void {
    this.#hash = this.hashOf(ref);
    this.removeFound(ref);
  }

  /** The hash of an element by its record. */
  hashOf(ref: Ref): number {
    const { buf, start, end } = this.key(ref, KEY);
    return hashBytes(buf, start, end);
  }

  /** An element at random, about evenly; there must be one. */
  sample(): Ref {
    return this.map.sample(this.keyspace.random);
  }

  /** One call of a scan, see `scan` of the store: collects about `count` elements and returns the cursor to go on with, 0 at the end. */
  scan(cursor: number, count: number, into: Ref[]): number {
    return scan(this.map, cursor, count, into);
  }

  /**
   * Collects the elements of a segment of the index, that of hash `from`, which is 0 at first, and returns the hash to go on with, 0 at the end. The map must
   * not change between the calls.
   */
  collect(from: number, into: Ref[]): number {
    const segment = this.map.segmentOf(from | 0);
    this.map.forEachIn(segment, (ref) => into.push(ref));
    return after(segment);
  }

  /** Calls `visit` with each element. The map must not change meanwhile. */
  forEach(visit: (ref: Ref) => void): void {
    this.map.forEach(visit);
  }

  /** Copies all elements, with their values or doubles but without deadlines, into an empty map. `copied` is told of each element and its copy. */
  copyInto(other: ElementMap, withDoubles: boolean, copied?: (from: Ref, to: Ref) => void): void {
    const { records } = this.keyspace;
    this.map.forEach((ref, hash) => {
      const { buf, start, end } = records.key(ref, KEY);
      other.#hash = hash;
      let to: Ref;
      if (withDoubles) {
        to = other.addDouble(buf, start, end, this.double(ref));
      } else {
        const value = records.value(ref, SOURCE);
        to = other.add(buf, start, end, value.length);
        copyBytes(records.value(to, TARGET).buf, TARGET.start, value.buf, value.start, value.end);
      }
      copied?.(ref, to);
    });
  }

  /** Frees all elements and the index, a segment at a step; the values count the elements. The map must not be used any more. */
  *free(): Generator<number> {
    this.readers?.settle();
    yield* this.map.free((ref) => this.keyspace.records.free(ref));
  }

  /**
   * Moves misplaced blocks of the segment that holds hash `from`, and tells `moved` of each record. Returns the hash to go on with, 0 at the end: as
   * `Collection.compact` does.
   */
  compact(from: number, moved?: (from: Ref, to: Ref) => void): number {
    // Readers hold records; they will have ended before the next walk.
    if (this.readers !== null) return 0;
    const { arena } = this.keyspace;
    const segment = this.map.segmentOf(from | 0);
    this.map.forEachIn(segment, (ref, hash) => {
      if (!arena.isMisplaced(ref)) return;
      const to = arena.relocate(ref);
      this.map.replace(hash, ref, to);
      moved?.(ref, to);
    });
    this.map.compact(segment);
    return after(segment);
  }

  /** Adds a record to the index and books the memory that both take; `before` is what was in use before the record was made. */
  #insert(ref: Ref, before: number): void {
    const { keyspace } = this;
    try {
      this.map.insert(this.#hash, ref);
    } catch (error) {
      keyspace.records.free(ref);
      // The index may have grown once before there was no more memory.
      this.memory += keyspace.usedMemory - before;
      throw error;
    }
    this.memory += keyspace.usedMemory - before;
  }
}

/** The hash to go on with after a segment, 0 at the end. */
function after({ depth, prefix }: Segment): number {
  const next = (prefix + 1) * 2 ** (32 - depth);
  return next < HASHES ? next : 0;
}

const NOBODY: MapOwner = { expire() {}, due: () => 0 };
