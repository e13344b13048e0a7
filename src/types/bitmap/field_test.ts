import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { fit, fitWide, NARROW_BITS, Overflow, readField, readWideField, writeField, writeWideField } from "./field.ts";

const START = 3;
const LENGTH = 24;

/** All bits of the string as one integer. */
function integerOf(buf: Uint8Array): bigint {
  return buf.subarray(START, START + LENGTH).reduce((all, byte) => (all << 8n) | BigInt(byte), 0n);
}

const buffer = fc.uint8Array({ minLength: START + LENGTH + 2, maxLength: START + LENGTH + 2 });
const field = fc.record({
  offset: fc.nat(LENGTH * 8 + 70),
  bits: fc.integer({ min: 1, max: 64 }),
  signed: fc.boolean(),
});
const int64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
const overflow = fc.constantFrom(...Object.values(Overflow));

Deno.test("fields are read where they lie, bits beyond the string being 0", () => {
  fc.assert(
    fc.property(buffer, field, (buf, { offset, bits, signed }) => {
      const extended = integerOf(buf) << 200n;
      const raw = BigInt.asUintN(bits, extended >> BigInt(LENGTH * 8 + 200 - offset - bits));
      const expected = signed ? BigInt.asIntN(bits, raw) : raw;
      assertEquals(readWideField(buf, START, START + LENGTH, offset, bits, signed), expected);
      if (bits > NARROW_BITS) return;
      assertEquals(readField(buf, START, START + LENGTH, offset, bits, signed), Number(expected));
    }),
    { numRuns: 2000 },
  );
});

Deno.test("fields are written and nothing around them", () => {
  fc.assert(
    fc.property(buffer, field, int64, (buf, { offset, bits }, value) => {
      if (offset + bits > LENGTH * 8) return;
      const shift = BigInt(LENGTH * 8 - offset - bits);
      const mask = (2n ** BigInt(bits) - 1n) << shift;
      const expected = (integerOf(buf) & ~mask) | (BigInt.asUintN(bits, value) << shift);
      const copy = buf.slice();
      writeWideField(copy, START, offset, bits, value);
      assertEquals(integerOf(copy), expected);
      assertEquals([...copy.subarray(0, START), ...copy.subarray(-2)], [
        ...buf.subarray(0, START),
        ...buf.subarray(-2),
      ]);
      if (bits > NARROW_BITS) return;
      const safe = BigInt.asIntN(53, value);
      writeField(copy, START, offset, bits, Number(safe));
      assertEquals(readWideField(copy, START, START + LENGTH, offset, bits, false), BigInt.asUintN(bits, safe));
    }),
    { numRuns: 2000 },
  );
});

/** What a field holds once it is given `value`, by trying: `null` if nothing. */
function model(value: bigint, bits: number, signed: boolean, mode: Overflow): bigint | null {
  const wrapped = signed ? BigInt.asIntN(bits, value) : BigInt.asUintN(bits, value);
  if (wrapped === value || mode === Overflow.WRAP) return wrapped;
  if (mode === Overflow.FAIL) return null;
  const top = signed ? 2n ** BigInt(bits - 1) : 2n ** BigInt(bits);
  return value > 0n ? top - 1n : signed ? -top : 0n;
}

Deno.test("fit and fitWide wrap, saturate or fail", () => {
  const width = fc.integer({ min: 1, max: 64 });
  const near = fc.tuple(width, fc.bigInt({ min: -3n, max: 3n }), fc.constantFrom(-1n, 1n))
    .map(([bits, by, sign]) => sign * 2n ** BigInt(bits) + by);
  fc.assert(
    fc.property(fc.oneof(int64, near), width, fc.boolean(), overflow, (value, bits, signed, mode) => {
      const expected = model(value, bits, signed, mode);
      assertEquals(fitWide(value, bits, signed, mode), expected);
      if (bits > NARROW_BITS || !Number.isSafeInteger(Number(value))) return;
      assertEquals(fit(Number(value), bits, signed, mode), expected === null ? NaN : Number(expected));
    }),
    { numRuns: 5000 },
  );
});
