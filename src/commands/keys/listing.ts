import { globLiteral } from "../../bytes/mod.ts";
import { command, type Context } from "../../engine/mod.ts";
import { Span } from "../../store/mod.ts";
import { KeyPattern } from "../_pattern.ts";

const KEY = new Span();
/** Keys that RANDOMKEY draws while expiry is paused and all keys have a deadline. */
const PAUSED_TRIES = 100;

export const keys = command({
  name: "KEYS",
  since: "1.0.0",
  group: "generic",
  summary: "Returns all key names that match a pattern.",
  complexity: "O(N) with N being the number of keys in the database, under the assumption that the key names in the " +
    "database and the given pattern have limited length.",
  arity: 2,
  flags: ["readonly"],
  categories: ["dangerous"],
  tips: ["request_policy:all_shards", "nondeterministic_output_order"],
  syntax: "pattern",
  run(ctx) {
    const { args, db, reply } = ctx;
    const pattern = new KeyPattern(args.bytes(1));
    if (globLiteral(pattern.bytes)) return replyIfThere(ctx);
    const found = new Int32Array(db.size);
    let count = 0;
    db.map.forEach((ref) => {
      if (pattern.matches(db.key(ref, KEY)) && db.isLive(ref)) found[count++] = ref;
    });
    reply.array(count);
    for (let i = 0; i < count; i++) {
      const { buf, start, end } = db.key(found[i], KEY);
      reply.bulk(buf, start, end);
    }
  },
});

/** Only the key that is argument 1 itself can match. */
function replyIfThere({ args, db, reply }: Context): void {
  const { buf, start, end } = args;
  if (db.peek(buf, start[1], end[1]) === 0) return reply.array(0);
  reply.array(1);
  reply.bulk(buf, start[1], end[1]);
}

export const randomkey = command({
  name: "RANDOMKEY",
  since: "1.0.0",
  group: "generic",
  summary: "Returns a random key name from the database.",
  complexity: "O(1)",
  arity: 1,
  flags: ["readonly", "touches_arbitrary_keys"],
  tips: ["request_policy:all_shards", "response_policy:special", "nondeterministic_output"],
  syntax: "",
  run({ db, keyspace, reply }) {
    for (let tries = 1;; tries++) {
      const ref = db.map.sample(keyspace.random);
      if (ref === 0) return reply.null();
      // While expiry is paused there may be no other key: Redis gives up then, and shows one whose deadline has passed.
      const onlyExpired = tries >= PAUSED_TRIES && keyspace.expiryPaused && db.map.volatile === db.size;
      if (db.isLive(ref) || onlyExpired) {
        const { buf, start, end } = db.key(ref, KEY);
        return reply.bulk(buf, start, end);
      }
      db.expire(ref);
    }
  },
});
