import { latin1, utf8 } from "../../src/bytes/mod.ts";
import { denoPlatform } from "../../src/platform/deno.ts";
import type { Address, Connection } from "../../src/platform/mod.ts";
import { type Reply, ReplyReader } from "../../src/resp/mod.ts";

/** An argument of a command; texts are sent in UTF-8. */
export type Argument = string | number | bigint | Uint8Array;

/** A reply as a plain value: bulk strings and verbatim strings are texts, maps are `Map`s, sets are arrays, errors are {@linkcode ErrorReply}. */
export type Value = string | number | bigint | boolean | null | ErrorReply | Value[] | Map<Value, Value>;

/** RESP2 or RESP3. */
export type Protocol = 2 | 3;

/** An error reply. */
export class ErrorReply extends Error {
  override name = "ErrorReply";
}

/** Real milliseconds that a test waits for the other side before it fails. */
const PATIENCE = 20_000;
const encoder = new TextEncoder();

/**
 * A client for tests: commands and their replies as plain values, or raw bytes in and out. It reads only when asked to, so a client that is left
 * alone is a client that does not read.
 */
export class Client {
  /** RESP3 pushes that came while a reply was awaited, oldest first. */
  readonly pushes: Value[] = [];
  readonly #socket: Connection;
  readonly #reader = new ReplyReader();
  readonly #buffer = new Uint8Array(65_536);
  /** Bytes that have come and that nothing has read. */
  #rest = new Uint8Array(0);
  #writing: Promise<void> = Promise.resolve();
  #reading: Promise<unknown> = Promise.resolve();

  constructor(socket: Connection) {
    this.#socket = socket;
  }

  /** Connects to a port of this machine, or to any address; with RESP3, says HELLO. */
  static async connect(to: number | Address, protocol: Protocol = 2): Promise<Client> {
    const address = typeof to === "number" ? { transport: "tcp", hostname: "127.0.0.1", port: to } as const : to;
    const socket = await denoPlatform().network.connect(address);
    socket.setNoDelay(true);
    const client = new Client(socket);
    if (protocol === 3) await client.call("HELLO", 3);
    return client;
  }

  /** Runs a command; throws {@linkcode ErrorReply} if that is the answer. */
  async call(...args: Argument[]): Promise<Value> {
    const value = plain(await this.ask(...args));
    if (value instanceof ErrorReply) throw value;
    return value;
  }

  /** Runs a command that must fail; the error's text. */
  async error(...args: Argument[]): Promise<string> {
    const reply = await this.ask(...args);
    if (reply.type !== "error") throw new Error(`Expected an error, got ${JSON.stringify(plain(reply))}`);
    return reply.value;
  }

  /** Runs a command; its reply with its type. */
  ask(...args: Argument[]): Promise<Reply> {
    this.send(...args);
    return this.next();
  }

  /** Sends commands in one go and collects their replies, errors among them. */
  async pipeline(commands: readonly (readonly Argument[])[]): Promise<Value[]> {
    this.write(joined(commands.map((args) => encode(args))));
    const values: Value[] = [];
    while (values.length < commands.length) values.push(plain(await this.next()));
    return values;
  }

  /** Sends a command without waiting for its reply. */
  send(...args: Argument[]): void {
    this.write(encode(args));
  }

  /** Sends bytes; a text is one byte a character. A failure shows when the next reply is read. */
  write(data: string | Uint8Array): void {
    const bytes = typeof data === "string" ? Uint8Array.from(data, (char) => char.charCodeAt(0)) : data;
    this.#writing = this.#writing.then(() => this.#writeAll(bytes)).catch(() => {});
  }

  /** Resolves when all that was written has been handed to the system. */
  written(): Promise<void> {
    return within(this.#writing, "the server to take the input");
  }

  /** The next reply that is not a push. */
  next(): Promise<Reply> {
    return this.#inTurn(async () => {
      for (;;) {
        const reply = await this.#read();
        if (reply.type !== "push") return reply;
        this.pushes.push(plain(reply));
      }
    });
  }

  /** The next push, from {@linkcode Client.pushes} or from the server. */
  nextPush(): Promise<Value> {
    return this.#inTurn(async () => {
      const waiting = this.pushes.shift();
      if (waiting !== undefined) return waiting;
      const reply = await this.#read();
      if (reply.type !== "push") throw new Error(`Expected a push, got ${JSON.stringify(plain(reply))}`);
      return plain(reply);
    });
  }

  /** Sends `data` and reads as many bytes as `expected` has; what came, one character a byte. */
  async exchange(data: string | Uint8Array, expected: string): Promise<string> {
    this.write(data);
    const bytes = await this.bytes(expected.length);
    return latin1(bytes, 0, bytes.length);
  }

  /** Exactly `count` bytes as they come, fewer if the server closes. Not to be mixed with replies that are half read. */
  bytes(count: number): Promise<Uint8Array> {
    return this.#inTurn(async () => {
      while (this.#rest.length < count && await this.#fill());
      const taken = this.#rest.slice(0, count);
      this.#rest = this.#rest.slice(count);
      return taken;
    });
  }

  /** All bytes until the server closes, one character a byte. */
  async untilClosed(): Promise<string> {
    const bytes = await this.bytes(Infinity);
    return latin1(bytes, 0, bytes.length);
  }

  /** The next `count` replies, pushes among them, each as the bytes that came. */
  frames(count: number): Promise<Uint8Array[]> {
    return this.#inTurn(async () => {
      const pieces: Uint8Array[] = [];
      const base = this.#reader.offset;
      const ends: number[] = [];
      for (;;) {
        this.#reader.push(this.#rest);
        pieces.push(this.#rest);
        this.#rest = new Uint8Array(0);
        while (ends.length < count && this.#reader.next() !== undefined) ends.push(this.#reader.offset - base);
        if (ends.length === count) break;
        if (!await this.#fill()) {
          throw new Error(`Connection closed by the server after ${ends.length} of ${count} replies`);
        }
      }
      const all = joined(pieces);
      return ends.map((end, i) => all.subarray(i === 0 ? 0 : ends[i - 1], end));
    });
  }

  /** Closes the connection. */
  close(): void {
    this.#socket.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #inTurn<T>(task: () => Promise<T>): Promise<T> {
    const result = this.#reading.then(task);
    this.#reading = result.catch(() => {});
    return result;
  }

  async #read(): Promise<Reply> {
    for (;;) {
      this.#reader.push(this.#rest);
      this.#rest = new Uint8Array(0);
      const reply = this.#reader.next();
      if (reply !== undefined) return reply;
      if (!await this.#fill()) throw new Error("Connection closed by the server");
    }
  }

  /** Waits for more bytes; false at the end. A connection that the server reset has ended as well. */
  async #fill(): Promise<boolean> {
    const count = await within(this.#socket.read(this.#buffer).catch(() => null), "the server's answer");
    if (count === null) return false;
    this.#rest = joined([this.#rest, this.#buffer.subarray(0, count)]);
    return true;
  }

  async #writeAll(bytes: Uint8Array): Promise<void> {
    for (let rest = bytes; rest.length > 0;) rest = rest.subarray(await this.#socket.write(rest));
  }
}

/** `promise`, or a failure that says what did not come about in time. */
export async function within<T>(promise: Promise<T>, what: string, ms = PATIENCE): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`Waited ${ms} ms in vain for ${what}`)), ms);
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** A command as a client sends it. */
export function encode(args: readonly Argument[]): Uint8Array {
  const parts = [encoder.encode(`*${args.length}\r\n`)];
  for (const arg of args) {
    const bytes = arg instanceof Uint8Array ? arg : encoder.encode(String(arg));
    parts.push(encoder.encode(`$${bytes.length}\r\n`), bytes as Uint8Array<ArrayBuffer>, CRLF);
  }
  return joined(parts);
}

const CRLF = encoder.encode("\r\n");

/** The pieces one after the other. */
export function joined(pieces: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

/** A reply as a plain value; of an attribute, the reply that it is about. */
export function plain(reply: Reply): Value {
  switch (reply.type) {
    case "null":
      return null;
    case "error":
      return new ErrorReply(reply.value);
    case "bulk":
    case "verbatim":
      return utf8(reply.value, 0, reply.value.length);
    case "array":
    case "set":
    case "push":
      return reply.value.map(plain);
    case "map":
      return new Map(reply.value.map(([key, value]) => [plain(key), plain(value)]));
    case "attribute":
      return plain(reply.reply);
    default:
      return reply.value;
  }
}
