import { command, type Context, oneKey, SYNTAX_ERROR } from "../../engine/mod.ts";
import { type LargeSet, type MemberSet, SetCursor } from "../../types/set/mod.ts";
import { AT_ONCE } from "../_long_reply.ts";
import { emptySet, nothing } from "../_record.ts";
import { made, removeAll } from "./_operations.ts";
import { replyMembers, replyOwn } from "./_reply.ts";
import { finish, setToWrite } from "./_set.ts";

const CURSOR = new SetCursor();
/** Redis: where more than so many times as many members go as stay, those that stay are taken out. */
const KEPT_SHARE = 5;

export const spop = command({
  name: "SPOP",
  since: "1.0.0",
  group: "set",
  summary:
    "Returns one or more random members from a set after removing them. Deletes the set if the last member was popped.",
  complexity: "Without the count argument O(1), otherwise O(N) where N is the value of the passed count.",
  history: [["3.2.0", "Added the `count` argument."]],
  arity: -2,
  flags: ["write", "fast"],
  keys: oneKey("RW", "access", "delete"),
  tips: ["nondeterministic_output"],
  syntax: "key [count]",
  run(ctx) {
    const { args, reply } = ctx;
    if (args.argc > 3) return reply.error(SYNTAX_ERROR);
    if (args.argc === 3) return popMany(ctx);
    const set = setToWrite(ctx, 1, nothing);
    if (set === null) return;
    popOne(ctx, set);
    finish(ctx, set, 1);
  },
});

function popOne({ reply }: Context, set: MemberSet): void {
  const { member } = set;
  set.sample();
  reply.bulk(member.buf, member.start, member.end);
  set.removeSampled();
}

function popMany(ctx: Context): void {
  const { args, reply } = ctx;
  const count = args.int(2);
  if (!(count >= 0)) return reply.error("ERR value is out of range, must be positive");
  const set = setToWrite(ctx, 1, emptySet);
  if (set === null) return;
  const { large, size } = set;
  if (count >= size) return popAll(ctx, set);
  reply.set(count);
  if (count === 0) return;
  if (large !== null && (size - count) * KEPT_SHARE <= count) return popMost(ctx, set, large, count);
  for (let i = 0; i < count; i++) popOne(ctx, set);
  finish(ctx, set, count);
}

function popAll(ctx: Context, set: MemberSet): void {
  const { db, reply } = ctx;
  const { large, ref, size } = set;
  const isLong = large !== null && large.memory > AT_ONCE;
  reply.set(size);
  if (!isLong) replyMembers(ctx, set);
  db.changed(ref, size);
  if (!isLong) return db.drop(ref);
  // Its members go out as the client takes them.
  db.release(ref);
  replyOwn(ctx, large, 1);
}

/** Takes out the members that stay, and makes them the set. */
function popMost(ctx: Context, set: MemberSet, large: LargeSet, count: number): void {
  const { db, keyspace } = ctx;
  const { member } = set;
  const stay = large.size - count;
  const kept = made(keyspace, (into) => {
    while (into.size < stay) {
      set.sample();
      into.add(member.buf, member.start, member.end);
    }
  });
  removeAll(large, CURSOR.openLarge(kept));
  db.replaceCollection(set.ref, kept);
  set.open(db, set.ref).pack();
  db.changed(set.ref, count);
  replyOwn(ctx, large, 1);
}
