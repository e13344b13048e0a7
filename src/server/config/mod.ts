/**
 * The configuration: a table of all directives, the values that a file, standard input, the environment and the command line give them, and
 * CONFIG GET, SET and REWRITE on them.
 *
 * @module
 */

export { Config, type Listener, type Setter } from "./config.ts";
export { directives, type Name, type Value } from "./directives.ts";
export type { BufferLimit, BufferLimits, ReplicaOf, SavePoint } from "./kinds_compound.ts";
export type { MemoryShare } from "./kinds.ts";
export { type DeclaredUser, loadConfig, type Loaded, type RenamedCommand, type Sources, type Start } from "./load.ts";
export { rewriteConfig, type RewriteOptions } from "./rewrite.ts";
export { configError, type Origin, type StartError } from "./source.ts";
export { configBytes, configText } from "./text.ts";
