import { copyBytes, formatDouble, fromString, writeInt64, writeInteger } from "../bytes/mod.ts";
import type { BufferPool } from "./buffer_pool.ts";

/** Room for any header: a type byte, 20 digits, CR LF, with some to spare. */
const HEADER = 32;
const SMALLEST = 4096;
const LARGEST = 262144;

const OK = fromString("+OK\r\n");
const NULL = fromString("_\r\n");
const NULL_BULK = fromString("$-1\r\n");
const NULL_ARRAY = fromString("*-1\r\n");
const EMPTY = new Uint8Array(0);
const encoder = new TextEncoder();

/**
 * Builds the replies of one client, encoded for its protocol: RESP2, or RESP3 once `resp3` is set. Bytes collect in pooled buffers until
 * {@linkcode ReplyWriter.take} hands them over for sending.
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
  /** Filled buffers, how many bytes of each count, and their sum. */
  readonly #filled: Uint8Array[] = [];
  readonly #filledLengths: number[] = [];
  #filledBytes = 0;

  constructor(readonly pool: BufferPool) {}

  /** Bytes that wait to be taken. */
  get pending(): number {
    return this.#filledBytes + this.#n;
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
    return this.#filled.length;
  }
  get queuedMemory(): number {
    return this.#filled.reduce((sum, { length }) => sum + length, 0);
  }

  /**
   * Hands over the oldest buffer that waits, `null` if there is none; {@linkcode ReplyWriter.takenBytes} of its bytes count. It goes back to the
   * pool once it is sent.
   */
  take(): Uint8Array | null {
    if (this.pending > this.peak) this.peak = this.pending;
    if (this.#filled.length > 0) {
      const buffer = this.#filled.shift()!;
      this.takenBytes = this.#filledLengths.shift()!;
      this.#filledBytes -= this.takenBytes;
      return buffer;
    }
    if (this.#n === 0) return null;
    const buffer = this.#buf;
    this.takenBytes = this.#n;
    this.#buf = EMPTY;
    this.#n = 0;
    return buffer;
  }

  /** Forgets what waits. */
  clear(): void {
    for (let buffer = this.take(); buffer !== null; buffer = this.take()) this.pool.give(buffer);
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
    this.bulk(DIGITS, 0, writeInteger(DIGITS, 0, value));
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
    if (this.resp3) this.#line(44, formatDouble(value));
    else this.bulkString(formatDouble(value));
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
    this.#endLine(writeInteger(this.#buf, this.#n + 1, length));
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
    if (this.#n > 0) {
      this.#filled.push(this.#buf);
      this.#filledLengths.push(this.#n);
      this.#filledBytes += this.#n;
    } else if (before > 0) {
      this.pool.give(this.#buf);
    }
    this.#buf = this.pool.take(Math.max(bytes, before === 0 ? SMALLEST : Math.min(LARGEST, before * 4)));
    this.#n = 0;
  }
}

const DIGITS = new Uint8Array(HEADER);

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
