import { command, type Context, oneKey, OTHER_TYPE, readTyped } from "../../engine/mod.ts";
import { type Ref, Type } from "../../store/mod.ts";
import { HASH, replyFound } from "./_hash.ts";

export const hget = command({
  name: "HGET",
  since: "2.0.0",
  group: "hash",
  summary: "Returns the value of a field in a hash.",
  complexity: "O(1)",
  arity: 3,
  flags: ["readonly", "fast"],
  keys: oneKey("RO", "access"),
  syntax: "key field",
  run(ctx) {
    const { args: { buf, start, end }, db, reply } = ctx;
    const ref = readTyped(ctx, 1, Type.HASH);
    if (ref === OTHER_TYPE) return;
    if (ref === 0) return reply.null();
    replyFound(ctx, HASH.open(db, ref).find(buf, start[2], end[2]));
    HASH.close();
  },
});

export const hmget = command({
  name: "HMGET",
  since: "2.0.0",
  group: "hash",
  summary: "Returns the values of all fields in a hash.",
  complexity: "O(N) where N is the number of fields being requested.",
  arity: -3,
  flags: ["readonly", "fast"],
  keys: oneKey("RO", "access"),
  syntax: "key field [field ...]",
  run(ctx) {
    const { args: { argc, buf, start, end }, db, reply } = ctx;
    const ref = readTyped(ctx, 1, Type.HASH);
    if (ref === OTHER_TYPE) return;
    reply.array(argc - 2);
    if (ref === 0) {
      for (let i = 2; i < argc; i++) reply.null();
      return;
    }
    HASH.open(db, ref);
    for (let i = 2; i < argc; i++) replyFound(ctx, HASH.find(buf, start[i], end[i]));
    HASH.close();
  },
});

export const hexists = command({
  name: "HEXISTS",
  since: "2.0.0",
  group: "hash",
  summary: "Determines whether a field exists in a hash.",
  complexity: "O(1)",
  arity: 3,
  flags: ["readonly", "fast"],
  keys: oneKey("RO"),
  syntax: "key field",
  run(ctx) {
    const ref = readTyped(ctx, 1, Type.HASH);
    if (ref !== OTHER_TYPE) ctx.reply.integer(valueLength(ctx, ref) < 0 ? 0 : 1);
  },
});

export const hstrlen = command({
  name: "HSTRLEN",
  since: "3.2.0",
  group: "hash",
  summary: "Returns the length of the value of a field.",
  complexity: "O(1)",
  arity: 3,
  flags: ["readonly", "fast"],
  keys: oneKey("RO"),
  syntax: "key field",
  run(ctx) {
    const ref = readTyped(ctx, 1, Type.HASH);
    if (ref !== OTHER_TYPE) ctx.reply.integer(Math.max(0, valueLength(ctx, ref)));
  },
});

/** Bytes of the value of the field that is argument 2; -1 if there is none. */
function valueLength({ args: { buf, start, end }, db }: Context, ref: Ref): number {
  if (ref === 0) return -1;
  const value = HASH.open(db, ref).find(buf, start[2], end[2]);
  const length = value === null ? -1 : value.length;
  HASH.close();
  return length;
}

export const hlen = command({
  name: "HLEN",
  since: "2.0.0",
  group: "hash",
  summary: "Returns the number of fields in a hash.",
  complexity: "O(1)",
  arity: 2,
  flags: ["readonly", "fast"],
  keys: oneKey("RO"),
  syntax: "key",
  run(ctx) {
    const ref = readTyped(ctx, 1, Type.HASH);
    if (ref !== OTHER_TYPE) ctx.reply.integer(ref === 0 ? 0 : HASH.open(ctx.db, ref).size);
  },
});
