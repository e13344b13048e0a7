import type { CommandSpec } from "../../engine/mod.ts";
import { blmpop, blpop, brpop } from "./blocking.ts";
import { linsert, lrem, lset, ltrim } from "./edit.ts";
import { lpos } from "./lpos.ts";
import { blmove, brpoplpush, lmove, rpoplpush } from "./move.ts";
import { lmpop, lpop, rpop } from "./pop.ts";
import { lpush, lpushx, rpush, rpushx } from "./push.ts";
import { lindex, llen, lrange } from "./read.ts";

/** The commands on lists. */
export const lists: readonly CommandSpec[] = [
  blmove,
  blmpop,
  blpop,
  brpop,
  brpoplpush,
  lindex,
  linsert,
  llen,
  lmove,
  lmpop,
  lpop,
  lpos,
  lpush,
  lpushx,
  lrange,
  lrem,
  lset,
  ltrim,
  rpop,
  rpoplpush,
  rpush,
  rpushx,
];
