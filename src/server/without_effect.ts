import { type Config, directives, type Name } from "./config/mod.ts";

/** Directives, by the beginning of their names, of features that this version does not have. */
const MISSING = [
  // Memory limits.
  "lazyfree-lazy-eviction",
  "maxmemory",
  // Collections.
  "list-compress-depth",
  "stream-",
  // Persistence.
  "aof-",
  "append",
  "auto-aof-",
  "dbfilename",
  "key-load-delay",
  "loading-process-",
  "no-appendfsync-",
  "rdb",
  "sanitize-dump-payload",
  "save",
  "stop-writes-",
  // Replication and cluster.
  "cluster-",
  "masterauth",
  "masteruser",
  "min-replicas-",
  "propagation-error-behavior",
  "repl-",
  "replica",
  "shutdown-timeout",
  // Access, scripts, observation.
  "acl",
  "busy-reply-threshold",
  "enable-module-command",
  "latency-monitor-",
  "notify-keyspace-events",
  "slowlog-",
  "tracking-table-",
];

/** Of the directives that differ from their defaults, those of features that this version does not have. */
export function missingFeatures(config: Config): Name[] {
  return (Object.keys(directives) as Name[]).filter((name) => {
    // Access clocks depend on the policy already.
    if (name === "maxmemory-policy" || !MISSING.some((beginning) => name.startsWith(beginning))) return false;
    const { kind, standard } = directives[name] as { kind: { text(value: unknown): string }; standard: unknown };
    return config.text(name) !== kind.text(standard);
  });
}
