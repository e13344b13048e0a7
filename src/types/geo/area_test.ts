import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { LATITUDES, LONGITUDES, MAX_STEP } from "./_axis.ts";
import { SearchArea } from "./area.ts";
import { EARTH_RADIUS, haversine } from "./distance.ts";
import { decode, encode, Position } from "./geohash.ts";

const KM = 1000;
const area = new SearchArea();
const position = new Position();

function at(longitude: number, latitude: number): Position {
  const place = new Position();
  place.longitude = longitude;
  place.latitude = latitude;
  return place;
}

/** How many of the area's ranges have the score. */
function rangesWith(score: number): number {
  let count = 0;
  for (let i = 0; i < area.cells; i++) if (score >= area.min[i] && score < area.max[i]) count++;
  return count;
}

const longitude = fc.double({ min: -180, max: 179.999999, noNaN: true });
/** Where meridians do not come too close together. */
const latitude = fc.double({ min: -60, max: 60, noNaN: true });
const metres = fc.double({ min: 0, max: 24, noNaN: true }).map((power) => 2 ** power / 10);
const angle = fc.double({ min: 0, max: 2 * Math.PI, noNaN: true });
const share = fc.double({ min: 0, max: 1, noNaN: true });

/** About the place that lies `east` and `north` metres from another, on this side of the date line. */
function moved(from: Position, east: number, north: number): Position {
  const degree = EARTH_RADIUS * Math.PI / 180;
  const y = Math.min(Math.max(from.latitude + north / degree, -85), 85);
  const x = from.longitude + east / degree / Math.cos(y * Math.PI / 180);
  return at(x < -180 ? x + 360 : x >= 180 ? x - 360 : x, y);
}

Deno.test("the cells cover a circle, and none covers a place twice", () => {
  fc.assert(
    fc.property(longitude, latitude, metres, angle, share, (x, y, radius, direction, part) => {
      const centre = at(x, y);
      area.circle(centre, radius, 1);
      const east = Math.cos(direction) * radius * part;
      const north = Math.sin(direction) * radius * part;
      const place = moved(centre, east, north);
      const score = encode(place.longitude, place.latitude);
      decode(score, position);
      const distance = area.distanceTo(position);
      const found = rangesWith(score);
      assert(found <= 1);
      // What lies beyond the date line is a neighbour's only where the area does not reach over it.
      if (distance >= 0 && Math.abs(place.longitude - x) < 180) assertEquals(found, 1);
    }),
    { numRuns: 2000 },
  );
});

Deno.test("the cells cover a box", () => {
  fc.assert(
    fc.property(longitude, latitude, metres, metres, share, share, (x, y, width, height, part, other) => {
      const centre = at(x, y);
      area.box(centre, width, height, 1);
      const place = moved(centre, (part - 0.5) * width, (other - 0.5) * height);
      const score = encode(place.longitude, place.latitude);
      decode(score, position);
      if (area.distanceTo(position) >= 0) assertEquals(rangesWith(score), 1);
    }),
    { numRuns: 2000 },
  );
});

Deno.test("what is in a circle, and how far from its centre", () => {
  fc.assert(fc.property(longitude, latitude, metres, longitude, latitude, (x, y, radius, x2, y2) => {
    area.circle(at(x, y), radius, 1);
    const distance = haversine(x, y, x2, y2);
    assertEquals(area.distanceTo(at(x2, y2)), distance > radius ? -1 : distance);
  }));
});

Deno.test("what is in a box, and how far from its centre", () => {
  fc.assert(fc.property(longitude, latitude, metres, metres, longitude, latitude, (x, y, width, height, x2, y2) => {
    area.box(at(x, y), width, height, KM);
    const outside = haversine(x2, y2, x, y2) > width * KM / 2 || haversine(x2, y, x2, y2) > height * KM / 2;
    assertEquals(area.distanceTo(at(x2, y2)), outside ? -1 : haversine(x, y, x2, y2));
  }));
});

Deno.test("areas without extent, and around the world", () => {
  const centre = at(13.361389, 38.115556);
  area.circle(centre, 0, 1);
  assertEquals(area.distanceTo(centre), 0);
  assertEquals(rangesWith(encode(13.361389, 38.115556)), 1);
  for (const radius of [2e7, 1e300, Infinity]) {
    area.circle(centre, radius, KM);
    assertEquals(area.cells, 4);
    fc.assert(fc.property(longitude, fc.double({ min: -85, max: 85, noNaN: true }), (x, y) => {
      assertEquals(rangesWith(encode(x, y)), 1);
      assert(area.distanceTo(at(x, y)) >= 0);
    }));
  }
});

Deno.test("a small area away from edges is one cell's, and at a corner four cells'", () => {
  area.circle(at(0, 0), 1000, 1);
  assertEquals(area.cells, 4);
  area.circle(at(13.361389, 38.115556), 1e-4, 1);
  assert(area.cells <= 4);
});

Deno.test("no cell with a place of the area is left out, at any step, near the poles as well", () => {
  const anywhere = fc.double({ min: -85, max: 85, noNaN: true });
  const shape = fc.tuple(metres, metres, fc.boolean());
  fc.assert(
    fc.property(longitude, anywhere, shape, angle, share, (x, y, [a, b, isBox], direction, part) => {
      const centre = at(x, y);
      if (isBox) area.box(centre, a, b, 1);
      else area.circle(centre, a, 1);
      const place = moved(centre, Math.cos(direction) * a * part, Math.sin(direction) * (isBox ? b : a) * part);
      if (area.distanceTo(place) < 0) return;
      for (let step = 1; step <= MAX_STEP; step++) {
        const column = LONGITUDES.cellOf(place.longitude, step);
        assert(area.touches(column, LATITUDES.cellOf(place.latitude, step), step), `step ${step}`);
      }
    }),
    { numRuns: 3000 },
  );
});

Deno.test("cells far from the area are left out", () => {
  area.circle(at(13, 38), 1000, 1);
  for (const [x, y] of [[14, 38], [12, 38], [13, 39], [13, 37], [-167, 38]]) {
    assert(!area.touches(LONGITUDES.cellOf(x, 16), LATITUDES.cellOf(y, 16), 16));
  }
  area.circle(at(179.999, 0), 1000, 1);
  assert(area.touches(0, LATITUDES.cellOf(0, 16), 16));
});
