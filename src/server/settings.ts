import { latin1 } from "../bytes/mod.ts";
import type { Engine } from "../engine/mod.ts";
import { AccessMode } from "../store/mod.ts";
import { type Config, configBytes } from "./config/mod.ts";

/** No string gets longer, whatever `proto-max-bulk-len` allows: the store counts bytes in 32 bits, and a bit field may end 8 bytes beyond the limit. */
const LONGEST_STRING = 2 ** 32 - 16;

/** Keeps what the engine and the store know of the configuration equal to it. */
export function followConfig({ keyspace, settings }: Engine, config: Config): void {
  config.follow("requirepass", (password) => {
    const bytes = configBytes(password);
    settings.password = latin1(bytes, 0, bytes.length);
  });
  config.follow("proto-max-bulk-len", (bytes) => settings.maxBulk = Math.min(bytes, LONGEST_STRING));
  config.follow("client-query-buffer-limit", (bytes) => settings.maxQueryBuffer = bytes);
  config.follow("slowlog-log-slower-than", (microseconds) => settings.slowlogThreshold = microseconds);
  config.follow("latency-tracking-info-percentiles", (percentiles) => settings.latencyPercentiles = percentiles);
  config.follow("lazyfree-lazy-user-flush", (lazy) => settings.lazyFlush = lazy);
  config.follow("enable-debug-command", (who) => settings.debug = who);
  config.follow("lfu-log-factor", (factor) => settings.lfuLogFactor = keyspace.lfuLogFactor = factor);
  config.follow("lfu-decay-time", (minutes) => settings.lfuDecayMinutes = keyspace.lfuDecayMinutes = minutes);
  const { limits } = keyspace;
  config.follow("hash-max-listpack-entries", (entries) => limits.hashEntries = entries);
  config.follow("hash-max-listpack-value", (bytes) => limits.hashValue = bytes);
  config.follow("list-max-listpack-size", (size) => limits.listSize = size);
  config.follow("set-max-intset-entries", (entries) => limits.setIntsetEntries = entries);
  config.follow("set-max-listpack-entries", (entries) => limits.setEntries = entries);
  config.follow("set-max-listpack-value", (bytes) => limits.setValue = bytes);
  config.follow("zset-max-listpack-entries", (entries) => limits.zsetEntries = entries);
  config.follow("zset-max-listpack-value", (bytes) => limits.zsetValue = bytes);
  config.follow("hll-sparse-max-bytes", (bytes) => limits.hllSparseBytes = bytes);
  config.follow("maxmemory-policy", (policy) => {
    settings.lfu = policy.endsWith("-lfu");
    keyspace.accessMode = settings.lfu ? AccessMode.LFU : AccessMode.LRU;
  });
}
