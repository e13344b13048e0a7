import { copyBytes, DOUBLE_LENGTH, fromString, writeDouble, writeInt64, writeInteger } from "../bytes/mod.ts";
import type { BufferPool } from "./buffer_pool.ts";
import { Deferred, type DeferredSource, PART_BYTES } from "./deferred.ts";

/** Room for any header: a type byte, 20 digits, CR LF, with some to spare. */
const HEADER = 32;
const SMALLEST = 4096;
const LARGEST = 262144;
/** In the list of filled buffers' lengths: the place of a deferred reply. */
const DEFERRED = -1;

const OK = fromString("+OK\r\n");
const NULL = fromString("_\r\n");
const NULL_BULK = fromString("$-1\r\n");
const NULL_ARRAY = fromString("*-1\r\n");
const EMPTY = new Uint8Array(0);
const NO_VIEW = new DataView(new ArrayBuffer(0));
const encoder = new TextEncoder();

/**
 * Builds the replies of one client, encoded for its protocol: RESP2, or RESP3 once `resp3` is set. Bytes collect in pooled buffers until
 * {@linkcode ReplyWriter.take} hands them over for sending. A long reply can be deferred: then it is written only as fast as it is taken.
 *
 * Aggregates take the number of elements first; the elements follow as replies of their own.
 */
export class ReplyWriter {
  resp3 = false;
  /** The text of the last error reply since this was cleared, without the leading `-`. */
  failure: string | null = null;
  /** How many bytes of the buffer that was taken last count. */
  takenBytes = 0;
  /** Most bytes that waited at once since this was set to 0, for CLIENT LIST. */
  peak = 0;

  #buf: Uint8Array = EMPTY;
  #n = 0;
  /** Size of the buffer to begin with: by what was taken last, so that replies which are alike each time fill one buffer, not several. */
  #usual = SMALLEST;
  /** Bytes that were put into filled buffers since the last of all was taken. */
  #aside = 0;
  /** A view, and the buffer that it is of: `#buf` if it was asked for since that is in use. */
  #view: DataView = NO_VIEW;
  #viewed: Uint8Array = EMPTY;
  /** Filled buffers, how many bytes of each count, and their sum, to which deferred replies add what they have ready, and one. */
  readonly #filled: Uint8Array[] = [];
  readonly #filledLengths: number[] = [];
  #filledBytes = 0;
  /** In their order; each has its place among the filled buffers, marked by `DEFERRED`. `null`: there are none. */
  #deferred: Map<DeferredSource, Deferred> | null = null;
  /** What was pending when the part of a deferred reply began that is being written. */
  #partFrom = 0;

  constructor(readonly pool: BufferPool) {}

  /** Bytes that wait to be taken. A deferred reply counts as one, besides what is written of it. */
  get pending(): number {
    return this.#filledBytes + this.#n;
  }

  /** Whether a deferred reply waits that is not taken to its end. */
  get isDeferring(): boolean {
    return this.#deferred !== null;
  }

  /** Bytes of memory that the buffers take. */
  get memory(): number {
    return this.queuedMemory + this.#buf.length;
  }

  /** Size of the buffer that is being filled, and how many of its bytes are in use. */
  get bufferSize(): number {
    return this.#buf.length;
  }
  get bufferUsed(): number {
    return this.#n;
  }

  /** How many filled buffers wait to be taken, and the bytes of memory that they take. */
  get queued(): number {
    let count = this.#filled.length;
    if (this.#deferred !== null) {
      for (const { part } of this.#deferred.values()) count += part.queued + (part.bufferUsed > 0 ? 1 : 0) - 1;
    }
    return count;
  }
  get queuedMemory(): number {
    let bytes = this.#filled.reduce((sum, { length }) => sum + length, 0);
    if (this.#deferred !== null) { for (const { part } of this.#deferred.values()) bytes += part.memory; }
    return bytes;
  }

  /**
   * Hands over the oldest buffer that waits, `null` if there is none; {@linkcode ReplyWriter.takenBytes} of its bytes count. It goes back to the
   * pool once it is sent. Throws what the source of a deferred reply threw; then the reply cannot be completed.
   */
  take(): Uint8Array | null {
    if (this.pending > this.peak) this.peak = this.pending;
    if (this.#deferred !== null) {
      const buffer = this.#takeDeferred();
      if (buffer !== null) return buffer;
    }
    if (this.#filled.length > 0) {
      const buffer = this.#filled.shift()!;
      this.takenBytes = this.#filledLengths.shift()!;
      this.#filledBytes -= this.takenBytes;
      return buffer;
    }
    if (this.#n === 0) return null;
    const buffer = this.#buf;
    this.takenBytes = this.#n;
    this.#expect(this.#aside + this.#n);
    this.#aside = 0;
    this.#buf = EMPTY;
    this.#n = 0;
    return buffer;
  }

  /** Chooses the size of the buffer to begin with, where `bytes` were taken in all. */
  #expect(bytes: number): void {
    if (bytes * 4 <= this.#usual && this.#usual > SMALLEST) this.#usual /= 4;
    while (bytes > this.#usual && this.#usual < LARGEST) this.#usual *= 4;
  }

  /** Forgets what waits. */
  clear(): void {
    if (this.#deferred !== null) { for (const deferred of this.#deferred.values()) deferred.end(); }
    for (let buffer = this.take(); buffer !== null; buffer = this.take()) this.pool.give(buffer);
    if (this.#buf.length > 0) this.pool.give(this.#buf);
    this.#buf = EMPTY;
  }

  /**
   * Lets `source` write the reply that stands here, or what is left of it, as it is taken, in the protocol as it is now. Whoever changes what it
   * reads calls {@linkcode ReplyWriter.settle} first.
   */
  defer(source: DeferredSource): void {
    if (this.#n > 0) {
      this.#setAside();
      this.#buf = EMPTY;
      this.#n = 0;
    }
    this.#aside = 0;
    this.#filled.push(EMPTY);
    this.#filledLengths.push(DEFERRED);
    const part = new ReplyWriter(this.pool);
    part.resp3 = this.resp3;
    const deferred = new Deferred(source, part);
    this.#deferred ??= new Map();
    this.#deferred.set(source, deferred);
    this.#book(deferred);
  }

  /** Has all that is left of a deferred reply written at once, in its place. Of no effect once it is written. */
  settle(source: DeferredSource): void {
    const deferred = this.#deferred?.get(source);
    if (deferred === undefined) return;
    deferred.settle();
    this.#book(deferred);
  }

  /** For the source of a deferred reply: whether it has written enough for now. */
  get isPartFull(): boolean {
    return this.pending - this.#partFrom >= PART_BYTES;
  }

  /** What is written from here on makes the next part of a deferred reply. */
  beginPart(): void {
    this.#partFrom = this.pending;
  }

  /** Sees to it that the buffer in use has room for `bytes`. */
  reserve(bytes: number): void {
    if (this.#n + bytes > this.#buf.length) this.#grow(bytes);
  }

  /** The buffer in use, and a view of it: for whoever encodes replies himself, from byte {@linkcode ReplyWriter.bufferUsed} on and within what he has reserved. */
  get buffer(): Uint8Array {
    return this.#buf;
  }
  get view(): DataView {
    if (this.#viewed !== this.#buf) {
      this.#viewed = this.#buf;
      this.#view = new DataView(this.#buf.buffer);
    }
    return this.#view;
  }

  /** What was written into {@linkcode ReplyWriter.view} ends before byte `end`. */
  advance(end: number): void {
    this.#n = end;
  }

  /** `+OK`. */
  ok(): void {
    this.raw(OK);
  }

  /** A simple string; `text` has no line break. */
  simple(text: string): void {
    this.#line(43, text);
  }

  /** An error: `text` is the code and the message, for instance `ERR syntax error`. Line breaks become spaces. */
  error(text: string): void {
    this.failure = text;
    this.#line(45, /[\r\n]/.test(text) ? text.replace(/[\r\n]/g, " ") : text);
  }

  /** An integer of up to 2^53. */
  integer(value: number): void {
    if (this.#n + HEADER > this.#buf.length) this.#grow(HEADER);
    const buf = this.#buf;
    buf[this.#n] = 58;
    const n = writeInteger(buf, this.#n + 1, value);
    buf[n] = 13;
    buf[n + 1] = 10;
    this.#n = n + 2;
  }

  /** A 64-bit integer. */
  int64(value: bigint): void {
    if (this.#n + HEADER > this.#buf.length) this.#grow(HEADER);
    this.#buf[this.#n] = 58;
    this.#endLine(writeInt64(this.#buf, this.#n + 1, value));
  }

  /** A bulk string from a range of bytes. */
  bulk(from: Uint8Array, start: number, end: number): void {
    const length = end - start;
    if (this.#n + length + HEADER > this.#buf.length) this.#grow(length + HEADER);
    const buf = this.#buf;
    buf[this.#n] = 36;
    let n = writeInteger(buf, this.#n + 1, length);
    buf[n] = 13;
    buf[n + 1] = 10;
    n += 2;
    copyBytes(buf, n, from, start, end);
    n += length;
    buf[n] = 13;
    buf[n + 1] = 10;
    this.#n = n + 2;
  }

  /** A bulk string of `bytes`. */
  bulkBytes(bytes: Uint8Array): void {
    this.bulk(bytes, 0, bytes.length);
  }

  /** A bulk string of `text` in UTF-8. */
  bulkString(text: string): void {
    const bytes = fromString(text);
    this.bulk(bytes, 0, bytes.length);
  }

  /** A bulk string that is the decimal form of an integer of up to 2^53. */
  bulkInteger(value: number): void {
    if (this.#n + HEADER > this.#buf.length) this.#grow(HEADER);
    const buf = this.#buf;
    const isShort = value < 1e9 && value > -1e8;
    const start = this.#n + (isShort ? 4 : 5);
    const end = writeInteger(buf, start, value);
    const length = end - start;
    buf[this.#n] = 36;
    if (isShort) {
      buf[this.#n + 1] = 48 + length;
    } else {
      buf[this.#n + 1] = 49;
      buf[this.#n + 2] = 38 + length;
    }
    buf[start - 2] = 13;
    buf[start - 1] = 10;
    this.#endLine(end);
  }

  /** No value, where a bulk string would be. */
  null(): void {
    this.raw(this.resp3 ? NULL : NULL_BULK);
  }

  /** No value, where an array would be. */
  nullArray(): void {
    this.raw(this.resp3 ? NULL : NULL_ARRAY);
  }

  array(length: number): void {
    this.#header(42, length);
  }

  /** `length` pairs of key and value; RESP2: an array of twice as many. */
  map(length: number): void {
    if (this.resp3) this.#header(37, length);
    else this.#header(42, length * 2);
  }

  /** RESP2: an array. */
  set(length: number): void {
    this.#header(this.resp3 ? 126 : 42, length);
  }

  /** An out-of-band message; RESP2: an array. */
  push(length: number): void {
    this.#header(this.resp3 ? 62 : 42, length);
  }

  /** A double; RESP2: a bulk string. */
  double(value: number): void {
    if (Number.isSafeInteger(value) && (value !== 0 || !Object.is(value, -0))) return this.#wholeDouble(value);
    if (!this.resp3) return this.bulk(DIGITS, 0, writeDouble(DIGITS, 0, value));
    this.reserve(HEADER + DOUBLE_LENGTH);
    this.#buf[this.#n] = 44;
    this.#endLine(writeDouble(this.#buf, this.#n + 1, value));
  }

  #wholeDouble(value: number): void {
    if (this.resp3) this.#header(44, value);
    else this.bulkInteger(value);
  }

  /** A truth value; RESP2: 1 or 0. */
  bool(value: boolean): void {
    if (this.resp3) this.#line(35, value ? "t" : "f");
    else this.integer(value ? 1 : 0);
  }

  /** An integer beyond 64 bits in decimal; RESP2: a bulk string. */
  bigNumber(digits: string): void {
    if (this.resp3) this.#line(40, digits);
    else this.bulkString(digits);
  }

  /** Text with a format of three letters (`txt`, `mkd`); RESP2: a bulk string. */
  verbatim(format: string, text: string): void {
    if (!this.resp3) return this.bulkString(text);
    const bytes = encoder.encode(`${format}:${text}`);
    this.#header(61, bytes.length);
    this.raw(bytes);
    this.#crlf();
  }

  /** Attributes of the reply that follows: `length` pairs. RESP3 only. */
  attribute(length: number): void {
    this.#header(124, length);
  }

  /** Bytes that are encoded already. */
  raw(bytes: Uint8Array): void {
    const { length } = bytes;
    if (this.#n + length > this.#buf.length) this.#grow(length);
    copyBytes(this.#buf, this.#n, bytes, 0, length);
    this.#n += length;
  }

  #header(type: number, length: number): void {
    if (this.#n + HEADER > this.#buf.length) this.#grow(HEADER);
    this.#buf[this.#n] = type;
    this.#endLine(
      length <= Number.MAX_SAFE_INTEGER
        ? writeInteger(this.#buf, this.#n + 1, length)
        : writeInt64(this.#buf, this.#n + 1, BigInt(length)),
    );
  }

  #line(type: number, text: string): void {
    const room = text.length * 3 + HEADER;
    if (this.#n + room > this.#buf.length) this.#grow(room);
    this.#buf[this.#n] = type;
    this.#endLine(writeText(this.#buf, this.#n + 1, text));
  }

  #crlf(): void {
    if (this.#n + 2 > this.#buf.length) this.#grow(2);
    this.#endLine(this.#n);
  }

  #endLine(n: number): void {
    this.#buf[n] = 13;
    this.#buf[n + 1] = 10;
    this.#n = n + 2;
  }

  /** Sets the buffer in use aside and takes one with room for `bytes`, larger than the last. */
  #grow(bytes: number): void {
    const before = this.#buf.length;
    if (this.#n > 0) this.#setAside();
    else if (before > 0) this.pool.give(this.#buf);
    this.#buf = this.pool.take(Math.max(bytes, before === 0 ? this.#usual : Math.min(LARGEST, before * 4)));
    this.#n = 0;
  }

  /** Puts the buffer in use among the filled ones. */
  #setAside(): void {
    this.#filled.push(this.#buf);
    this.#filledLengths.push(this.#n);
    this.#filledBytes += this.#n;
    this.#aside += this.#n;
  }

  /** The next buffer of the deferred replies that nothing stands before, `null` if there is none: what follows them is next. */
  #takeDeferred(): Uint8Array | null {
    while (this.#filledLengths[0] === DEFERRED) {
      const deferred: Deferred = this.#deferred!.values().next().value!;
      const buffer = deferred.take();
      if (buffer !== null) {
        this.takenBytes = deferred.part.takenBytes;
        this.#book(deferred);
        this.peak = Math.max(this.peak, this.pending + this.takenBytes);
        return buffer;
      }
      deferred.part.clear();
      this.#filled.shift();
      this.#filledLengths.shift();
      this.#filledBytes -= deferred.booked;
      this.#deferred!.delete(deferred.source);
      if (this.#deferred!.size === 0) this.#deferred = null;
    }
    return null;
  }

  /** Lets a deferred reply count for one byte and what is written of it. */
  #book(deferred: Deferred): void {
    const bytes = deferred.part.pending + 1;
    this.#filledBytes += bytes - deferred.booked;
    deferred.booked = bytes;
  }
}

const DIGITS = new Uint8Array(DOUBLE_LENGTH);

/** Writes `text` in UTF-8 at `at`, where there is room, and returns the end. A call of the encoder costs as much as 60 characters here. */
function writeText(buf: Uint8Array, at: number, text: string): number {
  let n = at;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code >= 128) return at + encoder.encodeInto(text, buf.subarray(at)).written;
    buf[n++] = code;
  }
  return n;
}
