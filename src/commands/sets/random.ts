import { command, type Context, NOT_AN_INTEGER, oneKey, OTHER_TYPE, SYNTAX_ERROR, writeTyped } from "../../engine/mod.ts";
import { type Ref, Type } from "../../store/mod.ts";
import { DrawnReply } from "../_drawn_reply.ts";
import { MemberSet, SetCursor } from "../../types/set/mod.ts";
import { emptyArray, finish, nothing, setToRead, setToWrite } from "./_set.ts";
import { replyMembers } from "./_reply.ts";

const SET = new MemberSet();
const CURSOR = new SetCursor();
const NOT_POSITIVE = "ERR value is out of range, must be positive";
const OUT_OF_RANGE = "ERR value is out of range, value must between -9223372036854775807 and 9223372036854775807";
/** The one count that is too low. */
const LOWEST = "-9223372036854775808";
/** Members that are replied with at once at most; more go out as the client takes them. */
const AT_ONCE = 1000;
/** A set of which more than this share is wanted is walked; otherwise members are drawn until enough different ones have come. */
const WALKED_SHARE = 1 / 3;

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
    set.pop((buf, start, end) => reply.bulk(buf, start, end));
    finish(ctx, set, 1);
  },
});

function popMany(ctx: Context): void {
  const { args, db, reply } = ctx;
  const count = args.int(2);
  if (!(count >= 0)) return reply.error(NOT_POSITIVE);
  const ref = writeTyped(ctx, 1, Type.SET);
  if (ref === OTHER_TYPE) return;
  if (ref === 0 || count === 0) return reply.set(0);
  const { size } = SET.open(db, ref);
  if (count >= size) {
    reply.set(size);
    replyMembers(ctx, SET);
    db.changed(ref);
    return db.drop(ref);
  }
  reply.set(count);
  for (let i = 0; i < count; i++) SET.pop((buf, start, end) => reply.bulk(buf, start, end));
  finish(ctx, SET, count);
}

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
    if (set === null) return;
    set.sample();
    reply.bulk(set.member.buf, set.member.start, set.member.end);
  },
});

function sampleMany(ctx: Context): void {
  const { args, reply } = ctx;
  const count = args.int(2);
  if (count !== count) return reply.error(NOT_AN_INTEGER);
  if (args.is(2, LOWEST)) return reply.error(OUT_OF_RANGE);
  const set = setToRead(ctx, 1, emptyArray);
  if (set === null) return;
  if (count < 0) return sampleWithRepetition(ctx, set, -count);
  const { size } = set;
  if (count >= size) {
    reply.array(size);
    return replyMembers(ctx, set);
  }
  reply.array(count);
  if (set.large === null || count > size * WALKED_SHARE) sampleByWalking(ctx, set, count);
  else sampleByDrawing(ctx, set, count);
}

/** Draws `count` members, each of them any number of times. A long reply has a copy of the set to draw from, since the set may change meanwhile. */
function sampleWithRepetition({ keyspace, reply }: Context, set: MemberSet, count: number): void {
  reply.array(count);
  if (count > AT_ONCE) {
    const drawn = new DrawnReply(count, keyspace.random, (into, buf, start, end) => into.bulk(buf, start, end));
    for (CURSOR.open(set); CURSOR.next();) drawn.add(CURSOR.member.buf, CURSOR.member.start, CURSOR.member.end, NaN);
    return reply.defer(drawn);
  }
  for (let i = 0; i < count; i++) {
    set.sample();
    reply.bulk(set.member.buf, set.member.start, set.member.end);
  }
}

/** Chooses `count` different members in one walk: each with the probability that what is still wanted bears to what is left. */
function sampleByWalking({ keyspace, reply }: Context, set: MemberSet, count: number): void {
  let left = set.size;
  let wanted = count;
  for (CURSOR.open(set); wanted > 0 && CURSOR.next(); left--) {
    if (keyspace.random(left) >= wanted) continue;
    reply.bulk(CURSOR.member.buf, CURSOR.member.start, CURSOR.member.end);
    wanted--;
  }
}

/** Draws from a large set until `count` different members have come. */
function sampleByDrawing({ reply }: Context, set: MemberSet, count: number): void {
  const { elements } = set.large!;
  const drawn = new Set<Ref>();
  const { member } = set;
  while (drawn.size < count) {
    const ref = elements.sample();
    if (drawn.has(ref)) continue;
    drawn.add(ref);
    elements.key(ref, member);
    reply.bulk(member.buf, member.start, member.end);
  }
}
