import { command, type Context } from "../../engine/mod.ts";
import { cacheCount, cachedCount, count, hasCount } from "../../types/hyperloglog/mod.ts";
import { CORRUPT, isValid, union, unshare, VALUE } from "./_value.ts";

export const pfcount = command({
  name: "PFCOUNT",
  since: "2.8.9",
  group: "hyperloglog",
  summary: "Returns the approximated cardinality of the set(s) observed by the HyperLogLog key(s).",
  complexity:
    "O(1) with a very small average constant time when called with a single key. O(N) with N being the number of " +
    "keys, and much bigger constant times, when called with multiple keys.",
  arity: -2,
  flags: ["readonly", "may_replicate"],
  keys: [{
    notes: "RW because it may change the internal representation of the key, and propagate to replicas",
    flags: ["RW", "access"],
    begin: { index: 1 },
    find: { last: -1, step: 1, limit: 0 },
  }],
  syntax: "key [key ...]",
  run(ctx) {
    if (ctx.args.argc > 2) countUnion(ctx);
    else countOne(ctx);
  },
});

function countOne(ctx: Context): void {
  const { args, db, reply } = ctx;
  let ref = db.lookup(args.buf, args.start[1], args.end[1]);
  if (ref === 0) return reply.integer(0);
  if (!isValid(ctx, ref)) return;
  ref = unshare(ctx, ref);
  const { buf, start, end } = VALUE;
  if (hasCount(buf, start)) return replyCount(ctx, cachedCount(buf, start));
  const estimated = count(buf, start, end);
  if (estimated !== estimated) return reply.error(CORRUPT);
  cacheCount(buf, start, estimated);
  db.changed(ref);
  replyCount(ctx, estimated);
}

function countUnion(ctx: Context): void {
  const { args, db, reply } = ctx;
  union.clear();
  for (let i = 1; i < args.argc; i++) {
    const ref = db.lookup(args.buf, args.start[i], args.end[i]);
    if (ref === 0) continue;
    if (!isValid(ctx, ref)) return;
    if (!union.add(VALUE.buf, VALUE.start, VALUE.end)) return reply.error(CORRUPT);
  }
  replyCount(ctx, union.count());
}

function replyCount({ reply }: Context, estimated: number | bigint): void {
  if (Number.isSafeInteger(estimated)) reply.integer(Number(estimated));
  else reply.int64(BigInt(estimated));
}
