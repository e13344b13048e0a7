import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { formatHuman, latin1 } from "../../bytes/mod.ts";
import { COORDINATE_LENGTH, DISTANCE_LENGTH, formatFixed, writeCoordinate, writeDistance } from "./format.ts";

function distance(v: number): string {
  const buf = new Uint8Array(DISTANCE_LENGTH);
  return latin1(buf, 0, writeDistance(buf, 0, v));
}

Deno.test("numbers as C's %.6f prints them", () => {
  const cases: readonly (readonly [number, string])[] = [
    [0, "0.000000"],
    [-0, "-0.000000"],
    [-0.0000005, "-0.000000"],
    [181.0078125, "181.007812"],
    [181.0234375, "181.023438"],
    [-200, "-200.000000"],
    [1e22, "10000000000000000000000.000000"],
    [2 ** 70, "1180591620717411303424.000000"],
    [Infinity, "inf"],
    [-Infinity, "-inf"],
    [NaN, "nan"],
  ];
  for (const [v, expected] of cases) assertEquals(formatFixed(v, 6), expected);
});

Deno.test("half between two decimals lies the even one", () => {
  fc.assert(fc.property(fc.nat({ max: 2 ** 31 - 1 }), (n) => {
    // n and 1/32: ten thousand times that ends in .5.
    const text = formatFixed(n + 0.03125, 4);
    assertEquals(text, `${n}.0312`);
    assertEquals(formatFixed(n + 0.09375, 4), `${n}.0938`);
  }));
});

Deno.test("distances have four digits after the point", () => {
  const cases: readonly (readonly [number, string])[] = [
    [0, "0.0000"],
    [0.00005, "0.0000"],
    [0.03125, "0.0312"],
    [0.09375, "0.0938"],
    [9.99995, "10.0000"],
    [166274.15156960033, "166274.1516"],
    [20021235.123449, "20021235.1234"],
    // A little less than half, which multiplying takes to half.
    [1027555.37215, "1027555.3722"],
  ];
  for (const [v, expected] of cases) assertEquals(distance(v), expected);
});

Deno.test("distances are printed to their fourth digit", () => {
  fc.assert(fc.property(fc.double({ min: 0, max: 7e7, noNaN: true }), (v) => {
    const text = distance(v);
    assertEquals(/^(?:0|[1-9][0-9]*)\.[0-9]{4}$/.test(text), true);
    assertEquals(Math.abs(Number(text) - v) <= 0.00005 + 1e-8, true);
  }));
});

Deno.test("coordinates are printed as other human numbers are", () => {
  const text = (v: number) => {
    const buf = new Uint8Array(COORDINATE_LENGTH);
    return latin1(buf, 0, writeCoordinate(buf, 0, v));
  };
  for (const v of [0, -0, -1e-20, 1e-17, 180, -180, 85.05112878, 2 ** -18, 3 * 2 ** -18, -13 - 2 ** -18, 100]) {
    assertEquals(text(v), formatHuman(v));
  }
  fc.assert(fc.property(fc.double({ min: -180, max: 180, noNaN: true }), (v) => assertEquals(text(v), formatHuman(v))));
  fc.assert(fc.property(fc.integer({ min: -(2 ** 25), max: 2 ** 25 }), (n) => {
    assertEquals(text(n / 2 ** 18), formatHuman(n / 2 ** 18));
  }));
});
