import { latin1, parseDouble } from "../../bytes/mod.ts";

const BLANKS = /^[\t-\r ]+/;
const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
const HEXADECIMAL = /^[+-]?0x(?:[\da-f]+\.?[\da-f]*|\.[\da-f]+)(?:p[+-]?\d+)?$/i;

/**
 * The bytes as an end of a range of scores, which Redis reads by C's `strtod` alone: nothing at all is 0, blanks may stand before a number, a NUL ends it,
 * and what lies beyond a double's range is infinite or 0. NaN if they are no number.
 */
export function parseBound(b: Uint8Array, s: number, e: number): number {
  const value = parseDouble(b, s, e);
  return value === value ? value : parseOddBound(b, s, e);
}

function parseOddBound(b: Uint8Array, s: number, e: number): number {
  const nul = b.subarray(s, e).indexOf(0);
  const all = latin1(b, s, nul < 0 ? e : s + nul);
  if (all === "") return 0;
  const text = all.replace(BLANKS, "");
  if (DECIMAL.test(text)) return Number(text);
  const value = parseDouble(b, s + all.length - text.length, s + all.length);
  if (value === value || !HEXADECIMAL.test(text)) return value;
  const size = /p-/i.test(text) ? 0 : Infinity;
  return text.startsWith("-") ? -size : size;
}
