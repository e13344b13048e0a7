import { command, type CommandSpec, type Context, errorQuoting, oneKey } from "../../engine/mod.ts";
import { allows, readCondition, readDeadline } from "./_deadline.ts";

/** What the commands that set a deadline have in common. */
const setsDeadline = {
  group: "generic",
  complexity: "O(1)",
  history: [["7.0.0", "Added options: `NX`, `XX`, `GT` and `LT`."]],
  arity: -3,
  flags: ["write", "fast"],
  keys: oneKey("RW", "update"),
} satisfies Partial<CommandSpec>;

export const expire = command({
  ...setsDeadline,
  name: "EXPIRE",
  since: "1.0.0",
  summary: "Sets the expiration time of a key in seconds.",
  syntax: "key seconds [NX | XX | GT | LT]",
  run(ctx) {
    setDeadline(ctx, 1000, true);
  },
});

export const pexpire = command({
  ...setsDeadline,
  name: "PEXPIRE",
  since: "2.6.0",
  summary: "Sets the expiration time of a key in milliseconds.",
  syntax: "key milliseconds [NX | XX | GT | LT]",
  run(ctx) {
    setDeadline(ctx, 1, true);
  },
});

export const expireat = command({
  ...setsDeadline,
  name: "EXPIREAT",
  since: "1.2.0",
  summary: "Sets the expiration time of a key to a Unix timestamp.",
  syntax: "key unix-time-seconds [NX | XX | GT | LT]",
  run(ctx) {
    setDeadline(ctx, 1000, false);
  },
});

export const pexpireat = command({
  ...setsDeadline,
  name: "PEXPIREAT",
  since: "2.6.0",
  summary: "Sets the expiration time of a key to a Unix milliseconds timestamp.",
  syntax: "key unix-time-milliseconds [NX | XX | GT | LT]",
  run(ctx) {
    setDeadline(ctx, 1, false);
  },
});

/** Sets the deadline of the key that is argument 1; one that has passed already removes the key. */
function setDeadline(ctx: Context, unit: number, relative: boolean): void {
  const { args, db, keyspace, reply } = ctx;
  const { buf, start, end } = args;
  const condition = readCondition(args);
  if (typeof condition === "string") return errorQuoting(reply, condition);
  const deadline = readDeadline(ctx, unit, relative);
  if (deadline !== deadline) return;
  const ref = db.lookupWrite(buf, start[1], end[1]);
  if (ref === 0 || !allows(condition, db.deadline(ref), deadline)) return reply.integer(0);
  if (deadline <= keyspace.now) db.remove(buf, start[1], end[1]);
  else db.setDeadline(ref, deadline);
  reply.integer(1);
}
