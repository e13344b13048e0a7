import type { CommandSpec } from "../../engine/mod.ts";
import { pfadd } from "./pfadd.ts";
import { pfcount } from "./pfcount.ts";
import { pfdebug } from "./pfdebug.ts";
import { pfmerge } from "./pfmerge.ts";
import { pfselftest } from "./pfselftest.ts";

/** The commands on HyperLogLogs. */
export const hyperloglog: readonly CommandSpec[] = [pfadd, pfcount, pfdebug, pfmerge, pfselftest];
