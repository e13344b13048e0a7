/**
 * Every command of the server, one folder per group.
 *
 * @module
 */

import type { CommandSpec } from "../engine/mod.ts";
import { connection } from "./connection/mod.ts";
import { introspection } from "./introspection/mod.ts";
import { keys } from "./keys/mod.ts";
import { server } from "./server/mod.ts";
import { strings } from "./strings/mod.ts";

/** All commands. */
export const commands: readonly CommandSpec[] = [...connection, ...introspection, ...keys, ...server, ...strings];
