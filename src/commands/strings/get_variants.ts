import { command, oneKey, SYNTAX_ERROR } from "../../engine/mod.ts";
import { NO_DEADLINE } from "../../store/mod.ts";
import { type ExpiryOption, expiryOptionAt, GETEX_EXPIRY, PERSIST, readDeadline } from "./_expiry.ts";
import { equalsArgument, isStringOrAbsent, replyValue } from "./_value.ts";

export const getex = command({
  name: "GETEX",
  since: "6.2.0",
  group: "string",
  summary: "Returns the string value of a key after setting its expiration time.",
  complexity: "O(1)",
  arity: -2,
  flags: ["write", "fast"],
  keys: [{ ...oneKey("RW", "access", "update")[0], notes: "RW and UPDATE because it changes the TTL" }],
  syntax: "key [EX seconds | PX milliseconds | EXAT unix-time-seconds | PXAT unix-time-milliseconds | PERSIST]",
  run(ctx) {
    const { args, db, keyspace, reply } = ctx;
    let expiry: ExpiryOption | null = null;
    let amount = 0;
    for (let i = 2; i < args.argc; i++) {
      const option = expiryOptionAt(args, i, GETEX_EXPIRY);
      if (option === null || (expiry !== null && expiry !== option)) return reply.error(SYNTAX_ERROR);
      expiry = option;
      if (option.unit !== 0) amount = ++i;
    }

    const ref = db.lookup(args.buf, args.start[1], args.end[1]);
    if (!isStringOrAbsent(ctx, ref)) return;
    if (ref === 0 || expiry === null) return replyValue(ctx, ref);
    const deadline = expiry === PERSIST ? NO_DEADLINE : readDeadline(ctx, amount, expiry);
    if (deadline !== deadline) return;
    replyValue(ctx, ref);
    if (expiry !== PERSIST && deadline <= keyspace.now) db.remove(args.buf, args.start[1], args.end[1]);
    else if (deadline !== NO_DEADLINE || db.deadline(ref) !== NO_DEADLINE) db.setDeadline(ref, deadline);
  },
});

export const getdel = command({
  name: "GETDEL",
  since: "6.2.0",
  group: "string",
  summary: "Returns the string value of a key after deleting the key.",
  complexity: "O(1)",
  arity: 2,
  flags: ["write", "fast"],
  keys: oneKey("RW", "access", "delete"),
  syntax: "key",
  run(ctx) {
    const { args, db } = ctx;
    const ref = db.lookup(args.buf, args.start[1], args.end[1]);
    if (!isStringOrAbsent(ctx, ref)) return;
    replyValue(ctx, ref);
    if (ref !== 0) db.remove(args.buf, args.start[1], args.end[1]);
  },
});

export const delifeq = command({
  name: "DELIFEQ",
  since: "9.0.0",
  group: "string",
  summary: "Delete key if value matches string.",
  complexity: "O(1)",
  arity: 3,
  flags: ["write", "fast"],
  keys: oneKey("RM", "delete"),
  syntax: "key value",
  run(ctx) {
    const { args, db, reply } = ctx;
    const ref = db.lookupWrite(args.buf, args.start[1], args.end[1]);
    if (!isStringOrAbsent(ctx, ref)) return;
    const equal = equalsArgument(ctx, ref, 2);
    if (equal) db.remove(args.buf, args.start[1], args.end[1]);
    reply.integer(equal ? 1 : 0);
  },
});
