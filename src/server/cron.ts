import type { Clock, Timer } from "../platform/mod.ts";
import type { Config } from "./config/mod.ts";

/** Calls what the server does at regular times, `hz` times a second. */
export class Cron {
  /** DEBUG PAUSE-CRON. */
  paused = false;
  /** How often it has run, and the monotonic ms that took. */
  beats = 0;
  spent = 0;
  #timer: Timer | null = null;
  #nextSecond = 0;

  constructor(
    readonly clock: Clock,
    readonly config: Config,
    /** At every beat. */
    readonly beat: () => void,
    /** Once a second. */
    readonly second: () => void,
  ) {}

  start(): void {
    this.#timer = this.clock.after(1000 / this.config.get("hz"), () => {
      this.start();
      if (!this.paused) this.#run();
    });
  }

  stop(): void {
    this.#timer?.cancel();
  }

  resetStatistics(): void {
    this.beats = this.spent = 0;
  }

  #run(): void {
    const began = this.clock.monotonic();
    this.beat();
    if (began >= this.#nextSecond) {
      this.#nextSecond = began + 1000;
      this.second();
    }
    this.beats++;
    this.spent += this.clock.monotonic() - began;
  }
}
