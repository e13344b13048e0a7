import { denoPlatform } from "../../src/platform/deno.ts";
import type { Clock, Platform } from "../../src/platform/mod.ts";
import { Config } from "../../src/server/config/mod.ts";
import { Server, type ServerOptions as StartOptions } from "../../src/server/mod.ts";
import { Client, type Protocol } from "./client.ts";
import { FakeClock, fakePlatform } from "./fakes/mod.ts";

/** More ms than a stopping server waits for its clients. */
const FAREWELL = 1000;

/** How {@linkcode startServer} builds its server. */
export interface ServerOptions {
  /** Directives; several words in an array. */
  readonly config?: Readonly<Record<string, string | readonly string[]>>;
  /** Time stands still until the test moves `clock`. Default: true. */
  readonly fakeTime?: boolean;
  /** What else {@linkcode Server.start} is told. */
  readonly start?: StartOptions;
  /** Ports that replace the harness's own. */
  readonly platform?: Partial<Platform>;
}

/** A server in this process, on a free port of 127.0.0.1. */
export interface TestServer {
  readonly server: Server;
  readonly port: number;
  /** `advance(ms)` lets time pass; of no effect with `fakeTime: false`. */
  readonly clock: FakeClock;
  /** A new client, closed by `stop`. */
  client(protocol?: Protocol): Promise<Client>;
  /** Closes all clients and stops the server. */
  stop(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Time moves by hand, turns of the event loop are real: what real sockets need. */
class SteppedClock extends FakeClock {
  readonly #real: Clock = denoPlatform().clock;

  override soon(task: () => void): void {
    this.#real.soon(task);
  }

  override endOfTurn(task: () => void): void {
    this.#real.endOfTurn(task);
  }
}

/** Starts a server with the real network, and with fakes for everything else of the machine. */
export async function startServer(options: ServerOptions = {}): Promise<TestServer> {
  const clock = new SteppedClock(Date.now());
  const platform: Platform = {
    ...fakePlatform(),
    clock: options.fakeTime === false ? denoPlatform().clock : clock,
    network: denoPlatform().network,
    ...options.platform,
  };
  const server = await Server.start(platform, configured(options.config ?? {}, platform), {
    port: 0,
    ...options.start,
  });
  const clients: Client[] = [];
  const port = server.ports[0];
  const stop = async () => {
    for (const client of clients) client.close();
    const stopped = server.stop();
    // A connection that somebody else left open is cut off after a while.
    if (options.fakeTime !== false) clock.advance(FAREWELL);
    await stopped;
  };
  return {
    server,
    port,
    clock,
    async client(protocol) {
      const client = await Client.connect(port, protocol);
      clients.push(client);
      return client;
    },
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

function configured(directives: NonNullable<ServerOptions["config"]>, platform: Platform): Config {
  const config = new Config(platform.process.workingFolder());
  for (const [name, value] of Object.entries({ bind: "127.0.0.1", ...directives })) {
    const error = config.assign(name, typeof value === "string" ? [value] : value);
    if (error !== null) throw new Error(`Directive ${name}: ${error}`);
  }
  return config;
}

/** Declares a test for RESP2 and one for RESP3, each with a server and a client of its own. */
export function eachProtocol(
  name: string,
  test: (client: Client, server: TestServer, protocol: Protocol) => Promise<void>,
  options?: ServerOptions,
): void {
  for (const protocol of [2, 3] as const) {
    Deno.test(`${name} (RESP${protocol})`, async () => {
      await using server = await startServer(options);
      await test(await server.client(protocol), server, protocol);
    });
  }
}
