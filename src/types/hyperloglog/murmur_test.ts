import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { murmur64, raising, withHash } from "../../../tests/support/murmur.ts";
import { INDEX_BITS, MAX_RANK, REGISTERS } from "./layout.ts";
import { hashElement } from "./murmur.ts";

/** What the hash says by its definition. */
function expected(bytes: Uint8Array): number {
  const hash = murmur64(bytes);
  const rest = (hash >> BigInt(INDEX_BITS)) | (1n << BigInt(MAX_RANK - 1));
  const rank = rest.toString(2).match(/0*$/)![0].length + 1;
  return Number(hash & BigInt(REGISTERS - 1)) | rank << INDEX_BITS;
}

Deno.test("hashElement is MurmurHash64A, wherever the bytes lie", () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 70 }), fc.nat(9), (bytes, offset) => {
    const buf = new Uint8Array(offset + bytes.length + 9).fill(0xa5);
    buf.set(bytes, offset);
    assertEquals(hashElement(buf, offset, offset + bytes.length), expected(bytes));
  }));
});

Deno.test("every index and rank comes out of its hash", () => {
  for (let rank = 1; rank <= MAX_RANK; rank++) {
    for (const index of [0, 1, 8191, 16_383]) {
      assertEquals(hashElement(raising(index, rank, 5), 0, 8), index | rank << INDEX_BITS);
    }
  }
  assertEquals(hashElement(withHash(0n), 0, 8), MAX_RANK << INDEX_BITS);
});
