import { assertEquals } from "@std/assert";
import { SeededRandom } from "../../../tests/support/fakes/random.ts";
import { selfCheck } from "./self_check.ts";

Deno.test("the self check passes with any random numbers", () => {
  for (const seed of [1, 2, 3]) {
    const random = new SeededRandom(seed);
    assertEquals(selfCheck((limit) => random.below(limit)), null);
  }
});
