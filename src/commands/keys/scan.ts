import { command, type Context, NOT_AN_INTEGER, SYNTAX_ERROR } from "../../engine/mod.ts";
import type { Request } from "../../resp/mod.ts";
import { type Ref, scan as collect, Span, TYPE_NAMES } from "../../store/mod.ts";
import { KeyPattern } from "./_pattern.ts";

const KEY = new Span();
/** A cursor as C's `strtoul` reads one: a sign, leading zeros. */
const CURSOR = /^([+-]?)0*(\d{1,20})$/;
const MAX_UINT64 = 2n ** 64n - 1n;
const DEFAULT_COUNT = 10;

/** What a call of SCAN asks for. */
interface ScanOptions {
  pattern: KeyPattern | null;
  count: number;
  /** A number of `Type`, -1 for a type that no key has, `null` for all. */
  type: number | null;
}

export const scan = command({
  name: "SCAN",
  since: "2.8.0",
  group: "generic",
  summary: "Iterates over the key names in the database.",
  complexity:
    "O(1) for every call. O(N) for a complete iteration, including enough command calls for the cursor to return " +
    "back to 0. N is the number of elements inside the collection.",
  history: [["6.0.0", "Added the `TYPE` subcommand."]],
  arity: -2,
  flags: ["readonly", "touches_arbitrary_keys"],
  tips: ["nondeterministic_output", "request_policy:special", "response_policy:special"],
  syntax: "cursor [MATCH pattern] [COUNT count] [TYPE type]",
  run(ctx) {
    const { args, db, reply } = ctx;
    const cursor = readCursor(args, 1);
    if (cursor === null) return reply.error("ERR invalid cursor");
    const options = readOptions(args);
    if (typeof options === "string") return reply.error(options);
    const refs: Ref[] = [];
    const next = collect(db.map, cursor, options.count, refs);
    const shown = refs.filter((ref) => isShown(ctx, options, ref));
    reply.array(2);
    reply.bulkInteger(next);
    reply.array(shown.length);
    for (const ref of shown) {
      const { buf, start, end } = db.key(ref, KEY);
      reply.bulk(buf, start, end);
    }
  },
});

/** The cursor that argument `i` spells, `null` if it spells none. What is negative lies behind the last hash, as it does in Redis. */
function readCursor(args: Request, i: number): number | null {
  if (args.length(i) === 0) return 0;
  const [, sign, digits] = CURSOR.exec(args.latin1(i)) ?? [];
  if (digits === undefined || BigInt(digits) > MAX_UINT64) return null;
  return sign === "-" && digits !== "0" ? Infinity : Number(digits);
}

/** The options from argument 2 on, or the error that they make. */
function readOptions(args: Request): ScanOptions | string {
  const options: ScanOptions = { pattern: null, count: DEFAULT_COUNT, type: null };
  for (let i = 2; i < args.argc; i += 2) {
    if (i + 1 === args.argc) return SYNTAX_ERROR;
    if (args.is(i, "MATCH")) {
      options.pattern = new KeyPattern(args.bytes(i + 1));
    } else if (args.is(i, "TYPE")) {
      options.type = TYPE_NAMES.findIndex((name) => args.is(i + 1, name.toUpperCase()));
    } else if (args.is(i, "COUNT")) {
      options.count = args.int(i + 1);
      if (options.count !== options.count) return NOT_AN_INTEGER;
      if (options.count < 1) return SYNTAX_ERROR;
    } else {
      return SYNTAX_ERROR;
    }
  }
  return options;
}

/** Whether a record that the walk met is to be shown. Removes it if its deadline has passed. */
function isShown({ db, keyspace }: Context, { pattern, type }: ScanOptions, ref: Ref): boolean {
  if (pattern !== null && !pattern.matches(db.key(ref, KEY))) return false;
  const live = db.isLive(ref);
  if (!live) db.expire(ref);
  if (type === null) return live;
  // Redis looks a key up to learn its type, and counts that.
  if (live) keyspace.hits++;
  else keyspace.misses++;
  return live && db.type(ref) === type;
}
