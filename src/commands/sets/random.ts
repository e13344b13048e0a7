import { fromString, parseInt64 } from "../../bytes/mod.ts";
import { command, type Context, NOT_AN_INTEGER, oneKey, SYNTAX_ERROR } from "../../engine/mod.ts";
import type { ReplyWriter } from "../../resp/mod.ts";
import type { Ref } from "../../store/mod.ts";
import { type LargeSet, MemberSet, SetCursor } from "../../types/set/mod.ts";
import { DrawnReply } from "../_drawn_reply.ts";
import { DrawsReply } from "../_draws_reply.ts";
import { AT_ONCE } from "../_long_reply.ts";
import { emptyArray, nothing } from "../_record.ts";
import { replyMarked, replyMembers } from "./_reply.ts";
import { setToRead } from "./_set.ts";

const CURSOR = new SetCursor();
const MAX_INT64 = 2n ** 63n - 1n;
const OUT_OF_RANGE = `ERR value is out of range, value must between ${-MAX_INT64} and ${MAX_INT64}`;
/** A set of which more than this share is wanted is walked; otherwise members are drawn until enough different ones have come. */
const WALKED_SHARE = 1 / 3;
/** Members that are drawn until they are different, at most. */
const MOST_DRAWN = 100_000;
/** Members that are drawn with repetition at once; more go out as the client takes them. */
const DRAWN_AT_ONCE = 1000;

export const srandmember = command({
  name: "SRANDMEMBER",
  since: "1.0.0",
  group: "set",
  summary: "Get one or multiple random members from a set",
  complexity: "Without the count argument O(1), otherwise O(N) where N is the absolute value of the passed count.",
  history: [["2.6.0", "Added the optional `count` argument."]],
  arity: -2,
  flags: ["readonly"],
  keys: oneKey("RO", "access"),
  tips: ["nondeterministic_output"],
  syntax: "key [count]",
  run(ctx) {
    const { args, reply } = ctx;
    if (args.argc > 3) return reply.error(SYNTAX_ERROR);
    if (args.argc === 3) return sampleMany(ctx);
    const set = setToRead(ctx, 1, nothing);
    if (set !== null) writeSample(reply, set);
  },
});

function writeSample(into: ReplyWriter, set: MemberSet): void {
  const { member } = set;
  set.sample();
  into.bulk(member.buf, member.start, member.end);
}

function sampleMany(ctx: Context): void {
  const { args, reply } = ctx;
  const count = parseInt64(args.buf, args.start[2], args.end[2]);
  if (count === null) return reply.error(NOT_AN_INTEGER);
  if (count < -MAX_INT64) return reply.error(OUT_OF_RANGE);
  const set = setToRead(ctx, 1, emptyArray);
  if (set === null) return;
  if (count < 0n) return sampleWithRepetition(ctx, set, -count);
  const { large, size } = set;
  const wanted = Math.min(Number(count), size);
  reply.array(wanted);
  if (large === null || wanted > Math.min(size * WALKED_SHARE, MOST_DRAWN)) replyMembers(ctx, set, wanted);
  else replyMarked(ctx, set, drawDifferent(large, wanted));
}

/** The records of `wanted` different members. */
function drawDifferent({ elements }: LargeSet, wanted: number): Ref[] {
  const drawn = new Set<Ref>();
  while (drawn.size < wanted) drawn.add(elements.sample());
  return [...drawn];
}

/** Draws `count` members, each of them any number of times. */
function sampleWithRepetition(ctx: Context, set: MemberSet, count: bigint): void {
  const { db, keyspace, reply } = ctx;
  reply.raw(fromString(`*${count}\r\n`));
  const full = reply.pending + AT_ONCE;
  let left = Number(count);
  for (let i = 0; i < DRAWN_AT_ONCE && left > 0 && reply.pending < full; i++, left--) writeSample(reply, set);
  if (left === 0) return;
  const view = new MemberSet().open(db, set.ref);
  const copy = (left: number) => {
    const drawn = new DrawnReply(left, keyspace.random, (into, buf, start, end) => into.bulk(buf, start, end));
    const { member } = CURSOR.open(view);
    while (CURSOR.next()) drawn.add(member.buf, member.start, member.end, NaN);
    return drawn;
  };
  new DrawsReply(ctx, view.large?.elements ?? null, left, (into) => writeSample(into, view), copy);
}
