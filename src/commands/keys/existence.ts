import { command, keyRange, oneKey } from "../../engine/mod.ts";
import { TYPE_NAMES } from "../../store/mod.ts";
import { inspect } from "./_lookup.ts";

export const exists = command({
  name: "EXISTS",
  since: "1.0.0",
  group: "generic",
  summary: "Determines whether one or more keys exist.",
  complexity: "O(N) where N is the number of keys to check.",
  history: [["3.0.3", "Accepts multiple `key` arguments."]],
  arity: -2,
  flags: ["readonly", "fast"],
  keys: keyRange(1, -1, 1, "RO"),
  tips: ["request_policy:multi_shard", "response_policy:agg_sum"],
  syntax: "key [key ...]",
  run(ctx) {
    let found = 0;
    for (let i = 1; i < ctx.args.argc; i++) if (inspect(ctx, i) !== 0) found++;
    ctx.reply.integer(found);
  },
});

export const touch = command({
  name: "TOUCH",
  since: "3.2.1",
  group: "generic",
  summary:
    "Returns the number of existing keys out of those specified after updating the time they were last accessed.",
  complexity: "O(N) where N is the number of keys that will be touched.",
  arity: -2,
  flags: ["readonly", "fast"],
  keys: keyRange(1, -1, 1, "RO"),
  tips: ["request_policy:multi_shard", "response_policy:agg_sum"],
  syntax: "key [key ...]",
  run({ args, db, reply }) {
    const { argc, buf, start, end } = args;
    let found = 0;
    for (let i = 1; i < argc; i++) if (db.lookup(buf, start[i], end[i]) !== 0) found++;
    reply.integer(found);
  },
});

export const type = command({
  name: "TYPE",
  since: "1.0.0",
  group: "generic",
  summary: "Determines the type of value stored at a key.",
  complexity: "O(1)",
  arity: 2,
  flags: ["readonly", "fast"],
  keys: oneKey("RO"),
  syntax: "key",
  run(ctx) {
    const ref = inspect(ctx, 1);
    ctx.reply.simple(ref === 0 ? "none" : TYPE_NAMES[ctx.db.type(ref)]);
  },
});
