import { commands } from "../commands/mod.ts";
import { Engine, type ShutdownOptions } from "../engine/mod.ts";
import { DiskError, type Platform, type Random } from "../platform/mod.ts";
import { BufferPool } from "../resp/mod.ts";
import { Compaction } from "../store/mod.ts";
import { Clients } from "./clients.ts";
import { type Config, type DeclaredUser, type RenamedCommand, rewriteConfig } from "./config/mod.ts";
import { Cron } from "./cron.ts";
import { fitClientsToDescriptors, mostClients } from "./descriptors.ts";
import { ExpiryTimer } from "./expiry_timer.ts";
import { ServerHost } from "./host.ts";
import { Listeners } from "./listeners.ts";
import { Log } from "./log.ts";
import { logIdentity, logStart, logStatus } from "./log_lines.ts";
import { MemoryAccount } from "./memory.ts";
import { removePidFile, writePidFile } from "./pid_file.ts";
import { renameCommands } from "./renames.ts";
import { seedHashOnce } from "./seed.ts";
import { followConfig } from "./settings.ts";
import { StartFailure } from "./start_failure.ts";
import { WorkLoad } from "./work_load.ts";

/** Monotonic ms that background freeing may take before clients get their turn. */
const FREEING_SLICE = 1;
/** Monotonic ms that compaction may take at each beat. */
const COMPACTING_SLICE = 1;

/** Seconds between two looks at the data and the clients in the log, at the levels that have them. */
const STATUS_EVERY = 5;

/** What {@linkcode Server.start} may be told beside the configuration. */
export interface ServerOptions {
  /** The TCP port, in place of directive `port`; 0: any free one. */
  readonly port?: number;
  readonly renamedCommands?: readonly RenamedCommand[];
  /** Users that the configuration declares; any stops the start, since there is only `default` yet and who relies on others must not be let down. */
  readonly users?: readonly DeclaredUser[];
  /** Directives that were given and change nothing, to be named in the log. */
  readonly withoutEffect?: readonly string[];
  /** Whether SIGTERM and SIGINT stop the server; a second one ends the process at once. */
  readonly obeySignals?: boolean;
}

/** A running server. */
export class Server {
  readonly engine: Engine;
  readonly clients: Clients;
  readonly listeners: Listeners;
  readonly memory: MemoryAccount;
  readonly cron: Cron;
  readonly expiry: ExpiryTimer;
  readonly load: WorkLoad;
  /** Unix time in ms. */
  readonly startedAt: number;
  /** 40 hexadecimal digits that no other start of a server has. */
  readonly runId: string;
  /** Likewise; names the history of changes. */
  readonly replicationId: string;
  /** Resolves with the exit code when the server has stopped. */
  readonly done: Promise<number>;

  readonly #ended = Promise.withResolvers<number>();
  #stopping = false;
  #signalled = false;
  #freeing = false;
  readonly #compaction: Compaction;
  #seconds = 0;
  #pidFile = "";

  private constructor(readonly platform: Platform, readonly config: Config, readonly log: Log, options: ServerOptions) {
    const { clock, random, process } = platform;
    this.done = this.#ended.promise;
    this.startedAt = clock.now();
    this.runId = hex(random, 20);
    this.replicationId = hex(random, 20);
    seedHashOnce(random);
    const specs = renameCommands(commands, options.renamedCommands ?? []);
    if (typeof specs === "string") throw new StartFailure(specs);
    const [user] = options.users ?? [];
    if (user !== undefined) {
      const reason = "This version has no users but 'default'; see requirepass";
      throw new StartFailure(`${user.origin.where}\n>>> '${user.origin.text}'\n${reason}`);
    }
    const databases = config.get("databases");
    this.engine = new Engine({
      clock,
      random,
      pool: new BufferPool(),
      databases,
      commands: specs,
      host: new ServerHost(this),
    });
    this.#compaction = new Compaction(this.engine.keyspace);
    this.clients = new Clients(this.engine, config);
    this.listeners = new Listeners(platform, config, this.log, this.clients);
    this.memory = new MemoryAccount(this.engine, process);
    this.expiry = new ExpiryTimer(this.engine);
    this.cron = new Cron(clock, config, () => this.#beat(), () => this.#second());
    this.load = new WorkLoad(this.engine, this.cron);
    config.follow("loglevel", (level) => this.log.threshold = level);
    followConfig(this.engine, config);
  }

  /** Starts to serve. Rejects with {@linkcode StartFailure}, the reason logged, when the configuration cannot be met. */
  static start(platform: Platform, config: Config, options: ServerOptions = {}): Promise<Server> {
    const { process } = platform;
    let log: Log | null = null;
    let server: Server | null = null;
    try {
      process.setWorkingFolder(config.get("dir"));
      log = openLog(platform, config.get("logfile"));
      server = new Server(platform, config, log, options);
      server.#open(options);
      return Promise.resolve(server);
    } catch (error) {
      server?.listeners.close();
      server?.expiry.stop();
      if (log === null) process.printError(`${messageOf(error)}\n`);
      else log.write("warning", messageOf(error));
      return Promise.reject(error instanceof DiskError ? new StartFailure(error.message) : error);
    }
  }

  /** TCP ports that the server listens on. */
  get ports(): number[] {
    return [...this.listeners.ports];
  }

  /** Stops: no new clients, no more requests; replies in flight go out first. Resolves when all is closed. */
  async stop(): Promise<void> {
    this.#close(0);
    await this.done;
  }

  /** Begins to stop as SHUTDOWN asks; an error reply if it will not. */
  requestStop(options: ShutdownOptions): string | null {
    if (this.#stopping) return null;
    const error = refusal(options);
    this.log.write("notice", "User requested shutdown...");
    if (error !== null) {
      this.log.write("warning", "Error trying to save the DB, can't exit.");
      this.log.write("warning", "Errors trying to shut down the server. Check the logs for more information.");
      return error;
    }
    const wanted = options.save === "save" || (options.save === "default" && this.config.get("save").length > 0);
    if (wanted && this.engine.keyspace.dirty > 0) {
      this.log.write("warning", "The dataset is not saved: this version keeps it in memory only.");
    }
    this.engine.clock.soon(() => this.#close(0));
    return null;
  }

  #obeySignals(): void {
    const { process } = this.platform;
    // A terminal that goes away does not stop a server.
    process.onSignal("SIGHUP", () => {});
    for (const signal of ["SIGTERM", "SIGINT"] as const) {
      process.onSignal(signal, () => {
        if (this.#signalled) {
          this.log.writeFromSignal("You insist... exiting now.");
          process.exit(1);
        }
        this.#signalled = true;
        this.log.writeFromSignal(`Received ${signal} scheduling shutdown...`);
        const words = this.config.get(signal === "SIGTERM" ? "shutdown-on-sigterm" : "shutdown-on-sigint");
        const save = words.includes("save") ? "save" : words.includes("nosave") ? "nosave" : "default";
        const options = { save, now: words.includes("now"), force: words.includes("force") } as const;
        if (this.requestStop(options) !== null) this.#signalled = false;
      });
    }
  }

  /** Writes the configuration file anew; the error reply, or `null`. */
  rewriteConfig(all: boolean): string | null {
    const error = rewriteConfig(this.config, this.platform.disk, { all });
    if (error === null) this.log.write("notice", "CONFIG REWRITE executed with success.");
    else this.log.write("warning", `CONFIG REWRITE failed: ${error.slice(4)}`);
    return error;
  }

  /** CONFIG RESETSTAT. */
  resetStatistics(): void {
    const { engine } = this;
    engine.statistics.reset();
    engine.keyspace.hits =
      engine.keyspace.misses =
      engine.keyspace.expired =
      engine.keyspace.expiredFields =
        0;
    engine.keyspace.graveyard.freed = 0;
    for (const command of engine.table.all()) command.resetStatistics();
    this.cron.resetStatistics();
    this.load.reset();
    this.memory.reset();
    this.expiry.resetStatistics();
  }

  #open(options: ServerOptions): void {
    const { config, listeners, log } = this;
    const { process } = this.platform;
    if (config.get("daemonize")) {
      throw new StartFailure("daemonize: a server can't move to the background; use a service manager, or nohup and &");
    }
    logStart(log, config, options.withoutEffect ?? []);
    if (options.obeySignals) this.#obeySignals();
    const tooFew = fitClientsToDescriptors(config, process, log);
    if (tooFew !== null) throw new StartFailure(tooFew);
    log.role = "M";
    this.#pidFile = writePidFile(this.platform, config.get("pidfile"), log);
    const port = options.port ?? config.get("port");
    if (options.port !== undefined || port !== 0) {
      if (!listeners.openTcp(port)) throw new StartFailure(`Failed listening on port ${port} (tcp), aborting.`);
      if (options.port !== undefined) config.override("port", listeners.ports[0] ?? port);
    }
    logIdentity(log, config, listeners.ports[0] ?? port);
    const path = config.get("unixsocket");
    if (path !== "" && !listeners.openUnix(path)) {
      throw new StartFailure("Failed listening on port 0 (unix), aborting.");
    }
    if (listeners.isEmpty) throw new StartFailure("Configured to not listen anywhere, exiting.");
    this.#followDirectives();
    log.write("notice", "Server initialized");
    this.cron.start();
    if (listeners.ports.length > 0) log.write("notice", "Ready to accept connections tcp");
    if (listeners.unixPath !== null) log.write("notice", "Ready to accept connections unix");
  }

  #followDirectives(): void {
    const { config, listeners } = this;
    const { process } = this.platform;
    const reopen = (failure: string) => listeners.openTcp(config.get("port")) ? undefined : failure;
    config.onChange("bind", () => reopen("Failed to bind to specified addresses."));
    config.onChange("port", (port) => {
      if (port !== 0) return reopen("Unable to listen on this port. Check server logs.");
      listeners.closeTcp();
      return undefined;
    });
    config.onChange("dir", (path) => {
      try {
        process.setWorkingFolder(path);
        return undefined;
      } catch (error) {
        return messageOf(error);
      }
    });
    config.onChange("maxclients", (wanted) => {
      const most = mostClients(process);
      const failure = `The operating system is not able to handle the specified number of clients, try with ${most}`;
      return wanted > most ? failure : undefined;
    });
  }

  #beat(): void {
    const { engine, memory } = this;
    this.load.sample();
    memory.sample();
    // The wall clock may have jumped.
    this.expiry.refresh();
    const { arena, graveyard } = engine.keyspace;
    if (!this.#freeing && (!graveyard.isEmpty || arena.hasIdle)) this.#free();
    this.#compact();
  }

  #second(): void {
    this.clients.everySecond();
    if (this.log.isOn("verbose") && ++this.#seconds % STATUS_EVERY === 0) logStatus(this.log, this.engine, this.memory);
  }

  /** Frees emptied databases and deleted collections in slices, and returns emptied slabs to the system, one at each. */
  #free(): void {
    const { clock, keyspace } = this.engine;
    const { arena, graveyard } = keyspace;
    const began = clock.monotonic();
    const dead = graveyard.freeSome(() => clock.monotonic() - began < FREEING_SLICE);
    const idle = arena.release();
    this.#freeing = !this.#stopping && (dead || idle);
    if (this.#freeing) clock.soon(() => this.#free());
  }

  /** Compacts for a moment, if there is reason to. */
  #compact(): void {
    const { clock } = this.engine;
    if (!this.#compaction.isUnderWay && !this.#compaction.isDue) return;
    const began = clock.monotonic();
    this.#compaction.step(() => clock.monotonic() - began < COMPACTING_SLICE);
  }

  async #close(exitCode: number): Promise<void> {
    if (this.#stopping) return;
    this.#stopping = true;
    if (this.#pidFile !== "") {
      this.log.write("notice", "Removing the pid file.");
      removePidFile(this.platform, this.#pidFile);
    }
    this.listeners.close();
    this.cron.stop();
    this.expiry.stop();
    this.engine.pause.end();
    this.engine.blocking.stop();
    await this.clients.closeAll();
    this.log.write("warning", "Tarbo is now ready to exit, bye bye...");
    this.#ended.resolve(exitCode);
  }
}

/** A log that can be written to, in a file or on standard output. */
function openLog(platform: Platform, path: string): Log {
  if (path === "") return new Log(platform, "");
  const absolute = platform.disk.resolve(path);
  try {
    platform.disk.open(absolute, "append").close();
  } catch (error) {
    throw new StartFailure(`Can't open the log file: ${messageOf(error)}`);
  }
  return new Log(platform, absolute);
}

/** Why a SHUTDOWN with these options would lose what it is to keep, or `null`. */
function refusal({ save, force }: ShutdownOptions): string | null {
  if (save !== "save" || force) return null;
  return "ERR SHUTDOWN SAVE can't save the dataset: this version keeps it in memory only. Use SHUTDOWN NOSAVE.";
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function hex(random: Random, count: number): string {
  const bytes = new Uint8Array(count);
  random.fill(bytes);
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
