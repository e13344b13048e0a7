import { command, type Context, keyRange, NOT_AN_INTEGER, SYNTAX_ERROR } from "../../engine/mod.ts";
import type { Request } from "../../resp/mod.ts";
import { Span, Type } from "../../store/mod.ts";
import { lcsLength, LcsTable } from "./_lcs.ts";

/** Bytes that Redis needs for each pair of positions: what its limit counts. */
const CELL_BYTES = 4;
const FIRST = new Span();
const SECOND = new Span();

export const lcs = command({
  name: "LCS",
  since: "7.0.0",
  group: "string",
  summary: "Finds the longest common substring.",
  complexity: "O(N*M) where N and M are the lengths of s1 and s2, respectively",
  arity: -3,
  flags: ["readonly"],
  keys: keyRange(1, 2, 1, "RO", "access"),
  syntax: "key1 key2 [LEN] [IDX] [MINMATCHLEN min-match-len] [WITHMATCHLEN]",
  run(ctx) {
    const { args, engine, reply } = ctx;
    const a = find(ctx, 1, FIRST);
    const b = find(ctx, 2, SECOND);
    if (a === null || b === null) return reply.error("ERR The specified keys must contain string values");
    const options = readOptions(args);
    if (typeof options === "string") return reply.error(options);
    if ((a.length + 1) * (b.length + 1) * CELL_BYTES > engine.settings.maxBulk) {
      return reply.error("ERR Insufficient memory, transient memory for LCS exceeds proto-max-bulk-len");
    }
    if (options.length) return reply.integer(lcsLength(a, b));
    const table = new LcsTable(a, b);
    if (options.indexes) replyMatches(ctx, table, options);
    else reply.bulkBytes(table.text());
  },
});

/** The string that argument `i` names, empty if there is none, `null` if the key holds something else. */
function find({ args, db }: Context, i: number, span: Span): Uint8Array | null {
  const ref = db.lookup(args.buf, args.start[i], args.end[i]);
  if (ref === 0) return new Uint8Array(0);
  return db.type(ref) === Type.STRING ? db.value(ref, span).view() : null;
}

interface LcsOptions {
  length: boolean;
  indexes: boolean;
  matchLength: boolean;
  /** The shortest match to show. */
  shortest: number;
}

/** The options, or the error. */
function readOptions(args: Request): LcsOptions | string {
  const options: LcsOptions = { length: false, indexes: false, matchLength: false, shortest: 0 };
  for (let i = 3; i < args.argc; i++) {
    if (args.is(i, "LEN")) options.length = true;
    else if (args.is(i, "IDX")) options.indexes = true;
    else if (args.is(i, "WITHMATCHLEN")) options.matchLength = true;
    else if (args.is(i, "MINMATCHLEN") && i + 1 < args.argc) {
      options.shortest = args.int(++i);
      if (Number.isNaN(options.shortest)) return NOT_AN_INTEGER;
    } else return SYNTAX_ERROR;
  }
  if (options.length && options.indexes) return "ERR If you want both the length and indexes, please just use IDX.";
  return options;
}

/** The matches from the last to the first, each as its range in either string, and the length of all. */
function replyMatches({ reply }: Context, table: LcsTable, { matchLength, shortest }: LcsOptions): void {
  const matches = table.matches().filter((match) => match.length >= shortest);
  reply.map(2);
  reply.bulkString("matches");
  reply.array(matches.length);
  for (const { first, second, length } of matches) {
    reply.array(matchLength ? 3 : 2);
    for (const from of [first, second]) {
      reply.array(2);
      reply.integer(from);
      reply.integer(from + length - 1);
    }
    if (matchLength) reply.integer(length);
  }
  reply.bulkString("len");
  reply.integer(table.length);
}
