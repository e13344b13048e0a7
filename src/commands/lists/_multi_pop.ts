import { type Context, OTHER_TYPE, SYNTAX_ERROR, writeTyped } from "../../engine/mod.ts";
import { Type } from "../../store/mod.ts";
import { List } from "../../types/list/mod.ts";
import { endNamed, popMany, popOne } from "./_list.ts";

const LIST = new List();

/** What is to be popped from the first of some lists that has something. */
export interface MultiPop {
  /** Arguments that are the keys: the first and the last. */
  first: number;
  last: number;
  front: boolean;
  /** How many entries at most, as an array of arrays; `null`: one, as a pair of key and entry. */
  count: number | null;
}

/** Reads `numkeys key [key ...] LEFT | RIGHT [COUNT count]` from argument `i` on; the error if they are wrong. */
export function readMultiPop(ctx: Context, i: number): MultiPop | string {
  const { args } = ctx;
  const keys = args.int(i);
  if (!(keys > 0)) return "ERR numkeys should be greater than 0";
  const where = i + 1 + keys;
  if (where >= args.argc) return SYNTAX_ERROR;
  const end = endNamed(ctx, where);
  if (end < 0) return SYNTAX_ERROR;
  let count = 0;
  for (let at = where + 1; at < args.argc; at += 2) {
    if (count > 0 || !args.is(at, "COUNT") || at + 1 === args.argc) return SYNTAX_ERROR;
    count = args.int(at + 1);
    if (!(count > 0)) return "ERR count should be greater than 0";
  }
  return { first: i + 1, last: where - 1, front: end === 1, count: count === 0 ? 1 : count };
}

/** Pops from the first list that has something, and replies. Returns whether a reply was made: there was one, or a key holds another type. */
export function popFromFirst(ctx: Context, { first, last, front, count }: MultiPop): boolean {
  const { args, db, reply } = ctx;
  for (let i = first; i <= last; i++) {
    const ref = writeTyped(ctx, i, Type.LIST);
    if (ref === OTHER_TYPE) return true;
    if (ref === 0) continue;
    const list = LIST.open(db, ref);
    reply.array(2);
    reply.bulk(args.buf, args.start[i], args.end[i]);
    if (count === null) popOne(ctx, list, front);
    else popMany(ctx, list, front, Math.min(count, list.length));
    return true;
  }
  return false;
}
