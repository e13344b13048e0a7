/** Microseconds of the first bucket's upper end; each next one is twice as wide. 2^31 us are 36 minutes. */
const BUCKETS = 32;

/** How long calls took, in buckets by powers of two of a microsecond. */
export class LatencyHistogram {
  readonly counts = new Float64Array(BUCKETS);
  total = 0;

  /** Adds `calls` calls of `microseconds` each. */
  record(microseconds: number, calls: number): void {
    this.counts[Math.min(BUCKETS - 1, microseconds <= 1 ? 0 : 32 - Math.clz32(Math.ceil(microseconds) - 1))] += calls;
    this.total += calls;
  }

  /** Microseconds that `percent` (0 to 100) of the calls did not exceed: the upper end of the bucket. */
  percentile(percent: number): number {
    const wanted = (this.total * percent) / 100;
    let seen = 0;
    for (let i = 0; i < BUCKETS; i++) {
      seen += this.counts[i];
      if (seen > 0 && seen >= wanted) return 2 ** i;
    }
    return 0;
  }

  /** Pairs of a bucket's upper end in microseconds and how many calls took at most so long, from the first bucket in use to the last. */
  *cumulative(): Generator<[number, number]> {
    let seen = 0;
    for (let i = 0; i < BUCKETS && seen < this.total; i++) {
      seen += this.counts[i];
      if (seen > 0) yield [2 ** i, seen];
    }
  }
}
