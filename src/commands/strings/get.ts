import { command, oneKey, WRONG_TYPE } from "../../engine/mod.ts";
import { Span } from "../../store/mod.ts";

const VALUE = new Span();

export const get = command({
  name: "GET",
  since: "1.0.0",
  group: "string",
  summary: "Returns the string value of a key.",
  complexity: "O(1)",
  arity: 2,
  flags: ["readonly", "fast"],
  keys: oneKey("RO", "access"),
  syntax: "key",
  run({ args, db, reply }) {
    const found = db.readString(args.buf, args.start[1], args.end[1], VALUE);
    if (found === 1) reply.bulk(VALUE.buf, VALUE.start, VALUE.end);
    else if (found === 0) reply.null();
    else reply.error(WRONG_TYPE);
  },
});
