import { Client } from "../../tests/support/client.ts";
import { freePort } from "../../tests/support/program.ts";
import { type Cpu, cpuOf, residentBytes } from "./proc.ts";

/** A server to be measured: its name in the table, and the words that start it, before its options. */
export interface Contender {
  readonly name: string;
  readonly command: readonly string[];
}

/** How {@linkcode RunningServer.start} starts a server. */
export interface StartOptions {
  /** Further options of the server. */
  readonly args?: readonly string[];
  /** Most open files, as `ulimit -n` sets it. */
  readonly openFiles?: number;
}

/** Milliseconds that a server gets to answer, and to end. */
const START_TIME = 20_000;
const STOP_TIME = 3_000;
const PING = new TextEncoder().encode("PING\r\n");
const PLUS = 43;

/** What was started and has not ended. */
const children = new Set<Deno.ChildProcess>();

/** A server in a process of its own, on a free port of 127.0.0.1, without persistence. */
export class RunningServer {
  private constructor(
    readonly port: number,
    /** The server's own process, which need not be the one that was started. */
    readonly pid: number,
    /** Milliseconds from the start of the process to the first PONG. */
    readonly startTime: number,
    readonly client: Client,
    readonly child: Deno.ChildProcess,
  ) {}

  /** Starts a server and waits until it answers. */
  static async start({ command }: Contender, { args = [], openFiles }: StartOptions = {}): Promise<RunningServer> {
    const port = freePort();
    const words = [...command, "--port", String(port), "--bind", "127.0.0.1", "--save", "", ...args];
    const limit = openFiles === undefined ? [] : ["/bin/sh", "-c", `ulimit -n ${openFiles}; exec "$@"`, "sh"];
    const [program, ...rest] = [...limit, ...words];
    const began = performance.now();
    const child = spawn(program, { args: rest, stdin: "null", stdout: "null", stderr: "null" });
    while (children.has(child) && !await pongs(port)) {
      if (performance.now() - began > START_TIME) child.kill("SIGKILL");
      else await sleep(1);
    }
    const startTime = performance.now() - began;
    if (!children.has(child)) throw new Error(`Start the server by hand to see why it ended: ${words.join(" ")}`);
    const client = await Client.connect(port);
    const pid = Number(/^process_id:(\d+)/m.exec(String(await client.call("INFO", "server")))?.[1]);
    return new RunningServer(port, pid, startTime, client, child);
  }

  /** Processor time used so far. */
  get cpu(): Cpu {
    return cpuOf(this.pid);
  }

  /** Bytes in memory. */
  get resident(): number {
    return residentBytes(this.pid);
  }

  /** A field of INFO; `section` has it. */
  async info(section: string, field: string): Promise<string> {
    const text = String(await this.client.call("INFO", section));
    return new RegExp(`^${field}:(.*?)\\r?$`, "m").exec(text)?.[1] ?? "";
  }

  /** Keys in database 0. */
  async size(): Promise<number> {
    return Number(await this.client.call("DBSIZE"));
  }

  /** Ends the process. */
  async stop(): Promise<void> {
    this.client.send("SHUTDOWN", "NOSAVE");
    const timer = setTimeout(() => this.child.kill("SIGKILL"), STOP_TIME);
    await this.child.status;
    clearTimeout(timer);
    this.client.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }
}

/** Starts a program that {@linkcode killAll} knows of. */
export function spawn(program: string, options: Deno.CommandOptions): Deno.ChildProcess {
  let child: Deno.ChildProcess;
  try {
    child = new Deno.Command(program, options).spawn();
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw new Error(`Install ${program}, or name another one: see --help`, { cause: error });
  }
  children.add(child);
  child.status.then(() => children.delete(child));
  return child;
}

/** Ends everything that was started and still runs. */
export function killAll(): void {
  for (const child of children) child.kill("SIGKILL");
}

/** Resolves after `ms` milliseconds. */
export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

async function pongs(port: number): Promise<boolean> {
  try {
    using connection = await Deno.connect({ hostname: "127.0.0.1", port });
    await connection.write(PING);
    const reply = new Uint8Array(64);
    return await connection.read(reply) !== null && reply[0] === PLUS;
  } catch {
    return false;
  }
}
