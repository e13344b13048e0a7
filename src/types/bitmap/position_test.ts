import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { getBit, setBit } from "./bit.ts";
import { findBit } from "./position.ts";

/** Mostly bytes of one value, so that a search goes far. */
const bytes = fc.tuple(
  fc.constantFrom(0, 0xff),
  fc.nat(300),
  fc.array(fc.tuple(fc.nat(300), fc.nat(255)), { maxLength: 3 }),
)
  .map(([value, length, others]) => {
    const buf = new Uint8Array(length + 8).fill(value);
    for (const [at, other] of others) if (at < length) buf[4 + at] = other;
    return buf;
  });

Deno.test("findBit finds the first bit in a range", () => {
  fc.assert(
    fc.property(bytes, fc.nat(), fc.nat(), fc.constantFrom(0, 1), (buf, a, b, bit) => {
      const bits = (buf.length - 8) * 8;
      const from = a % (bits + 1);
      const to = b % (bits + 1);
      let expected = from;
      while (expected < to && getBit(buf, 4, buf.length, expected) !== bit) expected++;
      assertEquals(findBit(buf, 4, from, to, bit), expected < to ? expected : -1);
    }),
    { numRuns: 1000 },
  );
});

Deno.test("findBit finds each bit of a long string, and none outside of its range", () => {
  for (const bit of [0, 1]) {
    const buf = new Uint8Array(512).fill(bit === 0 ? 0xff : 0);
    for (let offset = 0; offset < 4000; offset++) {
      setBit(buf, 5, offset, bit);
      assertEquals(findBit(buf, 5, 0, 4000, bit), offset);
      assertEquals(findBit(buf, 5, offset, offset + 1, bit), offset);
      assertEquals(findBit(buf, 5, 0, offset, bit), -1);
      assertEquals(findBit(buf, 5, offset + 1, 4000, bit), -1);
      setBit(buf, 5, offset, 1 - bit);
    }
  }
});
