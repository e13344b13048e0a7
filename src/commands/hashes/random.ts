import { fromString, parseInt64 } from "../../bytes/mod.ts";
import {
  command,
  type Context,
  NOT_AN_INTEGER,
  oneKey,
  OTHER_TYPE,
  readTyped,
  SYNTAX_ERROR,
} from "../../engine/mod.ts";
import { type Ref, Type } from "../../store/mod.ts";
import type { Hash } from "../../types/hash/mod.ts";
import { countShown, HASH } from "./_hash.ts";
import { FIELD, FieldSample, VALUE, writeDrawn } from "./_sample.ts";
import { replyFields, replySome, Shown } from "./_walk.ts";

const MAX_INT64 = 2n ** 63n - 1n;
const OUT_OF_RANGE = "ERR value is out of range";
/** Fields that are drawn at once, and bytes of them; more go out as the client takes them. */
const AT_ONCE = 100;
const BYTES_AT_ONCE = 64 * 1024;
/** A large hash of which more than this share is wanted is walked; otherwise fields are drawn until enough different ones have come. */
const WALKED_SHARE = 1 / 3;

export const hrandfield = command({
  name: "HRANDFIELD",
  since: "6.2.0",
  group: "hash",
  summary: "Returns one or more random fields from a hash.",
  complexity: "O(N) where N is the number of fields returned",
  arity: -2,
  flags: ["readonly"],
  tips: ["nondeterministic_output"],
  keys: oneKey("RO", "access"),
  syntax: "key [count [WITHVALUES]]",
  names: { "count-block": "options" },
  run(ctx) {
    const { args, reply } = ctx;
    if (args.argc > 2) return drawMany(ctx);
    const ref = readTyped(ctx, 1, Type.HASH);
    if (ref === OTHER_TYPE) return;
    if (openShown(ctx, ref) === 0) return reply.null();
    HASH.sample();
    HASH.read(FIELD, VALUE);
    reply.bulk(FIELD.buf, FIELD.start, FIELD.end);
  },
});

/** Opens the hash, removes what has expired of it, and returns how many fields there are to choose from. */
function openShown(ctx: Context, ref: Ref): number {
  if (ref === 0) return 0;
  HASH.open(ctx.db, ref).expireAll();
  const count = countShown(ctx, HASH);
  HASH.close();
  return count;
}

function drawMany(ctx: Context): void {
  const { args, reply } = ctx;
  const wanted = parseInt64(args.buf, args.start[2], args.end[2]);
  if (wanted === null) return reply.error(NOT_AN_INTEGER);
  if (wanted < -MAX_INT64) {
    return reply.error(`${OUT_OF_RANGE}, value must between ${-MAX_INT64} and ${MAX_INT64}`);
  }
  if (args.argc > 4 || (args.argc === 4 && !args.is(3, "WITHVALUES"))) return reply.error(SYNTAX_ERROR);
  const withValues = args.argc === 4;
  const size = wanted < 0 ? -wanted : wanted;
  if (withValues && size > MAX_INT64 / 2n) return reply.error(OUT_OF_RANGE);
  const ref = readTyped(ctx, 1, Type.HASH);
  if (ref === OTHER_TYPE) return;
  const count = wanted === 0n ? 0 : openShown(ctx, ref);
  if (count === 0) return reply.array(0);
  if (wanted < 0) drawWithRepetition(ctx, size, withValues);
  else drawDifferent(ctx, HASH, count, Math.min(Number(size), count), withValues);
}

function replyHead({ reply }: Context, size: bigint, withValues: boolean): void {
  reply.raw(fromString(`*${withValues && !reply.resp3 ? size * 2n : size}\r\n`));
}

/** Draws fields, each any number of times. A long reply goes on from where it stands when much of it is written. */
function drawWithRepetition(ctx: Context, size: bigint, withValues: boolean): void {
  const { keyspace, reply } = ctx;
  replyHead(ctx, size, withValues);
  const before = reply.pending;
  const atOnce = Math.min(Number(size), AT_ONCE);
  let drawn = 0;
  for (; drawn < atOnce && reply.pending - before < BYTES_AT_ONCE; drawn++) {
    HASH.sample();
    HASH.read(FIELD, VALUE);
    writeDrawn(reply, withValues);
  }
  const left = Number(size) - drawn;
  if (left > 0) reply.defer(new FieldSample(keyspace, HASH, left, withValues));
}

/** Chooses `wanted` different fields of `count`. */
function drawDifferent(ctx: Context, hash: Hash, count: number, wanted: number, withValues: boolean): void {
  const shown = withValues ? Shown.PAIR : Shown.FIELD;
  replyHead(ctx, BigInt(wanted), withValues);
  if (wanted === count) replyFields(ctx, hash, shown, count);
  else if (hash.large === null || wanted > count * WALKED_SHARE) replySome(ctx, hash, shown, count, wanted);
  else drawUntilDifferent(ctx, hash, wanted, withValues);
}

/** Draws from a large hash until `wanted` different fields have come. */
function drawUntilDifferent({ reply }: Context, hash: Hash, wanted: number, withValues: boolean): void {
  const drawn = new Set<number>();
  while (drawn.size < wanted) {
    hash.sample();
    if (drawn.has(hash.found)) continue;
    drawn.add(hash.found);
    hash.read(FIELD, VALUE);
    writeDrawn(reply, withValues);
  }
}
