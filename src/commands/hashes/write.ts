import {
  command,
  type CommandSpec,
  type Context,
  oneKey,
  OTHER_TYPE,
  writeTyped,
  wrongArity,
} from "../../engine/mod.ts";
import { Type } from "../../store/mod.ts";
import { HASH } from "./_hash.ts";

/** What HSET and HMSET have in common. */
const setsPairs = {
  since: "2.0.0",
  group: "hash",
  arity: -4,
  flags: ["write", "denyoom", "fast"],
  keys: oneKey("RW", "update"),
  syntax: "key field value [field value ...]",
} satisfies Partial<CommandSpec>;

export const hset = command({
  ...setsPairs,
  name: "HSET",
  summary: "Creates or modifies the value of a field in a hash.",
  complexity:
    "O(1) for each field/value pair added, so O(N) to add N field/value pairs when the command is called with " +
    "multiple field/value pairs.",
  history: [["4.0.0", "Accepts multiple `field` and `value` arguments."]],
  run(ctx) {
    const added = setPairs(ctx);
    if (added >= 0) ctx.reply.integer(added);
  },
});

export const hmset = command({
  ...setsPairs,
  name: "HMSET",
  summary: "Sets the values of multiple fields.",
  complexity: "O(N) where N is the number of fields being set.",
  deprecated: { since: "4.0.0", replacedBy: "`HSET` with multiple field-value pairs" },
  run(ctx) {
    if (setPairs(ctx) >= 0) ctx.reply.ok();
  },
});

/** Sets all fields of the request. Returns how many are new; -1 if the request is wrong: then the error has been replied. */
function setPairs(ctx: Context): number {
  const { args, command, db, reply } = ctx;
  const { argc, buf, start, end } = args;
  if ((argc & 1) === 1) {
    reply.error(wrongArity(command.name));
    return -1;
  }
  const ref = writeTyped(ctx, 1, Type.HASH);
  if (ref === OTHER_TYPE) return -1;
  const added = ref === 0
    ? HASH.create(db, buf, start, end, 1, 2, argc - 1)
    : HASH.open(db, ref).setAll(buf, start, end, 2, argc - 1);
  HASH.close((argc - 2) >> 1);
  return added;
}

export const hsetnx = command({
  name: "HSETNX",
  since: "2.0.0",
  group: "hash",
  summary: "Sets the value of a field in a hash only when the field doesn't exist.",
  complexity: "O(1)",
  arity: 4,
  flags: ["write", "denyoom", "fast"],
  keys: oneKey("RW", "insert"),
  syntax: "key field value",
  run(ctx) {
    const { args: { buf, start, end }, db, reply } = ctx;
    const ref = writeTyped(ctx, 1, Type.HASH);
    if (ref === OTHER_TYPE) return;
    if (ref === 0) HASH.create(db, buf, start, end, 1, 2, 3);
    else if (HASH.open(db, ref).find(buf, start[2], end[2]) !== null) return reply.integer(0);
    else HASH.setAll(buf, start, end, 2, 3);
    HASH.close(1);
    reply.integer(1);
  },
});

export const hdel = command({
  name: "HDEL",
  since: "2.0.0",
  group: "hash",
  summary: "Deletes one or more fields and their values from a hash. Deletes the hash if no fields remain.",
  complexity: "O(N) where N is the number of fields to be removed.",
  history: [["2.4.0", "Accepts multiple `field` arguments."]],
  arity: -3,
  flags: ["write", "fast"],
  keys: oneKey("RW", "delete"),
  syntax: "key field [field ...]",
  run(ctx) {
    const { args: { argc, buf, start, end }, db, reply } = ctx;
    const ref = writeTyped(ctx, 1, Type.HASH);
    if (ref === OTHER_TYPE) return;
    let removed = 0;
    if (ref !== 0) {
      HASH.open(db, ref);
      for (let i = 2; i < argc; i++) if (HASH.remove(buf, start[i], end[i])) removed++;
      HASH.close(removed);
    }
    reply.integer(removed);
  },
});
