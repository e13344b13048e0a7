import type { Clock, Disk, Process } from "../platform/mod.ts";

/** Levels in rising order of weight, with the sign each has in a line. */
const SIGNS = { debug: ".", verbose: "-", notice: "*", warning: "#" } as const;
/** How much a message matters. */
export type Level = keyof typeof SIGNS;

const ORDER = ["debug", "verbose", "notice", "warning", "nothing"];
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** What the log needs of the machine. */
export interface LogPorts {
  readonly clock: Clock;
  readonly disk: Disk;
  readonly process: Process;
}

/** The server's log, in Redis's format: `pid:role time sign message`, in local time, each line written at once. */
export class Log {
  /** Messages below it are dropped. */
  threshold: Level | "nothing" = "notice";
  /** `C` until the server is set up, then `M`. */
  role: "C" | "M" = "C";

  /** `file`, an absolute path; empty: standard output. It is opened for each line, so that it may be moved away at any time. */
  constructor(readonly ports: LogPorts, readonly file: string) {}

  isOn(level: Level): boolean {
    return ORDER.indexOf(level) >= ORDER.indexOf(this.threshold);
  }

  write(level: Level, message: string): void {
    if (!this.isOn(level)) return;
    const { clock, process } = this.ports;
    this.#append(`${process.pid}:${this.role} ${timestamp(new Date(clock.now()))} ${SIGNS[level]} ${message}\n`);
  }

  /** A line in the form that Redis's signal handlers write. */
  writeFromSignal(message: string): void {
    if (!this.isOn("warning")) return;
    const { clock, process } = this.ports;
    this.#append(`${process.pid}:signal-handler (${Math.floor(clock.now() / 1000)}) ${message}\n`);
  }

  /** Text without the usual prefix, at level `notice`. */
  writeRaw(text: string): void {
    if (this.isOn("notice")) this.#append(text);
  }

  #append(text: string): void {
    if (this.file === "") return this.ports.process.print(text);
    try {
      const file = this.ports.disk.open(this.file, "append");
      let bytes: Uint8Array = new TextEncoder().encode(text);
      while (bytes.length > 0) bytes = bytes.subarray(file.writeSync(bytes));
      file.close();
    } catch {
      // A full disk or a folder that has gone must not stop the server.
    }
  }
}

/** `20 Nov 2026 10:00:00.123`, in local time. */
function timestamp(time: Date): string {
  const two = (value: number) => String(value).padStart(2, "0");
  const day = `${two(time.getDate())} ${MONTHS[time.getMonth()]} ${time.getFullYear()}`;
  const clock = `${two(time.getHours())}:${two(time.getMinutes())}:${two(time.getSeconds())}`;
  return `${day} ${clock}.${String(time.getMilliseconds()).padStart(3, "0")}`;
}
