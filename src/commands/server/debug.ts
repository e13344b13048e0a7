import { globMatch } from "../../bytes/mod.ts";
import {
  command,
  type Context,
  errorQuoting,
  helpLines,
  NO_SUCH_KEY,
  quoted,
  refuseSubcommandUse,
} from "../../engine/mod.ts";
import { datasetDigest, valueDigest } from "./_debug_digest.ts";
import { describeRecord } from "./_debug_object.ts";
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
    run({ args, db, reply }) {
      const ref = db.peek(args.buf, args.start[2], args.end[2]);
      if (ref === 0) reply.error(NO_SUCH_KEY);
      else reply.simple(describeRecord(db, ref));
    },
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
  "HTSTATS",
  "HTSTATS-KEY",
  "JMAP",
  "LEAK",
  "LISTPACK",
  "LOADAOF",
  "MALLCTL",
  "MALLCTL-STR",
  "OOM",
  "PANIC",
  "QUICKLIST",
  "QUICKLIST-PACKED-THRESHOLD",
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

/** As C's `atoi`: anything but a number is 0. */
function isOn(text: string): boolean {
  return (Number.parseInt(text, 10) || 0) !== 0;
}
