import { type Context, OTHER_TYPE, readTyped } from "../../engine/mod.ts";
import { Type } from "../../store/mod.ts";
import { decode, Position, SearchArea } from "../../types/geo/mod.ts";
import { SortedSet, SortedSetDraft } from "../../types/sorted_set/mod.ts";
import { collect } from "./_collect.ts";
import { Hits } from "./_hits.ts";
import { type Form, Query } from "./_query.ts";
import { replyDistance, replyHash, replyPosition } from "./_reply.ts";

/** Commands run one at a time: one of each serves all. */
const SET = new SortedSet();
const QUERY = new Query();
const AREA = new SearchArea();
const HITS = new Hits();
const POSITION = new Position();

/** Runs any of the searching commands. */
export function search(ctx: Context, form: Form): void {
  const { args, db, reply } = ctx;
  const source = readTyped(ctx, form.source, Type.ZSET);
  if (source === OTHER_TYPE) return;
  if (source !== 0) SET.open(db, source);
  const error = QUERY.read(args, form, source === 0 ? null : SET);
  if (error !== null) return reply.error(error);
  HITS.clear();
  if (source !== 0) {
    QUERY.describe(AREA);
    collect(SET, AREA, QUERY.any ? QUERY.count : Infinity, HITS);
  }
  const wanted = Math.min(QUERY.count, HITS.count);
  // The first so many in no order make little sense, unless they were asked for.
  const order = QUERY.order === 0 && QUERY.count !== Infinity && !QUERY.any ? 1 : QUERY.order;
  if (order !== 0 && wanted > 0) HITS.sort(order, wanted);
  if (QUERY.storeKey > 0) store(ctx, wanted, order !== 0);
  else replyHits(ctx, wanted, order !== 0);
  // Room for many is not kept.
  HITS.clear();
}

/** Moves the cursor to the `i`-th of the hits that are wanted, and returns which hit that is. */
function visit(i: number, sorted: boolean): number {
  const hit = sorted ? HITS.order[i] : i;
  const rank = HITS.ranks[hit];
  // Hits that are in no order are often neighbours.
  if (sorted || i === 0 || rank !== HITS.ranks[i - 1] + 1) SET.seek(rank);
  else SET.next();
  return hit;
}

function replyHits({ reply }: Context, wanted: number, sorted: boolean): void {
  const { unit, withDistance, withHash, withPosition } = QUERY;
  const details = (withDistance ? 1 : 0) + (withHash ? 1 : 0) + (withPosition ? 1 : 0);
  reply.array(wanted);
  for (let i = 0; i < wanted; i++) {
    const hit = visit(i, sorted);
    if (details > 0) reply.array(1 + details);
    reply.bulk(SET.member.buf, SET.member.start, SET.member.end);
    if (withDistance) replyDistance(reply, HITS.distances[hit] / unit);
    if (withHash) replyHash(reply, SET.memberScore);
    if (withPosition) {
      decode(SET.memberScore, POSITION);
      replyPosition(reply, POSITION);
    }
  }
}

function store({ args, db, keyspace, reply }: Context, wanted: number, sorted: boolean): void {
  const { buf } = args;
  const start = args.start[QUERY.storeKey];
  const end = args.end[QUERY.storeKey];
  if (wanted === 0) {
    db.remove(buf, start, end);
  } else {
    const draft = new SortedSetDraft(keyspace);
    try {
      gather(draft, wanted, sorted);
      // This may be the sorted set that was searched.
      db.changed(db.supplant(buf, start, end, () => draft.store(db, buf, start, end)), wanted);
    } finally {
      draft.dispose();
    }
  }
  reply.integer(wanted);
}

function gather(draft: SortedSetDraft, wanted: number, sorted: boolean): void {
  const { storeDistances, unit } = QUERY;
  for (let i = 0; i < wanted; i++) {
    const hit = visit(i, sorted);
    draft.find(SET.member.buf, SET.member.start, SET.member.end);
    draft.put(storeDistances ? HITS.distances[hit] / unit : SET.memberScore);
  }
}
