import {
  command,
  type Context,
  keyRange,
  NO_TIMEOUT,
  oneKey,
  OTHER_TYPE,
  readTimeout,
  SYNTAX_ERROR,
  writeTyped,
} from "../../engine/mod.ts";
import { Type } from "../../store/mod.ts";
import { List } from "../../types/list/mod.ts";
import { endNamed, removeEnd } from "./_list.ts";

const SOURCE = new List();
const DESTINATION = new List();
const KEYS = [...oneKey("RW", "access", "delete"), ...keyRange(2, 2, 1, "RW", "insert")];

export const lmove = command({
  name: "LMOVE",
  since: "6.2.0",
  group: "list",
  summary:
    "Returns an element after popping it from one list and pushing it to another. Deletes the list if the last element " +
    "was moved.",
  complexity: "O(1)",
  arity: 5,
  flags: ["write", "denyoom"],
  keys: KEYS,
  syntax: "source destination <LEFT | RIGHT> <LEFT | RIGHT>",
  run(ctx) {
    const from = endNamed(ctx, 3);
    const to = endNamed(ctx, 4);
    if (from < 0 || to < 0) return ctx.reply.error(SYNTAX_ERROR);
    if (!move(ctx, from === 1, to === 1)) ctx.reply.null();
  },
});

export const rpoplpush = command({
  name: "RPOPLPUSH",
  since: "1.2.0",
  group: "list",
  summary:
    "Returns the last element of a list after removing and pushing it to another list. Deletes the list if the last " +
    "element was popped.",
  complexity: "O(1)",
  arity: 3,
  flags: ["write", "denyoom"],
  keys: KEYS,
  syntax: "source destination",
  deprecated: { since: "6.2.0", replacedBy: "`LMOVE` with the `RIGHT` and `LEFT` arguments" },
  run(ctx) {
    if (!move(ctx, false, true)) ctx.reply.null();
  },
});

export const blmove = command({
  name: "BLMOVE",
  since: "6.2.0",
  group: "list",
  summary:
    "Pops an element from a list, pushes it to another list and returns it. Blocks until an element is available " +
    "otherwise. Deletes the list if the last element was moved.",
  complexity: "O(1)",
  arity: 6,
  flags: ["write", "denyoom", "blocking"],
  keys: KEYS,
  syntax: "source destination <LEFT | RIGHT> <LEFT | RIGHT> timeout",
  types: { timeout: "double" },
  run(ctx) {
    const from = endNamed(ctx, 3);
    const to = endNamed(ctx, 4);
    if (from < 0 || to < 0) return ctx.reply.error(SYNTAX_ERROR);
    moveOrBlock(ctx, from === 1, to === 1, 5);
  },
});

export const brpoplpush = command({
  name: "BRPOPLPUSH",
  since: "2.2.0",
  group: "list",
  summary:
    "Pops an element from a list, pushes it to another list and returns it. Block until an element is available " +
    "otherwise. Deletes the list if the last element was popped.",
  complexity: "O(1)",
  history: [["6.0.0", "`timeout` is interpreted as a double instead of an integer."]],
  arity: 4,
  flags: ["write", "denyoom", "blocking"],
  keys: KEYS,
  syntax: "source destination timeout",
  types: { timeout: "double" },
  deprecated: { since: "6.2.0", replacedBy: "`BLMOVE` with the `RIGHT` and `LEFT` arguments" },
  run: (ctx) => moveOrBlock(ctx, false, true, 3),
});

function moveOrBlock(ctx: Context, fromFront: boolean, toFront: boolean, timeoutAt: number): void {
  const timeout = readTimeout(ctx, timeoutAt);
  if (timeout === NO_TIMEOUT || move(ctx, fromFront, toFront)) return;
  ctx.engine.blocking.block(ctx, { timeout, keys: { first: 1, last: 1, type: Type.LIST } });
}

/** Moves an entry from the list in argument 1 to that in argument 2 and replies with it. Returns whether a reply was made: there was one, or an error. */
function move(ctx: Context, fromFront: boolean, toFront: boolean): boolean {
  const { args: { buf, start, end }, db, reply } = ctx;
  const source = writeTyped(ctx, 1, Type.LIST);
  if (source === 0) return false;
  if (source === OTHER_TYPE) return true;
  const destination = writeTyped(ctx, 2, Type.LIST);
  if (destination === OTHER_TYPE) return true;
  const entry = SOURCE.open(db, source).readEnd(fromFront);
  reply.bulk(entry.buf, entry.start, entry.end);
  if (source === destination) {
    if (fromFront !== toFront) SOURCE.rotate(fromFront);
    db.changed(SOURCE.ref);
    return true;
  }
  if (destination === 0) DESTINATION.create(db, buf, start[2], end[2]);
  else DESTINATION.open(db, destination);
  DESTINATION.push(entry.buf, entry.start, entry.end, toFront);
  // A move is one change, which the removal counts.
  db.changed(DESTINATION.ref, 0);
  removeEnd(ctx, SOURCE, fromFront, 1);
  return true;
}
