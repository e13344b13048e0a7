import { command, NOT_AN_INTEGER, oneKey, SYNTAX_ERROR, WRONG_TYPE } from "../../engine/mod.ts";
import { Span } from "../../store/mod.ts";
import { countBits, findBit } from "../../types/bitmap/mod.ts";
import { BitRange, isBehind, unitAt } from "./_range.ts";

const VALUE = new Span();
const RANGE = new BitRange();

export const bitcount = command({
  name: "BITCOUNT",
  since: "2.6.0",
  group: "bitmap",
  summary: "Counts the number of set bits (population counting) in a string.",
  complexity: "O(N)",
  history: [["7.0.0", "Added the `BYTE|BIT` option."]],
  arity: -2,
  flags: ["readonly"],
  keys: oneKey("RO", "access"),
  syntax: "key [start end [BYTE | BIT]]",
  run({ args, db, reply }) {
    const { argc } = args;
    const found = db.readString(args.buf, args.start[1], args.end[1], VALUE);
    if (found === -1) return reply.error(WRONG_TYPE);
    if (found === 0) return reply.integer(0);
    if (argc === 2) {
      RANGE.set(0, -1, 8, VALUE.length);
    } else {
      if (argc !== 4 && argc !== 5) return reply.error(SYNTAX_ERROR);
      const first = args.int(2);
      const last = args.int(3);
      if (first !== first || last !== last) return reply.error(NOT_AN_INTEGER);
      if (first < 0 && last < 0 && isBehind(args, 2, 3)) return reply.integer(0);
      const unit = argc === 5 ? unitAt(args, 4) : 8;
      if (unit === 0) return reply.error(SYNTAX_ERROR);
      RANGE.set(first, last, unit, VALUE.length);
    }
    reply.integer(countBits(VALUE.buf, VALUE.start, RANGE.from, RANGE.to));
  },
});

export const bitpos = command({
  name: "BITPOS",
  since: "2.8.7",
  group: "bitmap",
  summary: "Finds the first set (1) or clear (0) bit in a string.",
  complexity: "O(N)",
  history: [["7.0.0", "Added the `BYTE|BIT` option."]],
  arity: -3,
  flags: ["readonly"],
  keys: oneKey("RO", "access"),
  syntax: "key bit [start [end [BYTE | BIT]]]",
  names: { "end-block": "end-unit-block" },
  run({ args, db, reply }) {
    const { argc } = args;
    const bit = args.int(2);
    if (bit !== bit) return reply.error(NOT_AN_INTEGER);
    if (bit !== 0 && bit !== 1) return reply.error("ERR The bit argument must be 1 or 0.");
    const found = db.readString(args.buf, args.start[1], args.end[1], VALUE);
    if (found === -1) return reply.error(WRONG_TYPE);
    if (found === 0) return reply.integer(bit === 0 ? 0 : -1);
    if (argc > 6) return reply.error(SYNTAX_ERROR);
    const first = argc > 3 ? args.int(3) : 0;
    if (first !== first) return reply.error(NOT_AN_INTEGER);
    const unit = argc > 5 ? unitAt(args, 5) : 8;
    if (unit === 0) return reply.error(SYNTAX_ERROR);
    const last = argc > 4 ? args.int(4) : -1;
    if (last !== last) return reply.error(NOT_AN_INTEGER);

    RANGE.set(first, last, unit, VALUE.length);
    const { from, to } = RANGE;
    const position = findBit(VALUE.buf, VALUE.start, from, to, bit);
    // Without an end given, zeros follow the string.
    const endless = argc < 5 && bit === 0 && from < to;
    reply.integer(position < 0 && endless ? to : position);
  },
});
