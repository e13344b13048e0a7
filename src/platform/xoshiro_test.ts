import { assert, assertEquals } from "@std/assert";
import { Xoshiro128 } from "./xoshiro.ts";

Deno.test("Xoshiro128 gives the sequence of the reference implementation", () => {
  const generator = new Xoshiro128([1, 2, 3, 4]);
  const drawn = Array.from({ length: 10 }, () => generator.next());
  assertEquals(drawn, [
    11520,
    0,
    5927040,
    70819200,
    2031721883,
    1637235492,
    1287239034,
    3734860849,
    3729100597,
    4258142804,
  ]);
});

Deno.test("Xoshiro128 does not stay at zero", () => {
  const generator = new Xoshiro128([0, 0, 0, 0]);
  assert(Array.from({ length: 10 }, () => generator.next()).some((word) => word !== 0));
});
