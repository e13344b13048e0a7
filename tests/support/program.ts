import { within } from "./client.ts";

/** The program itself, `main.ts`, in a process of its own. */
export interface Program {
  readonly pid: number;
  /** What it has printed so far, on both streams. */
  readonly output: string;
  /** Resolves with the output so far once that matches; rejects if the program ends before. */
  until(pattern: RegExp): Promise<string>;
  kill(signal: Deno.Signal): void;
  /** The exit code, once it has ended; -1 if a signal ended it. */
  readonly ended: Promise<number>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** How {@linkcode startProgram} starts the program. */
export interface ProgramOptions {
  readonly environment?: Readonly<Record<string, string>>;
  readonly workingFolder?: string;
  /** Given on standard input. */
  readonly input?: string;
  /** Most open files, as `ulimit -n` sets it. */
  readonly openFiles?: number;
}

const MAIN = new URL("../../main.ts", import.meta.url).pathname;

/** Starts the program with these arguments. */
export function startProgram(args: readonly string[], options: ProgramOptions = {}): Program {
  const line = [Deno.execPath(), "run", "--allow-all", "--no-check", MAIN, ...args];
  const limit = options.openFiles === undefined
    ? []
    : ["/bin/sh", "-c", `ulimit -n ${options.openFiles}; exec "$@"`, "sh"];
  const [program, ...rest] = [...limit, ...line];
  const child = new Deno.Command(program, {
    args: rest,
    stdin: options.input === undefined ? "null" : "piped",
    stdout: "piped",
    stderr: "piped",
    ...(options.environment && { env: { ...options.environment } }),
    ...(options.workingFolder !== undefined && { cwd: options.workingFolder }),
  }).spawn();
  return new Running(child, options.input);
}

class Running implements Program {
  output = "";
  readonly ended: Promise<number>;
  #over = false;
  #waiting: (() => void)[] = [];

  constructor(readonly child: Deno.ChildProcess, input: string | undefined) {
    const streams = [child.stdout, child.stderr].map((stream) => this.#collect(stream));
    if (input !== undefined) streams.push(feed(child, input));
    this.ended = Promise.all([child.status, ...streams]).then(([{ code, signal }]) => {
      this.#over = true;
      this.#wake();
      return signal === null ? code : -1;
    });
  }

  get pid(): number {
    return this.child.pid;
  }

  async until(pattern: RegExp): Promise<string> {
    while (!pattern.test(this.output)) {
      if (this.#over) throw new Error(`Ended before it printed ${pattern}: ${this.output}`);
      await within(new Promise<void>((resolve) => this.#waiting.push(resolve)), `the output ${pattern}`);
    }
    return this.output;
  }

  kill(signal: Deno.Signal): void {
    if (!this.#over) this.child.kill(signal);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.kill("SIGKILL");
    await this.ended;
  }

  async #collect(stream: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<void> {
    for await (const text of stream.pipeThrough(new TextDecoderStream())) {
      this.output += text;
      this.#wake();
    }
  }

  #wake(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }
}

async function feed(child: Deno.ChildProcess, input: string): Promise<void> {
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(input));
  await writer.close();
}

/** A TCP port that nobody uses at the moment. */
export function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return (listener.addr as Deno.NetAddr).port;
}
