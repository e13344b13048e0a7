import {
  addDecimal,
  fromString,
  NOT_A_FLOAT as NO_NUMBER,
  NOT_FINITE,
  parseInt64,
  parseInteger,
  writeInt64,
  writeInteger,
} from "../../bytes/mod.ts";
import { command, type Context, NOT_A_FLOAT, NOT_AN_INTEGER, oneKey } from "../../engine/mod.ts";
import { NO_DEADLINE, type Ref, Span, StringEncoding } from "../../store/mod.ts";
import { isStringOrAbsent } from "./_value.ts";

const MAX_INT64 = 2n ** 63n - 1n;
const MIN_INT64 = -(2n ** 63n);
const ZERO = fromString("0");
const VALUE = new Span();
const DIGITS = new Uint8Array(32);

export const incr = command({
  name: "INCR",
  since: "1.0.0",
  group: "string",
  summary: "Increments the integer value of a key by one. Uses 0 as initial value if the key doesn't exist.",
  complexity: "O(1)",
  arity: 2,
  flags: ["write", "denyoom", "fast"],
  keys: oneKey("RW", "access", "update"),
  syntax: "key",
  run(ctx) {
    add(ctx, 1);
  },
});

export const decr = command({
  name: "DECR",
  since: "1.0.0",
  group: "string",
  summary: "Decrements the integer value of a key by one. Uses 0 as initial value if the key doesn't exist.",
  complexity: "O(1)",
  arity: 2,
  flags: ["write", "denyoom", "fast"],
  keys: oneKey("RW", "access", "update"),
  syntax: "key",
  run(ctx) {
    add(ctx, -1);
  },
});

export const incrby = command({
  name: "INCRBY",
  since: "1.0.0",
  group: "string",
  summary: "Increments the integer value of a key by a number. Uses 0 as initial value if the key doesn't exist.",
  complexity: "O(1)",
  arity: 3,
  flags: ["write", "denyoom", "fast"],
  keys: oneKey("RW", "access", "update"),
  syntax: "key increment",
  run(ctx) {
    const { args, reply } = ctx;
    const by = args.int(2);
    if (by !== by) return reply.error(NOT_AN_INTEGER);
    if (Number.isSafeInteger(by)) add(ctx, by);
    else addExactly(ctx, parseInt64(args.buf, args.start[2], args.end[2])!);
  },
});

export const decrby = command({
  name: "DECRBY",
  since: "1.0.0",
  group: "string",
  summary: "Decrements a number from the integer value of a key. Uses 0 as initial value if the key doesn't exist.",
  complexity: "O(1)",
  arity: 3,
  flags: ["write", "denyoom", "fast"],
  keys: oneKey("RW", "access", "update"),
  syntax: "key decrement",
  run(ctx) {
    const { args, reply } = ctx;
    const by = args.int(2);
    if (by !== by) return reply.error(NOT_AN_INTEGER);
    if (Number.isSafeInteger(by)) return add(ctx, -by);
    const exact = parseInt64(args.buf, args.start[2], args.end[2])!;
    if (exact === MIN_INT64) return reply.error("ERR decrement would overflow");
    addExactly(ctx, -exact);
  },
});

export const incrbyfloat = command({
  name: "INCRBYFLOAT",
  since: "2.6.0",
  group: "string",
  summary: "Increment the floating point value of a key by a number. Uses 0 as initial value if the key doesn't exist.",
  complexity: "O(1)",
  arity: 3,
  flags: ["write", "denyoom", "fast"],
  keys: oneKey("RW", "access", "update"),
  syntax: "key increment",
  types: { increment: "double" },
  run(ctx) {
    const { args, db, reply } = ctx;
    const ref = db.lookupWrite(args.buf, args.start[1], args.end[1]);
    if (!isStringOrAbsent(ctx, ref)) return;
    const sum = addDecimal(ref === 0 ? ZERO : db.value(ref, VALUE).view(), args.bytes(2));
    if (sum === NO_NUMBER) return reply.error(NOT_A_FLOAT);
    if (sum === NOT_FINITE) return reply.error("ERR increment would produce NaN or Infinity");
    const text = fromString(sum);
    store(ctx, ref, text, text.length, StringEncoding.EMBSTR);
    reply.bulkBytes(text);
  },
});

/** Adds a safe integer to the key in argument 1. */
function add(ctx: Context, by: number): void {
  const { args, db, reply } = ctx;
  const quick = db.addInPlace(args.buf, args.start[1], args.end[1], by);
  if (quick === quick) return reply.integer(quick);
  const ref = db.lookupWrite(args.buf, args.start[1], args.end[1]);
  let value = 0;
  if (ref !== 0) {
    if (!isStringOrAbsent(ctx, ref)) return;
    const { buf, start, end } = db.value(ref, VALUE);
    value = parseInteger(buf, start, end);
    if (value !== value) return reply.error(NOT_AN_INTEGER);
  }
  const sum = value + by;
  if (!Number.isSafeInteger(value) || !Number.isSafeInteger(sum)) return addExactly(ctx, BigInt(by));
  store(ctx, ref, DIGITS, writeInteger(DIGITS, 0, sum), StringEncoding.AUTO);
  reply.integer(sum);
}

/** Adds to the key in argument 1 where doubles may not be exact. */
function addExactly(ctx: Context, by: bigint): void {
  const { args, db, reply } = ctx;
  const ref = db.lookupWrite(args.buf, args.start[1], args.end[1]);
  let value: bigint | null = 0n;
  if (ref !== 0) {
    if (!isStringOrAbsent(ctx, ref)) return;
    const { buf, start, end } = db.value(ref, VALUE);
    value = parseInt64(buf, start, end);
    if (value === null) return reply.error(NOT_AN_INTEGER);
  }
  const sum = value + by;
  if (sum > MAX_INT64 || sum < MIN_INT64) return reply.error("ERR increment or decrement would overflow");
  store(ctx, ref, DIGITS, writeInt64(DIGITS, 0, sum), StringEncoding.AUTO);
  reply.int64(sum);
}

/** Sets the key in argument 1, at `ref` unless that is 0, to the first `length` bytes of `from`. It keeps its deadline. */
function store({ args, db }: Context, ref: Ref, from: Uint8Array, length: number, encoding: number): void {
  if (ref !== 0) db.overwriteString(ref, from, 0, length, encoding);
  else db.setString(args.buf, args.start[1], args.end[1], from, 0, length, NO_DEADLINE, encoding);
}
