/** How many of the last intervals the average is over. */
const SAMPLES = 16;

/** The rate at which a counter grows, averaged over the last intervals. */
export class Rate {
  readonly #rates = new Float64Array(SAMPLES);
  #next = 0;
  #lastCount = 0;
  #lastTime = 0;

  /** Takes the counter's value at a time on the monotonic clock, in ms. */
  sample(count: number, time: number): void {
    const elapsed = time - this.#lastTime;
    // A counter that has been reset starts over.
    const grown = Math.max(0, count - this.#lastCount);
    if (this.#lastTime > 0 && elapsed > 0) {
      this.#rates[this.#next] = (grown * 1000) / elapsed;
      this.#next = (this.#next + 1) % SAMPLES;
    }
    this.#lastCount = count;
    this.#lastTime = time;
  }

  /** Units per second. */
  get value(): number {
    return this.#rates.reduce((sum, rate) => sum + rate, 0) / SAMPLES;
  }

  reset(): void {
    this.#rates.fill(0);
    this.#lastCount = 0;
  }
}
