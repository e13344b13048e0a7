/**
 * Every command of the server, one folder per group.
 *
 * @module
 */

import type { CommandSpec } from "../engine/mod.ts";
import { connection } from "./connection/mod.ts";
import { strings } from "./strings/mod.ts";

/** All commands. */
export const commands: readonly CommandSpec[] = [...connection, ...strings];
