/**
 * The engine: commands by their specs, the way of a request to its handler, sessions, statistics. It declares what it needs of the layers above
 * as interfaces (`Host`, `Link`).
 *
 * @module
 */

export { Blocking, type Wait } from "./blocking.ts";
export { bulkEntries } from "./bulk_entries.ts";
export { bulkKey } from "./bulk_key.ts";
export { CATEGORIES, categoriesOf, type Category, categoryNamed } from "./categories.ts";
export { Command } from "./command.ts";
export type { Context } from "./context.ts";
export { Engine, type EngineParts } from "./engine.ts";
export * from "./errors.ts";
export { Gate } from "./gate.ts";
export type { LatencyHistogram } from "./histogram.ts";
export type { Configuration, Host, ShutdownOptions } from "./host.ts";
export { helpLines } from "./help.ts";
export { findKeys, hasKeys, KeyList, type LegacyRange, legacyRange } from "./keys.ts";
export { datasetPercent, type Fragmentation, fragmentationOf, type MemoryReport } from "./memory_report.ts";
export { errorQuoting, quoted, refuseSubcommandUse } from "./refusal.ts";
export { type ClientType, type Hold, type Link, type ReplyMode, Session, setNoTouch, setReplyMode } from "./session.ts";
export type { Settings } from "./settings.ts";
export {
  type ArgumentType,
  command,
  type CommandSpec,
  type Flag,
  type Group,
  type KeyFlag,
  keyRange,
  type KeySpec,
  oneKey,
} from "./spec.ts";
export { CommandTable } from "./table.ts";
export { NO_TIMEOUT, readTimeout, readTimeoutMs } from "./timeout.ts";
export { OTHER_TYPE, readTyped, writeTyped } from "./typed.ts";
export { REDIS_VERSION, VERSION } from "./version.ts";
