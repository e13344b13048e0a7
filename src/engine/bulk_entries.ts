import { digits, writeInteger } from "../bytes/mod.ts";
import type { ReplyWriter } from "../resp/mod.ts";
import { entryBytes, entryNumber, EntryText } from "../store/mod.ts";

/** First bytes of entries: strings of up to 63 bytes, and those of more; all others are integers. */
const SHORT_STRING = 0x80;
const SHORT_STRING_LAST = 0xbf;
const LONG_STRING = 0xe0;
const LONG_STRING_LAST = 0xf0;
/** Bytes that an integer or a short string takes at most as an entry, and as a reply, each with what copying by eights goes beyond. */
const MOST_BYTES = 80;
const CRLF = 0x0a0d;

/** By length of a short string: the first four bytes of its header, `$1\r\n` or `$10\r`, as a word with the first byte lowest. */
export const HEADS = Int32Array.from({ length: 64 }, (_, length) => {
  const text = `$${length}\r\n`;
  return text.charCodeAt(0) | (text.charCodeAt(1) << 8) | (text.charCodeAt(2) << 16) | (text.charCodeAt(3) << 24);
});

const TEXT = new EntryText();
let source: DataView = new DataView(new ArrayBuffer(0));

/**
 * Replies with the packed entries from `start` to `end`, `most` of them at most, as bulk strings. Returns how many they were. `bytes` is all of its
 * `ArrayBuffer`. Copying by eights takes a third of the time of {@linkcode ReplyWriter.bulk}.
 */
export function bulkEntries(reply: ReplyWriter, bytes: Uint8Array, start: number, end: number, most: number): number {
  if (source.buffer !== bytes.buffer) source = new DataView(bytes.buffer);
  let count = 0;
  for (let at = start; at < end && count < most;) {
    reply.reserve(MOST_BYTES);
    const { buffer, view } = reply;
    const from = source;
    const lastOut = view.byteLength - MOST_BYTES;
    const last = Math.min(end, bytes.length - MOST_BYTES);
    let n = reply.bufferUsed;
    while (at < last && n <= lastOut && count < most) {
      const first = bytes[at];
      if (first >= LONG_STRING && first <= LONG_STRING_LAST) break;
      const isString = first >= SHORT_STRING && first <= SHORT_STRING_LAST;
      const value = isString ? 0 : entryNumber(bytes, at);
      const length = isString ? first & 63 : digits(value);
      view.setInt32(n, HEADS[length], true);
      if (length < 10) n += 4;
      else {
        view.setUint8(n + 4, 10);
        n += 5;
      }
      if (isString) {
        for (let i = 0; i < length; i += 8) view.setBigInt64(n + i, from.getBigInt64(at + 1 + i, true), true);
        at += length + 2;
      } else {
        writeInteger(buffer, n, value);
        at += entryBytes(bytes, at);
      }
      n += length;
      view.setUint16(n, CRLF, true);
      n += 2;
      count++;
    }
    reply.advance(n);
    if (n > lastOut || at >= end || count === most) continue;
    TEXT.read(bytes, at);
    reply.bulk(TEXT.buf, TEXT.start, TEXT.end);
    at += entryBytes(bytes, at);
    count++;
  }
  return count;
}
