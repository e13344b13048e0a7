import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { fromString, latin1 } from "./ascii.ts";
import { digits, isCanonicalInt64, parseInt64, parseInteger, writeInt64, writeInteger } from "./integer.ts";

const MIN = -(2n ** 63n);
const MAX = 2n ** 63n - 1n;

function on<T>(text: string, parse: (b: Uint8Array, s: number, e: number) => T): T {
  const bytes = fromString(`7${text}7`);
  return parse(bytes, 1, bytes.length - 1);
}

function written(write: (b: Uint8Array) => number): string {
  const bytes = new Uint8Array(40).fill(0x78);
  const end = write(bytes);
  assertEquals(bytes[end], 0x78);
  return latin1(bytes, 3, end);
}

/** Integers of every length, and those around the powers of two and ten where something changes. */
const int64 = fc.oneof(
  fc.bigInt({ min: MIN, max: MAX }),
  fc.bigInt({ min: 0n, max: 63n }).map((bits) => BigInt.asIntN(64, 1n << bits)),
  fc.tuple(fc.integer({ min: 0, max: 18 }), fc.integer({ min: -2, max: 2 })).map(([p, d]) =>
    10n ** BigInt(p) + BigInt(d)
  ),
  fc.constantFrom(MIN, MIN + 1n, MAX, MAX - 1n, 2n ** 53n, 2n ** 53n - 1n, 2n ** 53n + 1n, -(2n ** 53n) - 1n),
);

Deno.test("parseInteger and parseInt64 read what prints", () => {
  fc.assert(fc.property(int64, (v) => {
    const text = String(v);
    assertEquals(on(text, parseInt64), v);
    assertEquals(on(text, parseInteger), Number(v));
    assert(on(text, isCanonicalInt64));
  }));
});

Deno.test("parseInteger refuses what is no canonical 64-bit integer", () => {
  const refused = [
    "",
    "-",
    "+1",
    "-0",
    "00",
    "01",
    "-01",
    " 1",
    "1 ",
    "1.0",
    "1e3",
    "0x1",
    "--1",
    "1-",
    "a",
    "/",
    ":",
    "12345678901a",
  ];
  refused.push(
    "9223372036854775808",
    "-9223372036854775809",
    "10000000000000000000",
    "99999999999999999999",
    "123456789012345678901",
  );
  for (const text of refused) {
    assert(Number.isNaN(on(text, parseInteger)), text);
    assertEquals(on(text, parseInt64), null, text);
    assert(!on(text, isCanonicalInt64), text);
  }
});

Deno.test("parseInteger accepts a text exactly if printing it gives it back", () => {
  fc.assert(fc.property(fc.stringMatching(/^[-+ 0-9a]{0,22}$/), (text) => {
    const canonical = /^(0|-?[1-9][0-9]*)$/.test(text) && BigInt.asIntN(64, BigInt(text)) === BigInt(text);
    assertEquals(on(text, isCanonicalInt64), canonical);
  }));
});

Deno.test("writeInteger and digits agree with String", () => {
  fc.assert(fc.property(fc.oneof(fc.maxSafeInteger(), fc.integer(), fc.integer({ min: -1000, max: 100000 })), (v) => {
    assertEquals(written((b) => writeInteger(b, 3, v)), String(v));
    assertEquals(digits(v), String(v).length);
  }));
  for (let power = 0; power <= 15; power++) {
    for (const v of [10 ** power - 1, 10 ** power, -(10 ** power)]) {
      assertEquals(written((b) => writeInteger(b, 3, v)), String(v));
      assertEquals(digits(v), String(v).length);
    }
  }
  assertEquals(written((b) => writeInteger(b, 3, -0)), "0");
});

Deno.test("writeInt64 agrees with String", () => {
  fc.assert(fc.property(fc.oneof(int64, fc.bigInt({ min: 0n, max: 2n ** 64n - 1n })), (v) => {
    assertEquals(written((b) => writeInt64(b, 3, v)), String(v));
  }));
});
