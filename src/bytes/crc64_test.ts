import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { fromString } from "./ascii.ts";
import { crc64, crc64Value, newCrc64, writeCrc64 } from "./crc64.ts";

function checksum(b: Uint8Array): bigint {
  const state = newCrc64();
  crc64(state, b, 0, b.length);
  return crc64Value(state);
}

/** Bit by bit, with the polynomial as it is written down. */
function plain(b: Uint8Array): bigint {
  const reversed = BigInt("0b" + [...0xad93d23594c935a9n.toString(2)].reverse().join(""));
  let crc = 0n;
  for (const byte of b) {
    crc ^= BigInt(byte);
    for (let bit = 0; bit < 8; bit++) crc = crc & 1n ? crc >> 1n ^ reversed : crc >> 1n;
  }
  return crc;
}

Deno.test("crc64 gives the check values of Redis", () => {
  assertEquals(checksum(fromString("123456789")), 0xe9c6d914c4b8d9can);
  assertEquals(checksum(new Uint8Array()), 0n);
});

Deno.test("crc64 agrees with the definition, in one piece or two", () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 40 }), fc.nat(40), (bytes, cut) => {
    const state = newCrc64();
    const middle = Math.min(cut, bytes.length);
    crc64(state, bytes, 0, middle);
    crc64(state, bytes, middle, bytes.length);
    assertEquals(crc64Value(state), plain(bytes));
    assertEquals(checksum(bytes), plain(bytes));
  }));
});

Deno.test("writeCrc64 writes the lowest byte first", () => {
  const state = newCrc64();
  crc64(state, fromString("123456789"), 0, 9);
  const bytes = new Uint8Array(10);
  writeCrc64(state, bytes, 1);
  assertEquals(new DataView(bytes.buffer).getBigUint64(1, true), 0xe9c6d914c4b8d9can);
});
