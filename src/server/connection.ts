import type { Engine, Link, Session } from "../engine/mod.ts";
import type { Address, Connection as Socket } from "../platform/mod.ts";
import { BROKEN, INCOMPLETE, Request, type RequestLimits, UNAUTHENTICATED } from "../resp/mod.ts";

/** Bytes of a new connection's input buffer: 10,000 idle clients take 10 MB. */
const FIRST_INPUT = 1024;
/** Input buffers grow by fours to here while reads fill them; a single large argument may take one beyond. */
const LARGEST_INPUT = 256 * 1024;
/** A buffer beyond this, made for a large argument, goes as soon as that has been run; a smaller one shrinks with small reads. */
const KEPT_INPUT = 1024 * 1024;
/** Reads in a row that leave three quarters of a grown buffer empty before it shrinks. */
const SMALL_READS = 16;
/**
 * Monotonic ms that requests may be run for before the event loop is made to look at all sockets: left alone, it serves those that it finds ready
 * again and again, and others wait for seconds.
 */
const TURN = 2;
/** A batch that has taken less, in ms, is not stopped for the others' turn. */
const LONG_TIME = 0.5;
/** Bytes of replies that go out before more requests run. */
const MUCH_OUTPUT = 1024 * 1024;

/** What a connection needs of the server around it. */
export interface ConnectionHost {
  readonly engine: Engine;
  readonly limits: RequestLimits;
  /** Requests that are not in use. */
  readonly requests: Request[];
  /** The requests that one connection at a time reads ahead, and where each ends. */
  readonly ahead: Request[];
  readonly aheadEnds: Int32Array;
  /** Monotonic ms at which the event loop last looked at all sockets, as far as is known. */
  readonly turnBegan: number;
  /** Resolves after the event loop has looked at all sockets. */
  nextTurn(): Promise<void>;
  /** Bytes of waiting output from which on {@linkcode ConnectionHost.outputGrew} wants to know of it. */
  readonly outputLimit: number;
  giveBack(request: Request): void;
  /** More than `outputLimit` bytes wait; closes the connection if that is too much. */
  outputGrew(connection: ClientConnection): void;
  /** Has `connection.flush()` called at the end of this turn. */
  flushLater(connection: ClientConnection): void;
  closed(connection: ClientConnection): void;
}

/** A client's socket: bytes in, requests out to the router, replies back. */
export class ClientConnection implements Link {
  readonly session: Session;
  readonly peer: string;
  readonly local: string;
  readonly isLocal: boolean;
  readonly isUnix: boolean;

  #input: Uint8Array = new Uint8Array(FIRST_INPUT);
  /** The input buffer's bytes from `#from` to `#to` have not been run. */
  #from = 0;
  #to = 0;
  #smallReads = 0;
  /** A request that has come in part; `null` between requests. */
  #partial: Request | null = null;
  /** Bytes that are being written. */
  #inFlight = 0;
  #closed = false;
  /** Whether the last look ahead found the end of what has come in. */
  #drained = true;
  /** What is wrong with the request there, if anything. */
  #problem: string | null = null;
  /** Called once the output under way has gone out. */
  #onSent: (() => void) | null = null;

  constructor(readonly host: ConnectionHost, readonly socket: Socket) {
    this.peer = describe(socket.peer, socket.local);
    this.local = describe(socket.local, socket.peer);
    this.isLocal = isLocal(socket.peer);
    this.isUnix = socket.peer.transport === "unix";
    this.session = host.engine.open(this);
  }

  get inputBytes(): number {
    return this.#to - this.#from;
  }

  get inputRoom(): number {
    return this.#input.length - this.#to;
  }

  get memory(): number {
    return this.#input.length + this.session.out.memory + this.#inFlight;
  }

  /** Bytes of replies that the client has not taken. */
  get outputBytes(): number {
    return this.session.out.pending + this.#inFlight;
  }

  /** Who it is, for the log. */
  get summary(): string {
    const { id, name } = this.session;
    return `id=${id} addr=${this.peer} laddr=${this.local} name=${name}`;
  }

  /** Serves the client until either side ends the connection. Never rejects. */
  async run(): Promise<void> {
    const { host, socket, session } = this;
    const { out } = session;
    const { pool, router } = host.engine;
    try {
      while (!this.#closed) {
        this.#makeRoom();
        const count = await socket.read(this.#to === 0 ? this.#input : this.#input.subarray(this.#to));
        if (count === null || this.#closed) break;
        this.#noteRead(count);
        while (this.#serve() || router.lastLook - host.turnBegan > TURN) await this.#yield();
        // The usual case of `flush` in place: one buffer, written whole.
        if (out.pending > this.host.outputLimit) this.host.outputGrew(this);
        if (out.pending > 0 && this.#inFlight === 0) {
          const buffer = this.#take();
          if (buffer !== null) {
            const bytes = out.takenBytes;
            this.#inFlight = bytes;
            const sent = await socket.write(buffer.subarray(0, bytes));
            if (sent < bytes) await this.#writeAll(buffer.subarray(sent, bytes));
            this.#noteWrite(bytes);
            pool.give(buffer);
            this.#inFlight = 0;
          }
        }
        if (out.pending > 0 || this.#onSent !== null) await this.flush();
        if (session.closing) break;
      }
    } catch {
      // A broken connection: there is nobody left to tell.
    }
    this.close();
  }

  /** Sends all that the session's writer holds; resolves when it is out or the connection is gone. */
  async flush(): Promise<void> {
    const { session, host } = this;
    if (this.#inFlight > 0) return new Promise((resolve) => this.#onSent = chain(this.#onSent, resolve));
    if (session.out.pending > host.outputLimit) host.outputGrew(this);
    try {
      for (let buffer = this.#take(); buffer !== null && !this.#closed; buffer = this.#take()) {
        const bytes = session.out.takenBytes;
        this.#inFlight = bytes;
        await this.#writeAll(buffer.subarray(0, bytes));
        this.#noteWrite(bytes);
        host.engine.pool.give(buffer);
        if (session.out.pending > 0) await this.#letOthersRun();
      }
    } catch {
      this.close();
    }
    this.#inFlight = 0;
    this.#onSent?.();
    this.#onSent = null;
  }

  wake(): void {
    if (this.#inFlight === 0 && !this.#closed) this.host.flushLater(this);
  }

  resume(): void {
    this.host.engine.clock.soon(() => this.#goOn());
  }

  /** Closes once what waits has gone out; requests that have not been run stay so. */
  async finish(): Promise<void> {
    this.session.closing = true;
    await this.flush();
    this.close();
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.socket.close();
    this.session.out.clear();
    this.#onSent?.();
    this.host.engine.close(this.session);
    this.host.closed(this);
  }

  /** The next buffer to send, `null` if there is none, or none can be made any more. */
  #take(): Uint8Array | null {
    try {
      return this.session.out.take();
    } catch (error) {
      this.#fail(error);
      return null;
    }
  }

  /** In the middle of long output: lets the other connections have their turn, if it is time. */
  async #letOthersRun(): Promise<void> {
    const { session, host } = this;
    // A deferred reply may have been settled meanwhile.
    if (session.out.pending > host.outputLimit) host.outputGrew(this);
    if (host.engine.clock.monotonic() - host.turnBegan > TURN) await host.nextTurn();
  }

  async #writeAll(bytes: Uint8Array): Promise<void> {
    let rest = bytes;
    while (rest.length > 0) {
      rest = rest.subarray(await this.socket.write(rest));
      // A client that takes a long reply slowly is not idle.
      this.session.lastActive = this.host.engine.clock.now();
    }
  }

  /** Runs what waits in the input buffer, outside the read loop. */
  async #goOn(): Promise<void> {
    while (!this.#closed && this.#serve()) await this.#yield();
    await this.flush();
    if (this.session.closing) this.close();
  }

  /** Sends what there is and lets the other connections have their turn. */
  async #yield(): Promise<void> {
    if (this.session.out.pending > 0) await this.flush();
    await this.host.nextTurn();
  }

  /**
   * Runs the requests that have come in, some at a time: they are read ahead, so that what they will touch in memory is fetched for all of them at
   * once. Stops once the event loop has not turned for {@linkcode TURN}. Returns whether there may be more to run.
   */
  #serve(): boolean {
    const { session, host } = this;
    if (session.hold !== null || session.closing || this.#closed) return false;
    const { router, keyspace } = host.engine;
    router.beginBatch(this.#input);
    session.lastActive = keyspace.now;
    try {
      return this.#runBatches();
    } catch (error) {
      this.#fail(error);
      return false;
    } finally {
      router.endBatch();
    }
  }

  #runBatches(): boolean {
    const { session, host } = this;
    const { clock } = host.engine;
    for (let began = 0;;) {
      const count = this.#readAhead();
      const left = this.#runAhead(count);
      if (left > 0 || session.closing || session.hold !== null) return false;
      if (this.#drained) {
        if (this.#problem !== null) this.#refuse(this.#problem);
        return false;
      }
      // What is deferred goes out first as well, so that a client cannot pile it up.
      if (session.out.pending > MUCH_OUTPUT || session.out.isDeferring) return true;
      // Stopping costs a write of its own, so a batch of a few quick requests is seen through.
      const now = clock.monotonic();
      if (began === 0) began = now;
      else if (now - began > LONG_TIME && now - host.turnBegan > TURN) return true;
    }
  }

  /** A handler or a deferred reply threw: a fault of the server. This client cannot go on, since its reply may be there in part; the others can. */
  #fail(error: unknown): void {
    const text = error instanceof Error ? error.stack ?? error.message : String(error);
    this.host.engine.host.log("warning", `Internal error, closing client ${this.summary}: ${text}`);
    this.close();
  }

  /** Reads requests into `host.ahead`, and notes with each where the next begins. Returns how many are whole. */
  #readAhead(): number {
    const { session, host } = this;
    const { ahead, aheadEnds, engine: { router } } = host;
    // What one request does may decide how the next is to be read, while the client has not authenticated.
    const most = session.authenticated ? ahead.length : 1;
    const limits = session.authenticated ? host.limits : UNAUTHENTICATED;
    let at = this.#from;
    let count = 0;
    if (this.#partial !== null) {
      host.giveBack(ahead[0]);
      ahead[0] = this.#partial;
      this.#partial = null;
    } else ahead[0].reset(at);
    for (;;) {
      const request = ahead[count];
      at = request.read(this.#input, this.#to, limits);
      this.#drained = at <= INCOMPLETE;
      if (this.#drained) {
        this.#problem = at === BROKEN ? request.problem : null;
        if (at === INCOMPLETE && request.begun) {
          this.#partial = request;
          ahead[count] = host.requests.pop() ?? new Request();
        }
        break;
      }
      aheadEnds[count] = at;
      router.foresee(session, request, count);
      if (++count === most) break;
      ahead[count].reset(at);
    }
    if (count > 0) router.fetch();
    return count;
  }

  /** Runs the first `count` requests of `host.ahead`. Returns how many were left because the session is held or closing. */
  #runAhead(count: number): number {
    const { session, host } = this;
    const { router } = host.engine;
    for (let i = 0; i < count; i++) {
      const request = host.ahead[i];
      if ((request.argc > 0 && !router.execute(session, request, i)) || session.closing) {
        this.#dropPartial();
        return count - i;
      }
      this.#from = host.aheadEnds[i];
      if (session.hold !== null) {
        // It blocks. What was read beyond starts over, unless that is only the part after the last whole request.
        if (i < count - 1) this.#dropPartial();
        return count - i - 1;
      }
    }
    return 0;
  }

  /** Reads that went beyond a request that must wait start over after it. */
  #dropPartial(): void {
    if (this.#partial === null) return;
    this.host.giveBack(this.#partial);
    this.#partial = null;
  }

  #refuse(problem: string): void {
    if (this.session.replyMode === "on") this.session.out.error(`ERR ${problem}`);
    this.session.closing = true;
  }

  /** Sees to it that the next read finds room: moves what is left to the front, grows the buffer, or swaps an oversized one. */
  #makeRoom(): void {
    if (this.#from === this.#to && this.#partial === null) {
      this.#from = this.#to = 0;
      if (this.#input.length > KEPT_INPUT) this.#input = new Uint8Array(FIRST_INPUT);
      return;
    }
    const needed = this.#partial?.needed ?? 0;
    const { length } = this.#input;
    // However much is announced, room follows what has come: half-open requests of 512 MB must not take as much.
    if (needed <= length ? this.#to < length : this.#to < length / 2) return;
    if (this.#from > 0) {
      this.#input.copyWithin(0, this.#from, this.#to);
      this.#partial?.shift(this.#from);
      this.#to -= this.#from;
      this.#from = 0;
    }
    if (this.#to < length / 2) return;
    this.#resize(Math.max(length * 2, Math.min(this.#partial?.needed ?? 0, length * 8)));
  }

  #resize(length: number): void {
    const input = new Uint8Array(length);
    input.set(this.#input.subarray(0, this.#to));
    this.#input = input;
  }

  /** Books a read and adapts the size of the buffer: reads that fill it want more, many small ones in a row less. */
  #noteRead(count: number): void {
    const { length } = this.#input;
    const { statistics } = this.host.engine;
    this.session.inputTotal += count;
    statistics.inputBytes += count;
    statistics.reads++;
    const filled = this.#to + count === length;
    this.#to += count;
    if (filled && length < LARGEST_INPUT) {
      this.#smallReads = 0;
      this.#resize(length * 4);
    } else if (length > FIRST_INPUT && this.#from === 0 && this.#to * 4 < length) {
      if (++this.#smallReads >= SMALL_READS) {
        this.#smallReads = 0;
        this.#resize(length / 4);
      }
    } else this.#smallReads = 0;
    if (this.#to - this.#from > this.host.engine.settings.maxQueryBuffer) this.#overflow();
  }

  #noteWrite(count: number): void {
    const { statistics } = this.host.engine;
    this.session.outputTotal += count;
    statistics.outputBytes += count;
    statistics.writes++;
  }

  #overflow(): void {
    const { host, statistics } = this.host.engine;
    statistics.inputLimitHits++;
    host.log("warning", `Closing client that reached max query buffer length: ${this.summary}`);
    this.close();
  }
}

function chain(first: (() => void) | null, second: () => void): () => void {
  return first === null ? second : () => {
    first();
    second();
  };
}

/** Whether `address` is on this machine. */
export function isLocal(address: Address): boolean {
  return address.transport === "unix" || /^(127\.|::1$|::ffff:127\.)/.test(address.hostname);
}

function describe(address: Address, other: Address): string {
  if (address.transport === "unix") return `${address.path || (other.transport === "unix" ? other.path : "")}:0`;
  return address.hostname.includes(":")
    ? `[${address.hostname}]:${address.port}`
    : `${address.hostname}:${address.port}`;
}
