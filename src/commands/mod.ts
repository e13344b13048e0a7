/**
 * Every command of the server, one folder per group.
 *
 * @module
 */

import type { CommandSpec } from "../engine/mod.ts";
import { bitmaps } from "./bitmaps/mod.ts";
import { connection } from "./connection/mod.ts";
import { geo } from "./geo/mod.ts";
import { hashes } from "./hashes/mod.ts";
import { hyperloglog } from "./hyperloglog/mod.ts";
import { introspection } from "./introspection/mod.ts";
import { keys } from "./keys/mod.ts";
import { lists } from "./lists/mod.ts";
import { server } from "./server/mod.ts";
import { sets } from "./sets/mod.ts";
import { sorting } from "./sort/mod.ts";
import { sortedSets } from "./sorted_sets/mod.ts";
import { strings } from "./strings/mod.ts";

/** All commands. */
export const commands: readonly CommandSpec[] = [
  ...bitmaps,
  ...connection,
  ...geo,
  ...hashes,
  ...hyperloglog,
  ...introspection,
  ...keys,
  ...lists,
  ...server,
  ...sets,
  ...sortedSets,
  ...sorting,
  ...strings,
];
