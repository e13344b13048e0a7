import { command, type Context, oneKey, OTHER_TYPE, readTyped, SYNTAX_ERROR } from "../../engine/mod.ts";
import { type Ref, Type } from "../../store/mod.ts";
import { decode, GEOHASH_LENGTH, haversine, Position, writeGeohash } from "../../types/geo/mod.ts";
import { SortedSet } from "../../types/sorted_set/mod.ts";
import { unitAt, UNKNOWN_UNIT } from "./_arguments.ts";
import { replyDistance, replyPosition } from "./_reply.ts";

const SET = new SortedSet();
const FIRST = new Position();
const SECOND = new Position();
const GEOHASH = new Uint8Array(GEOHASH_LENGTH);

/** Opens the sorted set of the key in argument 1. Returns its record, or what {@linkcode readTyped} returns instead of one. */
function open(ctx: Context): Ref {
  const ref = readTyped(ctx, 1, Type.ZSET);
  if (ref !== 0 && ref !== OTHER_TYPE) SET.open(ctx.db, ref);
  return ref;
}

/** The position of the member in argument `i`. Returns whether there is such a member. */
function locate({ args }: Context, i: number, into: Position): boolean {
  const score = SET.find(args.buf, args.start[i], args.end[i]);
  if (score !== score) return false;
  decode(score, into);
  return true;
}

export const geodist = command({
  name: "GEODIST",
  since: "3.2.0",
  group: "geo",
  summary: "Returns the distance between two members of a geospatial index.",
  complexity: "O(1)",
  arity: -4,
  flags: ["readonly"],
  keys: oneKey("RO", "access"),
  syntax: "key member1 member2 [M | KM | FT | MI]",
  run(ctx) {
    const { args, reply } = ctx;
    if (args.argc > 5) return reply.error(SYNTAX_ERROR);
    const unit = args.argc === 5 ? unitAt(args, 4) : 1;
    if (unit !== unit) return reply.error(UNKNOWN_UNIT);
    const found = open(ctx);
    if (found === OTHER_TYPE) return;
    if (found === 0 || !locate(ctx, 2, FIRST) || !locate(ctx, 3, SECOND)) return reply.null();
    replyDistance(reply, haversine(FIRST.longitude, FIRST.latitude, SECOND.longitude, SECOND.latitude) / unit);
  },
});

export const geohash = command({
  name: "GEOHASH",
  since: "3.2.0",
  group: "geo",
  summary: "Returns members from a geospatial index as geohash strings.",
  complexity: "O(1) for each member requested.",
  arity: -2,
  flags: ["readonly"],
  keys: oneKey("RO", "access"),
  syntax: "key [member ...]",
  run(ctx) {
    const { args, reply } = ctx;
    const found = open(ctx);
    if (found === OTHER_TYPE) return;
    reply.array(args.argc - 2);
    for (let i = 2; i < args.argc; i++) {
      if (found === 0 || !locate(ctx, i, FIRST)) {
        reply.null();
        continue;
      }
      writeGeohash(GEOHASH, 0, FIRST.longitude, FIRST.latitude);
      reply.bulkBytes(GEOHASH);
    }
  },
});

export const geopos = command({
  name: "GEOPOS",
  since: "3.2.0",
  group: "geo",
  summary: "Returns the longitude and latitude of members from a geospatial index.",
  complexity: "O(1) for each member requested.",
  arity: -2,
  flags: ["readonly"],
  keys: oneKey("RO", "access"),
  syntax: "key [member ...]",
  run(ctx) {
    const { args, reply } = ctx;
    const found = open(ctx);
    if (found === OTHER_TYPE) return;
    reply.array(args.argc - 2);
    for (let i = 2; i < args.argc; i++) {
      if (found === 0 || !locate(ctx, i, FIRST)) reply.nullArray();
      else replyPosition(reply, FIRST);
    }
  },
});
