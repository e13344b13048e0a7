/**
 * Text of configurations. Files and arguments are bytes, in UTF-8 as a rule; a byte that is no part of valid UTF-8 becomes a lone surrogate
 * (U+DC00 plus the byte), so that a password of arbitrary bytes survives the way in and out.
 */

import { fromString, isAscii, latin1, quoteBytes, splitQuoted } from "../../bytes/mod.ts";

const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const ESCAPE = 0xdc00;
const LONE_SURROGATE = /\p{Surrogate}/u;

/** The text of `bytes`; see above for bytes that are not valid UTF-8. */
export function configText(bytes: Uint8Array): string {
  if (isAscii(bytes, 0, bytes.length)) return latin1(bytes, 0, bytes.length);
  const whole = decodeOrNull(bytes, 0, bytes.length);
  if (whole !== null) return whole;
  let text = "";
  for (let i = 0; i < bytes.length;) {
    const length = sequenceLength(bytes[i]);
    const character = i + length <= bytes.length ? decodeOrNull(bytes, i, i + length) : null;
    text += character ?? String.fromCharCode(ESCAPE + bytes[i]);
    i += character === null ? 1 : length;
  }
  return text;
}

/** The bytes of a text that {@linkcode configText} made. */
export function configBytes(text: string): Uint8Array<ArrayBuffer> {
  if (!LONE_SURROGATE.test(text)) return fromString(text);
  const bytes: number[] = [];
  for (const character of text) {
    const code = character.codePointAt(0)!;
    if (code > ESCAPE && code <= ESCAPE + 0xff) bytes.push(code - ESCAPE);
    else bytes.push(...fromString(character));
  }
  return Uint8Array.from(bytes);
}

/** Splits a line at blanks and removes quotes, as `redis.conf` has them; `null` if the quotes are unbalanced. */
export function splitWords(line: string): string[] | null {
  const bytes = configBytes(line);
  return splitQuoted(bytes, 0, bytes.length)?.map(configText) ?? null;
}

/** `text` in double quotes, readable by {@linkcode splitWords} and by Redis. */
export function quote(text: string): string {
  const bytes = configBytes(text);
  return quoteBytes(bytes, 0, bytes.length);
}

/** `text` as one word, in quotes only where it needs them. */
export function word(text: string): string {
  return /^[!$-&(-~]+$/.test(text) && !text.includes("\\") ? text : quote(text);
}

/** Bytes of the UTF-8 sequence that begins with `first`, 1 if none does. */
function sequenceLength(first: number): number {
  if (first >= 0xf0) return 4;
  if (first >= 0xe0) return 3;
  return first >= 0xc0 ? 2 : 1;
}

function decodeOrNull(bytes: Uint8Array, start: number, end: number): string | null {
  try {
    return strict.decode(bytes.subarray(start, end));
  } catch {
    return null;
  }
}
