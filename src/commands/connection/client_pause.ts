import { parseInt64 } from "../../bytes/mod.ts";
import { command, NOT_AN_INTEGER, refuseSubcommandUse } from "../../engine/mod.ts";

const MAX_INT64 = 2n ** 63n - 1n;

export const pause = command({
  name: "PAUSE",
  since: "3.0.0",
  group: "connection",
  summary: "Suspends commands processing.",
  complexity: "O(1)",
  arity: -3,
  flags: ["admin", "noscript", "loading", "stale"],
  history: [["6.2.0", "`CLIENT PAUSE WRITE` mode added along with the `mode` option."]],
  syntax: "timeout [WRITE | ALL]",
  types: { timeout: "integer" },
  run({ args, engine, keyspace, reply, command }) {
    if (args.argc > 4) return refuseSubcommandUse(reply, args, command);
    const writesOnly = args.argc === 4 && args.is(3, "WRITE");
    if (args.argc === 4 && !writesOnly && !args.is(3, "ALL")) {
      return reply.error("ERR CLIENT PAUSE mode must be WRITE or ALL");
    }
    const timeout = parseInt64(args.buf, args.start[2], args.end[2]);
    if (timeout === null) return reply.error("ERR timeout is not an integer or out of range");
    if (timeout < 0n) return reply.error("ERR timeout is negative");
    if (timeout > MAX_INT64 - BigInt(keyspace.now)) return reply.error("ERR timeout is out of range");
    // No time at all pauses nobody, but it can make a pause that is on stricter.
    if (timeout > 0n || engine.pause.mode !== "none") engine.pause.begin(Number(timeout), writesOnly ? "write" : "all");
    reply.ok();
  },
});

export const unpause = command({
  name: "UNPAUSE",
  since: "6.2.0",
  group: "connection",
  summary: "Resumes processing commands from paused clients.",
  complexity: "O(N) Where N is the number of paused clients",
  arity: 2,
  flags: ["admin", "noscript", "loading", "stale"],
  syntax: "",
  run({ engine, reply }) {
    engine.pause.end();
    reply.ok();
  },
});

export const unblock = command({
  name: "UNBLOCK",
  since: "5.0.0",
  group: "connection",
  summary: "Unblocks a client blocked by a blocking command from a different connection.",
  complexity: "O(log N) where N is the number of client connections",
  arity: -3,
  flags: ["admin", "noscript", "loading", "stale"],
  syntax: "client-id [TIMEOUT | ERROR]",
  run({ args, reply, command }) {
    if (args.argc > 4) return refuseSubcommandUse(reply, args, command);
    if (args.argc === 4 && !args.is(3, "TIMEOUT") && !args.is(3, "ERROR")) {
      return reply.error("ERR CLIENT UNBLOCK reason should be TIMEOUT or ERROR");
    }
    const id = args.int(2);
    if (id !== id) return reply.error(NOT_AN_INTEGER);
    // A pause, the one thing that a client may wait for, is not ended for a single client.
    reply.integer(0);
  },
});
