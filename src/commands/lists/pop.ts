import { command, type Context, oneKey, wrongArity } from "../../engine/mod.ts";
import { nothing, nullArray } from "../_record.ts";
import { listToWrite, popMany, popOne } from "./_list.ts";
import { popFromFirst, readMultiPop } from "./_multi_pop.ts";

export const lpop = command({
  name: "LPOP",
  since: "1.0.0",
  group: "list",
  summary: "Returns the first elements in a list after removing it. Deletes the list if the last element was popped.",
  complexity: "O(N) where N is the number of elements returned",
  history: [["6.2.0", "Added the `count` argument."]],
  arity: -2,
  flags: ["write", "fast"],
  keys: oneKey("RW", "access", "delete"),
  syntax: "key [count]",
  run: (ctx) => pop(ctx, true),
});

export const rpop = command({
  name: "RPOP",
  since: "1.0.0",
  group: "list",
  summary: "Returns and removes the last elements of a list. Deletes the list if the last element was popped.",
  complexity: "O(N) where N is the number of elements returned",
  history: [["6.2.0", "Added the `count` argument."]],
  arity: -2,
  flags: ["write", "fast"],
  keys: oneKey("RW", "access", "delete"),
  syntax: "key [count]",
  run: (ctx) => pop(ctx, false),
});

function pop(ctx: Context, front: boolean): void {
  const { args, command, reply } = ctx;
  if (args.argc > 3) return reply.error(wrongArity(command.name));
  if (args.argc === 2) {
    const list = listToWrite(ctx, 1, nothing);
    if (list !== null) popOne(ctx, list, front);
    return;
  }
  const count = args.int(2);
  if (!(count >= 0)) return reply.error("ERR value is out of range, must be positive");
  const list = listToWrite(ctx, 1, nullArray);
  if (list === null) return;
  if (count === 0) return reply.array(0);
  popMany(ctx, list, front, Math.min(count, list.length));
}

export const lmpop = command({
  name: "LMPOP",
  since: "7.0.0",
  group: "list",
  summary:
    "Returns multiple elements from a list after removing them. Deletes the list if the last element was popped.",
  complexity: "O(N+M) where N is the number of provided keys and M is the number of elements returned.",
  arity: -4,
  flags: ["write", "movablekeys"],
  keys: [{ flags: ["RW", "access", "delete"], begin: { index: 1 }, find: { keynum: 0, first: 1, step: 1 } }],
  syntax: "numkeys key [key ...] <LEFT | RIGHT> [COUNT count]",
  run(ctx) {
    const request = readMultiPop(ctx, 1);
    if (typeof request === "string") return ctx.reply.error(request);
    if (!popFromFirst(ctx, request)) ctx.reply.nullArray();
  },
});
