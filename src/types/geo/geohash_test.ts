import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { formatHuman, latin1 } from "../../bytes/mod.ts";
import { gather, interleaveHigh, interleaveLow, spread } from "./_interleave.ts";
import { decode, encode, GEOHASH_LENGTH, isEncodable, Position, writeGeohash } from "./geohash.ts";

/** What redis-server 7.0.15 says: longitude and latitude as given, score, geohash, position as GEOPOS prints it. */
const PLACES: readonly (readonly [number, number, number, string, string, string])[] = [
  [13.361389, 38.115556, 3479099956230698, "sqc8b49rny0", "13.36138933897018433", "38.11555639549629859"],
  [15.087269, 37.502669, 3479447370796909, "sqdtr74hyu0", "15.08726745843887329", "37.50266842333162032"],
  [-122.4194155, 37.7749295, 1367859919124776, "9q8yyk8yuv0", "-122.41941779851913452", "37.77493042721969374"],
  [0, 0, 3377699720527872, "s0000000000", "0.00000268220901489", "0.00000126736058093"],
  [-180, -85.05112878, 0, "00bh0hbj200", "-179.99999731779098511", "-85.05112751263942528"],
  [180, 85.05112878, 13510798882111488, "bp05b5048p0", "180", "85.0511287799999991"],
  [180, 0, 10133099161583616, "80000000000", "180", "0.00000126736058093"],
  [179.9999, -17.5, 3355430025623799, "ruzurypzje0", "179.99990075826644897", "-17.50000004020654387"],
  [-0.1278, 51.5074, 2163557714755072, "gcpvj0duq50", "-0.12779921293258667", "51.50740077990133159"],
  [24.9384, 84.9, 3788357276500840, "ux1dzrxd6g0", "24.93839889764785767", "84.89999983295615493"],
];

/** Where redis-server 7.0.15 puts scores that ZADD made, not GEOADD. */
const ODD_SCORES: readonly (readonly [number, string, string])[] = [
  [-1, "180", "85.0511287799999991"],
  [0.7, "-179.99999731779098511", "-85.05112751263942528"],
  [1e300, "-179.99999731779098511", "-85.05112751263942528"],
  [Infinity, "-179.99999731779098511", "-85.05112751263942528"],
  [-Infinity, "180", "-85.05112751263942528"],
  [2 ** 63, "180", "-85.05112751263942528"],
  [2 ** 64, "-179.99999731779098511", "-85.05112751263942528"],
  [12345678901234567890, "180", "85.0511287799999991"],
];

const longitude = fc.double({ min: -180, max: 180, noNaN: true });
const latitude = fc.double({ min: -85.05112878, max: 85.05112878, noNaN: true });
const uint32 = fc.nat({ max: 0xffffffff });

function textOf(longitude: number, latitude: number): string {
  const bytes = new Uint8Array(GEOHASH_LENGTH);
  writeGeohash(bytes, 0, longitude, latitude);
  return latin1(bytes, 0, bytes.length);
}

Deno.test("scores, geohashes and positions are Redis's", () => {
  const position = new Position();
  for (const [longitude, latitude, score, geohash, x, y] of PLACES) {
    assertEquals(encode(longitude, latitude), score);
    decode(score, position);
    assertEquals([formatHuman(position.longitude), formatHuman(position.latitude)], [x, y]);
    assertEquals(textOf(position.longitude, position.latitude), geohash);
  }
});

Deno.test("every score has the position that it has in Redis", () => {
  const position = new Position();
  for (const [score, x, y] of ODD_SCORES) {
    decode(score, position);
    assertEquals([formatHuman(position.longitude), formatHuman(position.latitude)], [x, y], String(score));
  }
});

Deno.test("bits by turns", () => {
  const byTurns = (even: number, odd: number) => {
    let bits = 0n;
    for (let i = 31n; i >= 0n; i--) bits = bits << 2n | (BigInt(odd) >> i & 1n) << 1n | (BigInt(even) >> i & 1n);
    return bits;
  };
  fc.assert(fc.property(uint32, uint32, (even, odd) => {
    const bits = byTurns(even, odd);
    assertEquals(BigInt(interleaveHigh(even, odd)) << 32n | BigInt(interleaveLow(even, odd)), bits);
    assertEquals(gather(spread(even)), even & 0xffff);
    assertEquals(gather(Number(bits & 0xffffffffn) >>> 1), odd & 0xffff);
  }));
});

Deno.test("a position lies in its score's cell", () => {
  const position = new Position();
  // At 180° a score has a bit more than a double holds exactly.
  const inside = longitude.filter((x) => x < 179.999999);
  fc.assert(fc.property(inside, latitude, (x, y) => {
    assert(isEncodable(x, y));
    const score = encode(x, y);
    decode(score, position);
    assert(Math.abs(position.longitude - x) <= 360 / 2 ** 27 + 1e-12);
    assert(Math.abs(position.latitude - y) <= 170.10225756 / 2 ** 27 + 1e-12);
    if (y < 85.05112) assertEquals(encode(position.longitude, position.latitude), score);
  }));
});

Deno.test("the poles, and what is no position, have no score", () => {
  for (const [x, y] of [[0, 85.06], [0, -90], [180.1, 0], [-181, 0], [NaN, 0], [0, NaN], [Infinity, 0]]) {
    assert(!isEncodable(x, y));
  }
});

Deno.test("every double has a position on earth", () => {
  const position = new Position();
  fc.assert(fc.property(fc.double({ noNaN: true }), (score) => {
    decode(score, position);
    assert(isEncodable(position.longitude, position.latitude));
    assert(/^[0-9b-hjkmnp-z]{10}0$/.test(textOf(position.longitude, position.latitude)));
  }));
});
