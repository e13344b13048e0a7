import type { CommandSpec } from "../../engine/mod.ts";
import { config } from "./config.ts";
import { debug } from "./debug.ts";
import { info } from "./info.ts";
import { lolwut } from "./lolwut.ts";
import { memory } from "./memory.ts";
import { shutdown } from "./shutdown.ts";
import { time } from "./time.ts";

/** The commands about the server itself. */
export const server: readonly CommandSpec[] = [config, debug, info, lolwut, memory, shutdown, time];
