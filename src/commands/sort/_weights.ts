import { parseDouble } from "../../bytes/mod.ts";
import type { Database } from "../../store/mod.ts";
import { NO_TEXT, Order } from "./_order.ts";
import type { ValuePattern } from "./_pattern.ts";
import { FEW_TEXTS, KEPT, Texts } from "./_texts.ts";

/** The weights of the SORT that runs, if they are few. */
const FEW_WEIGHTS = new Float64Array(KEPT);
/** The smallest double that has all of its 53 bits. */
const MIN_NORMAL = 2 ** -1022;
const MINUS = 0x2d;
const PLUS = 0x2b;
const ZERO = 0x30;
const LETTER_X = 0x78;

/**
 * The order of elements by the numbers that they are, or that `by` names; what it does not name counts as 0. `null` if one of them is no number. Of equal
 * ones the elements' bytes decide.
 */
export function byNumber(
  db: Database,
  elements: Texts,
  by: ValuePattern | null,
  descending: boolean,
  random: (limit: number) => number,
): Order | null {
  const { bytes, count } = elements;
  const weights = weightsFor(count);
  let valid = true;
  for (let i = 0; i < count; i++) {
    const start = elements.start(i);
    const end = elements.end(i);
    if (by === null) weights[i] = parseWeight(bytes, start, end);
    else {
      const value = by.find(db, bytes, start, end);
      weights[i] = value === null ? 0 : parseWeight(value.buf, value.start, value.end);
    }
    if (weights[i] !== weights[i]) valid = false;
  }
  return valid ? new Order(weights, elements, descending, random) : null;
}

/**
 * The order of elements by their bytes, or those of the texts that `by` names; what it does not name comes first. As `strcoll` of C does it in the
 * locale "C", but that texts do not end at a NUL.
 */
export function byText(
  db: Database,
  elements: Texts,
  by: ValuePattern | null,
  descending: boolean,
  random: (limit: number) => number,
): Order {
  const { bytes, count } = elements;
  const weights = weightsFor(count).fill(0);
  let texts = elements;
  if (by !== null) {
    texts = count <= KEPT ? FEW_TEXTS.reset(count) : new Texts(count, bytes.length);
    for (let i = 0; i < count; i++) {
      const value = by.find(db, bytes, elements.start(i), elements.end(i));
      if (value !== null) texts.add(value.buf, value.start, value.end);
      else {
        texts.add(bytes, 0, 0);
        weights[i] = NO_TEXT;
      }
    }
  }
  const order = new Order(weights, texts, descending, random);
  order.weighTexts();
  return order;
}

/** As many weights, and maybe more. */
function weightsFor(count: number): Float64Array {
  return count <= KEPT ? FEW_WEIGHTS.subarray(0, count) : new Float64Array(count);
}

/**
 * The number that a text is for SORT, as C's `strtod` reads it up to a NUL: blanks may precede it, and nothing at all is 0. NaN if it is none, or beyond
 * what a double holds; a decimal so small that the double has fewer bits counts as that, since hardly any is told by it exactly.
 */
export function parseWeight(buf: Uint8Array, start: number, end: number): number {
  let from = start;
  while (from < end && isBlank(buf[from])) from++;
  let to = from;
  while (to < end && buf[to] !== 0) to++;
  if (to === start) return 0;
  const value = parseDouble(buf, from, to);
  return value !== 0 && Math.abs(value) < MIN_NORMAL && !isHexadecimal(buf, from) ? NaN : value;
}

/** As C's `isspace`. */
function isBlank(byte: number): boolean {
  return byte === 0x20 || (byte >= 0x09 && byte <= 0x0d);
}

function isHexadecimal(buf: Uint8Array, start: number): boolean {
  const digits = buf[start] === MINUS || buf[start] === PLUS ? start + 1 : start;
  return buf[digits] === ZERO && (buf[digits + 1] | 0x20) === LETTER_X;
}
