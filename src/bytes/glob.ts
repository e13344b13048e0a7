/**
 * Glob patterns as KEYS, SCAN, PSUBSCRIBE and CONFIG GET take them: `*`, `?`, `[abc]`, `[^a-z]` and a backslash before what shall be literal. The odd
 * corners are Redis's: a class without its `]` ends with the pattern, the ends of a range may come in either order and compare as signed bytes, an
 * escaped byte in a class keeps its case, and no pattern but the empty one matches the empty text.
 */

const STAR = 0x2a;
const DASH = 0x2d;
const ANY = 0x3f;
const OPEN = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE = 0x5d;
const CARET = 0x5e;

/** Redis 7.2 gives up on a pattern that needs more stars than this to match, not counting stars side by side. */
const MOST_STARS = 1000;

/** Whether all of `text` matches `pattern`; `nocase` ignores the case of ASCII letters. */
export function globMatch(pattern: Uint8Array, text: Uint8Array, nocase = false): boolean {
  return globMatchRange(pattern, 0, pattern.length, text, 0, text.length, nocase);
}

/**
 * {@linkcode globMatch} on pieces. Takes at most time proportional to the product of both lengths: when a star's rest fails, only the latest star
 * needs to try a longer run, since an earlier one could but leave less text to the same rest.
 */
export function globMatchRange(
  pb: Uint8Array,
  ps: number,
  pe: number,
  tb: Uint8Array,
  ts: number,
  te: number,
  nocase: boolean,
): boolean {
  if (ts === te) return ps === pe;
  let p = ps;
  let t = ts;
  let afterStar = -1;
  let starText = te;
  let stars = 0;
  while (t < te) {
    if (p < pe && pb[p] === STAR) {
      while (p < pe && pb[p] === STAR) p++;
      if (++stars > MOST_STARS) return false;
      afterStar = p;
      starText = t;
      if (p === pe) return true;
      continue;
    }
    const next = p < pe ? matchOne(pb, p, pe, tb[t], nocase) : -1;
    if (next >= 0) {
      p = next;
      t++;
    } else if (afterStar >= 0) {
      p = afterStar;
      t = ++starText;
    } else {
      return false;
    }
  }
  while (p < pe && pb[p] === STAR) p++;
  return p === pe;
}

/** Index after the pattern's element at `p` if that matches the byte `c`, else -1. */
function matchOne(pb: Uint8Array, p: number, pe: number, c: number, nocase: boolean): number {
  let literal = pb[p];
  if (literal === ANY) return p + 1;
  if (literal === OPEN) return matchClass(pb, p + 1, pe, c, nocase);
  if (literal === BACKSLASH && p + 1 < pe) literal = pb[++p];
  return literal === c || (nocase && lower(literal) === lower(c)) ? p + 1 : -1;
}

/** Index after the class whose content starts at `p` if that matches the byte `c`, else -1. */
function matchClass(pb: Uint8Array, p: number, pe: number, c: number, nocase: boolean): number {
  const negated = p < pe && pb[p] === CARET;
  if (negated) p++;
  let found = false;
  for (; p < pe && pb[p] !== CLOSE; p++) {
    if (pb[p] === BACKSLASH && p + 1 < pe) {
      found = pb[++p] === c || found;
    } else if (p + 2 < pe && pb[p + 1] === DASH) {
      found = inRange(pb[p], pb[p + 2], c, nocase) || found;
      p += 2;
    } else {
      found = pb[p] === c || (nocase && lower(pb[p]) === lower(c)) || found;
    }
  }
  if (found === negated) return -1;
  return p < pe ? p + 1 : pe;
}

/** The ends are put in order before their case is folded. */
function inRange(from: number, to: number, c: number, nocase: boolean): boolean {
  let low = Math.min(from << 24, to << 24) >> 24;
  let high = Math.max(from << 24, to << 24) >> 24;
  let byte = c << 24 >> 24;
  if (nocase) {
    low = lower(low);
    high = lower(high);
    byte = lower(byte);
  }
  return byte >= low && byte <= high;
}

function lower(c: number): number {
  return c >= 0x41 && c <= 0x5a ? c | 0x20 : c;
}

/** Whether the pattern has no special character, so that it matches just itself. */
export function globLiteral(pattern: Uint8Array): boolean {
  return globPrefix(pattern) === pattern.length;
}

/** How many bytes at the pattern's start are literal, up to the first special character; every text that matches starts with them. */
export function globPrefix(pattern: Uint8Array): number {
  const index = pattern.findIndex((c) => c === STAR || c === ANY || c === OPEN || c === BACKSLASH);
  return index < 0 ? pattern.length : index;
}
