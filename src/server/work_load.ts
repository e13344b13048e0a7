import type { Engine } from "../engine/mod.ts";
import type { Cron } from "./cron.ts";
import { Rate } from "./rate.ts";

/** How busy the server is, as INFO shows it: a cycle is one input that was read, or one beat of the regular work. */
export class WorkLoad {
  readonly commandRate = new Rate();
  readonly inputRate = new Rate();
  readonly outputRate = new Rate();
  readonly cycleRate = new Rate();
  readonly #timeRate = new Rate();

  constructor(readonly engine: Engine, readonly cron: Cron) {}

  get cycles(): number {
    return this.engine.statistics.reads + this.cron.beats;
  }

  /** Microseconds that commands took. */
  get commandTime(): number {
    let microseconds = 0;
    for (const command of this.engine.table.all()) microseconds += command.microseconds;
    return microseconds;
  }

  /** Microseconds that commands and regular work took. */
  get time(): number {
    return this.commandTime + this.cron.spent * 1000;
  }

  /** Microseconds that a cycle took of late. */
  get timePerCycle(): number {
    return this.cycleRate.value === 0 ? 0 : this.#timeRate.value / this.cycleRate.value;
  }

  /** Samples all rates. */
  sample(): void {
    const now = this.engine.clock.monotonic();
    const { commands, inputBytes, outputBytes } = this.engine.statistics;
    this.commandRate.sample(commands, now);
    this.inputRate.sample(inputBytes, now);
    this.outputRate.sample(outputBytes, now);
    this.cycleRate.sample(this.cycles, now);
    this.#timeRate.sample(this.time, now);
  }

  /** Lets all rates start over. */
  reset(): void {
    for (const rate of [this.commandRate, this.inputRate, this.outputRate, this.cycleRate, this.#timeRate]) {
      rate.reset();
    }
  }
}
