import { posix } from "node:path";
import {
  type CpuFigures,
  DiskError,
  type MemoryFigures,
  type Process,
  type Signal,
  type SystemFigures,
} from "../../../src/platform/mod.ts";
import type { FakeDisk } from "./disk.ts";

/** Thrown by {@linkcode FakeProcess.exit}, which cannot return. */
export class Exited extends Error {
  override name = "Exited";
  constructor(readonly code: number) {
    super(`Exited with code ${code}`);
  }
}

/** A process whose figures tests set, and whose output they read. */
export class FakeProcess implements Process {
  readonly pid = 4242;
  readonly executable = "/usr/local/bin/tarbo";
  system: SystemFigures = {
    name: "Linux 6.1.0 x86_64",
    totalMemory: 8 * 2 ** 30,
    cores: 4,
    maxOpenFiles: 1024,
    runtime: "fake 1.0",
  };
  memoryFigures: MemoryFigures = { resident: 50e6, heapUsed: 5e6, heapTotal: 8e6, external: 1e6 };
  cpuFigures: CpuFigures = { user: 1, system: 0.5 };
  variables: Record<string, string> = {};
  standardInput: Uint8Array = new Uint8Array();
  /** All that was printed. */
  output = "";
  errorOutput = "";
  /** What `exit` was called with. */
  exitCode: number | null = null;
  readonly #disk: FakeDisk;
  readonly #handlers = new Map<Signal, (() => void)[]>();

  /** The working folder is the disk's: relative paths are seen from there. */
  constructor(disk: FakeDisk) {
    this.#disk = disk;
  }

  environment(): Readonly<Record<string, string>> {
    return { ...this.variables };
  }

  workingFolder(): string {
    return this.#disk.workingFolder;
  }

  setWorkingFolder(path: string): void {
    const found = this.#disk.stat(path);
    if (found === null) throw new DiskError("ENOENT", "No such file or directory");
    if (!found.isDirectory) throw new DiskError("ENOTDIR", "Not a directory");
    this.#disk.workingFolder = posix.resolve(this.#disk.workingFolder, path);
  }

  onSignal(signal: Signal, handler: () => void): void {
    this.#handlers.set(signal, [...this.#handlers.get(signal) ?? [], handler]);
  }

  /** Sends this process a signal; tells whether anybody handled it. */
  signal(signal: Signal): boolean {
    const handlers = this.#handlers.get(signal) ?? [];
    for (const handler of handlers) handler();
    return handlers.length > 0;
  }

  memory(): MemoryFigures {
    return this.memoryFigures;
  }

  cpu(): CpuFigures {
    return this.cpuFigures;
  }

  print(text: string): void {
    this.output += text;
  }

  printError(text: string): void {
    this.errorOutput += text;
  }

  readStandardInput(): Promise<Uint8Array> {
    return Promise.resolve(this.standardInput);
  }

  exit(code: number): never {
    this.exitCode = code;
    throw new Exited(code);
  }
}
