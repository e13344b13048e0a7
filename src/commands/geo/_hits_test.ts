import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { Hits } from "./_hits.ts";

const distance = fc.oneof(fc.nat({ max: 5 }), fc.double({ min: 0, max: 2e7, noNaN: true }));

Deno.test("the nearest and the farthest hits are in order, and equal ones as they came", () => {
  const hits = new Hits();
  const distances = fc.array(distance, { minLength: 1, maxLength: 300 });
  fc.assert(fc.property(distances, fc.nat({ max: 320 }), fc.constantFrom(1, -1), (distances, most, sign) => {
    hits.clear();
    distances.forEach((distance, i) => hits.add(i * 3, distance));
    const wanted = Math.min(Math.max(most, 1), distances.length);
    hits.sort(sign as 1 | -1, wanted);
    const expected = distances.map((_, i) => i).sort((a, b) => sign * (distances[a] - distances[b]));
    assertEquals(Array.from(hits.order.subarray(0, wanted)), expected.slice(0, wanted));
    for (const hit of hits.order.subarray(0, wanted)) assertEquals(hits.ranks[hit], hit * 3);
  }));
});

Deno.test("room for many hits is not kept", () => {
  const hits = new Hits();
  for (let i = 0; i < 100_000; i++) hits.add(i, 100_000 - i);
  hits.sort(1, 100_000);
  assertEquals(Array.from(hits.order.subarray(0, 3)), [99_999, 99_998, 99_997]);
  hits.clear();
  assertEquals([hits.count, hits.ranks.length], [0, 64]);
  hits.add(7, 1);
  hits.sort(-1, 1);
  assertEquals([hits.order[0], hits.ranks[0]], [0, 7]);
});
