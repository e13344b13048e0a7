import { command, type Context, oneKey, OTHER_TYPE, SYNTAX_ERROR, writeTyped } from "../../engine/mod.ts";
import { Type } from "../../store/mod.ts";
import { encode, Position } from "../../types/geo/mod.ts";
import { Put, SortedSet } from "../../types/sorted_set/mod.ts";
import { readCoordinates } from "./_arguments.ts";

/** Arguments of one member: longitude, latitude, name. */
const EACH = 3;
const SET = new SortedSet();
const POSITION = new Position();

export const geoadd = command({
  name: "GEOADD",
  since: "3.2.0",
  group: "geo",
  summary: "Adds one or more members to a geospatial index. The key is created if it doesn't exist.",
  complexity: "O(log(N)) for each item added, where N is the number of elements in the sorted set.",
  history: [["6.2.0", "Added the `CH`, `NX` and `XX` options."]],
  arity: -5,
  flags: ["write", "denyoom"],
  keys: oneKey("RW", "update"),
  syntax: "key [NX | XX] [CH] longitude latitude member [longitude latitude member ...]",
  run(ctx) {
    const { args, db, reply } = ctx;
    let absentOnly = false;
    let presentOnly = false;
    let countsChanges = false;
    let first = 2;
    for (; first < args.argc; first++) {
      if (args.is(first, "NX")) absentOnly = true;
      else if (args.is(first, "XX")) presentOnly = true;
      else if (args.is(first, "CH")) countsChanges = true;
      else break;
    }
    if (first === args.argc || (args.argc - first) % EACH !== 0 || (absentOnly && presentOnly)) {
      return reply.error(SYNTAX_ERROR);
    }
    // Nothing is added if a later position is none.
    for (let i = first; i < args.argc; i += EACH) {
      const error = readCoordinates(args, i, POSITION);
      if (error !== null) return reply.error(error);
    }
    const ref = writeTyped(ctx, 1, Type.ZSET);
    if (ref === OTHER_TYPE) return;
    if (ref !== 0) SET.open(db, ref);
    else if (presentOnly) return reply.integer(0);
    else SET.create(db, args.buf, args.start[1], args.end[1]);
    putAll(ctx, first, absentOnly, presentOnly, countsChanges);
  },
});

/** Gives each member from argument `first` on the score of its position. Replies how many came, or with `countsChanges` how many came or moved. */
function putAll(
  { args, reply }: Context,
  first: number,
  absentOnly: boolean,
  presentOnly: boolean,
  countsChanges: boolean,
): void {
  const { argc, buf, start, end } = args;
  let added = 0;
  let updated = 0;
  for (let i = first; i < argc; i += EACH) {
    const before = SET.find(buf, start[i + 2], end[i + 2]);
    if (before !== before ? presentOnly : absentOnly) continue;
    const put = SET.put(encode(args.float(i), args.float(i + 1)));
    if (put === Put.ADDED) added++;
    else if (put === Put.UPDATED) updated++;
  }
  if (added + updated > 0) SET.changed(added + updated);
  reply.integer(countsChanges ? added + updated : added);
}
