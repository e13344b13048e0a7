import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { configBytes, configText, quote, splitWords, word } from "./text.ts";

Deno.test("any bytes survive as text", () => {
  fc.assert(fc.property(fc.uint8Array(), (bytes) => assertEquals([...configBytes(configText(bytes))], [...bytes])));
});

Deno.test("text is UTF-8, and bytes that are none of it stand alone", () => {
  assertEquals(configText(new TextEncoder().encode("naïve 日本 🦊")), "naïve 日本 🦊");
  assertEquals(configText(Uint8Array.of(0x61, 0xff, 0xc3, 0xa9, 0xe6)), "a\udcffé\udce6");
});

Deno.test("what is quoted is read back as one word", () => {
  fc.assert(fc.property(fc.uint8Array(), (bytes) => {
    const text = configText(bytes);
    assertEquals(splitWords(`before ${quote(text)} after`), ["before", text, "after"]);
    assertEquals(splitWords(word(text)), [text]);
  }));
});

Deno.test("a word gets quotes only where it needs them", () => {
  assertEquals(word("-::1"), "-::1");
  assertEquals(word("a b"), '"a b"');
  assertEquals(word(""), '""');
});

Deno.test("splitting follows redis.conf", () => {
  assertEquals(splitWords(String.raw`masterauth "a\x41\n\r\t\b\a\q\"z\\"`), ["masterauth", 'aA\n\r\t\b\x07q"z\\']);
  assertEquals(splitWords(String.raw`masterauth 'a\x41\n\'z'`), ["masterauth", String.raw`a\x41\n'z`]);
  assertEquals(splitWords('masterauth a"b"'), ["masterauth", "ab"]);
  assertEquals(splitWords('maxmemory "1gb'), null);
  assertEquals(splitWords('maxmemory "1gb"x'), null);
  assertEquals(splitWords(String.raw`dir "\xc3\xa9"`), ["dir", "é"]);
});
