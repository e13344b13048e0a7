import { command, NOT_AN_INTEGER, oneKey } from "../../engine/mod.ts";
import { emptyArray, nothing, zero } from "../_record.ts";
import { listToRead } from "./_list.ts";
import { replyEntries } from "./_reply.ts";

export const llen = command({
  name: "LLEN",
  since: "1.0.0",
  group: "list",
  summary: "Returns the length of a list.",
  complexity: "O(1)",
  arity: 2,
  flags: ["readonly", "fast"],
  keys: oneKey("RO"),
  syntax: "key",
  run(ctx) {
    const list = listToRead(ctx, 1, zero);
    if (list !== null) ctx.reply.integer(list.length);
  },
});

export const lindex = command({
  name: "LINDEX",
  since: "1.0.0",
  group: "list",
  summary: "Returns an element from a list by its index.",
  complexity:
    "O(N) where N is the number of elements to traverse to get to the element at index. This makes asking for the " +
    "first or the last element of the list O(1).",
  arity: 3,
  flags: ["readonly"],
  keys: oneKey("RO", "access"),
  syntax: "key index",
  run(ctx) {
    const { args, reply } = ctx;
    const list = listToRead(ctx, 1, nothing);
    if (list === null) return;
    const index = args.int(2);
    if (index !== index) return reply.error(NOT_AN_INTEGER);
    const at = index < 0 ? index + list.length : index;
    if (at < 0 || at >= list.length) return reply.null();
    const { buf, start, end } = list.read(at);
    reply.bulk(buf, start, end);
  },
});

export const lrange = command({
  name: "LRANGE",
  since: "1.0.0",
  group: "list",
  summary: "Returns a range of elements from a list.",
  complexity:
    "O(S+N) where S is the distance of start offset from HEAD for small lists, from nearest end (HEAD or TAIL) for " +
    "large lists; and N is the number of elements in the specified range.",
  arity: 4,
  flags: ["readonly"],
  keys: oneKey("RO", "access"),
  syntax: "key start stop",
  run(ctx) {
    const { args, reply } = ctx;
    const start = args.int(2);
    const stop = args.int(3);
    if (start !== start || stop !== stop) return reply.error(NOT_AN_INTEGER);
    const list = listToRead(ctx, 1, emptyArray);
    if (list === null) return;
    const { length } = list;
    const first = start < 0 ? Math.max(0, start + length) : start;
    const last = stop < 0 ? stop + length : Math.min(stop, length - 1);
    if (first > last) return reply.array(0);
    const count = last - first + 1;
    reply.array(count);
    replyEntries(ctx, list, first, count, true);
  },
});
