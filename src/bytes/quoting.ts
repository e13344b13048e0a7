/** Quoted text as Redis logs it and reads it in inline commands and configuration files. */

import { latin1 } from "./ascii.ts";

const QUOTE = 0x22;
const APOSTROPHE = 0x27;
const BACKSLASH = 0x5c;

const ESCAPES: Readonly<Record<number, string>> = {
  0x07: "\\a",
  0x08: "\\b",
  0x09: "\\t",
  0x0a: "\\n",
  0x0d: "\\r",
  [QUOTE]: '\\"',
  [BACKSLASH]: "\\\\",
};

const UNESCAPES: Readonly<Record<number, number>> = { 0x61: 0x07, 0x62: 0x08, 0x6e: 0x0a, 0x72: 0x0d, 0x74: 0x09 };

/** The bytes between double quotes, with `\xHH`, `\n`, `\"` and the like for what is not printable ASCII. */
export function quoteBytes(b: Uint8Array, s: number, e: number): string {
  let text = '"';
  let plain = s;
  for (let i = s; i < e; i++) {
    const c = b[i];
    if (c >= 0x20 && c < 0x7f && c !== QUOTE && c !== BACKSLASH) continue;
    text += latin1(b, plain, i) + (ESCAPES[c] ?? "\\x" + c.toString(16).padStart(2, "0"));
    plain = i + 1;
  }
  return text + latin1(b, plain, e) + '"';
}

/**
 * Splits a line at blanks. Within double quotes `\n \r \t \b \a \xHH` are escapes and a backslash before anything else stands for that; within
 * single quotes only `\'` is one. A NUL outside of quotes ends the line. `null` if a quote stays open or text follows a closing one directly.
 */
export function splitQuoted(b: Uint8Array, s: number, e: number): Uint8Array<ArrayBuffer>[] | null {
  const words: Uint8Array<ArrayBuffer>[] = [];
  const word = new Uint8Array(e - s);
  let i = s;
  while (true) {
    while (i < e && isSpace(b[i])) i++;
    if (i === e || b[i] === 0) return words;
    let length = 0;
    for (; i < e && !endsWord(b[i]); i++) {
      const c = b[i];
      if (c !== QUOTE && c !== APOSTROPHE) {
        word[length++] = c;
        continue;
      }
      const end = closingQuote(b, i, e);
      if (end < 0 || (end + 1 < e && b[end + 1] !== 0 && !isSpace(b[end + 1]))) return null;
      length = c === QUOTE ? unescape(b, i + 1, end, word, length) : unescapeSingle(b, i + 1, end, word, length);
      i = end + 1;
      break;
    }
    words.push(word.slice(0, length));
  }
}

/** Index of the quote that closes the one at `at`, or -1. */
function closingQuote(b: Uint8Array, at: number, e: number): number {
  const quote = b[at];
  for (let i = at + 1; i < e && b[i] !== 0; i++) {
    if (b[i] === quote) return i;
    if (b[i] === BACKSLASH && i + 1 < e && b[i + 1] !== 0 && (quote === QUOTE || b[i + 1] === APOSTROPHE)) i++;
  }
  return -1;
}

function unescape(b: Uint8Array, s: number, e: number, into: Uint8Array, at: number): number {
  for (let i = s; i < e; i++) {
    let c = b[i];
    if (c === BACKSLASH) {
      c = b[++i];
      const high = c === 0x78 && i + 2 < e ? hexDigit(b[i + 1]) : -1;
      const low = high >= 0 ? hexDigit(b[i + 2]) : -1;
      if (low >= 0) {
        c = high << 4 | low;
        i += 2;
      } else {
        c = UNESCAPES[c] ?? c;
      }
    }
    into[at++] = c;
  }
  return at;
}

function unescapeSingle(b: Uint8Array, s: number, e: number, into: Uint8Array, at: number): number {
  for (let i = s; i < e; i++) {
    if (b[i] === BACKSLASH && i + 1 < e && b[i + 1] === APOSTROPHE) i++;
    into[at++] = b[i];
  }
  return at;
}

/** C's `isspace`. */
function isSpace(c: number): boolean {
  return c === 0x20 || (c >= 0x09 && c <= 0x0d);
}

/** Vertical tab and form feed separate words, yet do not end one. */
function endsWord(c: number): boolean {
  return c === 0x20 || c === 0x0a || c === 0x0d || c === 0x09 || c === 0;
}

function hexDigit(c: number): number {
  if (c >= 0x30 && c <= 0x39) return c - 0x30;
  const lower = c | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
}
