import type { CommandSpec } from "../../engine/mod.ts";
import { sdiff, sdiffstore, sinter, sintercard, sinterstore, sunion, sunionstore } from "./algebra.ts";
import { sadd, scard, sismember, smembers, smismember, smove, srem } from "./members.ts";
import { spop } from "./pop.ts";
import { srandmember } from "./random.ts";
import { sscan } from "./scan.ts";

/** The commands on sets. */
export const sets: readonly CommandSpec[] = [
  sadd,
  scard,
  sdiff,
  sdiffstore,
  sinter,
  sintercard,
  sinterstore,
  sismember,
  smembers,
  smismember,
  smove,
  spop,
  srandmember,
  srem,
  sscan,
  sunion,
  sunionstore,
];
