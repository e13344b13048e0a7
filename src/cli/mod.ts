/**
 * The subcommands of the executable beside serving.
 *
 * @module
 */

export { type Expected, ping } from "./ping.ts";
