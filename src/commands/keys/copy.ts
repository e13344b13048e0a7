import { equalBytes } from "../../bytes/mod.ts";
import { command, type Context, keyRange, oneKey, SAME_OBJECT, SYNTAX_ERROR } from "../../engine/mod.ts";
import type { Database } from "../../store/mod.ts";
import { databaseAt } from "./_database_index.ts";

/** Where COPY copies to, and whether over what is there. */
interface CopyOptions {
  into: Database;
  replace: boolean;
}

export const copy = command({
  name: "COPY",
  since: "6.2.0",
  group: "generic",
  summary: "Copies the value of a key to a new key.",
  complexity: "O(N) worst case for collections, where N is the number of nested items. O(1) for string values.",
  arity: -3,
  flags: ["write", "denyoom"],
  keys: [...oneKey("RO", "access"), ...keyRange(2, 2, 1, "OW", "update")],
  syntax: "source destination [DB destination-db] [REPLACE]",
  run(ctx) {
    const { args: { buf, start, end }, db, reply } = ctx;
    const options = readOptions(ctx);
    if (options === null) return;
    const { into, replace } = options;
    if (into === db && equalBytes(buf, start[1], end[1], buf, start[2], end[2])) return reply.error(SAME_OBJECT);
    const ref = db.lookup(buf, start[1], end[1]);
    if (ref === 0) return reply.integer(0);
    if (into.lookupWrite(buf, start[2], end[2]) !== 0 && !replace) return reply.integer(0);
    db.copyTo(ref, into, buf, start[2], end[2]);
    reply.integer(1);
  },
});

/** The options from argument 3 on; `null` if they are wrong: then the error has been replied. */
function readOptions(ctx: Context): CopyOptions | null {
  const { args, reply } = ctx;
  const options: CopyOptions = { into: ctx.db, replace: false };
  for (let i = 3; i < args.argc; i++) {
    if (args.is(i, "REPLACE")) {
      options.replace = true;
    } else if (args.is(i, "DB") && i + 1 < args.argc) {
      const database = databaseAt(ctx, ++i);
      if (database === null) return null;
      options.into = database;
    } else {
      reply.error(SYNTAX_ERROR);
      return null;
    }
  }
  return options;
}

export const move = command({
  name: "MOVE",
  since: "1.0.0",
  group: "generic",
  summary: "Moves a key to another database.",
  complexity: "O(1)",
  arity: 3,
  flags: ["write", "fast"],
  keys: oneKey("RW", "access", "update"),
  syntax: "key db",
  run(ctx) {
    const { args: { buf, start, end }, db, reply } = ctx;
    const into = databaseAt(ctx, 2);
    if (into === null) return;
    if (into === db) return reply.error(SAME_OBJECT);
    const ref = db.lookupWrite(buf, start[1], end[1]);
    if (ref === 0 || into.lookupWrite(buf, start[1], end[1]) !== 0) return reply.integer(0);
    db.moveTo(ref, into, buf, start[1], end[1]);
    reply.integer(1);
  },
});
