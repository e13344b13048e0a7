import type { Engine } from "../engine/mod.ts";
import type { Timer } from "../platform/mod.ts";

/** Monotonic ms that expiry may take before clients get their turn. */
const SLICE = 1;

/** Wakes at the earliest deadline of all keys and removes what is due, in slices. */
export class ExpiryTimer {
  /** Monotonic ms spent so far, and how often a slice ended before the work did. */
  spent = 0;
  interrupted = 0;
  #timer: Timer | null = null;
  /** Unix time in ms for which the timer is set. */
  #at = Infinity;
  /** A sweep runs, or the next slice of it waits for its turn; a timer beside it would start a second one. */
  #sweeping = false;
  #stopped = false;

  constructor(readonly engine: Engine) {
    engine.keyspace.queue.onEarlier = (due) => {
      if (due < this.#at && !this.#sweeping) this.#arm(due);
    };
  }

  /** Looks again at once: `engine.activeExpire` has changed, or the wall clock may have jumped. */
  refresh(): void {
    if (!this.#sweeping) this.#arm(this.engine.keyspace.queue.due);
  }

  resetStatistics(): void {
    this.spent = this.interrupted = 0;
  }

  stop(): void {
    this.#stopped = true;
    this.#timer?.cancel();
    this.engine.keyspace.queue.onEarlier = () => {};
  }

  get #isOn(): boolean {
    return this.engine.activeExpire && !this.engine.keyspace.expiryPaused && !this.#stopped;
  }

  #arm(due: number): void {
    this.#timer?.cancel();
    this.#timer = null;
    this.#at = due;
    if (due === Infinity || !this.#isOn) return;
    const wait = Math.min(LONGEST_WAIT, Math.max(0, due - this.engine.clock.now()));
    this.#timer = this.engine.clock.after(wait, () => this.#sweep());
  }

  #sweep(): void {
    const { clock, keyspace } = this.engine;
    this.#sweeping = this.#isOn;
    if (!this.#sweeping) return;
    const began = clock.monotonic();
    keyspace.setTime(clock.now());
    this.#sweeping = keyspace.expireDue(() => clock.monotonic() - began < SLICE);
    this.engine.blocking.serveReadyApart();
    this.spent += clock.monotonic() - began;
    if (this.#sweeping) {
      this.interrupted++;
      clock.soon(() => this.#sweep());
    } else this.#arm(keyspace.queue.due);
  }
}

/** Timers hold at most 2^31 - 1 ms. */
const LONGEST_WAIT = 2147483647;
