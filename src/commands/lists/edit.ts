import { command, NO_SUCH_KEY, NOT_AN_INTEGER, oneKey, OUT_OF_RANGE, SYNTAX_ERROR } from "../../engine/mod.ts";
import { PackedEntry } from "../../store/mod.ts";
import { ListCursor } from "../../types/list/mod.ts";
import { zero } from "../_record.ts";
import { finish, listToWrite, removeEnd } from "./_list.ts";

const PIVOT = new PackedEntry();
const CURSOR = new ListCursor();

export const lset = command({
  name: "LSET",
  since: "1.0.0",
  group: "list",
  summary: "Sets the value of an element in a list by its index.",
  complexity:
    "O(N) where N is the length of the list. Setting either the first or the last element of the list is O(1).",
  arity: 4,
  flags: ["write", "denyoom"],
  keys: oneKey("RW", "update"),
  syntax: "key index element",
  run(ctx) {
    const { args, db, reply } = ctx;
    const list = listToWrite(ctx, 1, ({ reply }) => reply.error(NO_SUCH_KEY));
    if (list === null) return;
    const index = args.int(2);
    if (index !== index) return reply.error(NOT_AN_INTEGER);
    const at = index < 0 ? index + list.length : index;
    if (at < 0 || at >= list.length) return reply.error(OUT_OF_RANGE);
    list.replace(at, args.buf, args.start[3], args.end[3]);
    db.changed(list.ref);
    reply.ok();
  },
});

export const linsert = command({
  name: "LINSERT",
  since: "2.2.0",
  group: "list",
  summary: "Inserts an element before or after another element in a list.",
  complexity:
    "O(N) where N is the number of elements to traverse before seeing the value pivot. This means that inserting " +
    "somewhere on the left end on the list (head) can be considered O(1) and inserting somewhere on the right end (tail) " +
    "is O(N).",
  arity: 5,
  flags: ["write", "denyoom"],
  keys: oneKey("RW", "insert"),
  syntax: "key <BEFORE | AFTER> pivot element",
  run(ctx) {
    const { args, db, reply } = ctx;
    const { buf, start, end } = args;
    const after = args.is(2, "AFTER");
    if (!after && !args.is(2, "BEFORE")) return reply.error(SYNTAX_ERROR);
    const list = listToWrite(ctx, 1, zero);
    if (list === null) return;
    PIVOT.text(buf, start[3], end[3]);
    CURSOR.open(list, 0, true);
    let index = 0;
    while (CURSOR.advance() && !CURSOR.isAt(PIVOT)) index++;
    if (index === list.length) return reply.integer(-1);
    list.insert(after ? index + 1 : index, buf, start[4], end[4]);
    db.changed(list.ref);
    reply.integer(list.length);
  },
});

export const lrem = command({
  name: "LREM",
  since: "1.0.0",
  group: "list",
  summary: "Removes elements from a list. Deletes the list if the last element was removed.",
  complexity: "O(N+M) where N is the length of the list and M is the number of elements removed.",
  arity: 4,
  flags: ["write"],
  keys: oneKey("RW", "delete"),
  syntax: "key count element",
  run(ctx) {
    const { args, reply } = ctx;
    const count = args.int(2);
    if (count !== count) return reply.error(NOT_AN_INTEGER);
    const list = listToWrite(ctx, 1, zero);
    if (list === null) return;
    const removed = list.removeEqual(args.buf, args.start[3], args.end[3], count);
    if (removed > 0) finish(ctx, list, removed);
    reply.integer(removed);
  },
});

export const ltrim = command({
  name: "LTRIM",
  since: "1.0.0",
  group: "list",
  summary: "Removes elements from both ends a list. Deletes the list if all elements were trimmed.",
  complexity: "O(N) where N is the number of elements to be removed by the operation.",
  arity: 4,
  flags: ["write"],
  keys: oneKey("RW", "delete"),
  syntax: "key start stop",
  run(ctx) {
    const { args, db, reply } = ctx;
    const start = args.int(2);
    const stop = args.int(3);
    if (start !== start || stop !== stop) return reply.error(NOT_AN_INTEGER);
    const list = listToWrite(ctx, 1, ({ reply }) => reply.ok());
    if (list === null) return;
    const { length } = list;
    const first = start < 0 ? Math.max(0, start + length) : start;
    const last = stop < 0 ? stop + length : Math.min(stop, length - 1);
    reply.ok();
    if (first > last) return removeEnd(ctx, list, true, length);
    const back = length - 1 - last;
    if (back > 0) list.removeEnd(false, back);
    if (first > 0) list.removeEnd(true, first);
    // Even where nothing was removed: Redis tells those who watch the key.
    db.changed(list.ref, first + back);
  },
});
