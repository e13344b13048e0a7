import { command, type CommandSpec, type Context, oneKey, OTHER_TYPE, readTyped } from "../../engine/mod.ts";
import { Type } from "../../store/mod.ts";
import { countShown, HASH } from "./_hash.ts";
import { replyFields, Shown } from "./_walk.ts";

/** What the commands that show a whole hash have in common. */
const showsAll = {
  since: "2.0.0",
  group: "hash",
  complexity: "O(N) where N is the size of the hash.",
  arity: 2,
  flags: ["readonly"],
  tips: ["nondeterministic_output_order"],
  keys: oneKey("RO", "access"),
  syntax: "key",
} satisfies Partial<CommandSpec>;

export const hgetall = command({
  ...showsAll,
  name: "HGETALL",
  summary: "Returns all fields and values in a hash.",
  run: (ctx) => showAll(ctx, Shown.BOTH),
});

export const hkeys = command({
  ...showsAll,
  name: "HKEYS",
  summary: "Returns all fields in a hash.",
  run: (ctx) => showAll(ctx, Shown.FIELD),
});

export const hvals = command({
  ...showsAll,
  name: "HVALS",
  summary: "Returns all values in a hash.",
  run: (ctx) => showAll(ctx, Shown.VALUE),
});

function showAll(ctx: Context, shown: Shown): void {
  const { db, reply } = ctx;
  const ref = readTyped(ctx, 1, Type.HASH);
  if (ref === OTHER_TYPE) return;
  const count = ref === 0 ? 0 : countShown(ctx, HASH.open(db, ref));
  if (shown === Shown.BOTH) reply.map(count);
  else reply.array(count);
  if (count > 0) replyFields(ctx, HASH, shown, count);
}
