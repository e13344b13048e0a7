import type { ByteMap } from "./byte_map.ts";
import type { Graveyard } from "./graveyard.ts";

/** How a collection is kept, as its record's encoding tells. What each is called is {@linkcode encodingName}'s. */
export const CollectionEncoding = {
  /** Entries in the record: `Packed`. */
  PACKED: 0,
  /** A set of integers: an ordered array in the record. */
  INTSET: 1,
  /** A packed hash with deadlines of fields. */
  TIMED: 2,
  /** Behind a handle: a {@linkcode Collection}. The same bits as those of a huge string. */
  LARGE: 3,
} as const;

/** Elements that a collection may have to be freed at once. */
const FREED_AT_ONCE = 64;

/**
 * A large collection: a JavaScript object whose elements are in the arena. One record owns it, by a handle, and moves it along wherever it goes
 * itself. A copy is made for COPY; nothing shares it.
 */
export interface Collection {
  /** Elements: fields, members, entries of a list. */
  readonly size: number;
  /** Bytes that it takes, exactly: blocks of the arena, buffers, and its objects as they are counted in `Arena.outside`. */
  readonly memory: number;
  /** Unix time in ms at which its first part expires by itself; `Infinity` if nothing does. */
  readonly due: number;
  /** The index from its elements' bytes to their records, if it has one. */
  readonly index?: ByteMap;
  /** A collection with the same contents, in the same arena. */
  copy(): Collection;
  /** Frees all it has, a little at each step, whose value is the number of elements. It must not be used once this was called. */
  free(): Iterator<number>;
  /**
   * Moves blocks that had better be elsewhere (`Arena.isMisplaced`), for about a tenth of a millisecond, from where the last call stopped: `from` is
   * 0 at first, then what the last call returned. Returns 0 at the end, and for a collection that is being freed.
   */
  compact(from: number): number;
}

/** The large collections of all databases, by handle. */
export class CollectionTable {
  readonly #collections: (Collection | null)[] = [];
  readonly #free: number[] = [];

  constructor(readonly graveyard: Graveyard) {}

  /** Whether there are none. */
  get isEmpty(): boolean {
    return this.#collections.length === this.#free.length;
  }

  add(collection: Collection): number {
    const handle = this.#free.pop() ?? this.#collections.length;
    this.#collections[handle] = collection;
    return handle;
  }

  get(handle: number): Collection {
    return this.#collections[handle]!;
  }

  /** Frees a handle and leaves the collection, which the caller frees. */
  release(handle: number): Collection {
    const collection = this.#collections[handle]!;
    this.#collections[handle] = null;
    this.#free.push(handle);
    return collection;
  }

  /** Frees a collection and its handle: a small one at once, a large one in the background. */
  remove(handle: number): void {
    const collection = this.release(handle);
    const { size } = collection;
    const freeing = collection.free();
    if (size > FREED_AT_ONCE) this.graveyard.bury(freeing, size, 1);
    else while (!freeing.next().done);
  }

  /** Forgets all: their memory is gone. */
  reset(): void {
    this.#collections.length = 0;
    this.#free.length = 0;
  }
}
