import { latin1 } from "../bytes/mod.ts";
import type { Database } from "../store/mod.ts";
import type { EffectListener, Effects } from "./effects.ts";

/** A key under watch. */
export interface WatchedKey {
  readonly database: Database;
  /** One character per byte. */
  readonly name: string;
  /** Grows with each change of the key: what WATCH compares. */
  version: number;
  /** How many watch it. */
  watchers: number;
}

/**
 * Versions of the keys that somebody watches, for optimistic locking: take the version, and if it is still the same later, nothing has changed the
 * key in between. Keys that nobody watches have none and cost nothing.
 */
export class KeyVersions implements EffectListener {
  readonly #watched = new Map<Database, Map<string, WatchedKey>>();

  constructor(readonly effects: Effects) {}

  /** Begins to watch a key. Give it back to {@linkcode KeyVersions.unwatch}. */
  watch(database: Database, buf: Uint8Array, start: number, end: number): WatchedKey {
    if (this.#watched.size === 0) this.effects.add(this);
    let keys = this.#watched.get(database);
    if (keys === undefined) this.#watched.set(database, keys = new Map());
    const name = latin1(buf, start, end);
    let key = keys.get(name);
    if (key === undefined) keys.set(name, key = { database, name, version: 0, watchers: 0 });
    key.watchers++;
    return key;
  }

  /** Ends one watch of a key. */
  unwatch(key: WatchedKey): void {
    if (--key.watchers > 0) return;
    const keys = this.#watched.get(key.database)!;
    keys.delete(key.name);
    if (keys.size === 0) this.#watched.delete(key.database);
    if (this.#watched.size === 0) this.effects.remove(this);
  }

  touched(database: Database, buf: Uint8Array, start: number, end: number): void {
    const key = this.#watched.get(database)?.get(latin1(buf, start, end));
    if (key !== undefined) key.version++;
  }

  expired(database: Database, buf: Uint8Array, start: number, end: number): void {
    this.touched(database, buf, start, end);
  }

  replaced(database: Database): void {
    for (const key of this.#watched.get(database)?.values() ?? []) key.version++;
  }
}
