import { globMatch } from "../../bytes/mod.ts";
import {
  command,
  type Context,
  errorQuoting,
  helpLines,
  NO_SUCH_KEY,
  NOT_AN_INTEGER,
  quoted,
  refuseSubcommandUse,
} from "../../engine/mod.ts";
import { DEFAULT_LIST_ALONE, hashKey, type Ref } from "../../store/mod.ts";
import { datasetDigest, valueDigest } from "./_debug_digest.ts";
import { describeRecord } from "./_debug_object.ts";
import { databaseStatistics, tableOf, tableStatistics } from "./_debug_table.ts";
import { describeChunks, describePacked } from "./_debug_entries.ts";
import { populate } from "./_debug_populate.ts";
import { protocolSample } from "./_debug_protocol.ts";

/** One of the things that DEBUG does. */
interface Operation {
  readonly name: string;
  readonly syntax: string;
  readonly summary: string;
  /** Fewest and most arguments, `DEBUG` and the name included. */
  readonly arity: readonly [number, number];
  run(ctx: Context): void;
}

const NOT_ALLOWED =
  'ERR DEBUG command not allowed. If the enable-debug-command option is set to "local", you can run it ' +
  "from a local connection, otherwise you need to set this option in the configuration file, and then restart the server.";

const BAD_THRESHOLD = "ERR argument must be a memory value bigger than 1 and smaller than 4gb";
/** Redis: a little less than 4 GB. */
const MOST_ALONE = 2 ** 32 - 2 ** 20;

const operations: readonly Operation[] = [
  {
    name: "CONFIG-REWRITE-FORCE-ALL",
    syntax: "",
    summary: "Like CONFIG REWRITE but writes all options, also those that have their default.",
    arity: [2, 2],
    run({ engine, reply }) {
      const error = engine.host.configuration.rewrite(true);
      if (error === null) reply.ok();
      else reply.error(`ERR CONFIG-REWRITE-FORCE-ALL failed: ${error.replace(/^ERR /, "")}`);
    },
  },
  {
    name: "DIGEST",
    syntax: "",
    summary: "Returns a digest of all data; equal data have equal digests.",
    arity: [2, 2],
    run: ({ keyspace, reply }) => reply.simple(datasetDigest(keyspace)),
  },
  {
    name: "DIGEST-VALUE",
    syntax: "key [key ...]",
    summary: "Returns digests of the values of keys.",
    arity: [2, Infinity],
    run({ args, db, reply }) {
      reply.array(args.argc - 2);
      for (let i = 2; i < args.argc; i++) reply.simple(valueDigest(db, args.buf, args.start[i], args.end[i]));
    },
  },
  {
    name: "ERROR",
    syntax: "string",
    summary: "Returns the string as an error.",
    arity: [3, 3],
    run: ({ args, reply }) => errorQuoting(reply, quoted(args, 2)),
  },
  {
    name: "HTSTATS",
    syntax: "dbid [full]",
    summary: "Returns statistics of the index of a database.",
    arity: [3, Infinity],
    run({ args, keyspace, reply }) {
      const index = args.int(2);
      if (index !== index) return reply.error(NOT_AN_INTEGER);
      const database = keyspace.databases[index];
      if (database === undefined) return reply.error("ERR Out of range database");
      reply.verbatim("txt", databaseStatistics(database, isFull(args)));
    },
  },
  {
    name: "HTSTATS-KEY",
    syntax: "key [full]",
    summary: "Returns statistics of the index of the elements of a large hash, set or sorted set.",
    arity: [3, Infinity],
    run: aboutKey(({ args, db, reply }, ref) => {
      const table = tableOf(db, ref);
      if (table !== null) reply.verbatim("txt", tableStatistics(table, isFull(args)));
      else reply.error("ERR The value stored at the specified key is not represented using an hash table");
    }),
  },
  {
    name: "LISTPACK",
    syntax: "key",
    summary: "Writes the entries of a small collection to the log.",
    arity: [3, 3],
    run: aboutKey((ctx, ref) => logStructure(ctx, "listpack", describePacked(ctx.db, ref))),
  },
  {
    name: "LOG",
    syntax: "message",
    summary: "Writes a message to the log.",
    arity: [3, 3],
    run({ args, engine, reply }) {
      engine.host.log("warning", `DEBUG LOG: ${args.string(2)}`);
      reply.ok();
    },
  },
  {
    name: "OBJECT",
    syntax: "key",
    summary: "Returns low level information on a key and its value.",
    arity: [3, 3],
    run: aboutKey(({ db, reply }, ref) => reply.simple(describeRecord(db, ref))),
  },
  {
    name: "PAUSE-CRON",
    syntax: "0|1",
    summary: "Stops, with 1, the work that is done at regular times.",
    arity: [3, 3],
    run({ args, engine, reply }) {
      engine.host.pauseCron(isOn(args.latin1(2)));
      reply.ok();
    },
  },
  {
    name: "POPULATE",
    syntax: "count [prefix] [size]",
    summary: "Creates keys named prefix:number (default: key:number) where there are none.",
    arity: [3, 5],
    run: populate,
  },
  {
    name: "PROTOCOL",
    syntax: "type",
    summary: "Returns a sample of a type of reply.",
    arity: [3, 3],
    run: protocolSample,
  },
  {
    name: "QUICKLIST",
    syntax: "key [0|1]",
    summary: "Writes the chunks of a large list to the log, with 1 their entries as well.",
    arity: [3, 4],
    run: aboutKey((ctx, ref) => {
      const full = ctx.args.argc === 4 && isOn(ctx.args.latin1(3));
      logStructure(ctx, "quicklist", describeChunks(ctx.db, ref, full));
    }),
  },
  {
    name: "QUICKLIST-PACKED-THRESHOLD",
    syntax: "size",
    summary: "Gives entries of large lists a chunk of their own from this size on. 0: the default, 1 GB.",
    arity: [3, 3],
    run({ args, keyspace, reply }) {
      const size = memoryOf(args.latin1(2));
      if (!(size <= MOST_ALONE)) return reply.error(BAD_THRESHOLD);
      keyspace.limits.listAlone = size === 0 ? DEFAULT_LIST_ALONE : size;
      reply.ok();
    },
  },
  {
    name: "SET-ACTIVE-EXPIRE",
    syntax: "0|1",
    summary: "Leaves, with 0, expired keys where they are until someone asks for them.",
    arity: [3, 3],
    run({ args, engine, reply }) {
      engine.activeExpire = isOn(args.latin1(2));
      reply.ok();
    },
  },
  {
    name: "SLEEP",
    syntax: "seconds",
    summary: "Stops the server for a time. Decimals allowed.",
    arity: [3, 3],
    run({ args, engine, reply }) {
      const seconds = Number.parseFloat(args.latin1(2));
      if (seconds > 0) engine.clock.block(seconds * 1000);
      reply.ok();
    },
  },
  {
    name: "STRINGMATCH-LEN",
    syntax: "pattern string",
    summary: "Returns 1 if the glob pattern matches the string, 0 if not.",
    arity: [4, 4],
    run({ args, reply }) {
      reply.integer(globMatch(args.bytes(2), args.bytes(3)) ? 1 : 0);
    },
  },
];

/** What Redis's DEBUG does besides, on things that do not exist here. */
const elsewhere = new Set([
  "AOF-FLUSH-SLEEP",
  "ASSERT",
  "CHANGE-REPL-ID",
  "CLIENT-EVICTION",
  "CLUSTERLINK",
  "CRASH-AND-RECOVER",
  "DROP-CLUSTER-PACKET-FILTER",
  "JMAP",
  "LEAK",
  "LOADAOF",
  "MALLCTL",
  "MALLCTL-STR",
  "OOM",
  "PANIC",
  "RELOAD",
  "REPLICATE",
  "REPLYBUFFER",
  "RESTART",
  "SDSLEN",
  "SEGFAULT",
  "SET-DISABLE-DENY-SCRIPTS",
  "SET-SKIP-CHECKSUM-VALIDATION",
  "STRINGMATCH-TEST",
  "STRUCTSIZE",
]);

export const debug = command({
  name: "DEBUG",
  since: "1.0.0",
  group: "server",
  summary: "A container for debugging commands.",
  complexity: "Depends on subcommand.",
  arity: -2,
  flags: ["admin", "noscript", "loading", "stale", "protected"],
  system: true,
  syntax: "",
  run(ctx) {
    const { args, command, engine, reply, session } = ctx;
    const { debug: allowed } = engine.settings;
    if (allowed === "no" || (allowed === "local" && !session.link.isLocal)) return reply.error(NOT_ALLOWED);
    const name = args.latin1(1).toUpperCase();
    const operation = operations.find((each) => each.name === name);
    if (name === "HELP" && args.argc === 2) return help(ctx);
    if (elsewhere.has(name)) return reply.error(`ERR DEBUG ${name} is not available in this server`);
    if (operation === undefined || args.argc < operation.arity[0] || args.argc > operation.arity[1]) {
      return refuseSubcommandUse(reply, args, command);
    }
    operation.run(ctx);
  },
});

function help({ reply }: Context): void {
  const { name, summary } = debug;
  const lines = helpLines({ name, summary, subcommands: operations });
  reply.array(lines.length);
  for (const line of lines) reply.simple(line);
}

/** A handler that is given the record of the key in argument 2, even if its deadline has passed; it may not change anything. */
function aboutKey(run: (ctx: Context, ref: Ref) => void): (ctx: Context) => void {
  return (ctx) => {
    const { args: { buf, end, start }, db, reply } = ctx;
    const ref = db.map.find(buf, start[2], end[2], hashKey(buf, start[2], end[2]));
    if (ref === 0) reply.error(NO_SUCH_KEY);
    else run(ctx, ref);
  };
}

/** Writes what is told of a value's structure to the log, which is standard output as a rule. */
function logStructure({ engine, reply }: Context, name: string, text: string | null): void {
  if (text === null) return reply.error(`ERR Not a ${name} encoded object.`);
  engine.host.log("warning", `DEBUG ${name.toUpperCase()}: ${text}`);
  reply.simple(`${name[0].toUpperCase()}${name.slice(1)} structure printed on stdout`);
}

function isFull(args: Context["args"]): boolean {
  return args.argc > 3 && args.is(3, "FULL");
}

/** Bytes, with a unit or without; NaN if the text is none. */
function memoryOf(text: string): number {
  const [, digits, unit] = /^(\d*)(|b|kb?|mb?|gb?)$/i.exec(text) ?? [];
  if (digits === undefined) return NaN;
  const power = " kmg".indexOf(unit[0]?.toLowerCase() ?? "");
  return Number(digits) * (unit.length === 2 ? 1024 : 1000) ** Math.max(0, power);
}

/** As C's `atoi`: anything but a number is 0. */
function isOn(text: string): boolean {
  return (Number.parseInt(text, 10) || 0) !== 0;
}
