import type { Segment } from "./byte_map.ts";
import { endOf, HASHES } from "./byte_map.ts";
import { type Collection, CollectionEncoding } from "./collection.ts";
import type { Database } from "./database.ts";
import type { Keyspace } from "./keyspace.ts";
import { Type } from "./record.ts";

/** Compaction begins when this share of the slabs' memory is not in use, and this many bytes of it. */
const LOOSE_SHARE = 0.3;
const LOOSE_BYTES = 48 * 1024 * 1024;

/** A walk that leaves more than this share of the slabs changed little. */
const WORTHWHILE = 0.9;

/**
 * Gives memory back after many keys went: moves records out of spans that are mostly empty, so that whole slabs fall free. Walks over all keys, a
 * segment at a step, and over the large collections that it meets, from where it stopped the last time.
 */
export class Compaction {
  /** Large collections of the segment that was walked last, and how far the last of them has been walked. */
  readonly #collections: Collection[] = [];
  #from = 0;
  /** The store that they belong to: {@linkcode Keyspace.generation}. */
  #generation = 0;
  #database = 0;
  #hash = 0;
  /** Bytes of all slabs when this walk began. */
  #reservedBefore = 0;
  /** Bytes that lay idle when a walk had ended that changed little: what can't be helped. */
  #settled = 0;
  /** Records moved since the start. */
  moved = 0;

  constructor(readonly keyspace: Keyspace) {}

  /** Whether enough memory lies idle in slabs to be worth a walk. */
  get isDue(): boolean {
    const loose = this.#loose;
    this.#settled = Math.min(this.#settled, loose);
    return loose - this.#settled > LOOSE_BYTES && loose > this.keyspace.arena.reserved * LOOSE_SHARE;
  }

  /** Whether a walk has begun. */
  get isUnderWay(): boolean {
    return this.#database > 0 || this.#hash > 0;
  }

  /** Goes on until the walk over all keys has ended or `proceed` says to stop, asked after each segment. Returns whether there is more to walk. */
  step(proceed: () => boolean): boolean {
    const { arena, databases } = this.keyspace;
    if (!this.isUnderWay) {
      arena.beginEmptying();
      this.#reservedBefore = arena.reserved;
    }
    if (this.#generation !== this.keyspace.generation) {
      this.#generation = this.keyspace.generation;
      this.#collections.length = this.#from = 0;
    }
    for (;;) {
      if (this.#collections.length > 0) {
        this.#compactCollection();
      } else {
        if (this.#endWalk(this.#hash)) return false;
        const database = databases[this.#database];
        const segment = database.map.segmentOf(this.#hash | 0);
        this.moved += this.#compactSegment(database, segment);
        database.map.compact(segment);
        this.#hash = endOf(segment);
      }
      if (!proceed()) return true;
    }
  }

  /** Goes on with the last of the collections that were met. */
  #compactCollection(): void {
    this.#from = this.#collections.at(-1)!.compact(this.#from);
    if (this.#from === 0) this.#collections.pop();
  }

  /** Moves the segment's records, and notes its large collections. Returns how many records were moved. */
  #compactSegment(database: Database, segment: Segment): number {
    const { keyspace: { arena }, map } = database;
    let moved = 0;
    map.forEachIn(segment, (ref, hash) => {
      if (database.type(ref) !== Type.STRING && database.encoding(ref) === CollectionEncoding.LARGE) {
        this.#collections.push(database.collection(ref));
      }
      if (!arena.isMisplaced(ref)) return;
      map.replace(hash, ref, arena.relocate(ref));
      moved++;
    });
    return moved;
  }

  /** Moves on to the next database where all segments of one are done with. Returns whether that was the last. */
  #endWalk(hash: number): boolean {
    if (hash < HASHES) return false;
    this.#hash = 0;
    const { arena, databases } = this.keyspace;
    this.#database = (this.#database + 1) % databases.length;
    if (this.#database > 0) return false;
    arena.endEmptying();
    // A walk that made many slabs sparse is worth another one, which empties them.
    this.#settled = arena.reserved > this.#reservedBefore * WORTHWHILE ? this.#loose : 0;
    return true;
  }

  get #loose(): number {
    const { reserved, used } = this.keyspace.arena;
    return reserved - used;
  }
}
