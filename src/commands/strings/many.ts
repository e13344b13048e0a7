import { command, type Context, keyRange, wrongArity } from "../../engine/mod.ts";
import { NO_DEADLINE, Span, StringEncoding, Type } from "../../store/mod.ts";

const VALUE = new Span();

export const mget = command({
  name: "MGET",
  since: "1.0.0",
  group: "string",
  summary: "Atomically returns the string values of one or more keys.",
  complexity: "O(N) where N is the number of keys to retrieve.",
  arity: -2,
  flags: ["readonly", "fast"],
  tips: ["request_policy:multi_shard"],
  keys: keyRange(1, -1, 1, "RO", "access"),
  syntax: "key [key ...]",
  run({ args, db, reply }) {
    const { buf, start, end, argc } = args;
    reply.array(argc - 1);
    for (let i = 1; i < argc; i++) {
      const ref = db.lookup(buf, start[i], end[i]);
      if (ref === 0 || db.type(ref) !== Type.STRING) {
        reply.null();
        continue;
      }
      const value = db.value(ref, VALUE);
      reply.bulk(value.buf, value.start, value.end);
    }
  },
});

export const mset = command({
  name: "MSET",
  since: "1.0.1",
  group: "string",
  summary: "Atomically creates or modifies the string values of one or more keys.",
  complexity: "O(N) where N is the number of keys to set.",
  arity: -3,
  flags: ["write", "denyoom"],
  tips: ["request_policy:multi_shard", "response_policy:all_succeeded"],
  keys: keyRange(1, -1, 2, "OW", "update"),
  syntax: "key value [key value ...]",
  run(ctx) {
    if ((ctx.args.argc & 1) === 0) return ctx.reply.error(wrongArity(ctx.command.name));
    setAll(ctx);
    ctx.reply.ok();
  },
});

export const msetnx = command({
  name: "MSETNX",
  since: "1.0.1",
  group: "string",
  summary: "Atomically modifies the string values of one or more keys only when all keys don't exist.",
  complexity: "O(N) where N is the number of keys to set.",
  arity: -3,
  flags: ["write", "denyoom"],
  keys: keyRange(1, -1, 2, "OW", "insert"),
  syntax: "key value [key value ...]",
  run(ctx) {
    const { args, command, db, reply } = ctx;
    const { buf, start, end, argc } = args;
    if ((argc & 1) === 0) return reply.error(wrongArity(command.name));
    for (let i = 1; i < argc; i += 2) {
      if (db.lookupWrite(buf, start[i], end[i]) !== 0) return reply.integer(0);
    }
    setAll(ctx);
    reply.integer(1);
  },
});

function setAll({ args, db }: Context): void {
  const { buf, start, end, argc } = args;
  for (let i = 1; i < argc; i += 2) {
    db.setString(buf, start[i], end[i], buf, start[i + 1], end[i + 1], NO_DEADLINE, StringEncoding.AUTO);
  }
}
