import { parseInteger, writeInteger } from "../../bytes/mod.ts";
import { command, type Context, NOT_AN_INTEGER, oneKey, WRONG_TYPE } from "../../engine/mod.ts";
import { NO_DEADLINE, Span, StringEncoding, Type } from "../../store/mod.ts";

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

function add({ args, db, reply }: Context, by: number): void {
  const { buf, start, end } = args;
  const ref = db.lookupWrite(buf, start[1], end[1]);
  let value = by;
  if (ref !== 0) {
    if (db.type(ref) !== Type.STRING) return reply.error(WRONG_TYPE);
    const span = db.value(ref, VALUE);
    value += parseInteger(span.buf, span.start, span.end);
    if (value !== value) return reply.error(NOT_AN_INTEGER);
  }
  const length = writeInteger(DIGITS, 0, value);
  db.setString(buf, start[1], end[1], DIGITS, 0, length, NO_DEADLINE, StringEncoding.AUTO);
  reply.integer(value);
}
