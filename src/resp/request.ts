import { isWord, latin1, parseDouble, parseInteger, splitQuoted, utf8 } from "../bytes/mod.ts";

/** What {@linkcode Request.read} found. Other results are positions after the request. */
export const INCOMPLETE = 0;
/** The bytes break the protocol; {@linkcode Request.problem} says how. */
export const BROKEN = -1;

/** How much a client may ask for in one request. */
export interface RequestLimits {
  /** Bytes of one argument (`proto-max-bulk-len`). */
  maxBulk: number;
  /** Arguments of one request. */
  maxArguments: number;
}

/** Bytes of a line: an inline request, or a count. */
const MAX_LINE = 64 * 1024;
/** Arguments that a request may have by the protocol: an int. */
const MAX_COUNT = 2147483647;
/** Redis: what a client may send before it has authenticated. */
export const UNAUTHENTICATED: RequestLimits = { maxBulk: 16384, maxArguments: 10 };

const FIRST_ARGUMENTS = 64;
const CR = 13;
const LF = 10;

/**
 * One request and how far it has been read. Arguments are byte ranges of the connection's buffer: `buf[start[i], end[i])` for `i` below `argc`;
 * none is copied or decoded unless a handler asks. They are valid until the handler returns.
 *
 * Reading resumes where the last call stopped, so a request that comes in many pieces is looked at once.
 */
export class Request {
  buf: Uint8Array = EMPTY;
  argc = 0;
  start: Int32Array<ArrayBuffer>;
  end: Int32Array<ArrayBuffer>;
  /** What broke the protocol, in Redis's words. */
  problem = "";
  /** Bytes that must be in the buffer, counted from its start, before reading on can succeed; 0 if unknown. */
  needed = 0;

  /** Arguments still to come, -1 before the count is known. */
  #missing = -1;
  /** Length of the argument that comes next, -1 before it is known. */
  #bulk = -1;
  /** Where to read on. */
  #at = 0;

  /** `room`: how many arguments it holds before it widens. */
  constructor(room = FIRST_ARGUMENTS) {
    this.start = new Int32Array(room);
    this.end = new Int32Array(room);
  }

  /** Whether a request has been read in part. */
  get begun(): boolean {
    return this.#missing >= 0;
  }

  /** Prepares for a request at position `at`. */
  reset(at: number): void {
    this.argc = 0;
    this.needed = 0;
    this.#missing = -1;
    this.#bulk = -1;
    this.#at = at;
  }

  /** The buffer's contents moved down by `by` bytes. */
  shift(by: number): void {
    this.#at -= by;
    if (this.needed > 0) this.needed -= by;
    for (let i = 0; i < this.argc; i++) {
      this.start[i] -= by;
      this.end[i] -= by;
    }
  }

  /**
   * Reads on in `buf` up to `end`. Returns the position after the request once it is whole, {@linkcode INCOMPLETE} or {@linkcode BROKEN}. A
   * request without arguments (an empty line, `*0`) has `argc` 0.
   */
  read(buf: Uint8Array, end: number, limits: RequestLimits): number {
    this.buf = buf;
    let at = this.#at;
    if (this.#missing < 0) {
      if (at >= end) return INCOMPLETE;
      if (buf[at] !== 42) return this.#readInline(buf, at, end);
      const count = this.#readCount(buf, at, end, "mbulk", "multibulk");
      if (count !== count) return INCOMPLETE;
      if (count === -Infinity) return BROKEN;
      if (count > MAX_COUNT || count > limits.maxArguments) return this.#refuseCount(count);
      at = this.#at;
      if (count <= 0) return at;
      this.#missing = count;
    }
    let { argc, start: starts, end: ends } = this;
    while (this.#missing > 0) {
      let length = this.#bulk;
      if (length < 0) {
        // The common case in one pass: `$`, digits, CR LF.
        if (at >= end) break;
        if (buf[at] !== 36) return this.#break(`expected '$', got '${String.fromCharCode(buf[at])}'`);
        length = 0;
        let i = at + 1;
        let digit = buf[i] - 48;
        while (i < end && digit >= 0 && digit <= 9 && i < at + 10) {
          length = length * 10 + digit;
          digit = buf[++i] - 48;
        }
        if (i + 1 < end && buf[i] === CR && i > at + 1 && (buf[at + 1] !== 48 || i === at + 2)) {
          at = i + 2;
        } else {
          this.#at = at;
          length = this.#readCount(buf, at, end, "bulk", "bulk");
          if (length !== length) break;
          if (length === -Infinity) return BROKEN;
          at = this.#at;
        }
        if (length > limits.maxBulk || length < 0) return this.#refuseBulk(limits);
      }
      if (at + length + 2 > end) {
        this.#bulk = length;
        this.needed = at + length + 2;
        break;
      }
      if (argc === starts.length) {
        this.#widen();
        starts = this.start;
        ends = this.end;
      }
      starts[argc] = at;
      at += length;
      ends[argc++] = at;
      at += 2;
      this.#bulk = -1;
      this.#missing--;
    }
    this.argc = argc;
    this.#at = at;
    return this.#missing === 0 ? at : INCOMPLETE;
  }

  /** The argument as a view of the connection's buffer. */
  bytes(i: number): Uint8Array {
    return this.buf.subarray(this.start[i], this.end[i]);
  }

  /** The argument's bytes, copied. */
  copy(i: number): Uint8Array {
    return this.buf.slice(this.start[i], this.end[i]);
  }

  /** The argument as text (UTF-8, lossy). */
  string(i: number): string {
    return utf8(this.buf, this.start[i], this.end[i]);
  }

  /** The argument with each byte as one character. */
  latin1(i: number): string {
    return latin1(this.buf, this.start[i], this.end[i]);
  }

  /** A request of the same arguments that needs no connection's buffer. */
  clone(): Request {
    const { argc, start, end } = this;
    const copy = new Request(argc);
    const first = argc === 0 ? 0 : start[0];
    copy.buf = this.buf.slice(first, argc === 0 ? 0 : end[argc - 1]);
    copy.argc = argc;
    for (let i = 0; i < argc; i++) {
      copy.start[i] = start[i] - first;
      copy.end[i] = end[i] - first;
    }
    return copy;
  }

  /** Bytes of the argument. */
  length(i: number): number {
    return this.end[i] - this.start[i];
  }

  /** Whether the argument is the word, given in upper case; letters match in either case. */
  is(i: number, word: string): boolean {
    return isWord(this.buf, this.start[i], this.end[i], word);
  }

  /** The argument as a 64-bit integer: exact up to 2^53, the nearest double beyond; NaN if it is none. */
  int(i: number): number {
    return parseInteger(this.buf, this.start[i], this.end[i]);
  }

  /** The argument as a double; NaN if it is none. */
  float(i: number): number {
    return parseDouble(this.buf, this.start[i], this.end[i]);
  }

  /** Lets go of the buffer and of an unusually wide table. */
  release(): void {
    this.buf = EMPTY;
    this.reset(0);
    if (this.start.length <= 1024) return;
    this.start = new Int32Array(FIRST_ARGUMENTS);
    this.end = new Int32Array(FIRST_ARGUMENTS);
  }

  /** Takes arguments that are not in a connection's buffer: a request made from `parts`. */
  static of(parts: readonly Uint8Array[]): Request {
    const request = new Request();
    const buf = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of parts) {
      if (request.argc === request.start.length) request.#widen();
      buf.set(part, at);
      request.start[request.argc] = at;
      at += part.length;
      request.end[request.argc++] = at;
    }
    request.buf = buf;
    return request;
  }

  /** Reads a line `*N` or `$N` and moves on past it. NaN: the line has not ended; -Infinity: `problem` says what is wrong. */
  #readCount(buf: Uint8Array, at: number, end: number, line: string, what: string): number {
    const last = end - 1;
    let cr = at + 1;
    while (cr < last && buf[cr] !== CR) cr++;
    if (cr >= last) {
      if (end - at <= MAX_LINE || buf[last] === CR) return NaN;
      this.#break(`too big ${line} count string`);
      return -Infinity;
    }
    const count = parseInteger(buf, at + 1, cr);
    this.#at = cr + 2;
    if (count === count) return count;
    this.#break(`invalid ${what} length`);
    return -Infinity;
  }

  #readInline(buf: Uint8Array, at: number, end: number): number {
    // The buffer is read to `end` only: what lies beyond may be megabytes of an earlier request.
    const length = buf.subarray(at, Math.min(end, at + MAX_LINE + 1)).indexOf(LF);
    if (length < 0) return end - at > MAX_LINE ? this.#break("too big inline request") : INCOMPLETE;
    const lf = at + length;
    const words = splitQuoted(buf, at, lf > at && buf[lf - 1] === CR ? lf - 1 : lf);
    if (words === null) return this.#break("unbalanced quotes in request");
    const parsed = Request.of(words);
    this.buf = parsed.buf;
    this.argc = parsed.argc;
    this.start = parsed.start;
    this.end = parsed.end;
    return lf + 1;
  }

  #refuseCount(count: number): number {
    return this.#break(count > MAX_COUNT ? "invalid multibulk length" : "unauthenticated multibulk length");
  }

  #refuseBulk(limits: RequestLimits): number {
    return this.#break(limits === UNAUTHENTICATED ? "unauthenticated bulk length" : "invalid bulk length");
  }

  #break(problem: string): number {
    this.problem = `Protocol error: ${problem}`;
    return BROKEN;
  }

  #widen(): void {
    const start = new Int32Array(this.start.length * 4);
    const end = new Int32Array(this.end.length * 4);
    start.set(this.start);
    end.set(this.end);
    this.start = start;
    this.end = end;
  }
}

const EMPTY = new Uint8Array(0);
