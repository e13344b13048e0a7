import {
  type Address,
  AddressInUse,
  AddressNotAvailable,
  type Clock,
  type Connection,
  type Listener,
  ListenerClosed,
  type Network,
  OutOfDescriptors,
} from "../../../src/platform/mod.ts";
import type { SeededRandom } from "./random.ts";

/** How a {@linkcode FakeNetwork} misbehaves. All of it follows the seed of `random`. */
export interface FakeNetworkOptions {
  readonly clock: Clock;
  readonly random: SeededRandom;
  /** Most bytes that one `read` gives; the actual number is drawn. Default: no limit. */
  readonly largestRead?: number;
  /** Most bytes that one `write` takes; the actual number is drawn. Default: no limit. */
  readonly largestWrite?: number;
  /** Longest time that bytes travel, in milliseconds. Default: they arrive at once. */
  readonly longestDelay?: number;
  /** Probability that a `write` breaks its connection. */
  readonly cutChance?: number;
  /** Bytes that a connection holds in each direction before `write` has to wait. */
  readonly buffer?: number;
  /** See {@linkcode FakeNetwork.descriptors}. */
  readonly descriptors?: number;
}

const FIRST_FREE_PORT = 49_152;
const LOCAL_NAMES = new Set(["127.0.0.1", "::1", "0.0.0.0", "::"]);
const WILDCARDS = new Set(["0.0.0.0", "::"]);

/** A network within the process. */
export class FakeNetwork implements Network {
  /** Descriptors that listeners and accepted connections may hold together; tests change it while it is in use. */
  descriptors: number;
  readonly options: FakeNetworkOptions;
  readonly #listeners = new Set<FakeListener>();
  readonly #connections = new Set<FakeConnection>();
  #used = 0;
  #nextPort = FIRST_FREE_PORT;

  constructor(options: FakeNetworkOptions) {
    this.options = options;
    this.descriptors = options.descriptors ?? Infinity;
  }

  listen(address: Address, backlog: number): Listener {
    const bound = this.#bind(address);
    for (const other of this.#listeners) {
      if (overlap(other.address, bound)) throw new AddressInUse("Address already in use");
    }
    if (!this.takeDescriptor()) throw new OutOfDescriptors("Too many open files");
    const listener = new FakeListener(this, bound, backlog, () => {
      this.#listeners.delete(listener);
      this.releaseDescriptor();
    });
    this.#listeners.add(listener);
    return listener;
  }

  connect(address: Address): Promise<Connection> {
    const target = normalized(address);
    const listener = [...this.#listeners].find((one) => overlap(one.address, target));
    if (listener === undefined || listener.isFull) return Promise.reject(new Error("Connection refused"));
    const local: Address = target.transport === "unix"
      ? { transport: "unix", path: "" }
      : { transport: "tcp", hostname: target.hostname, port: this.#nextPort++ };
    const [there, back] = [new Pipe(this.options), new Pipe(this.options)];
    const client = new FakeConnection(this.options, local, target, back, there);
    const server = new FakeConnection(this.options, target, local, there, back);
    for (const end of [client, server]) {
      this.#connections.add(end);
      end.onClose.push(() => this.#connections.delete(end));
    }
    listener.offer(server);
    return Promise.resolve(client);
  }

  /** Breaks every connection, as a failing network does. */
  cutAll(): void {
    for (const connection of this.#connections) connection.cut();
    this.#connections.clear();
  }

  /** For the listeners: counts one more descriptor, unless none is left. */
  takeDescriptor(): boolean {
    if (this.#used >= this.descriptors) return false;
    this.#used++;
    return true;
  }

  releaseDescriptor(): void {
    this.#used--;
  }

  #bind(address: Address): Address {
    const wanted = normalized(address);
    if (wanted.transport === "unix") return wanted;
    if (!LOCAL_NAMES.has(wanted.hostname)) throw new AddressNotAvailable("Cannot assign requested address");
    return wanted.port === 0 ? { ...wanted, port: this.#nextPort++ } : wanted;
  }
}

function normalized(address: Address): Address {
  return address.transport === "tcp" && address.hostname === "localhost"
    ? { ...address, hostname: "127.0.0.1" }
    : address;
}

function overlap(one: Address, other: Address): boolean {
  if (one.transport === "unix" || other.transport === "unix") {
    return one.transport === "unix" && other.transport === "unix" && one.path === other.path;
  }
  return one.port === other.port &&
    (one.hostname === other.hostname || WILDCARDS.has(one.hostname) || WILDCARDS.has(other.hostname));
}

class FakeListener implements Listener {
  readonly #waiting: FakeConnection[] = [];
  #accepting: PromiseWithResolvers<Connection> | null = null;
  #closed = false;

  constructor(
    readonly network: FakeNetwork,
    readonly address: Address,
    readonly backlog: number,
    readonly onClose: () => void,
  ) {}

  get isFull(): boolean {
    return this.#waiting.length >= this.backlog;
  }

  offer(connection: FakeConnection): void {
    this.#waiting.push(connection);
    this.#serve();
  }

  accept(): Promise<Connection> {
    if (this.#closed) return Promise.reject(new ListenerClosed("Listener is closed"));
    if (this.#accepting !== null) return Promise.reject(new Error("Another accept is pending"));
    const accepting = this.#accepting = Promise.withResolvers<Connection>();
    this.#serve();
    return accepting.promise;
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.onClose();
    for (const connection of this.#waiting) connection.cut();
    this.#accepting?.reject(new ListenerClosed("Listener is closed"));
    this.#accepting = null;
  }

  #serve(): void {
    const accepting = this.#accepting;
    if (accepting === null || this.#waiting.length === 0) return;
    this.#accepting = null;
    if (!this.network.takeDescriptor()) {
      accepting.reject(new OutOfDescriptors("Too many open files"));
      return;
    }
    const connection = this.#waiting.shift()!;
    connection.onClose.push(() => this.network.releaseDescriptor());
    accepting.resolve(connection);
  }
}

/** The bytes on their way in one direction. */
class Pipe {
  readonly #chunks: Uint8Array[] = [];
  /** Bytes sent and not yet read, arrived or not. */
  held = 0;
  /** The writer is done, and the reader has been told. */
  ended = false;
  /** The reader is gone. */
  abandoned = false;
  /** The connection is broken. */
  broken = false;
  /** Runs when bytes, the end or a break arrive. */
  onArrival: () => void = () => {};
  /** Runs when there is room again, or never will be. */
  onRoom: () => void = () => {};
  #lastArrival = 0;
  #travelling = 0;

  constructor(readonly options: FakeNetworkOptions) {}

  get room(): number {
    return (this.options.buffer ?? 65_536) - this.held;
  }

  send(bytes: Uint8Array): void {
    this.held += bytes.length;
    this.#travel(() => this.#chunks.push(bytes));
  }

  end(): void {
    this.#travel(() => this.ended = true);
  }

  abandon(): void {
    this.abandoned = true;
    this.onRoom();
  }

  break(): void {
    this.broken = true;
    this.onArrival();
    this.onRoom();
  }

  /** Moves what has arrived into `into`; 0 where nothing has. */
  receive(into: Uint8Array): number {
    const { largestRead, random } = this.options;
    const limit = largestRead === undefined ? into.length : Math.min(into.length, random.between(1, largestRead));
    let filled = 0;
    while (filled < limit && this.#chunks.length > 0) {
      const chunk = this.#chunks[0]!;
      const taken = chunk.subarray(0, limit - filled);
      into.set(taken, filled);
      filled += taken.length;
      if (taken.length === chunk.length) this.#chunks.shift();
      else this.#chunks[0] = chunk.subarray(taken.length);
    }
    this.held -= filled;
    if (filled > 0) this.onRoom();
    return filled;
  }

  /** Runs `arrive` after the delay; nothing overtakes what was sent before. */
  #travel(arrive: () => void): void {
    const { clock, random, longestDelay = 0 } = this.options;
    const now = clock.monotonic();
    this.#lastArrival = Math.max(this.#lastArrival, now + (longestDelay > 0 ? random.between(0, longestDelay) : 0));
    const deliver = () => {
      this.#travelling--;
      arrive();
      this.onArrival();
    };
    if (this.#travelling++ === 0 && this.#lastArrival === now) deliver();
    else clock.after(this.#lastArrival - now, deliver);
  }
}

/** One end of a connection. */
export class FakeConnection implements Connection {
  noDelay = false;
  keepAlive = false;
  readonly onClose: (() => void)[] = [];
  readonly #options: FakeNetworkOptions;
  readonly #incoming: Pipe;
  readonly #outgoing: Pipe;
  #reading: { readonly into: Uint8Array; readonly result: PromiseWithResolvers<number | null> } | null = null;
  #writing: { readonly bytes: Uint8Array; readonly result: PromiseWithResolvers<number> } | null = null;
  #closed = false;

  constructor(
    options: FakeNetworkOptions,
    readonly local: Address,
    readonly peer: Address,
    incoming: Pipe,
    outgoing: Pipe,
  ) {
    this.#options = options;
    this.#incoming = incoming;
    this.#outgoing = outgoing;
    incoming.onArrival = () => this.#serveRead();
    outgoing.onRoom = () => this.#serveWrite();
  }

  read(into: Uint8Array): Promise<number | null> {
    if (this.#reading !== null) return Promise.reject(new Error("Another read is pending"));
    const result = Promise.withResolvers<number | null>();
    this.#reading = { into, result };
    this.#serveRead();
    return result.promise;
  }

  write(bytes: Uint8Array): Promise<number> {
    if (this.#writing !== null) return Promise.reject(new Error("Another write is pending"));
    const { cutChance = 0, random } = this.#options;
    if (cutChance > 0 && random.chance(cutChance)) this.cut();
    const result = Promise.withResolvers<number>();
    this.#writing = { bytes, result };
    this.#serveWrite();
    return result.promise;
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#serveRead();
    this.#serveWrite();
    this.#outgoing.end();
    this.#incoming.abandon();
    for (const task of this.onClose) task();
  }

  setNoDelay(on: boolean): void {
    this.noDelay = on && this.local.transport === "tcp";
  }

  setKeepAlive(on: boolean): void {
    this.keepAlive = on && this.local.transport === "tcp";
  }

  /** Breaks the connection: both ends fail, bytes on their way are lost. Each end still has to be closed. */
  cut(): void {
    this.#incoming.break();
    this.#outgoing.break();
  }

  /** Why this end can neither read nor write. */
  #trouble(): Error | null {
    if (this.#closed) return new Error("Operation canceled");
    return this.#incoming.broken || this.#outgoing.broken ? new Error("Connection reset by peer") : null;
  }

  #serveRead(): void {
    const reading = this.#reading;
    if (reading === null) return;
    const { into, result } = reading;
    const trouble = this.#trouble();
    // What comes in once there is room again is for the next read.
    this.#reading = null;
    const count = trouble === null ? this.#incoming.receive(into) : 0;
    if (trouble === null && count === 0 && !this.#incoming.ended) {
      this.#reading = reading;
      return;
    }
    if (trouble !== null) result.reject(trouble);
    else result.resolve(count === 0 ? null : count);
  }

  #serveWrite(): void {
    if (this.#writing === null) return;
    const { bytes, result } = this.#writing;
    const trouble = this.#trouble() ?? (this.#outgoing.abandoned ? new Error("Broken pipe") : null);
    if (trouble === null && this.#outgoing.room <= 0) return;
    this.#writing = null;
    if (trouble !== null) {
      result.reject(trouble);
      return;
    }
    const { largestWrite, random } = this.#options;
    const drawn = largestWrite === undefined ? bytes.length : random.between(1, largestWrite);
    const count = Math.min(bytes.length, this.#outgoing.room, drawn);
    this.#outgoing.send(bytes.slice(0, count));
    result.resolve(count);
  }
}
