import type { Process } from "../platform/mod.ts";

/** What SHUTDOWN was told. */
export interface ShutdownOptions {
  readonly save: "save" | "nosave" | "default";
  readonly now: boolean;
  readonly force: boolean;
}

/** The configuration, as CONFIG works on it. Error texts are whole error replies. */
export interface Configuration {
  /** Names and values of the directives that match any of the patterns. */
  match(patterns: readonly string[]): [string, string][];
  /** Sets all or nothing; the error, or `null`. */
  set(pairs: readonly (readonly [string, string])[]): string | null;
  /** Writes the file anew; the error, or `null`. */
  rewrite(): string | null;
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
  /** Bytes that INFO calls used_memory, by part. */
  memory(): MemoryReport;
  log(level: "debug" | "verbose" | "notice" | "warning", message: string): void;
}

/** Memory in bytes. */
export interface MemoryReport {
  /** All that the data, its index and the clients take. */
  readonly used: number;
  readonly peak: number;
  /** `used` when the server had started. */
  readonly startup: number;
  /** Records, index and buffers of the data set. */
  readonly dataset: number;
  /** Of it the index. */
  readonly index: number;
  /** Buffers of clients. */
  readonly clients: number;
  /** Resident set of the process. */
  readonly resident: number;
  readonly heapUsed: number;
  readonly heapTotal: number;
  /** Slabs taken from the system for records, and what of them records use. */
  readonly arenaReserved: number;
  readonly arenaUsed: number;
}
