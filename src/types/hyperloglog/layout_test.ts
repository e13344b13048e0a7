import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import {
  cacheCount,
  cachedCount,
  DENSE_BYTES,
  dropCount,
  hasCount,
  HEADER_BYTES,
  isHyperLogLog,
  isSparse,
  Representation,
  writeHeader,
} from "./layout.ts";

function header(representation: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  writeHeader(bytes, 0, representation);
  return bytes;
}

const accepted = (bytes: Uint8Array) => isHyperLogLog(bytes, 0, bytes.length);

Deno.test("a HyperLogLog is known by its header and, if dense, its length", () => {
  assert(accepted(header(Representation.SPARSE, HEADER_BYTES)));
  assert(accepted(header(Representation.SPARSE, 100_000)));
  assert(accepted(header(Representation.DENSE, DENSE_BYTES)));
  for (const length of [HEADER_BYTES, DENSE_BYTES - 1, DENSE_BYTES + 1]) {
    assert(!accepted(header(Representation.DENSE, length)));
  }
  assert(!accepted(header(Representation.SPARSE, HEADER_BYTES).subarray(0, HEADER_BYTES - 1)));
  assert(!accepted(header(2, DENSE_BYTES)));
  assert(!accepted(header(255, DENSE_BYTES)));
  for (let i = 0; i < 4; i++) {
    const bytes = header(Representation.SPARSE, HEADER_BYTES);
    bytes[i] ^= 0x20;
    assert(!accepted(bytes));
  }
  assert(isSparse(header(Representation.SPARSE, 20), 0));
  assert(!isSparse(header(Representation.DENSE, 20), 0));
});

Deno.test("the header keeps an estimate until it is dropped", () => {
  fc.assert(fc.property(fc.bigInt(0n, (1n << 63n) - 1n), (count) => {
    const bytes = header(Representation.SPARSE, HEADER_BYTES);
    assert(hasCount(bytes, 0));
    assertEquals(cachedCount(bytes, 0), 0);
    new DataView(bytes.buffer).setBigUint64(8, count, true);
    assertEquals(BigInt(cachedCount(bytes, 0)), count);
    const written = Number(count >> 10n << 10n);
    if (written < 2 ** 63) {
      cacheCount(bytes, 0, written);
      assertEquals(new DataView(bytes.buffer).getBigUint64(8, true), BigInt(written));
    }
    dropCount(bytes, 0);
    assert(!hasCount(bytes, 0));
  }));
  const bytes = header(Representation.SPARSE, HEADER_BYTES);
  cacheCount(bytes, 0, -(2 ** 63));
  assertEquals(new DataView(bytes.buffer).getBigUint64(8, true), 1n << 63n);
  assert(!hasCount(bytes, 0));
});
