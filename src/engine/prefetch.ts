import { hashBytes } from "../bytes/mod.ts";
import type { Request } from "../resp/mod.ts";
import { type Database, presetHash, type Ref, SLAB_SHIFT, UNIT_MASK } from "../store/mod.ts";
import type { Command } from "./command.ts";

/** Keys that are fetched together at most. */
const MOST = 64;
/** A database with fewer keys fits the processor's caches, and fetching ahead would only cost. */
const SMALL = 20_000;

/**
 * Fetches ahead of use. A key costs two trips to main memory, its place in the index and its record, of about 100 ns each, one after the other. Done
 * for many keys at once, the processor makes the trips side by side.
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

  /** Notes the keys of request number `index`; that it has none, too, where `command` tells of none. */
  note(database: Database, args: Request, command: Command | null, index: number): void {
    this.#starts[index] = -1;
    const from = this.#count;
    if (command === null || command.firstKey === 0 || database.size < SMALL || from === MOST) return;
    this.#database = database;
    const last = command.lastKey < 0 ? args.argc + command.lastKey : Math.min(command.lastKey, args.argc - 1);
    for (let i = command.firstKey; i <= last && this.#count < MOST; i += command.keyStep) {
      this.#hashes[this.#count++] = hashBytes(args.buf, args.start[i], args.end[i]);
    }
    if (this.#count === from) return;
    this.#starts[index] = args.start[command.firstKey];
    this.#firsts[index] = this.#hashes[from];
  }

  /** Request number `index`, `args`, is about to run: the hash of its first key is known, if it was noted. */
  recall(args: Request, index: number): void {
    const start = this.#starts[index];
    if (start >= 0) presetHash(args.buf, start, this.#firsts[index]);
  }

  /** Fetches what was noted, if it is more than one key. */
  fetch(): void {
    const count = this.#count;
    this.#count = 0;
    if (count < 2) return;
    const { map } = this.#database!;
    for (let i = 0; i < count; i++) this.#refs[i] = map.home(this.#hashes[i]);
    let sum = 0;
    for (let i = 0; i < count; i++) sum = (sum + touch(map.arena.words, this.#refs[i])) | 0;
    this.#sum = sum;
  }

  /** Means nothing; that it can be asked for is why the reads stay. */
  get sum(): number {
    return this.#sum;
  }
}

/** Reads the record's first word and one 40 bytes on, which is often in the next cache line. */
function touch(words: readonly Int32Array[], ref: Ref): number {
  const slab = words[ref >>> SLAB_SHIFT];
  const at = (ref & UNIT_MASK) << 1;
  return slab[at] ^ slab[Math.min(at + 10, slab.length - 1)];
}
