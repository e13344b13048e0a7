import { command, type CommandSpec, type Context, SYNTAX_ERROR } from "../../engine/mod.ts";
import type { Database } from "../../store/mod.ts";

/** What the commands that empty databases have in common. */
const flushes = {
  since: "1.0.0",
  group: "server",
  history: [
    ["4.0.0", "Added the `ASYNC` flushing mode modifier."],
    ["6.2.0", "Added the `SYNC` flushing mode modifier."],
  ],
  arity: -1,
  flags: ["write"],
  categories: ["keyspace", "dangerous"],
  tips: ["request_policy:all_shards", "response_policy:all_succeeded"],
  syntax: "[ASYNC | SYNC]",
} satisfies Partial<CommandSpec>;

export const flushdb = command({
  ...flushes,
  name: "FLUSHDB",
  summary: "Remove all keys from the current database.",
  complexity: "O(N) where N is the number of keys in the selected database",
  run(ctx) {
    flush(ctx, [ctx.db]);
  },
});

export const flushall = command({
  ...flushes,
  name: "FLUSHALL",
  summary: "Removes all keys from all databases.",
  complexity: "O(N) where N is the total number of keys in all databases",
  run(ctx) {
    flush(ctx, ctx.keyspace.databases);
  },
});

function flush({ args, engine, keyspace, reply }: Context, databases: readonly Database[]): void {
  const given = args.argc === 2;
  const later = given ? args.is(1, "ASYNC") : args.argc === 1 && engine.settings.lazyFlush;
  if (args.argc > 2 || (given && !later && !args.is(1, "SYNC"))) return reply.error(SYNTAX_ERROR);
  keyspace.flush(databases, later);
  reply.ok();
}
