import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { getBit } from "./bit.ts";
import { countBits, countOnes } from "./count.ts";

/** Bytes that lie between others, somewhere in a buffer. */
const piece = fc.tuple(fc.uint8Array({ maxLength: 9 }), fc.uint8Array({ maxLength: 400 })).map(([before, bytes]) => ({
  buf: Uint8Array.of(...before, ...bytes, 0xff),
  start: before.length,
  end: before.length + bytes.length,
}));

function onesOf(buf: Uint8Array, start: number, end: number): number {
  let text = "";
  for (let i = start; i < end; i++) text += buf[i].toString(2);
  return text.replaceAll("0", "").length;
}

Deno.test("countOnes counts the bits of bytes", () => {
  fc.assert(fc.property(piece, ({ buf, start, end }) => {
    assertEquals(countOnes(buf, start, end), onesOf(buf, start, end));
  }));
  assertEquals(countOnes(new Uint8Array(100_003).fill(0xff), 0, 100_003), 800_024);
});

Deno.test("countOnes gives every word of a round its weight", () => {
  for (let ones = 0; ones <= 64; ones++) {
    const buf = new Uint8Array(64 + 3).fill(0xff, 0, ones);
    assertEquals(countOnes(buf, 0, 64), ones * 8);
    assertEquals(countOnes(buf.toReversed(), 3, 67), ones * 8);
  }
});

Deno.test("countOnes reads a part of an ArrayBuffer", () => {
  const whole = new Uint8Array(300).fill(0xff, 0, 100);
  assertEquals(countOnes(new Uint8Array(whole.buffer, 50, 200), 10, 190), 320);
});

Deno.test("countBits counts within a range of bits", () => {
  fc.assert(fc.property(piece, fc.nat(), fc.nat(), ({ buf, start, end }, a, b) => {
    const bits = (end - start) * 8;
    const from = a % (bits + 1);
    const to = b % (bits + 1);
    let expected = 0;
    for (let offset = from; offset < to; offset++) expected += getBit(buf, start, end, offset);
    assertEquals(countBits(buf, start, from, to), expected);
  }));
});
