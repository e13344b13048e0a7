import { parseDouble, parseInt64, parseInteger, utf8 } from "../bytes/mod.ts";

/** A reply as its peer sent it. Bytes are copies that the receiver may keep. */
export type Reply =
  | { readonly type: "simple"; readonly value: string }
  /** `value` is the code and the message: `ERR syntax error`. */
  | { readonly type: "error"; readonly value: string }
  /** A bigint only where a number would not be exact. */
  | { readonly type: "integer"; readonly value: number | bigint }
  | { readonly type: "bulk"; readonly value: Uint8Array }
  /** RESP2's null bulk string and null array as well. */
  | { readonly type: "null" }
  | { readonly type: "array"; readonly value: readonly Reply[] }
  | { readonly type: "map"; readonly value: readonly (readonly [Reply, Reply])[] }
  | { readonly type: "set"; readonly value: readonly Reply[] }
  | { readonly type: "double"; readonly value: number }
  | { readonly type: "boolean"; readonly value: boolean }
  | { readonly type: "bigNumber"; readonly value: bigint }
  /** `format` has three letters: `txt`, `mkd`. */
  | { readonly type: "verbatim"; readonly format: string; readonly value: Uint8Array }
  /** Out of band: answers no request. */
  | { readonly type: "push"; readonly value: readonly Reply[] }
  /** `reply` with what its peer says about it. */
  | { readonly type: "attribute"; readonly value: readonly (readonly [Reply, Reply])[]; readonly reply: Reply };

/** How much a peer may send in one reply. */
export interface ReplyLimits {
  /** Bytes of one bulk string. */
  readonly maxBulk: number;
  /** Elements of one array, set or push; pairs of one map. */
  readonly maxElements: number;
  /** Aggregates inside one another. */
  readonly maxDepth: number;
}

/** The peer breaks the protocol or a limit: its connection is of no further use. */
export class ReplyProtocolError extends Error {
  override name = "ReplyProtocolError";
}

const DEFAULT_LIMITS: ReplyLimits = { maxBulk: 512 * 1024 * 1024, maxElements: 2147483647, maxDepth: 128 };
/** Bytes of a simple string, an error or a number. */
const MAX_LINE = 64 * 1024;
const FIRST_BUFFER = 4096;
/** A buffer above this is let go once all of it is read. */
const LARGEST_IDLE = 256 * 1024;
const CR = 13;
const LF = 10;
const PLUS = 43;
const COLON = 58;
const EMPTY = new Uint8Array(0);
const NULL: Reply = { type: "null" };
/** An aggregate has begun or goes on: there is no reply yet. */
const OPENED = Symbol("opened");

type Aggregate = "array" | "map" | "set" | "push" | "attribute";
type Blob = "bulk" | "error" | "verbatim";

const AGGREGATES: Readonly<Record<string, Aggregate>> = {
  "*": "array",
  "%": "map",
  "~": "set",
  ">": "push",
  "|": "attribute",
};
const BLOBS: Readonly<Record<string, Blob>> = { "$": "bulk", "!": "error", "=": "verbatim" };

/** An aggregate whose elements are still coming in. */
interface Open {
  readonly type: Aggregate;
  /** Elements to come; a pair counts as two. */
  missing: number;
  readonly items: Reply[];
}

/**
 * Reads the replies of a peer, RESP2 or RESP3, from bytes that come in pieces of any size. What has been looked at is not looked at again.
 *
 * What waits takes memory in proportion to what the peer has sent, whatever lengths it announces.
 */
export class ReplyReader {
  readonly #limits: ReplyLimits;
  /** The bytes from `#from` to `#to` have not been read. */
  #buf: Uint8Array = EMPTY;
  #from = 0;
  #to = 0;
  /** Bytes of the stream before `#buf[0]`. */
  #passed = 0;
  /** Up to here there is no end of line. */
  #scanned = 0;
  /** The header of a blob that has not come in whole. */
  #blob: { readonly type: Blob; readonly length: number } | null = null;
  /** From the outermost aggregate to the innermost. */
  readonly #open: Open[] = [];
  #offset = 0;
  #failure: ReplyProtocolError | null = null;

  constructor(limits: Partial<ReplyLimits> = {}) {
    this.#limits = { ...DEFAULT_LIMITS, ...limits };
  }

  /** Bytes of the stream up to the end of the last reply. */
  get offset(): number {
    return this.#offset;
  }

  /** Adds bytes of the stream; they are copied. */
  push(bytes: Uint8Array): void {
    if (this.#to + bytes.length > this.#buf.length) this.#makeRoom(bytes.length);
    this.#buf.set(bytes, this.#to);
    this.#to += bytes.length;
  }

  /**
   * The next reply, `undefined` until all of it has been pushed. Throws {@linkcode ReplyProtocolError} where the peer breaks the protocol, and on every call after that.
   */
  next(): Reply | undefined {
    if (this.#failure !== null) throw this.#failure;
    for (;;) {
      let reply = this.#blob === null ? this.#readLine() : this.#readBlob(this.#blob.type, this.#blob.length);
      if (reply === null) return undefined;
      while (reply !== OPENED && this.#open.length > 0) reply = this.#addToInnermost(reply);
      if (reply === OPENED) continue;
      this.#offset = this.#passed + this.#from;
      if (this.#from === this.#to) this.#rewind();
      return reply;
    }
  }

  /** Reads from a type byte on: a whole reply, {@linkcode OPENED} for the start of an aggregate, or `null` until there is more. */
  #readLine(): Reply | typeof OPENED | null {
    const start = this.#from;
    const cr = this.#findEnd();
    if (cr < 0) return null;
    this.#from = this.#scanned = cr + 2;
    const type = String.fromCharCode(this.#buf[start]);
    if (Object.hasOwn(BLOBS, type)) return this.#beginBlob(BLOBS[type], start + 1, cr);
    if (Object.hasOwn(AGGREGATES, type)) return this.#beginAggregate(AGGREGATES[type], start + 1, cr);
    return this.#scalar(type, start + 1, cr);
  }

  /** The index of the CR that ends the line, -1 until it has come in. */
  #findEnd(): number {
    const buf = this.#buf;
    const found = buf.indexOf(CR, Math.max(this.#scanned, this.#from));
    const cr = found < 0 || found >= this.#to ? this.#to : found;
    if (cr - this.#from > MAX_LINE) this.#fail("too big line");
    this.#scanned = cr;
    if (cr + 1 >= this.#to) return -1;
    if (buf[cr + 1] !== LF) this.#fail("expected LF after CR");
    if (cr === this.#from) this.#fail("expected a type, got an empty line");
    return cr;
  }

  #scalar(type: string, start: number, end: number): Reply {
    switch (type) {
      case "+":
        return { type: "simple", value: utf8(this.#buf, start, end) };
      case "-":
        return { type: "error", value: utf8(this.#buf, start, end) };
      case ":":
        return { type: "integer", value: this.#integer(start, end) };
      case "_":
        if (end > start) this.#fail("invalid null");
        return NULL;
      case ",":
        return { type: "double", value: this.#double(start, end) };
      case "#":
        return { type: "boolean", value: this.#boolean(start, end) };
      case "(":
        return { type: "bigNumber", value: this.#bigNumber(start, end) };
      default:
        return this.#fail(`unknown type ${JSON.stringify(type)}`);
    }
  }

  #integer(start: number, end: number): number | bigint {
    const exact = parseInt64(this.#buf, this.#buf[start] === PLUS && end > start + 1 ? start + 1 : start, end);
    if (exact === null) return this.#fail("invalid integer");
    const value = Number(exact);
    return Number.isSafeInteger(value) ? value : exact;
  }

  #double(start: number, end: number): number {
    const value = parseDouble(this.#buf, start, end);
    if (Number.isNaN(value) && !/^-?nan$/i.test(utf8(this.#buf, start, end))) this.#fail("invalid double");
    return value;
  }

  #boolean(start: number, end: number): boolean {
    const text = utf8(this.#buf, start, end);
    if (text !== "t" && text !== "f") this.#fail("invalid boolean");
    return text === "t";
  }

  #bigNumber(start: number, end: number): bigint {
    const text = utf8(this.#buf, start, end);
    if (!/^[+-]?\d+$/.test(text)) this.#fail("invalid big number");
    return BigInt(text);
  }

  #beginBlob(type: Blob, start: number, end: number): Reply | null {
    const length = parseInteger(this.#buf, start, end);
    if (length === -1 && type === "bulk") return NULL;
    if (!(length >= 0 && length <= this.#limits.maxBulk)) this.#fail("invalid bulk length");
    return this.#readBlob(type, length);
  }

  #readBlob(type: Blob, length: number): Reply | null {
    const start = this.#from;
    const end = start + length;
    if (end + 2 > this.#to) {
      this.#blob ??= { type, length };
      return null;
    }
    const buf = this.#buf;
    if (buf[end] !== CR || buf[end + 1] !== LF) this.#fail("expected CR LF after a bulk string");
    this.#blob = null;
    this.#from = this.#scanned = end + 2;
    if (type === "bulk") return { type, value: buf.slice(start, end) };
    if (type === "error") return { type, value: utf8(buf, start, end) };
    if (length < 4 || buf[start + 3] !== COLON) this.#fail("invalid verbatim string");
    return { type, format: utf8(buf, start, start + 3), value: buf.slice(start + 4, end) };
  }

  #beginAggregate(type: Aggregate, start: number, end: number): Reply | typeof OPENED {
    const length = parseInteger(this.#buf, start, end);
    if (length === -1 && type === "array") return NULL;
    if (!(length >= 0 && length <= this.#limits.maxElements)) this.#fail(`invalid ${type} length`);
    if (this.#open.length >= this.#limits.maxDepth) this.#fail("too deeply nested");
    const missing = type === "map" ? length * 2 : type === "attribute" ? length * 2 + 1 : length;
    if (missing === 0) return close({ type, missing, items: [] });
    this.#open.push({ type, missing, items: [] });
    return OPENED;
  }

  /** Adds an element to the innermost aggregate: that aggregate if it is whole now, else {@linkcode OPENED}. */
  #addToInnermost(reply: Reply): Reply | typeof OPENED {
    const innermost = this.#open[this.#open.length - 1];
    innermost.items.push(reply);
    if (--innermost.missing > 0) return OPENED;
    this.#open.pop();
    return close(innermost);
  }

  #makeRoom(bytes: number): void {
    const rest = this.#to - this.#from;
    const target = rest + bytes <= this.#buf.length / 2 ? this.#buf : new Uint8Array(
      Math.max(FIRST_BUFFER, (rest + bytes) * 2, Math.min(this.#blob?.length ?? 0, (rest + bytes) * 8) + 2),
    );
    if (target === this.#buf) target.copyWithin(0, this.#from, this.#to);
    else target.set(this.#buf.subarray(this.#from, this.#to));
    this.#passed += this.#from;
    this.#scanned = Math.max(0, this.#scanned - this.#from);
    this.#buf = target;
    this.#from = 0;
    this.#to = rest;
  }

  #rewind(): void {
    this.#passed += this.#from;
    this.#from = this.#to = this.#scanned = 0;
    if (this.#buf.length > LARGEST_IDLE) this.#buf = EMPTY;
  }

  #fail(problem: string): never {
    this.#buf = EMPTY;
    this.#open.length = 0;
    this.#failure = new ReplyProtocolError(`Protocol error: ${problem}`);
    throw this.#failure;
  }
}

function close({ type, items }: Open): Reply {
  if (type === "map") return { type, value: pairs(items, items.length) };
  if (type === "attribute") return { type, value: pairs(items, items.length - 1), reply: items[items.length - 1] };
  return { type, value: items };
}

function pairs(items: readonly Reply[], length: number): [Reply, Reply][] {
  const result: [Reply, Reply][] = [];
  for (let i = 0; i < length; i += 2) result.push([items[i], items[i + 1]]);
  return result;
}
