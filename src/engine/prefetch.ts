import { hashBytes } from "../bytes/mod.ts";
import type { Request } from "../resp/mod.ts";
import {
  type ByteMap,
  CollectionEncoding,
  type Database,
  presetElementHash,
  presetHash,
  type Ref,
  SLAB_SHIFT,
  Type,
  UNIT_MASK,
} from "../store/mod.ts";
import type { Command } from "./command.ts";

/** Keys, and elements of collections, that are fetched together at most. */
const MOST = 64;
/** An index of fewer fits the processor's caches, and fetching ahead would only cost. */
const SMALL = 20_000;

/**
 * Fetches ahead of use. A key, or an element of a large collection, costs two trips to main memory, its place in the index and its record, of about
 * 100 ns each, one after the other. Done for many at once, the processor makes the trips side by side.
 */
export class Prefetch {
  readonly #hashes = new Int32Array(MOST);
  readonly #refs = new Int32Array(MOST);
  #database: Database | null = null;
  #count = 0;
  /** What was read, summed up so that the reads are not optimised away. */
  #sum = 0;

  /** By number of the request: where its first key begins, -1 if it has none that was noted, and that key's hash. */
  readonly #starts = new Int32Array(MOST).fill(-1);
  readonly #firsts = new Int32Array(MOST);

  /** Requests that name an element of a collection, their numbers, and the argument that it is. */
  readonly #requests: Request[] = [];
  readonly #numbers = new Int32Array(MOST);
  readonly #elements = new Int32Array(MOST);
  #elementCount = 0;
  /** By number of the request: where its element begins, -1 if that was not noted, and its hash. */
  readonly #elementStarts = new Int32Array(MOST).fill(-1);
  readonly #elementHashes = new Int32Array(MOST);

  /** Notes the keys of request number `index`; that it has none, too, where `command` tells of none. */
  note(database: Database, args: Request, command: Command | null, index: number): void {
    this.#starts[index] = this.#elementStarts[index] = -1;
    if (command === null || command.firstKey === 0) return;
    if (command.element !== 0 && args.argc > 2 && !database.keyspace.collections.isEmpty) {
      this.#database = database;
      this.#requests[this.#elementCount] = args;
      this.#elements[this.#elementCount] = command.element < 0 ? args.argc + command.element : command.element;
      this.#numbers[this.#elementCount++] = index;
    }
    const from = this.#count;
    if (database.size < SMALL || from === MOST) return;
    this.#database = database;
    const last = command.lastKey < 0 ? args.argc + command.lastKey : Math.min(command.lastKey, args.argc - 1);
    for (let i = command.firstKey; i <= last && this.#count < MOST; i += command.keyStep) {
      this.#hashes[this.#count++] = hashBytes(args.buf, args.start[i], args.end[i]);
    }
    if (this.#count === from) return;
    this.#starts[index] = args.start[command.firstKey];
    this.#firsts[index] = this.#hashes[from];
  }

  /** Request number `index`, `args`, is about to run: the hashes of its first key and of its element are known, if they were noted. */
  recall(args: Request, index: number): void {
    const start = this.#starts[index];
    if (start >= 0) presetHash(args.buf, start, this.#firsts[index]);
    const element = this.#elementStarts[index];
    if (element >= 0) presetElementHash(args.buf, element, this.#elementHashes[index]);
  }

  /** Fetches what was noted, if it is more than one key, and more than one element. */
  fetch(): void {
    const count = this.#count;
    const elementCount = this.#elementCount;
    this.#count = this.#elementCount = 0;
    if (count > 1) {
      const { map } = this.#database!;
      for (let i = 0; i < count; i++) this.#refs[i] = map.home(this.#hashes[i]);
      this.#touch(this.#database!, count);
    }
    if (elementCount > 1) this.#fetchElements(this.#database!, elementCount);
  }

  /** Means nothing; that it can be asked for is why the reads stay. */
  get sum(): number {
    return this.#sum;
  }

  #fetchElements(database: Database, noted: number): void {
    let key = 0;
    let index: ByteMap | null = null;
    let count = 0;
    for (let i = 0; i < noted; i++) {
      const args = this.#requests[i];
      const number = this.#numbers[i];
      const { buf, start, end } = args;
      if (this.#starts[number] < 0) {
        this.#starts[number] = start[1];
        this.#firsts[number] = hashBytes(buf, start[1], end[1]);
      }
      const hash = this.#firsts[number];
      // Requests in a row are often about one collection. That another key may have its hash does no harm here.
      if (hash !== key || i === 0) {
        key = hash;
        index = indexOf(database, database.map.find(buf, start[1], end[1], hash));
      }
      if (index === null || index.size < SMALL) continue;
      const at = this.#elements[i];
      const element = hashBytes(buf, start[at], end[at]);
      this.#elementStarts[number] = start[at];
      this.#elementHashes[number] = element;
      this.#refs[count++] = index.home(element);
    }
    this.#touch(database, count);
  }

  /** Fetches the records that the first `count` of the index places led to. */
  #touch({ keyspace: { arena: { words } } }: Database, count: number): void {
    let sum = 0;
    for (let i = 0; i < count; i++) sum = (sum + touch(words, this.#refs[i])) | 0;
    this.#sum = sum;
  }
}

/** The index of the elements of the large collection in a record; `null` if it has none. */
function indexOf(database: Database, ref: Ref): ByteMap | null {
  if (ref === 0 || database.type(ref) === Type.STRING || database.encoding(ref) !== CollectionEncoding.LARGE) {
    return null;
  }
  return database.collection(ref).index ?? null;
}

/** Reads the record's first word and one 40 bytes on, which is often in the next cache line. */
function touch(words: readonly Int32Array[], ref: Ref): number {
  const slab = words[ref >>> SLAB_SHIFT];
  const at = (ref & UNIT_MASK) << 1;
  return slab[at] ^ slab[Math.min(at + 10, slab.length - 1)];
}
