import type { Clock, Timer } from "../platform/mod.ts";
import type { Config } from "./config/mod.ts";

/** Calls what the server does at regular times, `hz` times a second. */
export class Cron {
  /** DEBUG PAUSE-CRON. */
  paused = false;
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

  #run(): void {
    this.beat();
    const now = this.clock.monotonic();
    if (now < this.#nextSecond) return;
    this.#nextSecond = now + 1000;
    this.second();
  }
}
