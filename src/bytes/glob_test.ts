import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { fromLatin1 } from "./ascii.ts";
import { globLiteral, globMatch, globMatchRange, globPrefix } from "./glob.ts";

const match = (pattern: string, text: string, nocase = false) =>
  globMatch(fromLatin1(pattern), fromLatin1(text), nocase);

/** Lines of `pattern text...` that must match (or must not), as redis-server 7.0 answers. */
function check(expected: boolean, lines: [string, ...string[]][], nocase = false): void {
  for (const [pattern, ...texts] of lines) {
    for (const text of texts) assertEquals(match(pattern, text, nocase), expected, `${pattern} on ${text}`);
  }
}

Deno.test("globMatch: stars, question marks, escapes", () => {
  check(true, [["", ""], ["*", "a", "abc"], ["h?llo", "hello", "h\xffllo"], ["h*llo", "hllo", "heeello"], [
    "a**",
    "a",
    "ab",
  ]]);
  check(true, [["\\*", "*"], ["a\\?b", "a?b"], ["\\a", "a"], ["\\", "\\"], ["a\\", "a\\"], ["*.*.*", "a.b.c", "..x"]]);
  check(false, [["a", "", "b", "aa"], ["?", "", "ab"], ["\\*", "a", "\\*"], ["*b", "a", "ba"], ["a*b*c", "acb"]]);
});

Deno.test("globMatch: no pattern but the empty one matches the empty text", () => {
  check(false, [["*", ""], ["**", ""]]);
});

Deno.test("globMatch: classes", () => {
  check(true, [["h[ae]llo", "hello", "hallo"], ["h[^e]llo", "hallo", "h^llo"], ["[a-c]", "a", "b", "c"], [
    "[c-a]",
    "b",
  ]]);
  check(true, [["[\\]]", "]"], ["[\\-x]", "-", "x"], ["[a\\-c]", "-", "a", "c"], ["[*?]", "*", "?"], ["[^]", "a"], [
    "[a^]",
    "^",
  ]]);
  check(false, [["h[ae]llo", "hillo"], ["h[^e]llo", "hello"], ["[a-c]", "d", "-"], ["[a\\-c]", "b"], ["[]", "a", "]"], [
    "[*?]",
    "a",
  ]]);
});

Deno.test("globMatch: a class without its end runs to the pattern's end", () => {
  check(true, [["[ab", "a", "b"], ["[^ab", "c"], ["[a-c", "b"], ["[a-]", "^", "]", "a"], ["[^", "a"]]);
  check(false, [["[ab", "c", "ab"], ["[", "a", "["], ["[a-]", "b", "-"], ["[\\", "a"]]);
  check(true, [["[\\", "\\"], ["[a-", "a", "-"]]);
});

Deno.test("globMatch: ranges compare signed bytes", () => {
  check(true, [["[a-\xff]", "\xff", "a", "A", "\x00"], ["[\x80-\x90]", "\x85"], ["[\xff-\x01]", "\x00"]]);
  check(false, [["[a-\xff]", "b", "\x80"], ["[\x80-\x90]", "a", "\x91"]]);
});

Deno.test("globMatch: nocase", () => {
  check(true, [["HeL*", "hello", "HELLO"], ["[A-C]x", "bX", "Bx"], ["[A-z]", "q"], ["\\A", "a"], ["[A]", "a"]], true);
  check(false, [["[\\A]", "a"], ["[Z-a]", "z", "a"], ["\xc1", "\xe1"]], true);
});

/** What the pattern means, tried in all ways. `[` is left out. */
function naive(pattern: string, text: string): boolean {
  if (pattern === "") return text === "";
  if (pattern[0] === "*") return naive(pattern.slice(1), text) || (text !== "" && naive(pattern, text.slice(1)));
  return text !== "" && (pattern[0] === "?" || pattern[0] === text[0]) && naive(pattern.slice(1), text.slice(1));
}

Deno.test("globMatch agrees with trying everything", () => {
  const pattern = fc.stringMatching(/^[ab*?]{0,8}$/);
  fc.assert(
    fc.property(pattern, fc.stringMatching(/^[ab]{1,10}$/), (p, text) => {
      assertEquals(match(p, text), naive(p, text));
    }),
    { numRuns: 1000 },
  );
});

Deno.test("globMatchRange reads nothing outside of its pieces", () => {
  fc.assert(fc.property(fc.stringMatching(/^[ab*?[\]^\\-]{0,8}$/), fc.stringMatching(/^[ab\]]{0,6}$/), (p, t) => {
    const [pb, tb] = [fromLatin1(`]${p}]`), fromLatin1(`a${t}a`)];
    assertEquals(globMatchRange(pb, 1, pb.length - 1, tb, 1, tb.length - 1, false), match(p, t));
  }));
});

Deno.test("globMatch ends where backtracking explodes", () => {
  const text = "a".repeat(5000);
  assert(!match("a*".repeat(1000) + "b", text));
  assert(!match("*a".repeat(1000) + "*b", text));
  assert(!match("*" + "[^b]".repeat(50) + "b", text));
});

Deno.test("globMatch gives up beyond 1,000 stars, as Redis does", () => {
  const text = "a".repeat(5000);
  assert(match("*?".repeat(1000), text));
  assert(!match("*?".repeat(1001), text));
  assert(match("**?".repeat(1000), text));
});

Deno.test("globPrefix and globLiteral", () => {
  const prefix = (p: string) => globPrefix(fromLatin1(p));
  assertEquals(["", "abc", "ab*", "?", "a[b]", "a\\*"].map(prefix), [0, 3, 2, 0, 1, 1]);
  assert(globLiteral(fromLatin1("a]b^-")) && globLiteral(fromLatin1("")));
  for (const special of ["a*", "?", "[", "\\a"]) assert(!globLiteral(fromLatin1(special)));
});
