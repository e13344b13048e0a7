/** Text from and to bytes, comparing and copying. */

import { Buffer } from "node:buffer";

interface Decoders {
  latin1Slice(this: Uint8Array, s: number, e: number): string;
  utf8Slice(this: Uint8Array, s: number, e: number): string;
}

const { latin1Slice, utf8Slice } = Buffer.prototype as unknown as Decoders;
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
const encoder = new TextEncoder();
const code = String.fromCharCode;

/** Up to here, building a string in JavaScript is cheaper than one call into the runtime (58 ns). */
const SHORT_TEXT = 28;
/** From here on, `TextDecoder` with its `subarray` is cheaper than `utf8Slice`, which scans slowly. */
const LONG_TEXT = 256;
/** Up to here, a byte loop is cheaper than `set` with its `subarray`. */
const SHORT_COPY = 48;
/** From here on, one call (110 ns) compares faster than a loop, ... */
const LONG_COMPARE = 192;
/** ... save for the first bytes, where most differences are. */
const COMPARE_HEAD = 32;

/** Each byte as the character of the same code. */
export function latin1(b: Uint8Array, s: number, e: number): string {
  return e - s <= SHORT_TEXT ? shortLatin1(b, s, e) : latin1Slice.call(b, s, e);
}

function shortLatin1(b: Uint8Array, s: number, e: number): string {
  let text = "";
  let i = s;
  for (; i + 8 <= e; i += 8) {
    text += code(b[i], b[i + 1], b[i + 2], b[i + 3], b[i + 4], b[i + 5], b[i + 6], b[i + 7]);
  }
  switch (e - i) {
    case 1:
      return text + code(b[i]);
    case 2:
      return text + code(b[i], b[i + 1]);
    case 3:
      return text + code(b[i], b[i + 1], b[i + 2]);
    case 4:
      return text + code(b[i], b[i + 1], b[i + 2], b[i + 3]);
    case 5:
      return text + code(b[i], b[i + 1], b[i + 2], b[i + 3], b[i + 4]);
    case 6:
      return text + code(b[i], b[i + 1], b[i + 2], b[i + 3], b[i + 4], b[i + 5]);
    case 7:
      return text + code(b[i], b[i + 1], b[i + 2], b[i + 3], b[i + 4], b[i + 5], b[i + 6]);
    default:
      return text;
  }
}

/** UTF-8 decoded; what is not valid becomes U+FFFD, a byte order mark stays. */
export function utf8(b: Uint8Array, s: number, e: number): string {
  const length = e - s;
  if (length <= SHORT_TEXT && isAscii(b, s, e)) return shortLatin1(b, s, e);
  return length < LONG_TEXT ? utf8Slice.call(b, s, e) : decoder.decode(b.subarray(s, e));
}

/** Whether all bytes are below 128. */
export function isAscii(b: Uint8Array, s: number, e: number): boolean {
  for (let i = s; i < e; i++) {
    if (b[i] >= 128) return false;
  }
  return true;
}

/** `text` in UTF-8; a lone surrogate becomes U+FFFD. */
export function fromString(text: string): Uint8Array<ArrayBuffer> {
  const length = text.length;
  if (length > SHORT_TEXT) return encoder.encode(text);
  const bytes = new Uint8Array(length);
  for (let i = 0; i < length; i++) {
    const c = text.charCodeAt(i);
    if (c >= 128) return encoder.encode(text);
    bytes[i] = c;
  }
  return bytes;
}

/** Each character's code as one byte; of codes above 255 the low eight bits. */
export function fromLatin1(text: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}

/** Whether two pieces hold the same bytes. */
export function equalBytes(a: Uint8Array, as: number, ae: number, b: Uint8Array, bs: number, be: number): boolean {
  return ae - as === be - bs && compareBytes(a, as, ae, b, bs, be) === 0;
}

/** Order by unsigned bytes, a prefix first: negative, zero or positive. */
export function compareBytes(a: Uint8Array, as: number, ae: number, b: Uint8Array, bs: number, be: number): number {
  const common = Math.min(ae - as, be - bs);
  const end = as + (common < LONG_COMPARE ? common : COMPARE_HEAD);
  let j = bs;
  for (let i = as; i < end; i++, j++) {
    const order = a[i] - b[j];
    if (order !== 0) return order;
  }
  if (common >= LONG_COMPARE) return Buffer.compare(a.subarray(end, ae), b.subarray(j, be));
  return (ae - as) - (be - bs);
}

/** Whether the bytes spell `word` in any ASCII case; `word` is in upper case. */
export function isWord(b: Uint8Array, s: number, e: number, word: string): boolean {
  if (e - s !== word.length) return false;
  for (let i = s, j = 0; i < e; i++, j++) {
    const c = b[i];
    const w = word.charCodeAt(j);
    if (c !== w && (c < 0x61 || c > 0x7a || c - 0x20 !== w)) return false;
  }
  return true;
}

/** Copies `src[s..e)` to `dst` at `d`. The pieces must not overlap unless `d <= s`. */
export function copyBytes(dst: Uint8Array, d: number, src: Uint8Array, s: number, e: number): void {
  if (e - s > SHORT_COPY) {
    dst.set(src.subarray(s, e), d);
  } else {
    for (let i = s; i < e; i++) dst[d++] = src[i];
  }
}
