import type { CommandSpec } from "../../engine/mod.ts";
import { copy, move } from "./copy.ts";
import { dbsize, select, swapdb } from "./databases.ts";
import { del, unlink } from "./delete.ts";
import { exists, touch, type } from "./existence.ts";
import { expire, expireat, pexpire, pexpireat } from "./expire.ts";
import { flushall, flushdb } from "./flush.ts";
import { keys as keyNames, randomkey } from "./listing.ts";
import { object } from "./object.ts";
import { rename, renamenx } from "./rename.ts";
import { scan } from "./scan.ts";
import { expiretime, persist, pexpiretime, pttl, ttl } from "./ttl.ts";

/** The commands on keys of any type, and on whole databases. */
export const keys: readonly CommandSpec[] = [
  copy,
  dbsize,
  del,
  exists,
  expire,
  expireat,
  expiretime,
  flushall,
  flushdb,
  keyNames,
  move,
  object,
  persist,
  pexpire,
  pexpireat,
  pexpiretime,
  pttl,
  randomkey,
  rename,
  renamenx,
  scan,
  select,
  swapdb,
  touch,
  ttl,
  type,
  unlink,
];
