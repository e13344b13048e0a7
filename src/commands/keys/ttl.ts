import { command, type CommandSpec, type Context, oneKey } from "../../engine/mod.ts";
import { NO_DEADLINE } from "../../store/mod.ts";
import { inspect } from "./_lookup.ts";

/** Replies for a key that is not there, and for one that never expires. */
const NO_KEY = -2;
const NEVER = -1;

/** What the commands that read a deadline have in common. */
const readsDeadline = {
  group: "generic",
  complexity: "O(1)",
  arity: 2,
  flags: ["readonly", "fast"],
  keys: oneKey("RO", "access"),
  syntax: "key",
} satisfies Partial<CommandSpec>;

export const ttl = command({
  ...readsDeadline,
  name: "TTL",
  since: "1.0.0",
  summary: "Returns the expiration time in seconds of a key.",
  history: [["2.8.0", "Added the -2 reply."]],
  tips: ["nondeterministic_output"],
  run(ctx) {
    replyDeadline(ctx, 1000, true);
  },
});

export const pttl = command({
  ...readsDeadline,
  name: "PTTL",
  since: "2.6.0",
  summary: "Returns the expiration time in milliseconds of a key.",
  history: [["2.8.0", "Added the -2 reply."]],
  tips: ["nondeterministic_output"],
  run(ctx) {
    replyDeadline(ctx, 1, true);
  },
});

export const expiretime = command({
  ...readsDeadline,
  name: "EXPIRETIME",
  since: "7.0.0",
  summary: "Returns the expiration time of a key as a Unix timestamp.",
  run(ctx) {
    replyDeadline(ctx, 1000, false);
  },
});

export const pexpiretime = command({
  ...readsDeadline,
  name: "PEXPIRETIME",
  since: "7.0.0",
  summary: "Returns the expiration time of a key as a Unix milliseconds timestamp.",
  run(ctx) {
    replyDeadline(ctx, 1, false);
  },
});

/** Replies when the key that is argument 1 expires, in units of `unit` ms, rounded. */
function replyDeadline(ctx: Context, unit: number, relative: boolean): void {
  const { db, keyspace, reply } = ctx;
  const ref = inspect(ctx, 1);
  if (ref === 0) return reply.integer(NO_KEY);
  const deadline = db.deadline(ref);
  if (deadline === NO_DEADLINE) return reply.integer(NEVER);
  reply.integer(Math.round((relative ? deadline - keyspace.now : deadline) / unit));
}

export const persist = command({
  name: "PERSIST",
  since: "2.2.0",
  group: "generic",
  summary: "Removes the expiration time of a key.",
  complexity: "O(1)",
  arity: 2,
  flags: ["write", "fast"],
  keys: oneKey("RW", "update"),
  syntax: "key",
  run({ args: { buf, start, end }, db, reply }) {
    const ref = db.lookupWrite(buf, start[1], end[1]);
    if (ref === 0 || db.deadline(ref) === NO_DEADLINE) return reply.integer(0);
    db.setDeadline(ref, NO_DEADLINE);
    reply.integer(1);
  },
});
