import { copyBytes, parseInt64 } from "../../bytes/mod.ts";
import { command, type Context, NOT_AN_INTEGER, oneKey } from "../../engine/mod.ts";
import type { Request } from "../../resp/mod.ts";
import { NO_DEADLINE, Span, StringEncoding } from "../../store/mod.ts";
import { isStringOrAbsent, setTo } from "./_value.ts";

const TOO_LONG = "ERR string exceeds maximum allowed size (proto-max-bulk-len)";
const NO_BYTES = new Uint8Array(0);
const VALUE = new Span();

export const append = command({
  name: "APPEND",
  since: "2.0.0",
  group: "string",
  summary: "Appends a string to the value of a key. Creates the key if it doesn't exist.",
  complexity:
    "O(1). The amortized time complexity is O(1) assuming the appended value is small and the already present " +
    "value is of any size, since the dynamic string library used by Redis will double the free space available on every " +
    "reallocation.",
  arity: 3,
  flags: ["write", "denyoom", "fast"],
  keys: oneKey("RW", "insert"),
  syntax: "key value",
  run(ctx) {
    const { args, db, engine, reply } = ctx;
    const { buf, start, end } = args;
    const ref = db.lookupWrite(buf, start[1], end[1]);
    const added = end[2] - start[2];
    if (ref === 0) {
      setTo(ctx, 2, NO_DEADLINE);
      return reply.integer(added);
    }
    if (!isStringOrAbsent(ctx, ref)) return;
    const length = db.value(ref, VALUE).length + added;
    if (length > engine.settings.maxBulk) return reply.error(TOO_LONG);
    const value = db.value(db.resizeString(ref, length, StringEncoding.RAW), VALUE);
    copyBytes(value.buf, value.end - added, buf, start[2], end[2]);
    reply.integer(length);
  },
});

export const strlen = command({
  name: "STRLEN",
  since: "2.2.0",
  group: "string",
  summary: "Returns the length of a string value.",
  complexity: "O(1)",
  arity: 2,
  flags: ["readonly", "fast"],
  keys: oneKey("RO"),
  syntax: "key",
  run(ctx) {
    const { args, db, reply } = ctx;
    const ref = db.lookup(args.buf, args.start[1], args.end[1]);
    if (isStringOrAbsent(ctx, ref)) reply.integer(ref === 0 ? 0 : db.value(ref, VALUE).length);
  },
});

export const setrange = command({
  name: "SETRANGE",
  since: "2.2.0",
  group: "string",
  summary: "Overwrites a part of a string value with another by an offset. Creates the key if it doesn't exist.",
  complexity:
    "O(1), not counting the time taken to copy the new string in place. Usually, this string is very small so " +
    "the amortized complexity is O(1). Otherwise, complexity is O(M) with M being the length of the value argument.",
  arity: 4,
  flags: ["write", "denyoom"],
  keys: oneKey("RW", "update"),
  syntax: "key offset value",
  run(ctx) {
    const { args, db, engine, reply } = ctx;
    const { buf, start, end } = args;
    const offset = args.int(2);
    if (offset !== offset) return reply.error(NOT_AN_INTEGER);
    if (offset < 0) return reply.error("ERR offset is out of range");
    const ref = db.lookupWrite(buf, start[1], end[1]);
    if (!isStringOrAbsent(ctx, ref)) return;
    const had = ref === 0 ? 0 : db.value(ref, VALUE).length;
    if (end[3] === start[3]) return reply.integer(had);
    const length = Math.max(had, offset + end[3] - start[3]);
    if (length > engine.settings.maxBulk) return reply.error(TOO_LONG);
    if (ref === 0) {
      const padded = new Uint8Array(length);
      copyBytes(padded, offset, buf, start[3], end[3]);
      db.setString(buf, start[1], end[1], padded, 0, length, NO_DEADLINE, StringEncoding.RAW);
    } else {
      const value = db.value(db.resizeString(ref, length, StringEncoding.RAW), VALUE);
      copyBytes(value.buf, value.start + offset, buf, start[3], end[3]);
    }
    reply.integer(length);
  },
});

export const getrange = command({
  name: "GETRANGE",
  since: "2.4.0",
  group: "string",
  summary: "Returns a substring of the string stored at a key.",
  complexity:
    "O(N) where N is the length of the returned string. The complexity is ultimately determined by the returned " +
    "length, but because creating a substring from an existing string is very cheap, it can be considered O(1) for small " +
    "strings.",
  arity: 4,
  flags: ["readonly"],
  keys: oneKey("RO", "access"),
  syntax: "key start end",
  run: replyRange,
});

export const substr = command({
  name: "SUBSTR",
  since: "1.0.0",
  group: "string",
  summary: "Returns a substring from a string value.",
  complexity: getrange.complexity,
  deprecated: { since: "2.0.0", replacedBy: "`GETRANGE`" },
  arity: 4,
  flags: ["readonly"],
  keys: oneKey("RO", "access"),
  syntax: "key start end",
  run: replyRange,
});

function replyRange(ctx: Context): void {
  const { args, db, reply } = ctx;
  const first = args.int(2);
  const last = args.int(3);
  if (first !== first || last !== last) return reply.error(NOT_AN_INTEGER);
  const ref = db.lookup(args.buf, args.start[1], args.end[1]);
  if (!isStringOrAbsent(ctx, ref)) return;
  if (ref === 0 || (first < 0 && last < 0 && isBehind(args, first, last))) return reply.bulk(NO_BYTES, 0, 0);
  const { buf, start, end } = db.value(ref, VALUE);
  const length = end - start;
  const from = Math.max(0, first < 0 ? length + first : first);
  const to = Math.min(length - 1, Math.max(0, last < 0 ? length + last : last));
  if (from > to) return reply.bulk(NO_BYTES, 0, 0);
  reply.bulk(buf, start + from, start + to + 1);
}

/** Whether the range ends before it begins; `first` and `last` are arguments 2 and 3, which beyond 2^53 are compared by their digits. */
function isBehind({ buf, start, end }: Request, first: number, last: number): boolean {
  if (first !== last || Number.isSafeInteger(first)) return first > last;
  return parseInt64(buf, start[2], end[2])! > parseInt64(buf, start[3], end[3])!;
}
