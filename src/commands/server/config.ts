import { command, type CommandSpec, type Context, SYNTAX_ERROR } from "../../engine/mod.ts";

/** What the subcommands that administrate have in common. */
const administrative = {
  group: "server",
  flags: ["admin", "noscript", "loading", "stale"],
} satisfies Partial<CommandSpec>;

const everywhere = ["request_policy:all_nodes", "response_policy:all_succeeded"];

const get = command({
  ...administrative,
  name: "GET",
  since: "2.0.0",
  summary: "Returns the effective values of configuration parameters.",
  complexity: "O(N) when N is the number of configuration parameters provided",
  arity: -3,
  syntax: "parameter [parameter ...]",
  history: [["7.0.0", "Added the ability to pass multiple pattern parameters in one call"]],
  run({ args, engine, reply }) {
    const patterns: Uint8Array[] = [];
    for (let i = 2; i < args.argc; i++) patterns.push(args.bytes(i));
    const found = engine.host.configuration.match(patterns);
    reply.map(found.length);
    for (const [name, value] of found) {
      reply.bulkBytes(name);
      reply.bulkBytes(value);
    }
  },
});

const set = command({
  ...administrative,
  name: "SET",
  since: "2.0.0",
  summary: "Sets configuration parameters in-flight.",
  complexity: "O(N) when N is the number of configuration parameters provided",
  arity: -4,
  tips: everywhere,
  syntax: "parameter value [parameter value ...]",
  history: [["7.0.0", "Added the ability to set multiple parameters in one call."]],
  run({ args, engine, reply, session }) {
    if (args.argc % 2 !== 0) return reply.error(SYNTAX_ERROR);
    const pairs: [Uint8Array, Uint8Array][] = [];
    for (let i = 2; i < args.argc; i += 2) pairs.push([args.bytes(i), args.bytes(i + 1)]);
    answer(reply, engine.host.configuration.set(pairs, session.link.isLocal));
  },
});

const resetstat = command({
  ...administrative,
  name: "RESETSTAT",
  since: "2.0.0",
  summary: "Resets the server's statistics.",
  complexity: "O(1)",
  arity: 2,
  tips: everywhere,
  syntax: "",
  run({ engine, reply }) {
    engine.host.resetStatistics();
    reply.ok();
  },
});

const rewrite = command({
  ...administrative,
  name: "REWRITE",
  since: "2.8.0",
  summary: "Persists the effective configuration to file.",
  complexity: "O(1)",
  arity: 2,
  tips: everywhere,
  syntax: "",
  run({ engine, reply }) {
    answer(reply, engine.host.configuration.rewrite(false));
  },
});

export const config = command({
  name: "CONFIG",
  since: "2.0.0",
  group: "server",
  summary: "A container for server configuration commands.",
  complexity: "Depends on subcommand.",
  arity: -2,
  flags: [],
  syntax: "",
  subcommands: [get, resetstat, rewrite, set],
});

function answer(reply: Context["reply"], error: string | null): void {
  if (error === null) reply.ok();
  else reply.error(error);
}
