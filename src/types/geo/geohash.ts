/** Positions as scores and as geohashes: https://en.wikipedia.org/wiki/Geohash. */

import { Axis, LATITUDES, LONGITUDES, MAX_STEP } from "./_axis.ts";
import { gather, interleaveHigh, interleaveLow } from "./_interleave.ts";

const HALF = 2 ** 32;
const INT64_LIMIT = 2 ** 63;

/** A position in degrees, to be filled again and again. */
export class Position {
  longitude = 0;
  latitude = 0;
}

/** Whether a position has a score: the poles have none. */
export function isEncodable(longitude: number, latitude: number): boolean {
  return longitude >= LONGITUDES.low && longitude <= LONGITUDES.high && latitude >= LATITUDES.low &&
    latitude <= LATITUDES.high;
}

/** The score of a position that {@linkcode isEncodable}: 52 bits, of the latitude and the longitude by turns; more at the high ends of the axes. */
export function encode(longitude: number, latitude: number): number {
  return join(LONGITUDES.cellOf(longitude, MAX_STEP), LATITUDES.cellOf(latitude, MAX_STEP));
}

function join(x: number, y: number): number {
  return interleaveHigh(y, x) * HALF + interleaveLow(y, x);
}

/**
 * The middle of a score's cell. Any double has one: it is converted to 64 bits as x86-64 does it, and what lies beyond the world is moved to its
 * edge.
 */
export function decode(score: number, into: Position): void {
  const whole = score >= 2 * INT64_LIMIT ? 0 : score < -INT64_LIMIT ? -INT64_LIMIT : Math.trunc(score);
  const high = Math.floor(whole / HALF);
  const low = whole - high * HALF;
  const x = (gather(high >>> 1) << 16 | gather(low >>> 1)) >>> 0;
  const y = (gather(high) << 16 | gather(low)) >>> 0;
  into.longitude = LONGITUDES.middle(x, MAX_STEP);
  into.latitude = LATITUDES.middle(y, MAX_STEP);
}

/** Bytes of a geohash. */
export const GEOHASH_LENGTH = 11;

const LETTERS = new TextEncoder().encode("0123456789bcdefghjkmnpqrstuvwxyz");
const LETTER_BITS = 5;
const ZERO = 0x30;
/** A geohash, unlike a score, covers the latitudes up to the poles. */
const ALL_LATITUDES = new Axis(-90, 90);
/** The bits that letters show, from the longitude's first on; the high ends of the axes overflow. */
const SHOWN = (1 << MAX_STEP) - 1;

/** Writes the position's geohash into `buf` at `at`: ten letters by its 50 highest bits, and `0`. */
export function writeGeohash(buf: Uint8Array, at: number, longitude: number, latitude: number): void {
  const x = LONGITUDES.cellOf(longitude, MAX_STEP) & SHOWN;
  const y = ALL_LATITUDES.cellOf(latitude, MAX_STEP) & SHOWN;
  let rest = Math.floor(join(x, y) / 4);
  buf[at + GEOHASH_LENGTH - 1] = ZERO;
  for (let i = GEOHASH_LENGTH - 2; i >= 0; i--) {
    const above = Math.floor(rest / (1 << LETTER_BITS));
    buf[at + i] = LETTERS[rest - above * (1 << LETTER_BITS)];
    rest = above;
  }
}
