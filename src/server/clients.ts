import { fromString } from "../bytes/mod.ts";
import type { Engine } from "../engine/mod.ts";
import type { Connection as Socket } from "../platform/mod.ts";
import { Request, type RequestLimits } from "../resp/mod.ts";
import type { Config } from "./config/mod.ts";
import { ClientConnection, type ConnectionHost, isLocal } from "./connection.ts";
import { PROTECTED_MODE } from "./protected_mode.ts";

/** Idle request tables that are kept for reuse; each is 0.5 KB and serves one client at a time. */
const MOST_IDLE_REQUESTS = 1024;
/** Requests of one connection that are read before the first of them runs: enough for the processor to fetch their data side by side. */
const READ_AHEAD = 32;
/** Seconds that INFO's `client_recent_max_*` look back. */
const PEAK_SECONDS = 8;
/** Monotonic ms that clients get to take their last replies when the server stops. */
const FAREWELL = 500;

const TOO_MANY = fromString("-ERR max number of clients reached\r\n");
const DENIED = fromString(PROTECTED_MODE);

/** All client connections: lets them in, holds them to their limits, sends them away. */
export class Clients implements ConnectionHost {
  readonly connections = new Set<ClientConnection>();
  readonly requests: Request[] = [];
  readonly ahead: Request[] = Array.from({ length: READ_AHEAD }, () => new Request());
  readonly aheadEnds: Int32Array = new Int32Array(READ_AHEAD);
  turnBegan = 0;
  readonly limits: RequestLimits;
  outputLimit = Infinity;
  /** By second, the largest buffers. */
  readonly #inputPeaks = new Float64Array(PEAK_SECONDS);
  readonly #outputPeaks = new Float64Array(PEAK_SECONDS);
  #second = 0;
  #nextTurn: Promise<void> | null = null;
  #unflushed: ClientConnection[] = [];
  /** Monotonic ms since when a connection's output has been above the soft limit. */
  readonly #softSince = new Map<ClientConnection, number>();

  constructor(readonly engine: Engine, readonly config: Config) {
    this.limits = { maxBulk: config.get("proto-max-bulk-len"), maxArguments: 0x7fffffff };
    config.follow("proto-max-bulk-len", (bytes) => this.limits.maxBulk = bytes);
    config.follow("client-output-buffer-limit", ({ normal: { hard, soft } }) => {
      this.outputLimit = Math.min(hard || Infinity, soft || Infinity);
    });
    config.onChange("tcp-keepalive", (seconds) => {
      for (const { socket } of this.connections) socket.setKeepAlive(seconds > 0);
    });
  }

  /** Serves a new connection, or refuses it with the error that Redis gives. */
  admit(socket: Socket): void {
    if (this.connections.size >= this.config.get("maxclients")) return void this.refuse(socket);
    if (this.config.get("protected-mode") && this.engine.settings.password === "" && !isLocal(socket.peer)) {
      return void this.#dismiss(socket, DENIED);
    }
    socket.setNoDelay(true);
    if (this.config.get("tcp-keepalive") > 0) socket.setKeepAlive(true);
    const connection = new ClientConnection(this, socket);
    this.connections.add(connection);
    this.engine.host.log("verbose", `Accepted ${connection.peer}`);
    connection.run();
  }

  /** Tells a client that there is no room for it. */
  refuse(socket: Socket): Promise<void> {
    return this.#dismiss(socket, TOO_MANY);
  }

  nextTurn(): Promise<void> {
    const { clock } = this.engine;
    return this.#nextTurn ??= new Promise((resolve) =>
      clock.soon(() => {
        this.#nextTurn = null;
        this.turnBegan = clock.monotonic();
        resolve();
      })
    );
  }

  giveBack(request: Request): void {
    if (this.requests.length >= MOST_IDLE_REQUESTS) return;
    request.release();
    this.requests.push(request);
  }

  flushLater(connection: ClientConnection): void {
    if (this.#unflushed.push(connection) === 1) this.engine.clock.endOfTurn(() => this.#flushAll());
  }

  closed(connection: ClientConnection): void {
    this.connections.delete(connection);
    this.#softSince.delete(connection);
  }

  outputGrew(connection: ClientConnection): void {
    const { hard } = this.config.get("client-output-buffer-limit").normal;
    if (hard > 0 && connection.outputBytes > hard) return this.#dropForOutput(connection);
    this.#noteSoftLimit(connection);
  }

  /** The largest input and output buffers of the last seconds, in bytes. */
  recentPeaks(): { readonly input: number; readonly output: number } {
    this.#notePeaks();
    return { input: Math.max(...this.#inputPeaks), output: Math.max(...this.#outputPeaks) };
  }

  /** What is to be done every second: clients that are idle or have not taken their output for too long go. */
  everySecond(): void {
    // They refer to the input buffers of those that they served last, which may be large or long closed.
    for (const request of this.ahead) request.release();
    const timeout = this.config.get("timeout") * 1000;
    const now = this.engine.clock.now();
    this.#second = (this.#second + 1) % PEAK_SECONDS;
    this.#inputPeaks[this.#second] = this.#outputPeaks[this.#second] = 0;
    this.#notePeaks();
    for (const connection of this.connections) {
      const { session } = connection;
      if (timeout > 0 && now - session.lastActive > timeout && session.hold === null) {
        this.engine.host.log("verbose", "Closing idle client");
        connection.close();
      } else if (connection.outputBytes > this.outputLimit) this.outputGrew(connection);
      else this.#softSince.delete(connection);
    }
  }

  #notePeaks(): void {
    let input = this.#inputPeaks[this.#second];
    let output = this.#outputPeaks[this.#second];
    for (const { inputBytes, inputRoom, session } of this.connections) {
      input = Math.max(input, inputBytes + inputRoom);
      output = Math.max(output, session.out.memory);
    }
    this.#inputPeaks[this.#second] = input;
    this.#outputPeaks[this.#second] = output;
  }

  /** Closes a connection that has stayed above the soft limit for the time that is allowed. */
  #noteSoftLimit(connection: ClientConnection): void {
    const { soft, seconds } = this.config.get("client-output-buffer-limit").normal;
    if (soft === 0 || connection.outputBytes <= soft) return void this.#softSince.delete(connection);
    const now = this.engine.clock.monotonic();
    const since = this.#softSince.get(connection) ?? now;
    this.#softSince.set(connection, since);
    if (now - since > seconds * 1000) this.#dropForOutput(connection);
  }

  #dropForOutput(connection: ClientConnection): void {
    this.engine.statistics.outputLimitHits++;
    this.engine.host.log("warning", `Client ${connection.summary} closed for overcoming of output buffer limits.`);
    connection.close();
  }

  /** Closes every connection once its replies have gone out; one that does not take them is cut off after a while. */
  async closeAll(): Promise<void> {
    const cut = this.engine.clock.after(FAREWELL, () => {
      for (const connection of this.connections) connection.close();
    });
    await Promise.all([...this.connections].map((connection) => connection.finish()));
    cut.cancel();
  }

  #flushAll(): void {
    const connections = this.#unflushed;
    this.#unflushed = [];
    for (const connection of connections) connection.flush();
  }

  async #dismiss(socket: Socket, error: Uint8Array): Promise<void> {
    this.engine.statistics.rejectedConnections++;
    try {
      await socket.write(error);
    } catch {
      // It did not wait for the answer.
    }
    socket.close();
  }
}
