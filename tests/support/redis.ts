import { Client, type Protocol } from "./client.ts";

/** A `redis-server` of this machine, to compare with. */
export interface RedisServer {
  readonly port: number;
  client(protocol?: Protocol): Promise<Client>;
  /** Stops this server and no other. */
  stop(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

const BINARY = "redis-server";
/** Real milliseconds that it gets to open its port. */
const START_TIME = 10_000;
const POLL = 20;

/** Starts Debian's `redis-server` on a free port of 127.0.0.1 without persistence. `args` are further options: `--hz 100`. */
export async function startRedis(...args: string[]): Promise<RedisServer> {
  const port = freePort();
  const child = spawn(["--port", String(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", ...args]);
  const clients: Client[] = [];
  let over = false;
  const ended = child.status.then(() => void (over = true));
  const stop = async () => {
    for (const client of clients) client.close();
    if (!over) child.kill("SIGKILL");
    await ended;
  };
  const client = async (protocol?: Protocol) => {
    const fresh = await Client.connect(port, protocol);
    clients.push(fresh);
    return fresh;
  };
  const deadline = Date.now() + START_TIME;
  while (!over && !await answers(port)) {
    if (Date.now() > deadline) break;
    await new Promise((resolve) => setTimeout(resolve, POLL));
  }
  if (over || Date.now() > deadline) {
    await stop();
    throw new Error(`Start ${BINARY} by hand to see why it did not open port ${port}: ${BINARY} ${args.join(" ")}`);
  }
  return { port, client, stop, [Symbol.asyncDispose]: stop };
}

function spawn(args: string[]): Deno.ChildProcess {
  try {
    return new Deno.Command(BINARY, { args, cwd: "/", stdin: "null", stdout: "null", stderr: "null" }).spawn();
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw new Error(`Install ${BINARY} (Debian: apt-get install redis-server): this test compares with it`, {
      cause: error,
    });
  }
}

/** A port that nobody uses at the moment. */
function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return (listener.addr as Deno.NetAddr).port;
}

async function answers(port: number): Promise<boolean> {
  try {
    using client = await Client.connect(port);
    await client.ask("PING");
    return true;
  } catch {
    return false;
  }
}
