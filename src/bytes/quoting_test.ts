import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { fromLatin1, latin1 } from "./ascii.ts";
import { quoteBytes, splitQuoted } from "./quoting.ts";

const quote = (text: string) => {
  const bytes = fromLatin1(text);
  return quoteBytes(bytes, 0, bytes.length);
};

const split = (line: string) => {
  const bytes = fromLatin1(line);
  return splitQuoted(bytes, 0, bytes.length)?.map((word) => latin1(word, 0, word.length)) ?? null;
};

Deno.test("quoteBytes escapes as MONITOR and SLOWLOG print", () => {
  assertEquals(quote("hello world"), '"hello world"');
  assertEquals(quote('a"b\\c'), '"a\\"b\\\\c"');
  assertEquals(quote("\n\r\t\x07\b"), '"\\n\\r\\t\\a\\b"');
  assertEquals(quote("\0\x0b\x1f\x7f\x80\xff~'"), '"\\x00\\x0b\\x1f\\x7f\\x80\\xff~\'"');
  assertEquals(quoteBytes(fromLatin1("abc"), 1, 2), '"b"');
});

Deno.test("splitQuoted reads back what quoteBytes wrote", () => {
  fc.assert(fc.property(fc.array(fc.uint8Array({ maxLength: 12 })), (words) => {
    const line = fromLatin1(" " + words.map((word) => quoteBytes(word, 0, word.length)).join(" \t"));
    assertEquals(splitQuoted(line, 0, line.length)?.map((word) => [...word]), words.map((word) => [...word]));
  }));
});

Deno.test("splitQuoted splits at blanks", () => {
  assertEquals(split(""), []);
  assertEquals(split(" \t\r\n\v\f"), []);
  assertEquals(split("SET  key\tvalue\r"), ["SET", "key", "value"]);
  assertEquals(split("a\vb \fc"), ["a\vb", "c"]);
  assertEquals(split("a\\nb"), ["a\\nb"]);
  assertEquals(split("a b\0c d"), ["a", "b"]);
});

Deno.test("splitQuoted knows both kinds of quotes", () => {
  assertEquals(split(`set k "hello world"`), ["set", "k", "hello world"]);
  assertEquals(split(`"" ''`), ["", ""]);
  assertEquals(split(`pre"fix ed" x`), ["prefix ed", "x"]);
  assertEquals(split(`"\\x41\\x4g\\xfF\\n\\r\\t\\a\\b\\q\\"\\\\"`), ['Ax4g\xff\n\r\t\x07\bq"\\']);
  assertEquals(split(`'a\\'b\\n"c\\\\d'`), ["a'b\\n\"c\\\\d"]);
});

Deno.test("splitQuoted refuses unbalanced quotes", () => {
  for (const line of [`"a`, `'a`, `a"`, `"a"b`, `'a'b`, `"a"'b'`, `"\\"`, `'\\'`, `"a\0"`, `ok "a" "b`]) {
    assertEquals(split(line), null, line);
  }
});
