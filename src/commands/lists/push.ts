import { command, type Context, oneKey, OTHER_TYPE, writeTyped } from "../../engine/mod.ts";
import { Type } from "../../store/mod.ts";
import { List } from "../../types/list/mod.ts";

const LIST = new List();
const COMPLEXITY =
  "O(1) for each element added, so O(N) to add N elements when the command is called with multiple arguments.";

export const lpush = command({
  name: "LPUSH",
  since: "1.0.0",
  group: "list",
  summary: "Prepends one or more elements to a list. Creates the key if it doesn't exist.",
  complexity: COMPLEXITY,
  history: [["2.4.0", "Accepts multiple `element` arguments."]],
  arity: -3,
  flags: ["write", "denyoom", "fast"],
  keys: oneKey("RW", "insert"),
  syntax: "key element [element ...]",
  run: (ctx) => push(ctx, true, false),
});

export const rpush = command({
  name: "RPUSH",
  since: "1.0.0",
  group: "list",
  summary: "Appends one or more elements to a list. Creates the key if it doesn't exist.",
  complexity: COMPLEXITY,
  history: [["2.4.0", "Accepts multiple `element` arguments."]],
  arity: -3,
  flags: ["write", "denyoom", "fast"],
  keys: oneKey("RW", "insert"),
  syntax: "key element [element ...]",
  run: (ctx) => push(ctx, false, false),
});

export const lpushx = command({
  name: "LPUSHX",
  since: "2.2.0",
  group: "list",
  summary: "Prepends one or more elements to a list only when the list exists.",
  complexity: COMPLEXITY,
  history: [["4.0.0", "Accepts multiple `element` arguments."]],
  arity: -3,
  flags: ["write", "denyoom", "fast"],
  keys: oneKey("RW", "insert"),
  syntax: "key element [element ...]",
  run: (ctx) => push(ctx, true, true),
});

export const rpushx = command({
  name: "RPUSHX",
  since: "2.2.0",
  group: "list",
  summary: "Appends an element to a list only when the list exists.",
  complexity: COMPLEXITY,
  history: [["4.0.0", "Accepts multiple `element` arguments."]],
  arity: -3,
  flags: ["write", "denyoom", "fast"],
  keys: oneKey("RW", "insert"),
  syntax: "key element [element ...]",
  run: (ctx) => push(ctx, false, true),
});

function push(ctx: Context, front: boolean, onlyExisting: boolean): void {
  const { args, db, reply } = ctx;
  const { argc, buf, start, end } = args;
  const ref = writeTyped(ctx, 1, Type.LIST);
  if (ref === OTHER_TYPE) return;
  if (ref !== 0) LIST.open(db, ref);
  else if (onlyExisting) return reply.integer(0);
  else LIST.create(db, buf, start[1], end[1]);
  LIST.pushAll(buf, start, end, 2, argc - 1, front);
  db.changed(LIST.ref, argc - 2);
  reply.integer(LIST.length);
}
