import { assert, assertEquals } from "@std/assert";
import { estimate, RANKS } from "./estimate.ts";
import { MAX_RANK, REGISTERS } from "./layout.ts";

function histogram(counts: Readonly<Record<number, number>>): Int32Array {
  const all = new Int32Array(RANKS);
  for (const [rank, count] of Object.entries(counts)) all[Number(rank)] = count;
  return all;
}

Deno.test("few elements are counted exactly", () => {
  assertEquals(estimate(histogram({ 0: REGISTERS })), 0);
  for (let n = 1; n <= 40; n++) assertEquals(estimate(histogram({ 0: REGISTERS - n, 1: n })), n);
});

Deno.test("the estimate of the registers that n elements leave on average is n", () => {
  for (let n = 1000; n < 1e15; n *= 7) {
    // A register is at most k with the probability (1 - 2^-k)^(n/m), as if each got as many elements as come on average.
    const atMost = (rank: number) => rank >= MAX_RANK ? 1 : Math.exp(-n / REGISTERS * 2 ** -rank);
    const expected = new Int32Array(RANKS);
    let rest = REGISTERS;
    for (let rank = 0; rank < MAX_RANK; rank++) {
      const below = rank === 0 ? 0 : atMost(rank - 1);
      expected[rank] = Math.round(REGISTERS * (atMost(rank) - below));
      rest -= expected[rank];
    }
    expected[MAX_RANK] += Math.max(0, rest);
    const error = Math.abs(estimate(expected) / n - 1);
    assert(error < 0.02, `${n} elements are off by ${error}`);
  }
});

Deno.test("registers that no elements leave give what redis-server gives", () => {
  assertEquals(estimate(histogram({ [MAX_RANK]: REGISTERS })), -(2 ** 63));
  assertEquals(estimate(histogram({ 63: REGISTERS })), -(2 ** 63));
  assertEquals(estimate(histogram({ 0: 1, 63: REGISTERS - 1 })) > 0, true);
});
