import type { CommandSpec } from "../../engine/mod.ts";
import { incr } from "./counters.ts";
import { get } from "./get.ts";
import { mset } from "./many.ts";
import { set } from "./set.ts";

/** The commands on strings. */
export const strings: readonly CommandSpec[] = [get, incr, mset, set];
