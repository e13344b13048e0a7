import { command, oneKey, OTHER_TYPE, WRONG_TYPE } from "../../engine/mod.ts";
import { Span } from "../../store/mod.ts";
import { byteOf, getBit, setBit } from "../../types/bitmap/mod.ts";
import { BAD_OFFSET, isOffset, stringToChange } from "./_string.ts";

const VALUE = new Span();

export const setbit = command({
  name: "SETBIT",
  since: "2.2.0",
  group: "bitmap",
  summary: "Sets or clears the bit at offset of the string value. Creates the key if it doesn't exist.",
  complexity: "O(1)",
  arity: 4,
  flags: ["write", "denyoom"],
  keys: oneKey("RW", "access", "update"),
  syntax: "key offset value",
  types: { value: "integer" },
  run(ctx) {
    const { args, db, keyspace, reply } = ctx;
    const offset = args.int(2);
    if (!isOffset(offset, ctx)) return reply.error(BAD_OFFSET);
    const bit = args.int(3);
    if (bit !== 0 && bit !== 1) return reply.error("ERR bit is not an integer or out of range");
    const before = keyspace.dirty;
    const ref = stringToChange(ctx, byteOf(offset) + 1);
    if (ref === OTHER_TYPE) return;
    const { buf, start } = db.value(ref, VALUE);
    const old = setBit(buf, start, offset, bit);
    if (old !== bit && keyspace.dirty === before) db.changed(ref);
    reply.integer(old);
  },
});

export const getbit = command({
  name: "GETBIT",
  since: "2.2.0",
  group: "bitmap",
  summary: "Returns a bit value by offset.",
  complexity: "O(1)",
  arity: 3,
  flags: ["readonly", "fast"],
  keys: oneKey("RO", "access"),
  syntax: "key offset",
  run(ctx) {
    const { args, db, reply } = ctx;
    const offset = args.int(2);
    if (!isOffset(offset, ctx)) return reply.error(BAD_OFFSET);
    const found = db.readString(args.buf, args.start[1], args.end[1], VALUE);
    if (found === -1) return reply.error(WRONG_TYPE);
    reply.integer(found === 0 ? 0 : getBit(VALUE.buf, VALUE.start, VALUE.end, offset));
  },
});
