import type { Configuration, Host, MemoryReport, ShutdownOptions } from "../engine/mod.ts";
import type { Process } from "../platform/mod.ts";
import { configBytes, configText } from "./config/mod.ts";
import { infoText } from "./info/mod.ts";
import type { Level } from "./log.ts";
import type { Server } from "./server.ts";

/** The server as commands see it. */
export class ServerHost implements Host {
  readonly process: Process;
  readonly configuration: Configuration;
  readonly #server: Server;

  constructor(server: Server) {
    this.#server = server;
    this.process = server.platform.process;
    const { config } = server;
    this.configuration = {
      match: (patterns) =>
        config.match(patterns.map(configText)).map(([name, value]) => [configBytes(name), configBytes(value)]),
      set: (pairs, local) =>
        config.set(pairs.map(([name, value]) => [configText(name), configText(value)]), { local, loading: false }),
      rewrite: (all) => server.rewriteConfig(all),
    };
  }

  info(sections: readonly string[]): string {
    return infoText(this.#server, sections);
  }

  resetStatistics(): void {
    this.#server.resetStatistics();
  }

  shutdown(options: ShutdownOptions): string | null {
    return this.#server.requestStop(options);
  }

  abortShutdown(): string | null {
    // Nothing here makes a stop wait: once begun it takes half a second at most.
    return "ERR No shutdown in progress.";
  }

  memory(): MemoryReport {
    return this.#server.memory.report();
  }

  releaseMemory(): void {
    this.#server.engine.pool.drain();
    while (this.#server.engine.keyspace.arena.release());
    this.#server.clients.requests.length = 0;
  }

  pauseCron(on: boolean): void {
    this.#server.cron.paused = on;
  }

  log(level: Level, message: string): void {
    this.#server.log.write(level, message);
  }
}
