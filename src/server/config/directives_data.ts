/** The data: memory, encodings, files, replicas and cluster. */

import { hostname, noDefragmentation, nodeName, plainFile } from "./checks.ts";
import { directive } from "./kind.ts";
import { choice, flag, INT_MAX, INT_MIN, integer, LONG_MAX, memory, string, ULONG_MAX } from "./kinds.ts";
import { folder, replicaOf, savePoints } from "./kinds_compound.ts";

const count = integer(0, LONG_MAX);
const small = integer(0, INT_MAX);
const size = memory(0, LONG_MAX);
const port = integer(0, 65535);
const KB = 1024;
const MB = 1024 * KB;

/** Directives of the data, by name. */
export const data = {
  // Memory.
  "databases": directive(integer(1, INT_MAX), 16, { immutable: true }),
  "maxmemory": directive(memory(0, ULONG_MAX), 0),
  "maxmemory-policy": directive(
    choice([
      "volatile-lru",
      "volatile-lfu",
      "volatile-random",
      "volatile-ttl",
      "allkeys-lru",
      "allkeys-lfu",
      "allkeys-random",
      "noeviction",
    ]),
    "noeviction",
  ),
  "maxmemory-samples": directive(integer(1, INT_MAX), 5),
  "maxmemory-eviction-tenacity": directive(integer(0, 100), 10),
  "lfu-log-factor": directive(small, 10),
  "lfu-decay-time": directive(small, 1),
  "active-expire-effort": directive(integer(1, 10), 1, { effect: false }),
  "activerehashing": directive(flag, true, { effect: false }),
  "jemalloc-bg-thread": directive(flag, true, { effect: false }),
  "activedefrag": directive(flag, false, { checkSet: noDefragmentation, effect: false }),
  "active-defrag-ignore-bytes": directive(memory(1, LONG_MAX), 100 * MB, { effect: false }),
  "active-defrag-threshold-lower": directive(integer(0, 1000), 10, { effect: false }),
  "active-defrag-threshold-upper": directive(integer(0, 1000), 100, { effect: false }),
  "active-defrag-cycle-min": directive(integer(1, 99), 1, { effect: false }),
  "active-defrag-cycle-max": directive(integer(1, 99), 25, { effect: false }),
  "active-defrag-max-scan-fields": directive(integer(1, LONG_MAX), 1000, { effect: false }),
  "lazyfree-lazy-eviction": directive(flag, false),
  // These three change nothing: a large value is always freed in the background.
  "lazyfree-lazy-expire": directive(flag, false),
  "lazyfree-lazy-server-del": directive(flag, false),
  "lazyfree-lazy-user-del": directive(flag, false),
  "lazyfree-lazy-user-flush": directive(flag, false),

  // Encodings.
  "hash-max-listpack-entries": directive(count, 512, { aliases: ["hash-max-ziplist-entries"] }),
  "hash-max-listpack-value": directive(size, 64, { aliases: ["hash-max-ziplist-value"] }),
  "list-max-listpack-size": directive(integer(INT_MIN, INT_MAX), -2, { aliases: ["list-max-ziplist-size"] }),
  "list-compress-depth": directive(small, 0),
  "set-max-intset-entries": directive(count, 512),
  "set-max-listpack-entries": directive(count, 128),
  "set-max-listpack-value": directive(count, 64),
  "zset-max-listpack-entries": directive(count, 128, { aliases: ["zset-max-ziplist-entries"] }),
  "zset-max-listpack-value": directive(size, 64, { aliases: ["zset-max-ziplist-value"] }),
  "stream-node-max-bytes": directive(size, 4096),
  "stream-node-max-entries": directive(count, 100),
  "hll-sparse-max-bytes": directive(size, 3000),

  // Snapshots.
  "dir": directive(folder, "/", { protected: true, denyLoading: true }),
  "dbfilename": directive(string, "dump.rdb", {
    protected: true,
    check: (name) => plainFile(name, "dbfilename", true),
  }),
  "save": directive(savePoints, [
    { seconds: 3600, changes: 1 },
    { seconds: 300, changes: 100 },
    { seconds: 60, changes: 10_000 },
  ]),
  "stop-writes-on-bgsave-error": directive(flag, true),
  "rdbcompression": directive(flag, true),
  "rdbchecksum": directive(flag, true, { immutable: true }),
  "rdb-save-incremental-fsync": directive(flag, true),
  "rdb-del-sync-files": directive(flag, false),
  "rdb-key-save-delay": directive(integer(INT_MIN, INT_MAX), 0, { hidden: true }),
  "key-load-delay": directive(integer(INT_MIN, INT_MAX), 0, { hidden: true }),
  "loading-process-events-interval-bytes": directive(integer(1024, INT_MAX), 2 * MB, { hidden: true }),
  "sanitize-dump-payload": directive(choice(["no", "yes", "clients"]), "no"),

  // The append-only file.
  "appendonly": directive(flag, false, { denyLoading: true }),
  "appendfilename": directive(string, "appendonly.aof", {
    immutable: true,
    check: (name) => plainFile(name, "appendfilename", false),
  }),
  "appenddirname": directive(string, "appendonlydir", {
    immutable: true,
    check: (name) => plainFile(name, "appenddirname", false, "dirname"),
  }),
  "appendfsync": directive(choice(["everysec", "always", "no"]), "everysec"),
  "no-appendfsync-on-rewrite": directive(flag, false),
  "auto-aof-rewrite-percentage": directive(small, 100),
  "auto-aof-rewrite-min-size": directive(size, 64 * MB),
  "aof-load-truncated": directive(flag, true),
  "aof-use-rdb-preamble": directive(flag, true),
  "aof-timestamp-enabled": directive(flag, false),
  "aof-rewrite-incremental-fsync": directive(flag, true),
  "aof-disable-auto-gc": directive(flag, false, { hidden: true }),

  // Replicas.
  "replicaof": directive(replicaOf, null, { aliases: ["slaveof"], immutable: true }),
  "masteruser": directive(string, "", { sensitive: true }),
  "masterauth": directive(string, "", { sensitive: true }),
  "replica-serve-stale-data": directive(flag, true, { aliases: ["slave-serve-stale-data"] }),
  "replica-read-only": directive(flag, true, { aliases: ["slave-read-only"] }),
  "replica-ignore-maxmemory": directive(flag, true, { aliases: ["slave-ignore-maxmemory"] }),
  "replica-ignore-disk-write-errors": directive(flag, false),
  "replica-lazy-flush": directive(flag, false, { aliases: ["slave-lazy-flush"] }),
  "replica-priority": directive(small, 100, { aliases: ["slave-priority"] }),
  "replica-announced": directive(flag, true),
  "replica-announce-ip": directive(string, "", { aliases: ["slave-announce-ip"] }),
  "replica-announce-port": directive(port, 0, { aliases: ["slave-announce-port"] }),
  "repl-timeout": directive(integer(1, INT_MAX), 60),
  "repl-ping-replica-period": directive(integer(1, INT_MAX), 10, { aliases: ["repl-ping-slave-period"] }),
  "repl-disable-tcp-nodelay": directive(flag, false),
  "repl-diskless-sync": directive(flag, true),
  "repl-diskless-sync-delay": directive(small, 5),
  "repl-diskless-sync-max-replicas": directive(small, 0),
  "repl-diskless-load": directive(choice(["disabled", "on-empty-db", "swapdb"]), "disabled", { denyLoading: true }),
  "repl-backlog-size": directive(memory(1, LONG_MAX, 16 * KB), MB),
  "repl-backlog-ttl": directive(count, 3600),
  "min-replicas-to-write": directive(small, 0, { aliases: ["min-slaves-to-write"] }),
  "min-replicas-max-lag": directive(small, 10, { aliases: ["min-slaves-max-lag"] }),
  "propagation-error-behavior": directive(choice(["ignore", "panic", "panic-on-replicas"]), "ignore"),

  // The cluster.
  "cluster-enabled": directive(flag, false, { immutable: true }),
  "cluster-config-file": directive(string, "nodes.conf", { immutable: true }),
  "cluster-port": directive(port, 0, { immutable: true }),
  "cluster-node-timeout": directive(count, 15_000),
  "cluster-ping-interval": directive(count, 0, { hidden: true }),
  "cluster-link-sendbuf-limit": directive(memory(0, ULONG_MAX), 0),
  "cluster-migration-barrier": directive(small, 1),
  "cluster-replica-validity-factor": directive(small, 10, { aliases: ["cluster-slave-validity-factor"] }),
  "cluster-replica-no-failover": directive(flag, false, { aliases: ["cluster-slave-no-failover"] }),
  "cluster-allow-replica-migration": directive(flag, true),
  "cluster-require-full-coverage": directive(flag, true),
  "cluster-allow-reads-when-down": directive(flag, false),
  "cluster-allow-pubsubshard-when-down": directive(flag, true),
  "cluster-preferred-endpoint-type": directive(choice(["ip", "hostname", "unknown-endpoint"]), "ip"),
  "cluster-announce-ip": directive(string, ""),
  "cluster-announce-port": directive(port, 0),
  "cluster-announce-tls-port": directive(port, 0),
  "cluster-announce-bus-port": directive(port, 0),
  "cluster-announce-hostname": directive(string, "", { check: hostname }),
  "cluster-announce-human-nodename": directive(string, "", { check: nodeName }),
};
