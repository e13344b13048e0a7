import { fromString, parseInt64 } from "../../bytes/mod.ts";
import { command, type Context, NOT_AN_INTEGER, oneKey, SYNTAX_ERROR } from "../../engine/mod.ts";
import type { ReplyWriter, Request } from "../../resp/mod.ts";
import { SortedSet } from "../../types/sorted_set/mod.ts";
import { DrawnReply } from "../_drawn_reply.ts";
import { DrawsReply } from "../_draws_reply.ts";
import { AT_ONCE } from "../_long_reply.ts";
import { emptyArray, nothing } from "../_record.ts";
import { replyMembers, replyRanks } from "./_members_reply.ts";
import { RankSample } from "./_rank_sample.ts";
import { beginMembers, replyMember, writeMember, zsetToRead } from "./_sorted_set.ts";

const OUT_OF_RANGE = "ERR value is out of range, value must between -9223372036854775807 and 9223372036854775807";
const MAX_COUNT = 2n ** 63n - 1n;
/** Members and scores together must not be more than a 64-bit number can say. */
const MAX_WITH_SCORES = MAX_COUNT / 2n;

export const zrandmember = command({
  name: "ZRANDMEMBER",
  since: "6.2.0",
  group: "sorted-set",
  summary: "Returns one or more random members from a sorted set.",
  complexity: "O(N) where N is the number of members returned",
  arity: -2,
  flags: ["readonly"],
  keys: oneKey("RO", "access"),
  tips: ["nondeterministic_output"],
  syntax: "key [count [WITHSCORES]]",
  names: { "count-block": "options" },
  run(ctx) {
    const { args, keyspace, reply } = ctx;
    if (args.argc > 2) return sampleMany(ctx);
    const set = zsetToRead(ctx, 1, nothing);
    if (set === null) return;
    set.seek(keyspace.random(set.size));
    replyMember(reply, set, false);
  },
});

function sampleMany(ctx: Context): void {
  const { args, reply } = ctx;
  const wrong = problem(args);
  if (wrong !== null) return reply.error(wrong);
  const set = zsetToRead(ctx, 1, emptyArray);
  if (set === null) return;
  const count = args.int(2);
  const withScores = args.argc === 4;
  if (count < 0) drawMany(ctx, set, -count, withScores);
  else if (count >= set.size) replyMembers(ctx, set, 0, set.size, false, withScores);
  else sample(ctx, set, count, withScores);
}

/** Chooses `count` different members, fewer than there are. They are replied with in their order. */
function sample(ctx: Context, set: SortedSet, count: number, withScores: boolean): void {
  const ranks = new RankSample(set.size, count, ctx.keyspace.random);
  beginMembers(ctx.reply, count, withScores);
  replyRanks(ctx, set, () => ranks.next(), withScores);
}

/** What is wrong with the count and the option behind it, or `null`. */
function problem(args: Request): string | null {
  const count = parseInt64(args.buf, args.start[2], args.end[2]);
  if (count === null) return NOT_AN_INTEGER;
  if (count < -MAX_COUNT) return OUT_OF_RANGE;
  if (args.argc === 3) return null;
  if (args.argc > 4 || !args.is(3, "WITHSCORES")) return SYNTAX_ERROR;
  return count < -MAX_WITH_SCORES || count > MAX_WITH_SCORES ? "ERR value is out of range" : null;
}

/** Draws `count` members, each of them any number of times. */
function drawMany(ctx: Context, set: SortedSet, count: number, withScores: boolean): void {
  const { args, keyspace: { random }, reply } = ctx;
  if (Number.isSafeInteger(count * 2)) {
    beginMembers(reply, count, withScores);
  } else {
    const exact = -parseInt64(args.buf, args.start[2], args.end[2])!;
    reply.raw(fromString(`*${withScores && !reply.resp3 ? exact * 2n : exact}\r\n`));
  }
  const full = reply.pending + AT_ONCE;
  for (let left = count; left > 0; left--) {
    if (reply.pending > full) return drawOn(ctx, new SortedSet().open(ctx.db, set.ref), left, withScores);
    set.seek(random(set.size));
    replyMember(reply, set, withScores);
  }
}

/** The same for what is left of a long reply. */
function drawOn(ctx: Context, set: SortedSet, left: number, withScores: boolean): void {
  const { random } = ctx.keyspace;
  const draw = (into: ReplyWriter) => {
    set.seek(random(set.size));
    replyMember(into, set, withScores);
  };
  const copy = (left: number) => {
    const drawn = new DrawnReply(
      left,
      random,
      (into, bytes, start, end, score) => writeMember(into, bytes, start, end, score, withScores),
    );
    set.forEach(({ buf, start, end }, score) => drawn.add(buf, start, end, score));
    return drawn;
  };
  new DrawsReply(ctx, set.readable, left, draw, copy);
}
