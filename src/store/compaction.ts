import type { Segment } from "./byte_map.ts";
import { endOf, HASHES } from "./byte_map.ts";
import type { Database } from "./database.ts";
import type { Keyspace } from "./keyspace.ts";

/** Compaction begins when this share of the slabs' memory is not in use, and this many bytes of it. */
const LOOSE_SHARE = 0.3;
const LOOSE_BYTES = 48 * 1024 * 1024;

/** A walk that leaves more than this share of the slabs changed little. */
const WORTHWHILE = 0.9;

/**
 * Gives memory back after many keys went: moves records out of spans that are mostly empty, so that whole slabs fall free. Walks over all keys, a
 * segment at a step, from where it stopped the last time.
 */
export class Compaction {
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
    for (;;) {
      const database = databases[this.#database];
      const segment = database.map.segmentOf(this.#hash | 0);
      this.moved += compactSegment(database, segment);
      database.map.compact(segment);
      if (this.#endWalk(endOf(segment))) return false;
      if (!proceed()) return true;
    }
  }

  /** Moves on to the segment at `hash` or to the next database. Returns whether that was the last. */
  #endWalk(hash: number): boolean {
    this.#hash = hash < HASHES ? hash : 0;
    if (this.#hash > 0) return false;
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

/** Moves the segment's records. Returns how many. */
function compactSegment({ keyspace: { arena }, map }: Database, segment: Segment): number {
  let moved = 0;
  map.forEachIn(segment, (ref, hash) => {
    if (!arena.isMisplaced(ref)) return;
    map.replace(hash, ref, arena.relocate(ref));
    moved++;
  });
  return moved;
}
