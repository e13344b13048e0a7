import { command, type Context, keyRange, NO_TIMEOUT, readTimeout } from "../../engine/mod.ts";
import { Type } from "../../store/mod.ts";
import { popFromFirst, readMultiPop } from "./_multi_pop.ts";

export const blpop = command({
  name: "BLPOP",
  since: "2.0.0",
  group: "list",
  summary:
    "Removes and returns the first element in a list. Blocks until an element is available otherwise. Deletes the list " +
    "if the last element was popped.",
  complexity: "O(N) where N is the number of provided keys.",
  history: [["6.0.0", "`timeout` is interpreted as a double instead of an integer."]],
  arity: -3,
  flags: ["write", "blocking"],
  keys: keyRange(1, -2, 1, "RW", "access", "delete"),
  syntax: "key [key ...] timeout",
  types: { timeout: "double" },
  run: (ctx) => pop(ctx, true),
});

export const brpop = command({
  name: "BRPOP",
  since: "2.0.0",
  group: "list",
  summary:
    "Removes and returns the last element in a list. Blocks until an element is available otherwise. Deletes the list " +
    "if the last element was popped.",
  complexity: "O(N) where N is the number of provided keys.",
  history: [["6.0.0", "`timeout` is interpreted as a double instead of an integer."]],
  arity: -3,
  flags: ["write", "blocking"],
  keys: keyRange(1, -2, 1, "RW", "access", "delete"),
  syntax: "key [key ...] timeout",
  types: { timeout: "double" },
  run: (ctx) => pop(ctx, false),
});

function pop(ctx: Context, front: boolean): void {
  const last = ctx.args.argc - 2;
  const timeout = readTimeout(ctx, last + 1);
  if (timeout === NO_TIMEOUT) return;
  if (popFromFirst(ctx, { first: 1, last, front, count: null })) return;
  ctx.engine.blocking.block(ctx, { timeout, keys: { first: 1, last, type: Type.LIST } });
}

export const blmpop = command({
  name: "BLMPOP",
  since: "7.0.0",
  group: "list",
  summary:
    "Pops the first element from one of multiple lists. Blocks until an element is available otherwise. Deletes the " +
    "list if the last element was popped.",
  complexity: "O(N+M) where N is the number of provided keys and M is the number of elements returned.",
  arity: -5,
  flags: ["write", "blocking", "movablekeys"],
  keys: [{ flags: ["RW", "access", "delete"], begin: { index: 2 }, find: { keynum: 0, first: 1, step: 1 } }],
  syntax: "timeout numkeys key [key ...] <LEFT | RIGHT> [COUNT count]",
  types: { timeout: "double" },
  run(ctx) {
    const request = readMultiPop(ctx, 2);
    if (typeof request === "string") return ctx.reply.error(request);
    const timeout = readTimeout(ctx, 1);
    if (timeout === NO_TIMEOUT || popFromFirst(ctx, request)) return;
    const { first, last } = request;
    ctx.engine.blocking.block(ctx, { timeout, keys: { first, last, type: Type.LIST } });
  },
});
