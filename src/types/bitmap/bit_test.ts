import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { byteOf, getBit, setBit } from "./bit.ts";

Deno.test("bits are numbered from the highest of the first byte", () => {
  const buf = Uint8Array.of(0xff, 0b1000_0001, 0b0100_0000, 0xff);
  const bits = Array.from({ length: 18 }, (_, offset) => getBit(buf, 1, 3, offset)).join("");
  assertEquals(bits, "100000010100000000");
});

Deno.test("byteOf is exact far beyond 32 bits", () => {
  for (const offset of [0, 7, 8, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1, 2 ** 32, 2 ** 40 + 9, Number.MAX_SAFE_INTEGER]) {
    assertEquals(BigInt(byteOf(offset)), BigInt(offset) >> 3n);
  }
});

Deno.test("setBit changes one bit and tells what it was", () => {
  const step = fc.record({ offset: fc.nat(79), bit: fc.constantFrom(0, 1) });
  fc.assert(fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), fc.array(step), (buf, steps) => {
    const before = Array.from(buf);
    const model = Array.from({ length: 80 }, (_, offset) => (buf[3 + (offset >> 3)] >> (7 - (offset & 7))) & 1);
    for (const { offset, bit } of steps) {
      assertEquals(setBit(buf, 3, offset, bit), model[offset]);
      model[offset] = bit;
    }
    assertEquals(model.map((_, offset) => getBit(buf, 3, 13, offset)), model);
    assertEquals([...buf.subarray(0, 3), ...buf.subarray(13)], [...before.slice(0, 3), ...before.slice(13)]);
  }));
});
