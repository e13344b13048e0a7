import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { compareBytes, copyBytes, equalBytes, fromLatin1, fromString, isAscii, isWord, latin1, utf8 } from "./ascii.ts";

const bytes = fc.uint8Array({ maxLength: 400 });
const textBytes = fc.string({ unit: "grapheme", maxLength: 300 }).map(fromString);
const fewBytes = fc.array(fc.nat(2), { maxLength: 300 }).map((list) => Uint8Array.from(list));

Deno.test("latin1 and fromLatin1 are inverse for all bytes", () => {
  fc.assert(fc.property(bytes, fc.nat(9), (b, s) => {
    const start = Math.min(s, b.length);
    const text = latin1(b, start, b.length);
    assertEquals(text, Array.from(b.subarray(start), (c) => String.fromCharCode(c)).join(""));
    assertEquals(fromLatin1(text), b.slice(start));
  }));
});

Deno.test("utf8 decodes as TextDecoder does, invalid bytes and byte order marks included", () => {
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  fc.assert(fc.property(fc.oneof(bytes, textBytes), fc.nat(3), (b, s) => {
    const start = Math.min(s, b.length);
    assertEquals(utf8(b, start, b.length), decoder.decode(b.subarray(start)));
  }));
  assertEquals(utf8(Uint8Array.of(0xef, 0xbb, 0xbf, 0x61), 0, 4), "\ufeffa");
});

Deno.test("fromString encodes as TextEncoder does", () => {
  fc.assert(fc.property(fc.array(fc.nat(0xffff)).map((codes) => String.fromCharCode(...codes)), (text) => {
    const encoded = fromString(text);
    assertEquals(encoded, new TextEncoder().encode(text));
    assertEquals(isAscii(encoded, 0, encoded.length), encoded.every((c) => c < 128));
  }));
});

Deno.test("compareBytes orders like byte strings, equalBytes agrees", () => {
  fc.assert(fc.property(fewBytes, fewBytes, fc.boolean(), (x, y, extend) => {
    const b = extend ? Uint8Array.of(...x, ...y) : y;
    const [p, q] = [latin1(x, 0, x.length), latin1(b, 0, b.length)];
    assertEquals(Math.sign(compareBytes(x, 0, x.length, b, 0, b.length)), p < q ? -1 : p > q ? 1 : 0);
    assertEquals(equalBytes(x, 0, x.length, b, 0, b.length), p === q);
  }));
});

Deno.test("compareBytes finds a difference at any place of a long piece", () => {
  fc.assert(fc.property(fc.nat(299), fc.nat(3), (at, shift) => {
    const a = new Uint8Array(300 + shift);
    const b = new Uint8Array(300);
    assert(equalBytes(a, shift, 300 + shift, b, 0, 300));
    b[at] = 200;
    assert(compareBytes(a, shift, 300 + shift, b, 0, 300) < 0);
    assert(compareBytes(b, 0, 300, a, shift, 300 + shift) > 0);
    assert(compareBytes(b, 0, at, a, shift, 300 + shift) < 0);
  }));
});

Deno.test("isWord ignores ASCII case and nothing else", () => {
  const is = (text: string, word: string) => {
    const b = fromLatin1(`.${text}.`);
    return isWord(b, 1, b.length - 1, word);
  };
  for (const text of ["keepttl", "KEEPTTL", "KeepTtl"]) assert(is(text, "KEEPTTL"));
  for (const text of ["", "keeptt", "keepttll", "keepttm"]) assert(!is(text, "KEEPTTL"));
  assert(is("", "") && is("withscores-2", "WITHSCORES-2"));
  for (const [text, word] of [["{", "["], ["`", "@"], ["\x00", " "], ["-", "\r"], ["\xe1", "\xc1"]]) {
    assert(!is(text, word));
  }
});

Deno.test("copyBytes copies just the piece", () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 120 }), fc.nat(5), fc.nat(5), (src, s, d) => {
    const start = Math.min(s, src.length);
    const dst = new Uint8Array(140).fill(9);
    copyBytes(dst, d, src, start, src.length);
    const expected = new Uint8Array(140).fill(9);
    expected.set(src.slice(start), d);
    assertEquals(dst, expected);
  }));
});
