import {
  addDecimal,
  fromString,
  NOT_FINITE,
  parseInt64,
  parseLongDouble,
  writeInt64,
  writeInteger,
} from "../../bytes/mod.ts";
import {
  command,
  type Context,
  NOT_A_FLOAT,
  NOT_AN_INTEGER,
  oneKey,
  OTHER_TYPE,
  writeTyped,
} from "../../engine/mod.ts";
import { type Ref, type Span, Type } from "../../store/mod.ts";
import { HASH } from "./_hash.ts";

const MAX_INT64 = 2n ** 63n - 1n;
const MIN_INT64 = -(2n ** 63n);
const ZERO = fromString("0");
const DIGITS = new Uint8Array(32);

export const hincrby = command({
  name: "HINCRBY",
  since: "2.0.0",
  group: "hash",
  summary:
    "Increments the integer value of a field in a hash by a number. Uses 0 as initial value if the field doesn't exist.",
  complexity: "O(1)",
  arity: 4,
  flags: ["write", "denyoom", "fast"],
  keys: oneKey("RW", "access", "update"),
  syntax: "key field increment",
  run(ctx) {
    const { args, db, reply } = ctx;
    const by = args.int(3);
    if (by !== by) return reply.error(NOT_AN_INTEGER);
    const ref = writeTyped(ctx, 1, Type.HASH);
    if (ref === OTHER_TYPE) return;
    const found = ref === 0 ? null : HASH.open(db, ref).find(args.buf, args.start[2], args.end[2]);
    const value = found === null ? 0 : HASH.integer;
    if (value !== value) return reply.error("ERR hash value is not an integer");
    const sum = value + by;
    if (!Number.isSafeInteger(value) || !Number.isSafeInteger(by) || !Number.isSafeInteger(sum)) {
      return addExactly(ctx, ref, found);
    }
    store(ctx, ref, found, DIGITS, writeInteger(DIGITS, 0, sum));
    reply.integer(sum);
  },
});

/** Adds argument 3 where doubles may not be exact. */
function addExactly(ctx: Context, ref: Ref, found: Span | null): void {
  const { args, reply } = ctx;
  const value = found === null ? 0n : parseInt64(found.buf, found.start, found.end)!;
  const sum = value + parseInt64(args.buf, args.start[3], args.end[3])!;
  if (sum > MAX_INT64 || sum < MIN_INT64) return reply.error("ERR increment or decrement would overflow");
  store(ctx, ref, found, DIGITS, writeInt64(DIGITS, 0, sum));
  reply.int64(sum);
}

export const hincrbyfloat = command({
  name: "HINCRBYFLOAT",
  since: "2.6.0",
  group: "hash",
  summary:
    "Increments the floating point value of a field by a number. Uses 0 as initial value if the field doesn't exist.",
  complexity: "O(1)",
  arity: 4,
  flags: ["write", "denyoom", "fast"],
  keys: oneKey("RW", "access", "update"),
  syntax: "key field increment",
  types: { increment: "double" },
  run(ctx) {
    const { args, db, reply } = ctx;
    const by = parseLongDouble(args.buf, args.start[3], args.end[3]);
    if (by === null) return reply.error(NOT_A_FLOAT);
    if (!by.finite) return reply.error("ERR value is NaN or Infinity");
    const ref = writeTyped(ctx, 1, Type.HASH);
    if (ref === OTHER_TYPE) return;
    const found = ref === 0 ? null : HASH.open(db, ref).find(args.buf, args.start[2], args.end[2]);
    const sum = addDecimal(found === null ? ZERO : found.view(), args.bytes(3));
    // The increment is a number: what is none is the value.
    if (typeof sum === "symbol") {
      return reply.error(
        sum === NOT_FINITE ? "ERR increment would produce NaN or Infinity" : "ERR hash value is not a float",
      );
    }
    const text = fromString(sum);
    store(ctx, ref, found, text, text.length);
    reply.bulkBytes(text);
  },
});

/** Sets the field that is argument 2 to the first `length` bytes of `from`; one that was found keeps its deadline. */
function store(ctx: Context, ref: Ref, found: Span | null, from: Uint8Array, length: number): void {
  const { args: { buf, start, end }, db } = ctx;
  if (ref === 0) HASH.createEmpty(db, buf, start[1], end[1]);
  if (found !== null) HASH.replace(from, 0, length);
  else HASH.set(buf, start[2], end[2], from, 0, length);
  HASH.close(1);
}
