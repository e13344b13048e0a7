/**
 * The ports: everything the server knows of the machine it runs on. The one real adapter is `deno.ts`; tests bring fakes that pass the
 * same contract tests. All paths are strings as the operating system writes them; all times are milliseconds.
 *
 * @module
 */

/** A pending call of {@linkcode Clock.after}. */
export interface Timer {
  /** Drops the call if it has not run yet; harmless afterwards. */
  cancel(): void;
}

/** Time. Deadlines are wall-clock times; durations are measured on the monotonic clock. */
export interface Clock {
  /** Unix time in whole milliseconds. May jump. */
  now(): number;
  /** Milliseconds with a fraction since an arbitrary origin. Never runs backwards. */
  monotonic(): number;
  /** Runs `task` once, `ms` (0 or more) milliseconds from now. */
  after(ms: number, task: () => void): Timer;
  /** Runs `task` in a later turn of the event loop, after input and output that is ready now got its turn. */
  soon(task: () => void): void;
  /** Runs `task` at the end of the current turn, before the event loop waits for input. */
  endOfTurn(task: () => void): void;
  /** Blocks the whole process (`DEBUG SLEEP`). */
  block(ms: number): void;
}

/** Random numbers. */
export interface Random {
  /** Fills `into` with cryptographically strong bytes. */
  fill(into: Uint8Array): void;
  /** A uniform integer in 0 .. `limit` - 1, for `limit` up to 2^53; fast, not for secrets. */
  below(limit: number): number;
}

/** Where a stream socket is bound or connected. */
export type Address = { readonly transport: "tcp"; readonly hostname: string; readonly port: number } | {
  readonly transport: "unix";
  readonly path: string;
};

/** One stream connection. */
export interface Connection {
  readonly local: Address;
  readonly peer: Address;
  /** Reads at least one byte into `into`; `null` at the end of the stream. Rejects when the connection breaks or is closed from this side. */
  read(into: Uint8Array): Promise<number | null>;
  /** Writes a leading part of `bytes` and tells how many; the caller writes the rest. Rejects when the connection breaks. */
  write(bytes: Uint8Array): Promise<number>;
  /** Closes at once; pending reads and writes reject. Idempotent. */
  close(): void;
  /** TCP_NODELAY; no effect on unix sockets. */
  setNoDelay(on: boolean): void;
  /** SO_KEEPALIVE; no effect on unix sockets. */
  setKeepAlive(on: boolean): void;
}

/** A listening socket. */
export interface Listener {
  readonly address: Address;
  /**
   * The next connection. Rejects with {@linkcode ListenerClosed} after `close`, and with {@linkcode OutOfDescriptors} when the process has no
   * file descriptor left; it may be called again after the latter.
   */
  accept(): Promise<Connection>;
  close(): void;
}

/** `accept` was called on, or pending in, a closed listener. */
export class ListenerClosed extends Error {
  override name = "ListenerClosed";
}

/** The process has used up its file descriptors (EMFILE, ENFILE). */
export class OutOfDescriptors extends Error {
  override name = "OutOfDescriptors";
}

/** `listen` on an address that is taken (EADDRINUSE). */
export class AddressInUse extends Error {
  override name = "AddressInUse";
}

/** `listen` on an address that this machine does not have (EADDRNOTAVAIL, an unsupported family). */
export class AddressNotAvailable extends Error {
  override name = "AddressNotAvailable";
}

/** Stream sockets. */
export interface Network {
  /** Binds and listens; TCP port 0 takes a free one, which `Listener.address` tells. A stale unix socket file is replaced. */
  listen(address: Address, backlog: number): Listener;
  connect(address: Address): Promise<Connection>;
}

/** How {@linkcode Disk.open} opens: `read` an existing file, `write` a new or emptied one, `append` to an existing or new one, `update` in place. */
export type OpenMode = "read" | "write" | "append" | "update";

/** What {@linkcode Disk.stat} tells. */
export interface FileStat {
  readonly isFile: boolean;
  readonly isDirectory: boolean;
  /** Bytes. */
  readonly size: number;
  /** Unix time in milliseconds, or `null` where the file system keeps none. */
  readonly modified: number | null;
}

/** An open file. Synchronous calls are for short appends and for start-up; `sync` waits in the background. */
export interface DiskFile {
  /** Reads from the current position; 0 at the end. */
  readSync(into: Uint8Array): number;
  /** Writes a leading part of `bytes` at the current position (at the end in mode `append`) and tells how many. */
  writeSync(bytes: Uint8Array): number;
  /** Moves the position to `offset` bytes from the start. */
  seekSync(offset: number): void;
  /** Cuts or extends the file to `size` bytes. */
  truncateSync(size: number): void;
  /** Resolves once all that was written so far is on stable storage. */
  sync(): Promise<void>;
  /** Blocks until all that was written so far is on stable storage. */
  syncSync(): void;
  close(): void;
}

/** A disk operation failed; `code` is the errno's name where the system gave one (`ENOENT`, `ENOSPC`, `EACCES`, ...), else `EIO`. */
export class DiskError extends Error {
  override name = "DiskError";
  constructor(readonly code: string, message: string) {
    super(message);
  }
}

/** Files and folders. Every failure is a {@linkcode DiskError}. */
export interface Disk {
  open(path: string, mode: OpenMode): DiskFile;
  /** `null` where there is nothing at `path`. */
  stat(path: string): FileStat | null;
  /** The names in a folder, unsorted. */
  list(path: string): string[];
  /** Creates a folder and its missing parents. */
  makeFolder(path: string): void;
  /** Replaces `to` in one step. */
  rename(from: string, to: string): void;
  /** Removes a file; nothing there is not an error. */
  remove(path: string): void;
  /** Sets permission bits, for instance 0o700. */
  setMode(path: string, mode: number): void;
  /** Makes renames, creations and removals in the folder durable. */
  syncFolder(path: string): void;
  /** The absolute form of `path`, seen from the process's working folder. */
  resolve(path: string): string;
}

/** Signals that the server answers to. */
export type Signal = "SIGTERM" | "SIGINT" | "SIGHUP" | "SIGUSR1" | "SIGUSR2";

/** Memory figures of this process, in bytes. */
export interface MemoryFigures {
  /** Resident set size. */
  readonly resident: number;
  /** JavaScript heap in use, typed arrays excluded. */
  readonly heapUsed: number;
  readonly heapTotal: number;
  /** Typed arrays and other memory that the heap refers to. */
  readonly external: number;
}

/** CPU time of this process, in seconds. */
export interface CpuFigures {
  readonly user: number;
  readonly system: number;
}

/** Where the process runs. */
export interface SystemFigures {
  /** As `uname -s -r -m` prints it, for instance `Linux 6.1.0 x86_64`. */
  readonly name: string;
  /** Physical memory in bytes; 0 where unknown. */
  readonly totalMemory: number;
  readonly cores: number;
  /** Most file descriptors this process may hold (soft `RLIMIT_NOFILE`); 0 where unknown. */
  readonly maxOpenFiles: number;
  /** Name and version of the runtime, for instance `deno 2.9.6`. */
  readonly runtime: string;
}

/** The process itself. */
export interface Process {
  readonly pid: number;
  /** Path of the executable, as INFO reports it. */
  readonly executable: string;
  readonly system: SystemFigures;
  /** All environment variables. */
  environment(): Readonly<Record<string, string>>;
  workingFolder(): string;
  /** Changes the working folder (directive `dir`); throws {@linkcode DiskError}. */
  setWorkingFolder(path: string): void;
  onSignal(signal: Signal, handler: () => void): void;
  memory(): MemoryFigures;
  cpu(): CpuFigures;
  /** Writes to standard output at once, unbuffered. */
  print(text: string): void;
  /** Writes to standard error at once, unbuffered. */
  printError(text: string): void;
  /** All of standard input, for a configuration on `-`. */
  readStandardInput(): Promise<Uint8Array>;
  exit(code: number): never;
}

/** All ports together. */
export interface Platform {
  readonly clock: Clock;
  readonly random: Random;
  readonly network: Network;
  readonly disk: Disk;
  readonly process: Process;
}
