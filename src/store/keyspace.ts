import type { Ref } from "./arena.ts";
import { Arena } from "./arena.ts";
import { CollectionTable } from "./collection.ts";
import { Database } from "./database.ts";
import { ExpiryQueue } from "./expiry.ts";
import { Graveyard } from "./graveyard.ts";
import { type CollectionLimits, defaultLimits } from "./limits.ts";
import { HandleTable } from "./record.ts";
import { Readers } from "./readers.ts";
import { Records } from "./records.ts";

/** Keys that one look at a segment takes at most, so that a slice of expiry can stop in time. */
const DUE_AT_ONCE = 64;

/** Who is told of changes as they happen. Byte ranges are valid during the call only. */
export interface KeyspaceObserver {
  /** The key's value or deadline changed, or the key came or went. */
  touched(database: Database, buf: Uint8Array, start: number, end: number): void;
  /** The key is about to go because its deadline has passed. */
  expired(database: Database, buf: Uint8Array, start: number, end: number): void;
  /** All keys of the database went, or it changed places with another. */
  replaced(database: Database): void;
}

/** How a read marks a key: by the second for LRU, by a logarithmic counter for LFU, not at all. */
export const AccessMode = { LRU: 0, LFU: 1, NONE: 2 } as const;
/** A number of {@linkcode AccessMode}. */
export type AccessMode = (typeof AccessMode)[keyof typeof AccessMode];

/** All databases over one arena, with what they share: time, expiry, statistics. Time comes in from outside through {@linkcode Keyspace.setTime}. */
export class Keyspace {
  readonly arena = new Arena();
  readonly handles = new HandleTable();
  /** What waits to be freed: emptied databases, large collections. */
  readonly graveyard = new Graveyard();
  readonly collections = new CollectionTable(this.graveyard);
  readonly records = new Records(this.arena, this.handles, this.collections);
  readonly queue = new ExpiryQueue();
  readonly databases: Database[];

  /** Unix time in ms as of the last {@linkcode Keyspace.setTime}. */
  now = 0;
  /** The access clock as word 0 of a record keeps it, in LRU mode. */
  stamp = 0;
  accessMode: AccessMode = AccessMode.LRU;
  /** Keys stay when their deadline passes; nobody sees them but those who count. */
  expiryPaused = false;
  /** `lfu-log-factor` and `lfu-decay-time` (minutes). */
  lfuLogFactor = 10;
  lfuDecayMinutes = 1;
  /** Who reads some large collection over several turns: settled before all memory is dropped at once. */
  readonly readers = new Readers();
  /** How large a collection may be in its packed form. */
  readonly limits: CollectionLimits = defaultLimits();
  /** Removes fields of a hash whose deadline has passed, some at a time, and tells the database what is due next: the hash type's part. */
  expireFields: (database: Database, ref: Ref) => void = () => {};
  /** Told of changes only while it is set. */
  observer: KeyspaceObserver | null = null;

  /** Changes to the data set since the start, expiries not counted; only ever grows. */
  dirty = 0;
  hits = 0;
  misses = 0;
  expired = 0;
  /** Fields of hashes that went because their deadline had passed. */
  expiredFields = 0;

  /** How often all memory was dropped at once: what was made before is no more. */
  generation = 0;
  readonly #due: Ref[] = [];

  /** `random` gives uniform integers below its argument. */
  constructor(count: number, readonly random: (limit: number) => number) {
    this.databases = Array.from({ length: count }, (_, index) => new Database(this, index));
  }

  /** Takes the wall-clock time, Unix ms; it may jump. */
  setTime(now: number): void {
    this.now = now;
    this.stamp = (Math.floor(now / 1000) & 0xffffff) << 8;
  }

  /** Bytes of all records, collections, index and buffers outside the arena. */
  get usedMemory(): number {
    return this.arena.used + this.arena.outside + this.handles.used;
  }

  /** Bytes of index over all databases. */
  get indexMemory(): number {
    return this.databases.reduce((sum, database) => sum + database.map.indexBytes, 0);
  }

  /** Keys and large collections that wait to be freed in the background. */
  get pendingFrees(): number {
    return this.graveyard.pending;
  }

  /**
   * Removes keys whose deadline has passed until none is left or `proceed` says to stop, asked after each few keys. Returns whether more are
   * due.
   */
  expireDue(proceed: () => boolean): boolean {
    if (this.expiryPaused) return false;
    while (this.queue.due <= this.now) {
      const segment = this.queue.first()!;
      const count = segment.map.collectDue(segment, this.now, this.#due, DUE_AT_ONCE);
      for (let i = 0; i < count; i++) segment.map.owner.expire(this.#due[i]);
      if (!proceed()) break;
    }
    return this.queue.due <= this.now;
  }

  /** Exchanges the contents of two databases. */
  swap(first: number, second: number): void {
    this.dirty++;
    if (first === second) return;
    const [a, b] = [this.databases[first], this.databases[second]];
    a.exchange(b);
    this.observer?.replaced(a);
    this.observer?.replaced(b);
  }

  /** Empties the given databases; `later` leaves the freeing to the {@linkcode Keyspace.graveyard}. Returns how many keys there were. */
  flush(databases: readonly Database[], later: boolean): number {
    let keys = 0;
    for (const database of databases) keys += database.size;
    const everything = this.databases.every((each) => each.size === 0 || databases.includes(each));
    if (everything) this.#reset();
    else for (const database of databases) this.#bury(database, later);
    if (this.observer !== null) { for (const database of databases) this.observer.replaced(database); }
    this.dirty += keys;
    return keys;
  }

  /** Drops all memory at once, what waits to be freed included: no database has a key that is to stay. */
  #reset(): void {
    for (const { map } of this.databases) map.leaveQueue();
    this.readers.settle();
    this.generation++;
    this.graveyard.reset();
    this.collections.reset();
    this.arena.reset();
    this.handles.reset();
    for (const database of this.databases) database.renew();
  }

  #bury(database: Database, later: boolean): void {
    const { size } = database;
    this.graveyard.bury(database.detach(), size, later ? size : 0);
    if (!later) { while (this.graveyard.freeSome(() => true)); }
  }
}
