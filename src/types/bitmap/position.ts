import { wordsOf } from "./_words.ts";
import { byteOf } from "./bit.ts";

/** Fewer bytes than this are looked at one by one. */
const FEW = 64;

/**
 * The position of the first bit that is `bit` (0 or 1) in the range `[from, to)` of a string that starts at byte `start` and has all of them; -1 if there
 * is none.
 */
export function findBit(buf: Uint8Array, start: number, from: number, to: number, bit: number): number {
  if (from >= to) return -1;
  // Seen through `flip`, the bit that is looked for is 1.
  const flip = bit === 1 ? 0 : 0xff;
  const end = start + byteOf(to + 7);
  let at = start + byteOf(from);
  let byte = (buf[at] ^ flip) & (0xff >>> (from & 7));
  if (byte === 0) {
    at = skip(buf, at + 1, end, flip);
    if (at === end) return -1;
    byte = buf[at] ^ flip;
  }
  const found = (at - start) * 8 + Math.clz32(byte) - 24;
  return found < to ? found : -1;
}

/** The first byte of `buf[start, end)` that is not `value`, which is 0 or 255; `end` if there is none. */
function skip(buf: Uint8Array, start: number, end: number, value: number): number {
  let at = start;
  if (end - at >= FEW) {
    const words = wordsOf(buf);
    const word = value === 0 ? 0 : -1;
    while (end - at >= 8 && words.getInt32(at, true) === word && words.getInt32(at + 4, true) === word) at += 8;
  }
  while (at < end && buf[at] === value) at++;
  return at;
}
