import { command, oneKey, WRONG_TYPE } from "../../engine/mod.ts";
import { Span, Type } from "../../store/mod.ts";

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
    const ref = db.lookup(args.buf, args.start[1], args.end[1]);
    if (ref === 0) return reply.null();
    if (db.type(ref) !== Type.STRING) return reply.error(WRONG_TYPE);
    const { buf, start, end } = db.value(ref, VALUE);
    reply.bulk(buf, start, end);
  },
});
