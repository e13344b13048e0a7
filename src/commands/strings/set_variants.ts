import { command, oneKey } from "../../engine/mod.ts";
import { NO_DEADLINE } from "../../store/mod.ts";
import { EX, PX, readDeadline } from "./_expiry.ts";
import { isStringOrAbsent, replyValue, setTo } from "./_value.ts";

export const setnx = command({
  name: "SETNX",
  since: "1.0.0",
  group: "string",
  summary: "Set the string value of a key only when the key doesn't exist.",
  complexity: "O(1)",
  deprecated: { since: "2.6.12", replacedBy: "`SET` with the `NX` argument" },
  arity: 3,
  flags: ["write", "denyoom", "fast"],
  keys: oneKey("OW", "insert"),
  syntax: "key value",
  run(ctx) {
    const { args, db, reply } = ctx;
    if (db.lookupWrite(args.buf, args.start[1], args.end[1]) !== 0) return reply.integer(0);
    setTo(ctx, 2, NO_DEADLINE);
    reply.integer(1);
  },
});

export const setex = command({
  name: "SETEX",
  since: "2.0.0",
  group: "string",
  summary: "Sets the string value and expiration time of a key. Creates the key if it doesn't exist.",
  complexity: "O(1)",
  deprecated: { since: "2.6.12", replacedBy: "`SET` with the `EX` argument" },
  arity: 4,
  flags: ["write", "denyoom"],
  keys: oneKey("OW", "update"),
  syntax: "key seconds value",
  run(ctx) {
    const deadline = readDeadline(ctx, 2, EX);
    if (deadline !== deadline) return;
    setTo(ctx, 3, deadline);
    ctx.reply.ok();
  },
});

export const psetex = command({
  name: "PSETEX",
  since: "2.6.0",
  group: "string",
  summary:
    "Sets both string value and expiration time in milliseconds of a key. The key is created if it doesn't exist.",
  complexity: "O(1)",
  deprecated: { since: "2.6.12", replacedBy: "`SET` with the `PX` argument" },
  arity: 4,
  flags: ["write", "denyoom"],
  keys: oneKey("OW", "update"),
  syntax: "key milliseconds value",
  run(ctx) {
    const deadline = readDeadline(ctx, 2, PX);
    if (deadline !== deadline) return;
    setTo(ctx, 3, deadline);
    ctx.reply.ok();
  },
});

export const getset = command({
  name: "GETSET",
  since: "1.0.0",
  group: "string",
  summary: "Returns the previous string value of a key after setting it to a new value.",
  complexity: "O(1)",
  deprecated: { since: "6.2.0", replacedBy: "`SET` with the `!GET` argument" },
  arity: 3,
  flags: ["write", "denyoom", "fast"],
  keys: oneKey("RW", "access", "update"),
  syntax: "key value",
  run(ctx) {
    const { args, db } = ctx;
    const old = db.lookup(args.buf, args.start[1], args.end[1]);
    if (!isStringOrAbsent(ctx, old)) return;
    replyValue(ctx, old);
    setTo(ctx, 2, NO_DEADLINE);
  },
});
