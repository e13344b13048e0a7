/**
 * The part of `@std/cli` that this project uses, over the runtime's own `node:util`.
 *
 * @module
 */

export * from "./parse_args.ts";
