import { BAD_DATABASE, command } from "../../engine/mod.ts";
import { databaseAt } from "./_database_index.ts";

export const select = command({
  name: "SELECT",
  since: "1.0.0",
  group: "connection",
  summary: "Changes the selected database.",
  complexity: "O(1)",
  arity: 2,
  flags: ["loading", "stale", "fast"],
  syntax: "index",
  run(ctx) {
    const database = databaseAt(ctx, 1);
    if (database === null) return;
    ctx.session.db = database;
    ctx.reply.ok();
  },
});

export const swapdb = command({
  name: "SWAPDB",
  since: "4.0.0",
  group: "server",
  summary: "Swaps two Redis databases.",
  complexity: "O(N) where N is the count of clients watching or blocking on keys from both databases.",
  arity: 3,
  flags: ["write", "fast"],
  categories: ["keyspace", "dangerous"],
  syntax: "index1 index2",
  run({ args, keyspace, reply }) {
    const first = args.int(1);
    const second = args.int(2);
    if (first !== (first | 0)) return reply.error("ERR invalid first DB index");
    if (second !== (second | 0)) return reply.error("ERR invalid second DB index");
    const { databases } = keyspace;
    if (databases[first] === undefined || databases[second] === undefined) return reply.error(BAD_DATABASE);
    keyspace.swap(first, second);
    reply.ok();
  },
});

export const dbsize = command({
  name: "DBSIZE",
  since: "1.0.0",
  group: "server",
  summary: "Returns the number of keys in the database.",
  complexity: "O(1)",
  arity: 1,
  flags: ["readonly", "fast"],
  categories: ["keyspace"],
  tips: ["request_policy:all_shards", "response_policy:agg_sum"],
  syntax: "",
  run({ db, reply }) {
    reply.integer(db.size);
  },
});
