import type { CommandSpec } from "../../engine/mod.ts";
import { hincrby, hincrbyfloat } from "./counters.ts";
import { hexpire, hexpireat, hpexpire, hpexpireat } from "./expire.ts";
import { hgetdel, hgetex } from "./get_variants.ts";
import { hsetex } from "./hsetex.ts";
import { hrandfield } from "./random.ts";
import { hexists, hget, hlen, hmget, hstrlen } from "./read.ts";
import { hscan } from "./scan.ts";
import { hexpiretime, hpersist, hpexpiretime, hpttl, httl } from "./ttl.ts";
import { hgetall, hkeys, hvals } from "./whole.ts";
import { hdel, hmset, hset, hsetnx } from "./write.ts";

/** The commands on hashes. */
export const hashes: readonly CommandSpec[] = [
  hdel,
  hexists,
  hexpire,
  hexpireat,
  hexpiretime,
  hget,
  hgetall,
  hgetdel,
  hgetex,
  hincrby,
  hincrbyfloat,
  hkeys,
  hlen,
  hmget,
  hmset,
  hpersist,
  hpexpire,
  hpexpireat,
  hpexpiretime,
  hpttl,
  hrandfield,
  hscan,
  hset,
  hsetex,
  hsetnx,
  hstrlen,
  httl,
  hvals,
];
