/**
 * The ports of `mod.ts` on Deno.
 *
 * @module
 */

import { resolve } from "node:path";
import process from "node:process";
import { toArrayBuffer } from "@std/streams";
import {
  type Address,
  AddressInUse,
  AddressNotAvailable,
  type Clock,
  type Connection,
  type CpuFigures,
  type Disk,
  DiskError,
  type DiskFile,
  type FileStat,
  type Listener,
  ListenerClosed,
  type MemoryFigures,
  type Network,
  type OpenMode,
  OutOfDescriptors,
  type Platform,
  type Process,
  type Random,
  type Signal,
  type SystemFigures,
  type Timer,
} from "./mod.ts";
import { Xoshiro128 } from "./xoshiro.ts";

/** The machine that this process runs on. */
export function denoPlatform(): Platform {
  return {
    clock: new DenoClock(),
    random: new DenoRandom(),
    network: new DenoNetwork(),
    disk: new DenoDisk(),
    process: new DenoProcess(),
  };
}

// Clock

/** Longest delay that `setTimeout` takes, in milliseconds; a longer one would fire at once. */
const LONGEST_TIMEOUT = 2 ** 31 - 1;

class DenoTimer implements Timer {
  #id: ReturnType<typeof setTimeout> | undefined;

  constructor(ms: number, task: () => void) {
    this.#start(ms, task);
  }

  #start(ms: number, task: () => void): void {
    this.#id = ms <= LONGEST_TIMEOUT
      ? setTimeout(task, ms)
      : setTimeout(() => this.#start(ms - LONGEST_TIMEOUT, task), LONGEST_TIMEOUT);
  }

  cancel(): void {
    clearTimeout(this.#id);
  }
}

/** Collects tasks and runs them together, so that a turn asks the runtime for one callback however many tasks it has. */
class TaskQueue {
  readonly #request: (run: () => void) => void;
  #waiting: (() => void)[] = [];
  #running: (() => void)[] = [];

  constructor(request: (run: () => void) => void) {
    this.#request = request;
  }

  add(task: () => void): void {
    if (this.#waiting.push(task) === 1) this.#request(this.run);
  }

  readonly run = (): void => {
    const tasks = this.#waiting;
    this.#waiting = this.#running;
    this.#running = tasks;
    for (const task of tasks) {
      try {
        task();
      } catch (error) {
        reportError(error);
      }
    }
    tasks.length = 0;
  };
}

/** A connection of this process with itself; `null` where the system refuses it. */
async function openDoorbell(): Promise<{ readonly button: Deno.Conn; readonly bell: Deno.Conn } | null> {
  try {
    using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const { port } = listener.addr as Deno.NetAddr;
    const [bell, button] = await Promise.all([listener.accept(), Deno.connect({ hostname: "127.0.0.1", port })]);
    if ((bell.remoteAddr as Deno.NetAddr).port === (button.localAddr as Deno.NetAddr).port) return { button, bell };
    bell.close();
    button.close();
  } catch {
    // No permission, or no loopback interface.
  }
  return null;
}

// Opened once per process, at load time: clocks cannot be closed.
const doorbell = await openDoorbell();
const RING = new Uint8Array(1);
/** Larger than what is ever waiting: only a read that leaves room makes the runtime ask the system again before the next one. */
const heard = new Uint8Array(64);

/**
 * Calls back after the runtime has asked the system for ready sockets, and their reads have gone on. It asks only when it has nothing else to run, or
 * every 61st turn: chained `setImmediate` calls of 1 ms each hold up other connections for 60 ms, `MessageChannel` and now and then calls that another
 * thread completes (a digest) for seconds. A byte that travels through a socket cannot arrive without it, and takes 20 to 30 us;
 * `setTimeout(0)` takes 1 ms.
 */
function afterInput(run: () => void): void {
  const sayLater = () => void setTimeout(run, 0);
  if (doorbell === null) {
    sayLater();
    return;
  }
  doorbell.button.write(RING).then(() => doorbell.bell.read(heard)).then(() => process.nextTick(run), sayLater);
}

/**
 * Calls back once all continuations of the reads that the event loop has just completed are done, however many awaits deep. A tick requested from a
 * microtask comes after all microtasks, one requested from a timer comes before them.
 */
function afterPromises(run: () => void): void {
  queueMicrotask(() => process.nextTick(run));
}

class DenoClock implements Clock {
  readonly #endOfTurn = new TaskQueue(afterPromises);
  readonly #soon = new TaskQueue((run) =>
    afterInput(() => {
      // Deno 2.4 may complete a call before it runs the ticks of the turn that made it.
      this.#endOfTurn.run();
      run();
    })
  );

  now(): number {
    return Date.now();
  }

  monotonic(): number {
    return performance.now();
  }

  after(ms: number, task: () => void): Timer {
    return new DenoTimer(ms, task);
  }

  soon(task: () => void): void {
    this.#soon.add(task);
  }

  endOfTurn(task: () => void): void {
    this.#endOfTurn.add(task);
  }

  block(ms: number): void {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
  }
}

// Random

/** Most bytes that one `crypto.getRandomValues` call gives. */
const RANDOM_QUOTA = 65_536;

class DenoRandom implements Random {
  readonly #generator = new Xoshiro128(crypto.getRandomValues(new Uint32Array(4)));

  fill(into: Uint8Array): void {
    for (let start = 0; start < into.length; start += RANDOM_QUOTA) {
      crypto.getRandomValues(into.subarray(start, start + RANDOM_QUOTA) as Uint8Array<ArrayBuffer>);
    }
  }

  below(limit: number): number {
    return this.#generator.below(limit);
  }
}

// Network

/** The errno's name that Deno puts on system errors. */
function errnoName(error: unknown): string | undefined {
  const code = error instanceof Error ? (error as { code?: unknown }).code : undefined;
  return typeof code === "string" ? code : undefined;
}

/** What a failed `listen`, `accept` or `connect` is to the port; errors that it has no class for stay what they are. */
function networkError(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  switch (errnoName(error)) {
    case "EMFILE":
    case "ENFILE":
      return new OutOfDescriptors(systemWords(error), { cause: error });
    case "EADDRINUSE":
      return new AddressInUse(systemWords(error), { cause: error });
    case "EADDRNOTAVAIL":
    case "EAFNOSUPPORT":
    case "EPFNOSUPPORT":
    case "EPROTONOSUPPORT":
    case "ESOCKTNOSUPPORT":
    case "ENOPROTOOPT":
      return new AddressNotAvailable(systemWords(error), { cause: error });
  }
  return error;
}

/** The system's words for an error (`Address already in use`), without the number and path that Deno appends. */
function systemWords(error: Error): string {
  return error.message.replace(/ \(os error \d+\).*$/s, "");
}

function toAddress(address: Deno.Addr): Address {
  if (address.transport === "unix") return { transport: "unix", path: address.path ?? "" };
  const { hostname, port } = address as Deno.NetAddr;
  // A client of a dual-stack socket that came over IPv4.
  return { transport: "tcp", hostname: hostname.startsWith("::ffff:") ? hostname.slice(7) : hostname, port };
}

class DenoConnection implements Connection {
  readonly local: Address;
  readonly peer: Address;
  readonly #conn: Deno.Conn;
  #closed = false;

  constructor(conn: Deno.Conn) {
    this.#conn = conn;
    this.local = toAddress(conn.localAddr);
    this.peer = toAddress(conn.remoteAddr);
  }

  read(into: Uint8Array): Promise<number | null> {
    return this.#conn.read(into);
  }

  write(bytes: Uint8Array): Promise<number> {
    return this.#conn.write(bytes);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#conn.close();
  }

  setNoDelay(on: boolean): void {
    this.#tune((conn) => conn.setNoDelay(on));
  }

  setKeepAlive(on: boolean): void {
    this.#tune((conn) => conn.setKeepAlive(on));
  }

  #tune(change: (conn: Deno.TcpConn) => void): void {
    if (this.#closed || this.local.transport !== "tcp") return;
    try {
      change(this.#conn as Deno.TcpConn);
    } catch {
      // The peer is gone already; the next read tells.
    }
  }
}

class DenoListener implements Listener {
  readonly address: Address;
  readonly #listener: Deno.Listener;
  readonly #release: () => void;
  #closed = false;

  /** `release` runs once, after the socket is closed. */
  constructor(listener: Deno.Listener, release: () => void) {
    this.#listener = listener;
    this.#release = release;
    this.address = toAddress(listener.addr);
  }

  async accept(): Promise<Connection> {
    for (;;) {
      try {
        return new DenoConnection(await this.#listener.accept());
      } catch (error) {
        if (this.#closed) throw new ListenerClosed("Listener is closed");
        // The peer gave up while it waited to be accepted.
        if (errnoName(error) !== "ECONNABORTED") throw networkError(error);
      }
    }
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#listener.close();
    this.#release();
  }
}

class DenoNetwork implements Network {
  listen(address: Address, backlog: number): Listener {
    try {
      return address.transport === "tcp" ? listenTcp(address, backlog) : listenUnix(resolve(address.path));
    } catch (error) {
      throw networkError(error);
    }
  }

  async connect(address: Address): Promise<Connection> {
    try {
      return new DenoConnection(await (address.transport === "tcp" ? Deno.connect(address) : Deno.connect(address)));
    } catch (error) {
      throw networkError(error);
    }
  }
}

function listenTcp(address: { readonly hostname: string; readonly port: number }, backlog: number): Listener {
  // Deno 2.4 does not know tcpBacklog and uses its default.
  const options = { hostname: address.hostname, port: address.port, tcpBacklog: backlog };
  return new DenoListener(Deno.listen(options), () => {});
}

/** `path` is absolute, so that `close` finds the file even if the working folder has changed. Deno has no setting for a unix socket's backlog. */
function listenUnix(path: string): Listener {
  let listener: Deno.Listener;
  try {
    listener = Deno.listen({ transport: "unix", path });
  } catch (error) {
    if (errnoName(error) !== "EADDRINUSE" || !isStaleSocket(path)) throw error;
    Deno.removeSync(path);
    listener = Deno.listen({ transport: "unix", path });
  }
  const inode = inodeOf(path);
  return new DenoListener(listener, () => {
    // Newer versions of Deno have removed it by now, and another server may already listen there.
    if (inode !== null && inodeOf(path) === inode) Deno.removeSync(path);
  });
}

function inodeOf(path: string): number | null {
  try {
    return Deno.lstatSync(path).ino;
  } catch {
    return null;
  }
}

const PROBE_PENDING = 0;
const PROBE_REFUSED = 1;
const PROBE_ALIVE = 2;
/** Milliseconds to wait for the probe; a socket that takes longer is taken to be in use. */
const PROBE_PATIENCE = 2_000;

/**
 * Whether `path` is a socket file on which nobody listens: the only state in which a connection is refused. Connecting is asynchronous and `listen`
 * is not, hence the worker; it takes 10 to 50 ms, at start-up after a crash.
 */
function isStaleSocket(path: string): boolean {
  if (!Deno.lstatSync(path).isSocket) return false;
  const source = `onmessage = async ({ data: { path, result } }) => {
    let found = ${PROBE_ALIVE};
    try {
      (await Deno.connect({ transport: "unix", path })).close();
    } catch (error) {
      if (error.code === "ECONNREFUSED") found = ${PROBE_REFUSED};
    }
    Atomics.store(result, 0, found);
    Atomics.notify(result, 0);
  };`;
  const worker = new Worker(`data:application/javascript,${encodeURIComponent(source)}`, { type: "module" });
  const result = new Int32Array(new SharedArrayBuffer(4));
  worker.postMessage({ path, result });
  Atomics.wait(result, 0, PROBE_PENDING, PROBE_PATIENCE);
  worker.terminate();
  return Atomics.load(result, 0) === PROBE_REFUSED;
}

// Disk

function diskError(error: unknown): DiskError {
  if (!(error instanceof Error)) return new DiskError("EIO", String(error));
  const code = errnoName(error) ??
    (error instanceof Deno.errors.BadResource ? "EBADF" : error instanceof Deno.errors.NotCapable ? "EACCES" : "EIO");
  return new DiskError(code, systemWords(error));
}

/** Runs `operation` and throws a {@linkcode DiskError} where it fails. */
function onDisk<T>(operation: () => T): T {
  try {
    return operation();
  } catch (error) {
    throw diskError(error);
  }
}

function nothingThere(error: unknown): boolean {
  const code = errnoName(error);
  return code === "ENOENT" || code === "ENOTDIR";
}

const OPEN_OPTIONS: Readonly<Record<OpenMode, Deno.OpenOptions>> = {
  read: { read: true },
  write: { write: true, create: true, truncate: true },
  append: { append: true, create: true },
  update: { read: true, write: true },
};

class DenoFile implements DiskFile {
  readonly #file: Deno.FsFile;
  #closed = false;

  constructor(file: Deno.FsFile) {
    this.#file = file;
  }

  readSync(into: Uint8Array): number {
    return onDisk(() => this.#file.readSync(into)) ?? 0;
  }

  writeSync(bytes: Uint8Array): number {
    return onDisk(() => this.#file.writeSync(bytes));
  }

  seekSync(offset: number): void {
    onDisk(() => this.#file.seekSync(offset, Deno.SeekMode.Start));
  }

  truncateSync(size: number): void {
    onDisk(() => this.#file.truncateSync(size));
  }

  async sync(): Promise<void> {
    try {
      await this.#file.syncData();
    } catch (error) {
      throw diskError(error);
    }
  }

  syncSync(): void {
    onDisk(() => this.#file.syncDataSync());
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    onDisk(() => this.#file.close());
  }
}

class DenoDisk implements Disk {
  open(path: string, mode: OpenMode): DiskFile {
    return onDisk(() => new DenoFile(Deno.openSync(path, OPEN_OPTIONS[mode])));
  }

  stat(path: string): FileStat | null {
    try {
      const { isFile, isDirectory, size, mtime } = Deno.statSync(path);
      return { isFile, isDirectory, size, modified: mtime === null ? null : mtime.getTime() };
    } catch (error) {
      if (nothingThere(error)) return null;
      throw diskError(error);
    }
  }

  list(path: string): string[] {
    return onDisk(() => Array.from(Deno.readDirSync(path), (entry) => entry.name));
  }

  makeFolder(path: string): void {
    onDisk(() => Deno.mkdirSync(path, { recursive: true }));
  }

  rename(from: string, to: string): void {
    onDisk(() => Deno.renameSync(from, to));
  }

  remove(path: string): void {
    try {
      // Deno.removeSync would remove an empty folder as well.
      if (Deno.lstatSync(path).isDirectory) throw new DiskError("EISDIR", "Is a directory");
      Deno.removeSync(path);
    } catch (error) {
      if (error instanceof DiskError) throw error;
      if (!nothingThere(error)) throw diskError(error);
    }
  }

  setMode(path: string, mode: number): void {
    onDisk(() => Deno.chmodSync(path, mode));
  }

  syncFolder(path: string): void {
    onDisk(() => {
      using folder = Deno.openSync(path);
      folder.syncSync();
    });
  }

  resolve(path: string): string {
    return resolve(path);
  }
}

// Process

/** Writes all of `text`. What cannot be written (nobody reads the pipe any more, the disk is full) is dropped: a log must not stop the server. */
function printTo(stream: { writeSync(bytes: Uint8Array): number }, text: string): void {
  let bytes = new TextEncoder().encode(text);
  while (bytes.length > 0) {
    try {
      bytes = bytes.subarray(stream.writeSync(bytes));
    } catch (error) {
      if (!(error instanceof Deno.errors.WouldBlock)) return;
      // A pipe that its other end made non-blocking is full: its reader needs a moment.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
    }
  }
}

const SYSTEM_NAMES: Readonly<Record<string, string>> = { linux: "Linux", darwin: "Darwin", freebsd: "FreeBSD" };

function systemFigures(): SystemFigures {
  const { os, arch } = Deno.build;
  const machine = os === "darwin" && arch === "aarch64" ? "arm64" : arch;
  return {
    name: `${SYSTEM_NAMES[os] ?? os} ${Deno.osRelease()} ${machine}`,
    totalMemory: Deno.systemMemoryInfo().total,
    cores: navigator.hardwareConcurrency,
    maxOpenFiles: maxOpenFiles(),
    runtime: `deno ${Deno.version.deno}`,
  };
}

/** Soft RLIMIT_NOFILE; 0 where there is no /proc, or no permission to read it (Deno wants all permissions for it). */
function maxOpenFiles(): number {
  try {
    return Number(/^Max open files\s+(\d+)/m.exec(Deno.readTextFileSync("/proc/self/limits"))?.[1] ?? 0);
  } catch {
    return 0;
  }
}

class DenoProcess implements Process {
  readonly pid = Deno.pid;
  #system: SystemFigures | undefined;

  get executable(): string {
    return Deno.execPath();
  }

  get system(): SystemFigures {
    return this.#system ??= systemFigures();
  }

  environment(): Readonly<Record<string, string>> {
    return Deno.env.toObject();
  }

  workingFolder(): string {
    return Deno.cwd();
  }

  setWorkingFolder(path: string): void {
    onDisk(() => Deno.chdir(path));
  }

  onSignal(signal: Signal, handler: () => void): void {
    Deno.addSignalListener(signal, handler);
  }

  memory(): MemoryFigures {
    const { rss, heapUsed, heapTotal, external } = Deno.memoryUsage();
    return { resident: rss, heapUsed, heapTotal, external };
  }

  cpu(): CpuFigures {
    const { user, system } = process.cpuUsage();
    return { user: user / 1e6, system: system / 1e6 };
  }

  print(text: string): void {
    printTo(Deno.stdout, text);
  }

  printError(text: string): void {
    printTo(Deno.stderr, text);
  }

  async readStandardInput(): Promise<Uint8Array> {
    return new Uint8Array(await toArrayBuffer(Deno.stdin.readable));
  }

  exit(code: number): never {
    Deno.exit(code);
  }
}
