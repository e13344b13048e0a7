/** How {@linkcode runChild} starts a script. */
export interface ChildOptions {
  readonly args?: readonly string[];
  readonly input?: string;
  /** Soft and hard limit of open files. */
  readonly openFiles?: number;
}

/** What a script left behind. */
export interface ChildResult {
  readonly code: number;
  readonly output: string;
  readonly errorOutput: string;
}

/** Runs a script of this folder in a process of its own, for what a test runner's own process must not do. */
export async function runChild(script: string, options: ChildOptions = {}): Promise<ChildResult> {
  const command = [
    Deno.execPath(),
    "run",
    "--allow-all",
    new URL(script, import.meta.url).pathname,
    ...options.args ?? [],
  ];
  const limited = options.openFiles === undefined
    ? command
    : ["sh", "-c", `ulimit -n ${options.openFiles}; exec "$@"`, "sh", ...command];
  const child = new Deno.Command(limited[0]!, {
    args: limited.slice(1),
    env: { NO_COLOR: "1" },
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(options.input ?? ""));
  await writer.close();
  const errors = new Response(child.stderr).text();
  let output = "";
  for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) {
    output += text;
  }
  return { code: (await child.status).code, output, errorOutput: await errors };
}
