import { assert, assertEquals } from "@std/assert";
import { denoPlatform } from "../../src/platform/deno.ts";
import type { Random } from "../../src/platform/mod.ts";
import { SeededRandom } from "../support/fakes/mod.ts";

const implementations: readonly [string, () => Random][] = [
  ["deno", () => denoPlatform().random],
  ["fake", () => new SeededRandom(7)],
];

for (const [name, make] of implementations) {
  Deno.test(`${name} random: fill reaches every byte, also of long arrays`, () => {
    const random = make();
    for (const length of [0, 1, 20, 200_000]) {
      const seen = new Uint8Array(length);
      // A byte that stays 0 through 8 fills was left out: otherwise that has a chance of 2^-64 each.
      for (let round = 0; round < 8; round++) {
        const bytes = new Uint8Array(length);
        random.fill(bytes);
        for (let index = 0; index < length; index++) seen[index]! |= bytes[index]!;
      }
      assert(!seen.includes(0), `length ${length}`);
    }
  });

  Deno.test(`${name} random: fill keeps to its range`, () => {
    const bytes = new Uint8Array(30);
    make().fill(bytes.subarray(10, 20));
    assertEquals([...bytes.subarray(0, 10), ...bytes.subarray(20)], Array(20).fill(0));
  });

  Deno.test(`${name} random: below stays below`, () => {
    const random = make();
    for (const limit of [1, 2, 3, 1000, 2 ** 31, 2 ** 32 - 1, 2 ** 32, 2 ** 32 + 1, 2 ** 40 - 1, 2 ** 53]) {
      for (let draw = 0; draw < 200; draw++) {
        const value = random.below(limit);
        assert(Number.isSafeInteger(value) && value >= 0 && value < limit, `${value} below ${limit}`);
      }
    }
  });

  Deno.test(`${name} random: below is uniform`, () => {
    const random = make();
    for (const limit of [3, 10, 3 * 2 ** 30, 3 * 2 ** 40]) {
      const thirds = [0, 0, 0];
      const draws = 30_000;
      for (let draw = 0; draw < draws; draw++) thirds[Math.floor(random.below(limit) * 3 / limit)]!++;
      const expected = limit === 10 ? [0.4, 0.3, 0.3] : [1 / 3, 1 / 3, 1 / 3];
      // Seven standard deviations are 0.019.
      for (const [index, count] of thirds.entries()) {
        assert(Math.abs(count / draws - expected[index]!) < 0.02, `${thirds} for limit ${limit}`);
      }
    }
  });

  Deno.test(`${name} random: below uses the low bits of large limits`, () => {
    const random = make();
    let odd = 0;
    for (let draw = 0; draw < 2_000; draw++) odd += random.below(2 ** 53) % 2;
    assert(odd > 800 && odd < 1_200, String(odd));
  });
}

Deno.test("fake random: a seed repeats, neighbours and derived ones differ", () => {
  const draw = (random: SeededRandom) => Array.from({ length: 5 }, () => random.below(1e6));
  assertEquals(draw(new SeededRandom(3)), draw(new SeededRandom(3)));
  assert(draw(new SeededRandom(3)).join() !== draw(new SeededRandom(4)).join());
  const parent = new SeededRandom(3);
  const before = draw(parent.derive("disk"));
  draw(parent);
  assertEquals(draw(parent.derive("disk")), before);
  assert(draw(parent.derive("network")).join() !== before.join());
});
