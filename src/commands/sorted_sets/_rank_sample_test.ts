import { assert, assertEquals } from "@std/assert";
import { RankSample } from "./_rank_sample.ts";

/** Uniform integers below `limit`, the same ones each time. */
function seeded(): (limit: number) => number {
  let state = 1;
  return (limit) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor(state / 2 ** 32 * limit);
  };
}

function ranksOf(sample: RankSample): number[] {
  const ranks: number[] = [];
  for (let rank = sample.next(); rank >= 0; rank = sample.next()) ranks.push(rank);
  return ranks;
}

Deno.test("a sample has as many different ranks as it should have, in order", () => {
  const random = seeded();
  for (const [size, count] of [[1, 0], [1, 1], [5, 5], [1000, 1], [2000, 1024], [2000, 1025], [3000, 2000], [9, 8]]) {
    const ranks = ranksOf(new RankSample(size, count, random));
    assertEquals(ranks.length, count);
    assert(ranks.every((rank, i) => rank >= 0 && rank < size && (i === 0 || ranks[i - 1] < rank)));
  }
  assertEquals(ranksOf(new RankSample(1500, 1500, random)), Array.from({ length: 1500 }, (_, i) => i));
});

Deno.test("every rank is as likely to be in a sample as any other", () => {
  const random = seeded();
  const rounds = 2000;
  for (const [size, count] of [[20, 3], [20, 15], [1500, 1100], [4000, 1100]]) {
    const seen = new Int32Array(size);
    for (let round = 0; round < rounds; round++) {
      for (const rank of ranksOf(new RankSample(size, count, random))) seen[rank]++;
    }
    const share = count / size;
    const spread = Math.sqrt(rounds * share * (1 - share));
    for (const times of seen) assert(Math.abs(times - rounds * share) < 6 * spread, `${times} of ${rounds * share}`);
  }
});
