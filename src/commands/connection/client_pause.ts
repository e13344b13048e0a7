import { command, NO_TIMEOUT, NOT_AN_INTEGER, readTimeoutMs, refuseSubcommandUse } from "../../engine/mod.ts";

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
  run(ctx) {
    const { args, engine, reply, command } = ctx;
    if (args.argc > 4) return refuseSubcommandUse(reply, args, command);
    const writesOnly = args.argc === 4 && args.is(3, "WRITE");
    if (args.argc === 4 && !writesOnly && !args.is(3, "ALL")) {
      return reply.error("ERR CLIENT PAUSE mode must be WRITE or ALL");
    }
    const timeout = readTimeoutMs(ctx, 2);
    if (timeout === NO_TIMEOUT) return;
    // No time at all pauses nobody, but it can make a pause that is on stricter.
    if (timeout > 0 || engine.pause.mode !== "none") engine.pause.begin(timeout, writesOnly ? "write" : "all");
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
  run({ args, engine, reply, command }) {
    if (args.argc > 4) return refuseSubcommandUse(reply, args, command);
    const withError = args.argc === 4 && args.is(3, "ERROR");
    if (args.argc === 4 && !withError && !args.is(3, "TIMEOUT")) {
      return reply.error("ERR CLIENT UNBLOCK reason should be TIMEOUT or ERROR");
    }
    const id = args.int(2);
    if (id !== id) return reply.error(NOT_AN_INTEGER);
    // A client that a pause stops has no waiter: a pause is not ended for a single client.
    const session = engine.sessions.get(id);
    const error = withError ? "UNBLOCKED client unblocked via CLIENT UNBLOCK" : undefined;
    reply.integer(session !== undefined && engine.blocking.unblock(session, error) ? 1 : 0);
  },
});
