/**
 * The encoding of one entry of a packed collection: that of Redis's listpack (listpack.md, format 1), so that a snapshot can copy it as it is. A
 * first byte tells the kind, the content follows, and after it the length of both, to be read backwards.
 *
 * | first byte | content |
 * |---|---|
 * | `0xxxxxxx` | an integer from 0 to 127 |
 * | `10xxxxxx` | a string of up to 63 bytes |
 * | `110xxxxx` | an integer of 13 bits, with the next byte |
 * | `1110xxxx` | a string of up to 4,095 bytes, its length in 12 bits with the next byte |
 * | `F0` | a string, its length in the next 4 bytes |
 * | `F1`, `F2`, `F3`, `F4` | an integer of 16, 24, 32, 64 bits |
 * | `F5` | a double of 64 bits: not of listpack, and only in memory |
 *
 * Every text has one encoding only: the shortest integer for the canonical digits of one of up to 2^53, a string for all others. So two entries are
 * equal if their bytes are.
 */

import { copyBytes, parseInteger, writeInteger } from "../bytes/mod.ts";
import { Span } from "./record.ts";

const INT13 = 0xc0;
const STRING12 = 0xe0;
const STRING32 = 0xf0;
const INT16 = 0xf1;
const INT24 = 0xf2;
const INT32 = 0xf3;
const INT64 = 0xf4;
const DOUBLE = 0xf5;

/** Bytes of the kinds from `F1` on, without the length behind. */
const FIXED = [3, 4, 5, 9, 9];
/** Bytes of the longest kind byte with length or number. */
const MAX_HEAD = 9;

/** Texts longer than this are never integers. */
const MAX_DIGITS = 17;

const SCRATCH = new DataView(new ArrayBuffer(8));
const SCRATCH_BYTES = new Uint8Array(SCRATCH.buffer);

/** Bytes of the entry at `at`, without the length behind it. */
function bodyBytes(bytes: Uint8Array, at: number): number {
  const first = bytes[at];
  if (first < 0x80) return 1;
  if (first < INT13) return 1 + (first & 0x3f);
  if (first < STRING12) return 2;
  if (first < STRING32) return 2 + (((first & 15) << 8) | bytes[at + 1]);
  if (first === STRING32) {
    return 5 + (bytes[at + 1] | (bytes[at + 2] << 8) | (bytes[at + 3] << 16) | (bytes[at + 4] << 24));
  }
  return FIXED[first - INT16];
}

/** Bytes of the length behind an entry of `body` bytes. The bounds are listpack's. */
function backBytes(body: number): number {
  if (body <= 127) return 1;
  if (body < 16383) return 2;
  if (body < 2097151) return 3;
  return body < 268435455 ? 4 : 5;
}

/** By first byte, the bytes of an entry in all; 0 where more bytes tell. */
const SIZES = Uint8Array.from({ length: 256 }, (_, first) => {
  const body = bodyBytes(Uint8Array.of(first), 0);
  return first >= STRING12 && first <= STRING32 ? 0 : body + 1;
});

/** Bytes of the entry at `at` in all. */
export function entryBytes(bytes: Uint8Array, at: number): number {
  const size = SIZES[bytes[at]];
  return size !== 0 ? size : longBytes(bytes, at);
}

function longBytes(bytes: Uint8Array, at: number): number {
  const body = bodyBytes(bytes, at);
  return body + backBytes(body);
}

/** Where the entry begins that ends at `end`. */
export function entryBefore(bytes: Uint8Array, end: number): number {
  let at = end - 1;
  let body = bytes[at] & 127;
  for (let shift = 7; bytes[at] & 128; shift += 7) body |= (bytes[--at] & 127) << shift;
  return at - body;
}

/** The number that the entry at `at` holds, NaN if it is a string. */
export function entryNumber(bytes: Uint8Array, at: number): number {
  const first = bytes[at];
  if (first < 0x80) return first;
  if (first < INT13 || (first >= STRING12 && first <= STRING32)) return NaN;
  if (first < STRING12) return ((((first & 31) << 8) | bytes[at + 1]) << 19) >> 19;
  if (first === INT16) return ((bytes[at + 1] | (bytes[at + 2] << 8)) << 16) >> 16;
  if (first === INT24) return ((bytes[at + 1] | (bytes[at + 2] << 8) | (bytes[at + 3] << 16)) << 8) >> 8;
  if (first === INT32) return word(bytes, at + 1);
  if (first === INT64) return word(bytes, at + 5) * 4294967296 + (word(bytes, at + 1) >>> 0);
  for (let i = 0; i < 8; i++) SCRATCH_BYTES[i] = bytes[at + 1 + i];
  return SCRATCH.getFloat64(0, true);
}

function word(bytes: Uint8Array, at: number): number {
  return bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24);
}

/** The text of an entry: points into the collection's bytes where it is a string, and at the digits where it is an integer. */
export class EntryText extends Span {
  readonly #digits = new Uint8Array(24);

  /** Points at the text of the entry at `at`, which is no double. Returns itself. */
  read(bytes: Uint8Array, at: number): this {
    const first = bytes[at];
    if (first >= 0x80 && first < INT13) return this.point(bytes, at + 1, at + 1 + (first & 0x3f));
    if (first >= STRING12 && first <= STRING32) {
      return this.point(bytes, first < STRING32 ? at + 2 : at + 5, at + bodyBytes(bytes, at));
    }
    return this.point(this.#digits, 0, writeInteger(this.#digits, 0, entryNumber(bytes, at)));
  }
}

/** An entry that is to be written or looked for. Strings are not copied: their bytes must stay until it has been used. */
export class PackedEntry {
  /** Bytes of the entry in all. */
  bytes = 0;
  readonly #head = new Uint8Array(MAX_HEAD);
  #headBytes = 0;
  #from: Uint8Array = this.#head;
  #start = 0;
  #end = 0;

  /** Becomes the entry of a text. Returns itself. */
  text(buf: Uint8Array, start: number, end: number): this {
    const length = end - start;
    if (length <= MAX_DIGITS && length > 0 && buf[start] <= 0x39) {
      const value = parseInteger(buf, start, end);
      if (Number.isSafeInteger(value)) return this.integer(value);
    }
    const head = this.#head;
    if (length < 64) {
      head[0] = 0x80 | length;
      this.#headBytes = 1;
    } else if (length < 4096) {
      head[0] = STRING12 | (length >>> 8);
      head[1] = length;
      this.#headBytes = 2;
    } else {
      head[0] = STRING32;
      this.#writeWord(length);
      this.#headBytes = 5;
    }
    this.#from = buf;
    this.#start = start;
    this.#end = end;
    const body = this.#headBytes + length;
    this.bytes = body + backBytes(body);
    return this;
  }

  /** Becomes the entry of a safe integer. Returns itself. */
  integer(value: number): this {
    const head = this.#head;
    this.#start = this.#end = 0;
    let body: number;
    if (value >= 0 && value <= 127) {
      head[0] = value;
      body = 1;
    } else if (value >= -4096 && value <= 4095) {
      head[0] = INT13 | ((value >> 8) & 31);
      head[1] = value;
      body = 2;
    } else if (value === (value | 0)) {
      body = value >= -32768 && value <= 32767 ? 3 : value >= -8388608 && value <= 8388607 ? 4 : 5;
      head[0] = INT16 + body - 3;
      this.#writeWord(value);
    } else {
      head[0] = INT64;
      this.#writeWord(value % 4294967296);
      const high = Math.floor(value / 4294967296);
      for (let i = 0; i < 4; i++) head[5 + i] = high >> (i * 8);
      body = 9;
    }
    this.#headBytes = body;
    this.bytes = body + 1;
    return this;
  }

  /** Becomes the entry of a number: an integer where it is one that is safe and not -0, a double otherwise. Returns itself. */
  number(value: number): this {
    if (Number.isSafeInteger(value) && !Object.is(value, -0)) return this.integer(value);
    SCRATCH.setFloat64(0, value, true);
    this.#head[0] = DOUBLE;
    for (let i = 0; i < 8; i++) this.#head[1 + i] = SCRATCH_BYTES[i];
    this.#start = this.#end = 0;
    this.#headBytes = 9;
    this.bytes = 10;
    return this;
  }

  /** Writes the entry at `at`; returns its end. */
  write(bytes: Uint8Array, at: number): number {
    const head = this.#head;
    const headBytes = this.#headBytes;
    for (let i = 0; i < headBytes; i++) bytes[at + i] = head[i];
    const length = this.#end - this.#start;
    if (length > 0) copyBytes(bytes, at + headBytes, this.#from, this.#start, this.#end);
    const body = headBytes + length;
    const end = at + this.bytes;
    if (body <= 127) {
      bytes[end - 1] = body;
      return end;
    }
    let rest = body;
    for (let i = end - 1; i >= at + body; i--) {
      bytes[i] = (rest & 127) | (i > at + body ? 128 : 0);
      rest >>>= 7;
    }
    return end;
  }

  /** Whether the entry at `at` is this one. */
  isAt(bytes: Uint8Array, at: number): boolean {
    const head = this.#head;
    if (bytes[at] !== head[0]) return false;
    const headBytes = this.#headBytes;
    for (let i = 1; i < headBytes; i++) if (bytes[at + i] !== head[i]) return false;
    const from = this.#from;
    const start = this.#start;
    // Backwards: texts of one collection often begin alike.
    const shift = at + headBytes - start;
    for (let i = this.#end - 1; i >= start; i--) if (bytes[i + shift] !== from[i]) return false;
    return true;
  }

  #writeWord(value: number): void {
    const head = this.#head;
    head[1] = value;
    head[2] = value >> 8;
    head[3] = value >> 16;
    head[4] = value >> 24;
  }
}
