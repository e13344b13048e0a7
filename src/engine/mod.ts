/**
 * The engine: commands by their specs, the way of a request to its handler, sessions, statistics. It declares what it needs of the layers above
 * as interfaces (`Host`, `Link`).
 *
 * @module
 */

export { Command } from "./command.ts";
export type { Context } from "./context.ts";
export { Engine, type EngineParts } from "./engine.ts";
export * from "./errors.ts";
export { Gate } from "./gate.ts";
export type { LatencyHistogram } from "./histogram.ts";
export type { Configuration, Host, MemoryReport, ShutdownOptions } from "./host.ts";
export { type Hold, type Link, type ReplyMode, Session, setNoTouch, setReplyMode } from "./session.ts";
export type { Settings } from "./settings.ts";
export { command, type CommandSpec, type Flag, type Group, type KeyFlag, keyRange, type KeySpec, oneKey } from "./spec.ts";
export { CommandTable } from "./table.ts";
