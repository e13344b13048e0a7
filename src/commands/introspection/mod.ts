import type { CommandSpec } from "../../engine/mod.ts";
import { commandCommand } from "./command.ts";

/** The commands on commands. */
export const introspection: readonly CommandSpec[] = [commandCommand];
