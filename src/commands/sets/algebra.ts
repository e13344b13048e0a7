import { command, type Context, keyRange, oneKey, SYNTAX_ERROR } from "../../engine/mod.ts";
import { readSets, replyCount, replyWith, storeResult } from "./_operands.ts";
import { difference, intersection, union } from "./_operations.ts";

export const sinter = command({
  name: "SINTER",
  since: "1.0.0",
  group: "set",
  summary: "Returns the intersect of multiple sets.",
  complexity: "O(N*M) worst case where N is the cardinality of the smallest set and M is the number of sets.",
  arity: -2,
  flags: ["readonly"],
  keys: keyRange(1, -1, 1, "RO", "access"),
  tips: ["nondeterministic_output_order"],
  syntax: "key [key ...]",
  run: (ctx) => replyWith(ctx, intersection),
});

export const sintercard = command({
  name: "SINTERCARD",
  since: "7.0.0",
  group: "set",
  summary: "Returns the number of members of the intersect of multiple sets.",
  complexity: "O(N*M) worst case where N is the cardinality of the smallest set and M is the number of sets.",
  arity: -3,
  flags: ["readonly", "movablekeys"],
  keys: [{ flags: ["RO", "access"], begin: { index: 1 }, find: { keynum: 0, first: 1, step: 1 } }],
  syntax: "numkeys key [key ...] [LIMIT limit]",
  run(ctx) {
    const { args, reply } = ctx;
    const keys = args.int(1);
    if (!(keys > 0)) return reply.error("ERR numkeys should be greater than 0");
    if (keys > args.argc - 2) return reply.error("ERR Number of keys can't be greater than number of args");
    const limit = readLimit(ctx, keys + 2);
    if (limit < 0) return;
    const sets = readSets(ctx, 2, keys + 2);
    if (sets !== null) replyCount(ctx, sets, limit);
  },
});

/** The LIMIT at argument `i`, 0 for none; -1 if it is wrong: then the error has been replied. */
function readLimit({ args, reply }: Context, i: number): number {
  let limit = 0;
  for (let at = i; at < args.argc; at += 2) {
    if (!args.is(at, "LIMIT") || at + 1 === args.argc) {
      reply.error(SYNTAX_ERROR);
      return -1;
    }
    limit = args.int(at + 1);
    if (!(limit >= 0)) {
      reply.error("ERR LIMIT can't be negative");
      return -1;
    }
  }
  return limit;
}

export const sinterstore = command({
  name: "SINTERSTORE",
  since: "1.0.0",
  group: "set",
  summary: "Stores the intersect of multiple sets in a key.",
  complexity: "O(N*M) worst case where N is the cardinality of the smallest set and M is the number of sets.",
  arity: -3,
  flags: ["write", "denyoom"],
  keys: [...oneKey("RW", "update"), ...keyRange(2, -1, 1, "RO", "access")],
  syntax: "destination key [key ...]",
  run: (ctx) => storeResult(ctx, intersection),
});

export const sunion = command({
  name: "SUNION",
  since: "1.0.0",
  group: "set",
  summary: "Returns the union of multiple sets.",
  complexity: "O(N) where N is the total number of elements in all given sets.",
  arity: -2,
  flags: ["readonly"],
  keys: keyRange(1, -1, 1, "RO", "access"),
  tips: ["nondeterministic_output_order"],
  syntax: "key [key ...]",
  run: (ctx) => replyWith(ctx, union),
});

export const sunionstore = command({
  name: "SUNIONSTORE",
  since: "1.0.0",
  group: "set",
  summary: "Stores the union of multiple sets in a key.",
  complexity: "O(N) where N is the total number of elements in all given sets.",
  arity: -3,
  flags: ["write", "denyoom"],
  keys: [...oneKey("OW", "update"), ...keyRange(2, -1, 1, "RO", "access")],
  syntax: "destination key [key ...]",
  run: (ctx) => storeResult(ctx, union),
});

export const sdiff = command({
  name: "SDIFF",
  since: "1.0.0",
  group: "set",
  summary: "Returns the difference of multiple sets.",
  complexity: "O(N) where N is the total number of elements in all given sets.",
  arity: -2,
  flags: ["readonly"],
  keys: keyRange(1, -1, 1, "RO", "access"),
  tips: ["nondeterministic_output_order"],
  syntax: "key [key ...]",
  run: (ctx) => replyWith(ctx, difference),
});

export const sdiffstore = command({
  name: "SDIFFSTORE",
  since: "1.0.0",
  group: "set",
  summary: "Stores the difference of multiple sets in a key.",
  complexity: "O(N) where N is the total number of elements in all given sets.",
  arity: -3,
  flags: ["write", "denyoom"],
  keys: [...oneKey("OW", "update"), ...keyRange(2, -1, 1, "RO", "access")],
  syntax: "destination key [key ...]",
  run: (ctx) => storeResult(ctx, difference),
});
