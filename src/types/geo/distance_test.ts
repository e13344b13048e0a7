import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { latin1 } from "../../bytes/mod.ts";
import { EARTH_RADIUS, haversine } from "./distance.ts";
import { DISTANCE_LENGTH, writeDistance } from "./format.ts";
import { decode, Position } from "./geohash.ts";

/** Scores of places, and what redis-server 7.0.15 says of the distance between them. */
const DISTANCES: readonly (readonly [string, number, number, string])[] = [
  ["Palermo, Catania", 3479099956230698, 3479447370796909, "166274.1516"],
  ["London, Sydney", 2163557714755072, 3252046221964352, "16998728.2324"],
  ["San Francisco, at the date line", 1367859919124776, 3355430025623799, "8597170.5433"],
  ["0° 0°, the south-western corner", 3377699720527872, 0, "10560811.9169"],
  ["far in the north, the south-western corner", 3788357276500840, 0, "19779142.8600"],
  ["the north-eastern corner, 0° 0°", 13510798882111488, 3377699720527872, "10560811.4940"],
  ["the same place", 1367859919124776, 1367859919124776, "0.0000"],
];

const longitude = fc.double({ min: -180, max: 180, noNaN: true });
const latitude = fc.double({ min: -90, max: 90, noNaN: true });

Deno.test("distances are Redis's", () => {
  const a = new Position();
  const b = new Position();
  const buf = new Uint8Array(DISTANCE_LENGTH);
  for (const [places, first, second, expected] of DISTANCES) {
    decode(first, a);
    decode(second, b);
    const end = writeDistance(buf, 0, haversine(a.longitude, a.latitude, b.longitude, b.latitude));
    assertEquals(latin1(buf, 0, end), expected, places);
  }
});

Deno.test("a distance is the same both ways and at most half around the earth", () => {
  fc.assert(fc.property(longitude, latitude, longitude, latitude, (x1, y1, x2, y2) => {
    const distance = haversine(x1, y1, x2, y2);
    assert(distance >= 0 && distance <= Math.PI * EARTH_RADIUS * (1 + 1e-12));
    assert(Math.abs(distance - haversine(x2, y2, x1, y1)) <= distance * 1e-12);
  }));
});

Deno.test("opposite points are half around the earth from each other", () => {
  fc.assert(fc.property(longitude, latitude, (x, y) => {
    const half = Math.PI * EARTH_RADIUS;
    assert(Math.abs(haversine(x, y, x + 180, -y) - half) < 1);
  }));
});
