import type { Process } from "../platform/mod.ts";
import type { MemoryReport } from "./memory_report.ts";

/** What SHUTDOWN was told. */
export interface ShutdownOptions {
  readonly save: "save" | "nosave" | "default";
  readonly now: boolean;
  readonly force: boolean;
}

/** The configuration, as CONFIG works on it. Names and values are bytes; error texts are whole error replies. */
export interface Configuration {
  /** Names and values of the directives that match any of the patterns. */
  match(patterns: readonly Uint8Array[]): [Uint8Array, Uint8Array][];
  /** Sets pairs of name and value, all or none; the error, or `null`. `local`: the client is on this machine. */
  set(pairs: readonly (readonly [Uint8Array, Uint8Array])[], local: boolean): string | null;
  /** Writes the file anew, `all`: also what has its default; the error, or `null`. */
  rewrite(all: boolean): string | null;
}

/** What the server around the engine does for commands. */
export interface Host {
  readonly process: Process;
  readonly configuration: Configuration;
  /** The text of INFO for the sections named (lower case; empty: the default ones). */
  info(sections: readonly string[]): string;
  /** CONFIG RESETSTAT's share that lies outside the engine. */
  resetStatistics(): void;
  /** Begins to stop; an error text if it will not. */
  shutdown(options: ShutdownOptions): string | null;
  /** Withdraws a shutdown that waits; an error text if there is none. */
  abortShutdown(): string | null;
  /** DEBUG PAUSE-CRON: whether the work that is done at regular times rests. */
  pauseCron(on: boolean): void;
  /** Lets go of memory that is only kept for reuse. */
  releaseMemory(): void;
  /** What memory is used for. */
  memory(): MemoryReport;
  log(level: "debug" | "verbose" | "notice" | "warning", message: string): void;
}
