/** The configuration as the engine and the commands read it: the server keeps these fields equal to the directives they are named after. */
export interface Settings {
  /** `requirepass`, each character one byte; empty: none. */
  password: string;
  /** `proto-max-bulk-len`, bytes. */
  maxBulk: number;
  /** `client-query-buffer-limit`, bytes. */
  maxQueryBuffer: number;
  /** `slowlog-log-slower-than`, microseconds; negative: off, 0: all. */
  slowlogThreshold: number;
  /** `lfu-log-factor`. */
  lfuLogFactor: number;
  /** `lfu-decay-time`, minutes. */
  lfuDecayMinutes: number;
  /** `latency-tracking-info-percentiles`. */
  latencyPercentiles: readonly number[];
  /** Whether `maxmemory-policy` is one of the LFU policies. */
  lfu: boolean;
  /** `lazyfree-lazy-user-flush`: FLUSHALL and FLUSHDB free in the background unless told otherwise. */
  lazyFlush: boolean;
  /** `enable-debug-command`: whether this peer may use DEBUG. */
  debug: "no" | "yes" | "local";
}

/** What holds until the configuration is read. */
export function defaultSettings(): Settings {
  return {
    password: "",
    maxBulk: 512 * 1024 * 1024,
    maxQueryBuffer: 1024 * 1024 * 1024,
    slowlogThreshold: 10_000,
    lfuLogFactor: 10,
    lfuDecayMinutes: 1,
    latencyPercentiles: [50, 99, 99.9],
    lfu: false,
    lazyFlush: false,
    debug: "no",
  };
}
