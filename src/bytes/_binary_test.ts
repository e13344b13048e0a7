import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { bitLength, parseHex, powerOfTen, round, shiftEven } from "./_binary.ts";

Deno.test("bitLength counts binary digits", () => {
  assertEquals(bitLength(0n), 0);
  fc.assert(fc.property(fc.nat(2000), fc.integer({ min: -1, max: 1 }), (bits, delta) => {
    const x = (1n << BigInt(bits)) + BigInt(delta);
    assertEquals(bitLength(x), x === 0n ? 0 : x.toString(2).length);
  }));
});

Deno.test("shiftEven rounds halves to even", () => {
  assertEquals([0n, 1n, 2n, 3n, 4n, 5n, 6n, 7n].map((x) => shiftEven(x, 2)), [0n, 0n, 0n, 1n, 1n, 1n, 2n, 2n]);
});

Deno.test("round keeps to the format's bits and range", () => {
  const format = { bits: 4, minExponent: -6, limit: 8 };
  assertEquals(round(0b11111n, 0, format), { mantissa: 0b10000n, exponent: 1 });
  assertEquals(round(0b101n, -8, format), { mantissa: 0b1n, exponent: -6 });
  assertEquals(round(1n, -8, format), { mantissa: 0n, exponent: 0 });
  assertEquals(round(0b1111n, 4, format), { mantissa: 0b1111n, exponent: 4 });
  assertEquals(round(0b11111n, 3, format), null);
});

Deno.test("parseHex reads mantissa and exponent", () => {
  assertEquals(parseHex("1.8p3"), { mantissa: 0x18n, exponent: -1 });
  assertEquals(parseHex("ff"), { mantissa: 255n, exponent: 0 });
  for (const text of ["", ".", "p1", "1p", "1.2.3", "g"]) assertEquals(parseHex(text), null);
});

Deno.test("powerOfTen", () => {
  for (const power of [0, 1, 39, 40, 100]) assertEquals(powerOfTen(power), BigInt("1" + "0".repeat(power)));
});
