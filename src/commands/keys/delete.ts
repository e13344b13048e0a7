import { command, type Context, keyRange } from "../../engine/mod.ts";

export const del = command({
  name: "DEL",
  since: "1.0.0",
  group: "generic",
  summary: "Deletes one or more keys.",
  complexity:
    "O(N) where N is the number of keys that will be removed. When a key to remove holds a value other than a " +
    "string, the individual complexity for this key is O(M) where M is the number of elements in the list, set, sorted set " +
    "or hash. Removing a single key that holds a string value is O(1).",
  arity: -2,
  flags: ["write"],
  keys: keyRange(1, -1, 1, "RM", "delete"),
  tips: ["request_policy:multi_shard", "response_policy:agg_sum"],
  syntax: "key [key ...]",
  run: remove,
});

/** The same as DEL: that frees large collections in the background as well, and a string's memory goes back in constant time. */
export const unlink = command({
  name: "UNLINK",
  since: "4.0.0",
  group: "generic",
  summary: "Asynchronously deletes one or more keys.",
  complexity:
    "O(1) for each key removed regardless of its size. Then the command does O(N) work in a different thread in " +
    "order to reclaim memory, where N is the number of allocations the deleted objects where composed of.",
  arity: -2,
  flags: ["write", "fast"],
  keys: keyRange(1, -1, 1, "RM", "delete"),
  tips: ["request_policy:multi_shard", "response_policy:agg_sum"],
  syntax: "key [key ...]",
  run: remove,
});

function remove({ args, db, reply }: Context): void {
  const { argc, buf, start, end } = args;
  let removed = 0;
  for (let i = 1; i < argc; i++) if (db.remove(buf, start[i], end[i])) removed++;
  reply.integer(removed);
}
