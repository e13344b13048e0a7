import type { CommandSpec } from "../../engine/mod.ts";
import { ping } from "./ping.ts";

/** The commands on the connection itself. */
export const connection: readonly CommandSpec[] = [ping];
