import type { CommandSpec } from "../../engine/mod.ts";
import { decr, decrby, incr, incrby, incrbyfloat } from "./counters.ts";
import { get } from "./get.ts";
import { delifeq, getdel, getex } from "./get_variants.ts";
import { lcs } from "./lcs.ts";
import { mget, mset, msetnx } from "./many.ts";
import { append, getrange, setrange, strlen, substr } from "./ranges.ts";
import { set } from "./set.ts";
import { getset, psetex, setex, setnx } from "./set_variants.ts";

/** The commands on strings. */
export const strings: readonly CommandSpec[] = [
  append,
  decr,
  decrby,
  delifeq,
  get,
  getdel,
  getex,
  getrange,
  getset,
  incr,
  incrby,
  incrbyfloat,
  lcs,
  mget,
  mset,
  msetnx,
  psetex,
  set,
  setex,
  setnx,
  setrange,
  strlen,
  substr,
];
