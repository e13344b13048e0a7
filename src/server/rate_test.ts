import { assertEquals } from "@std/assert";
import { Rate } from "./rate.ts";

Deno.test("a steady counter has its rate after sixteen intervals", () => {
  const rate = new Rate();
  for (let i = 1; i <= 17; i++) rate.sample(i * 50, i * 100);
  assertEquals(rate.value, 500);
  for (let i = 18; i <= 25; i++) rate.sample(17 * 50, i * 100);
  assertEquals(rate.value, 250);
});

Deno.test("a counter that was reset counts as unchanged", () => {
  const rate = new Rate();
  rate.sample(1000, 100);
  rate.sample(0, 200);
  assertEquals(rate.value, 0);
  rate.sample(160, 1200);
  assertEquals(rate.value, 10);
  rate.reset();
  assertEquals(rate.value, 0);
});
