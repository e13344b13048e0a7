import { setImmediate } from "node:timers";
import type { Clock, Timer } from "../../../src/platform/mod.ts";

/** Turns after which {@linkcode FakeClock.settle} takes it that the program never comes to rest. */
const MOST_TURNS = 100_000;

interface Pending {
  readonly due: number;
  readonly task: () => void;
}

/** A clock that stands still until a test moves it. Timers follow the monotonic time, as the system's do. */
export class FakeClock implements Clock {
  #monotonic = 0;
  /** Wall-clock time at monotonic time 0. */
  #epoch: number;
  /** Ordered by due time; equal ones in the order of their creation. */
  readonly #timers: Pending[] = [];
  #soon: (() => void)[] = [];
  #endOfTurn: (() => void)[] = [];

  /** `wall` is the Unix time, in milliseconds, that the clock starts at. */
  constructor(wall = 1_700_000_000_000) {
    this.#epoch = wall;
  }

  now(): number {
    return Math.floor(this.#epoch + this.#monotonic);
  }

  monotonic(): number {
    return this.#monotonic;
  }

  after(ms: number, task: () => void): Timer {
    const pending = { due: this.#monotonic + ms, task };
    const later = this.#timers.findIndex((other) => other.due > pending.due);
    this.#timers.splice(later === -1 ? this.#timers.length : later, 0, pending);
    return {
      cancel: () => {
        const index = this.#timers.indexOf(pending);
        if (index !== -1) this.#timers.splice(index, 1);
      },
    };
  }

  soon(task: () => void): void {
    this.#soon.push(task);
  }

  endOfTurn(task: () => void): void {
    this.#endOfTurn.push(task);
  }

  /** Time passes and nothing else runs; timers that are overdue afterwards wait for the next `advance`. */
  block(ms: number): void {
    this.#monotonic += ms;
  }

  /** Timers that have not run yet. */
  get pendingTimers(): number {
    return this.#timers.length;
  }

  /** When the next timer is due, on the monotonic clock; `null` where there is none. */
  get nextTimer(): number | null {
    return this.#timers[0]?.due ?? null;
  }

  /** Lets `ms` pass: runs what is queued, and each timer at its time. Promises get no chance in between; see {@linkcode elapse}. */
  advance(ms: number): void {
    const end = this.#monotonic + ms;
    this.#runTurns();
    while (this.#runTimer(end)) this.#runTurns();
    this.#monotonic = Math.max(this.#monotonic, end);
  }

  /** Like {@linkcode advance}, and {@linkcode settle}s before the first timer and after each. */
  async elapse(ms: number): Promise<void> {
    const end = this.#monotonic + ms;
    await this.settle();
    while (this.#runTimer(end)) await this.settle();
    this.#monotonic = Math.max(this.#monotonic, end);
  }

  /** Runs what is queued, and lets promises resolve, until nothing is left to do without time passing. */
  async settle(): Promise<void> {
    for (let turn = 0; turn < MOST_TURNS; turn++) {
      await new Promise<void>((resolve) => setImmediate(resolve));
      if (!this.#runTurn()) return;
    }
    throw new Error(`Does not settle within ${MOST_TURNS} turns`);
  }

  /** Sets the wall clock forward or, with a negative `ms`, back. */
  jumpWall(ms: number): void {
    this.#epoch += ms;
  }

  /** Moves the monotonic clock forward, the wall clock not. Timers that are overdue afterwards wait for the next `advance`. */
  jumpMonotonic(ms: number): void {
    this.#monotonic += ms;
    this.#epoch -= ms;
  }

  #runTimer(end: number): boolean {
    const next = this.#timers[0];
    if (next === undefined || next.due > end) return false;
    this.#timers.shift();
    this.#monotonic = Math.max(this.#monotonic, next.due);
    next.task();
    return true;
  }

  #runTurns(): void {
    for (let turn = 0; turn < MOST_TURNS; turn++) {
      if (!this.#runTurn()) return;
    }
    throw new Error(`Does not settle within ${MOST_TURNS} turns`);
  }

  /** Runs the end of this turn and what waits for the next; tells whether there was anything. */
  #runTurn(): boolean {
    let ran = false;
    while (this.#endOfTurn.length > 0) {
      const tasks = this.#endOfTurn;
      this.#endOfTurn = [];
      for (const task of tasks) task();
      ran = true;
    }
    const tasks = this.#soon;
    this.#soon = [];
    for (const task of tasks) task();
    return ran || tasks.length > 0;
  }
}
