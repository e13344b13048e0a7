import { equalBytes } from "../bytes/mod.ts";
import { type Database, hashKey, type Type } from "../store/mod.ts";
import type { Waiter } from "./blocking.ts";

/** The place of one waiter in the queue of one key. */
export interface Place {
  readonly waiter: Waiter;
  /** Which argument of the waiter's request the key is. */
  readonly argument: number;
  readonly queue: WaitQueue;
  previous: Place | null;
  next: Place | null;
}

/**
 * Those who wait for one key to hold one type of value, in the order of their arrival. It has no copy of the key: that stands in the request of each
 * of them.
 */
export class WaitQueue {
  first: Place | null = null;
  last: Place | null = null;
  /** How many of them are to run as well when the key is gone or holds another type. */
  onLoss = 0;
  /** Whether the key may be ready and nobody has looked yet. */
  noted = false;
  /** The next queue whose key has the same hash. */
  sibling: WaitQueue | null = null;

  constructor(readonly database: Database, readonly hash: number, readonly type: Type) {}

  /** Whether this is the key's; not to be asked of an empty queue. */
  isFor(buf: Uint8Array, start: number, end: number): boolean {
    const { argument, waiter: { request } } = this.first!;
    return equalBytes(request.buf, request.start[argument], request.end[argument], buf, start, end);
  }

  append(waiter: Waiter, argument: number): Place {
    const place: Place = { waiter, argument, queue: this, previous: this.last, next: null };
    if (this.last === null) this.first = place;
    else this.last.next = place;
    this.last = place;
    if (waiter.onLoss) this.onLoss++;
    return place;
  }

  /** Takes a place out. It goes on to name the next one, for whoever walks along the queue. */
  remove(place: Place): void {
    if (place.previous === null) this.first = place.next;
    else place.previous.next = place.next;
    if (place.next === null) this.last = place.previous;
    else place.next.previous = place.previous;
    if (place.waiter.onLoss) this.onLoss--;
  }
}

/** The queues of all keys that somebody waits for. Looking a key up takes one step in a `Map` of numbers and allocates nothing. */
export class WaitQueues {
  /** How many there are. */
  count = 0;
  /** By number of the database, then by hash of the key. */
  readonly #queues: (Map<number, WaitQueue> | undefined)[] = [];

  /** The first of the queues that may be for this key: {@linkcode WaitQueue.isFor} tells, and `sibling` leads on. */
  find(database: Database, buf: Uint8Array, start: number, end: number): WaitQueue | undefined {
    const queues = this.#queues[database.index];
    return queues === undefined || queues.size === 0 ? undefined : queues.get(hashKey(buf, start, end));
  }

  /** Puts a waiter at the end of the queue of a key, argument `argument` of its request; `null` if it is there already: a key may be named twice. */
  join(waiter: Waiter, argument: number, database: Database, type: Type): Place | null {
    const { buf, start, end } = waiter.request;
    const queues = this.#queues[database.index] ??= new Map();
    const hash = hashKey(buf, start[argument], end[argument]);
    const head = queues.get(hash);
    for (let queue = head ?? null; queue !== null; queue = queue.sibling) {
      if (queue.type !== type || !queue.isFor(buf, start[argument], end[argument])) continue;
      return queue.last!.waiter === waiter ? null : queue.append(waiter, argument);
    }
    const queue = new WaitQueue(database, hash, type);
    if (head === undefined) queues.set(hash, queue);
    else {
      queue.sibling = head.sibling;
      head.sibling = queue;
    }
    this.count++;
    return queue.append(waiter, argument);
  }

  /** Takes a waiter out of the queue. */
  leave(place: Place): void {
    const { queue } = place;
    queue.remove(place);
    if (queue.first === null) this.#drop(queue);
  }

  /** All queues of a database. */
  *of(database: Database): Generator<WaitQueue> {
    for (const head of this.#queues[database.index]?.values() ?? []) {
      for (let queue: WaitQueue | null = head; queue !== null; queue = queue.sibling) yield queue;
    }
  }

  /** How many of them hold somebody who is to run when the key is lost. */
  get onLoss(): number {
    let count = 0;
    for (const queues of this.#queues) {
      for (const head of queues?.values() ?? []) {
        for (let queue: WaitQueue | null = head; queue !== null; queue = queue.sibling) {
          if (queue.onLoss > 0) count++;
        }
      }
    }
    return count;
  }

  #drop(queue: WaitQueue): void {
    const queues = this.#queues[queue.database.index]!;
    const head = queues.get(queue.hash)!;
    this.count--;
    if (head !== queue) {
      let before = head;
      while (before.sibling !== queue) before = before.sibling!;
      before.sibling = queue.sibling;
    } else if (queue.sibling === null) queues.delete(queue.hash);
    else queues.set(queue.hash, queue.sibling);
    queue.sibling = null;
  }
}
