import type { Database, Keyspace, KeyspaceObserver } from "../store/mod.ts";

/** Who wants to know of changes to the data, as they happen. Byte ranges are valid during the call only. */
export type EffectListener = Partial<KeyspaceObserver>;

/**
 * Hands each change, noted once by the database's mutators, to all who listen. While nobody does, mutators are not slowed down by more than a
 * comparison.
 */
export class Effects implements KeyspaceObserver {
  #listeners: readonly EffectListener[] = [];

  constructor(readonly keyspace: Keyspace) {}

  /** Adds a listener; each is told in the order of their coming. */
  add(listener: EffectListener): void {
    this.#listeners = [...this.#listeners, listener];
    this.keyspace.observer = this;
  }

  /** Takes a listener away, if it is there. */
  remove(listener: EffectListener): void {
    this.#listeners = this.#listeners.filter((each) => each !== listener);
    if (this.#listeners.length === 0) this.keyspace.observer = null;
  }

  touched(database: Database, buf: Uint8Array, start: number, end: number): void {
    for (const each of this.#listeners) each.touched?.(database, buf, start, end);
  }

  expired(database: Database, buf: Uint8Array, start: number, end: number): void {
    for (const each of this.#listeners) each.expired?.(database, buf, start, end);
  }

  replaced(database: Database): void {
    for (const each of this.#listeners) each.replaced?.(database);
  }
}
