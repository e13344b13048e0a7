import { equalBytes } from "../../bytes/mod.ts";
import { command, type Context, keyRange, NO_SUCH_KEY, oneKey } from "../../engine/mod.ts";

export const rename = command({
  name: "RENAME",
  since: "1.0.0",
  group: "generic",
  summary: "Renames a key and overwrites the destination.",
  complexity: "O(1)",
  arity: 3,
  flags: ["write"],
  keys: [...oneKey("RW", "access", "delete"), ...keyRange(2, 2, 1, "OW", "update")],
  syntax: "key newkey",
  run(ctx) {
    const { args, db, reply } = ctx;
    const { buf, start, end } = args;
    const ref = db.lookupWrite(buf, start[1], end[1]);
    if (ref === 0) return reply.error(NO_SUCH_KEY);
    if (!isSameKey(ctx)) db.moveTo(ref, db, buf, start[2], end[2]);
    reply.ok();
  },
});

export const renamenx = command({
  name: "RENAMENX",
  since: "1.0.0",
  group: "generic",
  summary: "Renames a key only when the target key name doesn't exist.",
  complexity: "O(1)",
  history: [["3.2.0", "The command no longer returns an error when source and destination names are the same."]],
  arity: 3,
  flags: ["write", "fast"],
  keys: [...oneKey("RW", "access", "delete"), ...keyRange(2, 2, 1, "OW", "insert")],
  syntax: "key newkey",
  run(ctx) {
    const { args, db, reply } = ctx;
    const { buf, start, end } = args;
    const ref = db.lookupWrite(buf, start[1], end[1]);
    if (ref === 0) return reply.error(NO_SUCH_KEY);
    if (isSameKey(ctx) || db.lookupWrite(buf, start[2], end[2]) !== 0) return reply.integer(0);
    db.moveTo(ref, db, buf, start[2], end[2]);
    reply.integer(1);
  },
});

function isSameKey({ args: { buf, start, end } }: Context): boolean {
  return equalBytes(buf, start[1], end[1], buf, start[2], end[2]);
}
