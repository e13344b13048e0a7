import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { countDense, pack, raise, raiseToDense } from "./dense.ts";
import { RANKS } from "./estimate.ts";
import { DENSE_BYTES, HEADER_BYTES, REGISTERS } from "./layout.ts";

const PACKED_BYTES = DENSE_BYTES - HEADER_BYTES;
const changes = fc.array(fc.tuple(fc.nat(REGISTERS - 1), fc.nat(63)), { maxLength: 300 });

Deno.test("packed registers hold what plain ones do, and nothing beside them changes", () => {
  fc.assert(
    fc.property(changes, fc.nat(7), (raises, offset) => {
      const plain = new Uint8Array(REGISTERS);
      const buf = new Uint8Array(offset + PACKED_BYTES + 1).fill(0, offset, offset + PACKED_BYTES);
      buf.fill(0xff, 0, offset);
      buf[buf.length - 1] = 0xff;
      for (const [index, rank] of [...raises, [0, 9], [REGISTERS - 1, 33]]) {
        assertEquals(raise(buf, offset, index, rank), rank > plain[index]);
        plain[index] = Math.max(plain[index], rank);
      }
      const unpacked = new Uint8Array(REGISTERS);
      raiseToDense(unpacked, buf, offset);
      assertEquals(unpacked, plain);
      const again = new Uint8Array(PACKED_BYTES);
      pack(plain, again, 0);
      assertEquals(again, buf.slice(offset, offset + PACKED_BYTES));
      assertEquals([...buf.subarray(0, offset), buf[buf.length - 1]], Array(offset + 1).fill(0xff));
    }),
    { numRuns: 20 },
  );
});

Deno.test("countDense counts each value", () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: PACKED_BYTES, maxLength: PACKED_BYTES }), (packed) => {
      const plain = new Uint8Array(REGISTERS);
      raiseToDense(plain, packed, 0);
      const expected = new Int32Array(RANKS);
      for (const value of plain) expected[value]++;
      const histogram = new Int32Array(RANKS);
      countDense(packed, 0, histogram);
      assertEquals(histogram, expected);
    }),
    { numRuns: 10 },
  );
});

Deno.test("registers are never lowered by a union", () => {
  const low = new Uint8Array(PACKED_BYTES);
  const plain = new Uint8Array(REGISTERS).fill(7);
  raiseToDense(plain, low, 0);
  assertEquals(plain, new Uint8Array(REGISTERS).fill(7));
});
