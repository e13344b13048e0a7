import {
  command,
  type CommandSpec,
  type Context,
  datasetPercent,
  fragmentationOf,
  keyRange,
  NOT_AN_INTEGER,
  SYNTAX_ERROR,
} from "../../engine/mod.ts";
import { diagnose } from "./_diagnosis.ts";

const perShard = ["nondeterministic_output", "request_policy:all_shards", "response_policy:special"];

/** What the subcommands without arguments have in common. */
const plain = { group: "server", arity: 2, flags: [], syntax: "", since: "4.0.0" } satisfies Partial<CommandSpec>;

const doctor = command({
  ...plain,
  name: "DOCTOR",
  summary: "Outputs a memory problems report.",
  complexity: "O(1)",
  tips: perShard,
  run({ engine, keyspace, reply }) {
    const findings = diagnose(engine.host.memory(), engine.sessions.size, keyspace.graveyard.elements);
    reply.verbatim("txt", `${findings.join("\n")}\n`);
  },
});

const mallocStats = command({
  ...plain,
  name: "MALLOC-STATS",
  summary: "Returns the allocator statistics.",
  complexity: "Depends on how much memory is allocated, could be slow",
  tips: perShard,
  run({ engine, keyspace, reply }) {
    const { arenaReserved, arenaUsed, heapTotal, heapUsed, resident } = engine.host.memory();
    reply.verbatim(
      "txt",
      `arena: ${arenaUsed} bytes in use of ${arenaReserved} in slabs\n` +
        `buffers of long keys and values: ${keyspace.handles.used} bytes\n` +
        `index: ${keyspace.indexMemory} bytes\n` +
        `javascript heap: ${heapUsed} bytes in use of ${heapTotal}\n` +
        `process: ${resident} bytes resident\n`,
    );
  },
});

const purge = command({
  ...plain,
  name: "PURGE",
  summary: "Asks the allocator to release memory.",
  complexity: "Depends on how much memory is allocated, could be slow",
  tips: ["request_policy:all_shards", "response_policy:all_succeeded"],
  run({ engine, reply }) {
    engine.host.releaseMemory();
    reply.ok();
  },
});

const stats = command({
  ...plain,
  name: "STATS",
  summary: "Returns details about memory usage.",
  complexity: "O(1)",
  tips: perShard,
  run: (ctx) => replyStats(ctx),
});

const usage = command({
  name: "USAGE",
  since: "4.0.0",
  group: "server",
  summary: "Estimates the memory usage of a key.",
  complexity: "O(N) where N is the number of samples.",
  arity: -3,
  flags: ["readonly"],
  keys: keyRange(2, 2, 1, "RO"),
  syntax: "key [SAMPLES count]",
  run({ args, db, reply }) {
    for (let i = 3; i < args.argc; i += 2) {
      if (!args.is(i, "SAMPLES") || i + 1 === args.argc) return reply.error(SYNTAX_ERROR);
      const samples = args.int(i + 1);
      if (Number.isNaN(samples)) return reply.error(NOT_AN_INTEGER);
      if (samples < 0) return reply.error(SYNTAX_ERROR);
    }
    const ref = db.peek(args.buf, args.start[2], args.end[2]);
    // The store knows the exact size, so there is nothing to sample.
    if (ref === 0) reply.null();
    else reply.integer(db.memoryOf(ref));
  },
});

export const memory = command({
  name: "MEMORY",
  since: "4.0.0",
  helpSince: "4.0.0",
  group: "server",
  summary: "A container for memory diagnostics commands.",
  complexity: "Depends on subcommand.",
  arity: -2,
  flags: [],
  syntax: "",
  subcommands: [doctor, mallocStats, purge, stats, usage],
});

function replyStats({ engine, keyspace, reply }: Context): void {
  const report = engine.host.memory();
  const { allocator, allocatorRss, process, total } = fragmentationOf(report);
  const filled = keyspace.databases.filter(({ size }) => size > 0);
  const keys = filled.reduce((sum, { size }) => sum + size, 0);
  const integer = (name: string, value: number) => {
    reply.bulkString(name);
    reply.integer(Math.round(value));
  };
  const double = (name: string, value: number) => {
    reply.bulkString(name);
    reply.double(value);
  };
  reply.map(FIELDS + filled.length);
  integer("peak.allocated", report.peak);
  integer("total.allocated", report.used);
  integer("startup.allocated", report.startup);
  integer("replication.backlog", 0);
  integer("clients.slaves", 0);
  integer("clients.normal", report.clients);
  integer("cluster.links", 0);
  integer("aof.buffer", 0);
  integer("lua.caches", 0);
  integer("functions.caches", 0);
  for (const { index, map } of filled) {
    reply.bulkString(`db.${index}`);
    reply.map(3);
    integer("overhead.hashtable.main", map.indexBytes);
    // Deadlines are kept in the same index.
    integer("overhead.hashtable.expires", 0);
    integer("overhead.hashtable.slot-to-keys", 0);
  }
  integer("overhead.total", report.overhead);
  integer("keys.count", keys);
  integer("keys.bytes-per-key", keys === 0 ? 0 : Math.max(0, report.used - report.startup) / keys);
  integer("dataset.bytes", report.dataset);
  double("dataset.percentage", datasetPercent(report));
  double("peak.percentage", (report.used * 100) / report.peak);
  integer("allocator.allocated", report.arenaUsed);
  integer("allocator.active", report.arenaReserved);
  integer("allocator.resident", report.arenaReserved);
  double("allocator-fragmentation.ratio", allocator.ratio);
  integer("allocator-fragmentation.bytes", allocator.bytes);
  double("allocator-rss.ratio", allocatorRss.ratio);
  integer("allocator-rss.bytes", allocatorRss.bytes);
  double("rss-overhead.ratio", process.ratio);
  integer("rss-overhead.bytes", process.bytes);
  double("fragmentation", total.ratio);
  integer("fragmentation.bytes", total.bytes);
}

/** Fields of MEMORY STATS besides one for each database that has keys. */
const FIELDS = 27;
