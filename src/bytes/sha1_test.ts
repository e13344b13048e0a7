import { assertEquals } from "@std/assert";
import { createHash } from "node:crypto";
import { sha1 } from "./sha1.ts";

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

Deno.test("sha1 of the standard's examples", () => {
  const digest = new Uint8Array(20);
  for (
    const [text, expected] of [
      ["", "da39a3ee5e6b4b0d3255bfef95601890afd80709"],
      ["abc", "a9993e364706816aba3e25717850c26c9cd0d89d"],
      ["abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", "84983e441c3bd26ebaae4aa1f95129e5e54670f1"],
    ]
  ) {
    const bytes = new TextEncoder().encode(text);
    sha1(bytes, 0, bytes.length, digest);
    assertEquals(hex(digest), expected);
  }
});

Deno.test("sha1 of all lengths around the blocks, anywhere in a buffer", () => {
  const bytes = Uint8Array.from({ length: 300 }, (_, i) => i * 7);
  const digest = new Uint8Array(20);
  for (let length = 0; length <= 260; length++) {
    const start = length % 11;
    sha1(bytes, start, start + length, digest);
    assertEquals(hex(digest), createHash("sha1").update(bytes.subarray(start, start + length)).digest("hex"));
  }
});

Deno.test("sha1 may write over what it reads", () => {
  const bytes = Uint8Array.from({ length: 20 }, (_, i) => i);
  const expected = createHash("sha1").update(bytes).digest("hex");
  sha1(bytes, 0, 20, bytes);
  assertEquals(hex(bytes), expected);
});
