import type { Engine, MemoryReport } from "../engine/mod.ts";
import type { Process } from "../platform/mod.ts";

/** Keeps account of memory: what the data and the clients take, and the most that they ever took. */
export class MemoryAccount {
  peak = 0;
  readonly #startup: number;

  constructor(readonly engine: Engine, readonly process: Process) {
    this.#startup = engine.keyspace.usedMemory;
    this.peak = this.#startup;
  }

  /** Takes note of the memory in use. */
  sample(): void {
    this.peak = Math.max(this.peak, this.engine.keyspace.usedMemory);
  }

  /** Lets the peak be what is in use now. */
  reset(): void {
    this.peak = this.engine.keyspace.usedMemory + this.clients;
  }

  /** Bytes of all buffers of clients. */
  get clients(): number {
    let bytes = 0;
    for (const { link } of this.engine.sessions.values()) bytes += link.memory;
    return bytes;
  }

  report(): MemoryReport {
    const { keyspace } = this.engine;
    const { resident, heapUsed, heapTotal } = this.process.memory();
    const data = keyspace.usedMemory;
    const clients = this.clients;
    this.peak = Math.max(this.peak, data + clients);
    return {
      used: data + clients,
      peak: this.peak,
      startup: this.#startup,
      overhead: keyspace.indexMemory + clients,
      dataset: data - keyspace.indexMemory,
      clients,
      resident,
      heapUsed,
      heapTotal,
      arenaReserved: keyspace.arena.reserved,
      arenaUsed: keyspace.arena.used,
    };
  }
}
