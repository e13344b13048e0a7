import { command, type Context, NOT_AN_INTEGER, oneKey, SYNTAX_ERROR } from "../../engine/mod.ts";
import type { SortedSet } from "../../types/sorted_set/mod.ts";
import { replyRange } from "./_show.ts";
import { DrawnReply } from "../_drawn_reply.ts";
import { beginMembers, emptyArray, nothing, replyMember, zsetToRead } from "./_sorted_set.ts";

const LOWEST = "-9223372036854775808";
const OUT_OF_RANGE = "ERR value is out of range, value must between -9223372036854775807 and 9223372036854775807";
/** Half of the counts: members and scores together must not be more than a 64-bit number can say. */
const TOO_MANY_WITH_SCORES = 2 ** 62;
/** Members that are replied with at once at most; more go out as the client takes them. */
const AT_ONCE = 1000;
/** A set of which more than this share is wanted is walked; otherwise ranks are drawn until enough different ones have come. */
const WALKED_SHARE = 1 / 3;

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
  const count = args.int(2);
  if (count !== count) return reply.error(NOT_AN_INTEGER);
  if (args.is(2, LOWEST)) return reply.error(OUT_OF_RANGE);
  const withScores = args.argc === 4;
  if (args.argc > 4 || (withScores && !args.is(3, "WITHSCORES"))) return reply.error(SYNTAX_ERROR);
  if (withScores && Math.abs(count) >= TOO_MANY_WITH_SCORES) return reply.error("ERR value is out of range");
  const set = zsetToRead(ctx, 1, emptyArray);
  if (set === null) return;
  if (count < 0) return sampleWithRepetition(ctx, set, -count, withScores);
  if (count >= set.size) return replyRange(ctx, set, { first: 0, count: set.size }, false, withScores);
  beginMembers(reply, count, withScores);
  if (count > set.size * WALKED_SHARE) sampleByWalking(ctx, set, count, withScores);
  else sampleByDrawing(ctx, set, count, withScores);
}

/** Draws `count` members, each of them any number of times. A long reply has a copy of the set to draw from, since the set may change meanwhile. */
function sampleWithRepetition(ctx: Context, set: SortedSet, count: number, withScores: boolean): void {
  const { keyspace, reply } = ctx;
  beginMembers(reply, count, withScores);
  if (count > AT_ONCE) {
    const drawn = new DrawnReply(count, keyspace.random, (into, buf, start, end, score) => {
      if (withScores && into.resp3) into.array(2);
      into.bulk(buf, start, end);
      if (withScores) into.double(score);
    });
    set.forEach(({ buf, start, end }, score) => drawn.add(buf, start, end, score));
    return reply.defer(drawn);
  }
  for (let i = 0; i < count; i++) {
    set.seek(keyspace.random(set.size));
    replyMember(reply, set, withScores);
  }
}

/** Chooses `count` different members in one walk: each with the probability that what is still wanted bears to what is left. */
function sampleByWalking({ keyspace, reply }: Context, set: SortedSet, count: number, withScores: boolean): void {
  let wanted = count;
  let more = set.seek(0);
  for (let left = set.size; more && wanted > 0; left--) {
    if (keyspace.random(left) < wanted) {
      replyMember(reply, set, withScores);
      wanted--;
    }
    more = set.next();
  }
}

/** Draws ranks until `count` different ones have come. */
function sampleByDrawing({ keyspace, reply }: Context, set: SortedSet, count: number, withScores: boolean): void {
  const drawn = new Set<number>();
  while (drawn.size < count) {
    const rank = keyspace.random(set.size);
    if (drawn.has(rank)) continue;
    drawn.add(rank);
    set.seek(rank);
    replyMember(reply, set, withScores);
  }
}
