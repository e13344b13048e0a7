/** Process, network, clients, logging, observation and access. */

import { noTls, shutdownOptions, titleTemplate } from "./checks.ts";
import { directive } from "./kind.ts";
import { choice, flag, INT_MAX, integer, LONG_MAX, memory, memoryShare, octal, string, UINT_MAX } from "./kinds.ts";
import { addresses, bufferLimits, choices, events, oomScores, percentiles } from "./kinds_compound.ts";

const permission = choice(["no", "yes", "local"]);
const shutdown = choices(["save", "nosave", "now", "force"], "default");
const MB = 1024 * 1024;

/** Directives of the process and its clients, by name. */
export const general = {
  // The process.
  "daemonize": directive(flag, false, { immutable: true }),
  "supervised": directive(choice(["upstart", "systemd", "auto", "no"]), "no", { immutable: true, effect: false }),
  "pidfile": directive(string, "", { immutable: true }),
  "set-proc-title": directive(flag, true, { immutable: true, effect: false }),
  "proc-title-template": directive(string, "{title} {listen-addr} {server-mode}", {
    check: titleTemplate,
    effect: false,
  }),
  "always-show-logo": directive(flag, false, { immutable: true }),
  "hz": directive(integer(0, INT_MAX, [1, 500]), 10),
  "dynamic-hz": directive(flag, true, { effect: false }),
  "locale-collate": directive(string, "", { effect: false }),
  "ignore-warnings": directive(string, "", { effect: false }),
  "disable-thp": directive(flag, true, { immutable: true, effect: false }),
  "oom-score-adj": directive(
    choice(["no", "yes", "absolute"], { relative: "yes" }, ["no", "yes", "relative", "absolute"]),
    "no",
    { effect: false },
  ),
  "oom-score-adj-values": directive(oomScores, [0, 200, 800], { effect: false }),
  "crash-log-enabled": directive(flag, true, { effect: false }),
  "crash-memcheck-enabled": directive(flag, true, { effect: false }),
  "use-exit-on-panic": directive(flag, false, { hidden: true, effect: false }),
  "watchdog-period": directive(integer(0, INT_MAX), 0, { hidden: true, effect: false }),
  "io-threads": directive(integer(1, 128), 1, { immutable: true, effect: false }),
  "io-threads-do-reads": directive(flag, false, { immutable: true, effect: false }),
  "server_cpulist": directive(string, "", { immutable: true, effect: false }),
  "bio_cpulist": directive(string, "", { immutable: true, effect: false }),
  "aof_rewrite_cpulist": directive(string, "", { immutable: true, effect: false }),
  "bgsave_cpulist": directive(string, "", { immutable: true, effect: false }),
  "shutdown-timeout": directive(integer(0, INT_MAX), 10),
  "shutdown-on-sigint": directive(shutdown, [], { check: shutdownOptions }),
  "shutdown-on-sigterm": directive(shutdown, [], { check: shutdownOptions }),

  // Logging.
  "loglevel": directive(choice(["debug", "verbose", "notice", "warning", "nothing"]), "notice"),
  "logfile": directive(string, "", { immutable: true }),
  "syslog-enabled": directive(flag, false, { immutable: true, effect: false }),
  "syslog-ident": directive(string, "redis", { immutable: true, effect: false }),
  "syslog-facility": directive(
    choice(["user", "local0", "local1", "local2", "local3", "local4", "local5", "local6", "local7"]),
    "local0",
    { immutable: true, effect: false },
  ),

  // The network.
  "bind": directive(addresses, ["*", "-::*"]),
  "bind-source-addr": directive(string, "", { effect: false }),
  "port": directive(integer(0, 65535), 6379),
  "unixsocket": directive(string, "", { immutable: true }),
  "unixsocketperm": directive(octal(0o777), 0, { immutable: true }),
  "protected-mode": directive(flag, true),
  "tcp-backlog": directive(integer(0, INT_MAX), 511, { immutable: true }),
  "tcp-keepalive": directive(integer(0, INT_MAX), 300),
  "timeout": directive(integer(0, INT_MAX), 0),
  "socket-mark-id": directive(integer(0, UINT_MAX), 0, { immutable: true, effect: false }),

  // Clients.
  "maxclients": directive(integer(1, UINT_MAX), 10_000),
  "maxmemory-clients": directive(memoryShare, { amount: 0, unit: "bytes" }),
  "client-query-buffer-limit": directive(memory(MB, LONG_MAX), 1024 * MB),
  "client-output-buffer-limit": directive(bufferLimits, {
    normal: { hard: 0, soft: 0, seconds: 0 },
    replica: { hard: 256 * MB, soft: 64 * MB, seconds: 60 },
    pubsub: { hard: 32 * MB, soft: 8 * MB, seconds: 60 },
  }),
  "proto-max-bulk-len": directive(memory(MB, LONG_MAX), 512 * MB),
  "tracking-table-max-keys": directive(integer(0, LONG_MAX), 1_000_000),
  "notify-keyspace-events": directive(events, ""),

  // Access.
  "requirepass": directive(string, "", { aliases: ["password"], sensitive: true }),
  "aclfile": directive(string, "", { immutable: true }),
  "acl-pubsub-default": directive(choice(["allchannels", "resetchannels"]), "resetchannels"),
  "acllog-max-len": directive(integer(0, LONG_MAX), 128),
  "enable-protected-configs": directive(permission, "no", { immutable: true }),
  "enable-debug-command": directive(permission, "no", { immutable: true }),
  "enable-module-command": directive(permission, "no", { immutable: true }),

  // Scripts.
  "busy-reply-threshold": directive(integer(0, LONG_MAX), 5000, { aliases: ["lua-time-limit"] }),

  // Observation.
  "slowlog-log-slower-than": directive(integer(-1, LONG_MAX), 10_000),
  "slowlog-max-len": directive(integer(0, LONG_MAX), 128),
  "latency-monitor-threshold": directive(integer(0, LONG_MAX), 0),
  "latency-tracking": directive(flag, true),
  "latency-tracking-info-percentiles": directive(percentiles, [50, 99, 99.9]),

  // TLS.
  "tls-port": directive(integer(0, 65535), 0, { check: noTls, effect: false }),
  "tls-replication": directive(flag, false, { check: noTls, effect: false }),
  "tls-cluster": directive(flag, false, { check: noTls, effect: false }),
  "tls-auth-clients": directive(choice(["no", "yes", "optional"]), "yes", { effect: false }),
  "tls-cert-file": directive(string, "", { volatile: true, effect: false }),
  "tls-key-file": directive(string, "", { volatile: true, effect: false }),
  "tls-key-file-pass": directive(string, "", { sensitive: true, effect: false }),
  "tls-client-cert-file": directive(string, "", { volatile: true, effect: false }),
  "tls-client-key-file": directive(string, "", { volatile: true, effect: false }),
  "tls-client-key-file-pass": directive(string, "", { sensitive: true, effect: false }),
  "tls-dh-params-file": directive(string, "", { volatile: true, effect: false }),
  "tls-ca-cert-file": directive(string, "", { volatile: true, effect: false }),
  "tls-ca-cert-dir": directive(string, "", { volatile: true, effect: false }),
  "tls-protocols": directive(string, "", { effect: false }),
  "tls-ciphers": directive(string, "", { effect: false }),
  "tls-ciphersuites": directive(string, "", { effect: false }),
  "tls-prefer-server-ciphers": directive(flag, false, { effect: false }),
  "tls-session-caching": directive(flag, true, { effect: false }),
  "tls-session-cache-size": directive(integer(0, INT_MAX), 20_480, { effect: false }),
  "tls-session-cache-timeout": directive(integer(0, INT_MAX), 300, { effect: false }),
};
