import { assert, assertEquals } from "@std/assert";
import { Graveyard } from "./graveyard.ts";

/** Frees `elements`, `step` at a time. */
function* freeing(elements: number, step: number): Generator<number> {
  for (let left = elements; left > 0; left -= step) yield Math.min(left, step);
}

Deno.test("keys count one by one, a collection once it is gone, what nobody saw never", () => {
  const graveyard = new Graveyard();
  assert(graveyard.isEmpty);
  graveyard.bury(freeing(100, 40), 100, 100);
  graveyard.bury(freeing(1000, 400), 1000, 1);
  graveyard.bury(freeing(10, 10), 10, 0);
  graveyard.bury(freeing(0, 1), 0, 1);
  const states: number[][] = [];
  let more = true;
  while (more) {
    more = graveyard.freeSome(() => false);
    states.push([graveyard.elements, graveyard.pending, graveyard.freed]);
  }
  assertEquals(states, [
    [1070, 62, 40],
    [1030, 22, 80],
    [1010, 2, 100],
    [1010, 2, 100],
    [610, 2, 100],
    [210, 2, 100],
    [10, 1, 101],
    [10, 1, 101],
    [0, 1, 101],
    [0, 1, 101],
    [0, 0, 102],
  ]);
  assert(graveyard.isEmpty);
});

Deno.test("what freeing buries in its turn was counted with it", () => {
  const graveyard = new Graveyard();
  function* freeingKeys(): Generator<number> {
    graveyard.bury(freeing(500, 100), 500, 1);
    yield 2;
  }
  graveyard.bury(freeingKeys(), 2, 2);
  graveyard.freeSome(() => false);
  assertEquals([graveyard.elements, graveyard.pending, graveyard.freed], [500, 0, 2]);
  assert(!graveyard.freeSome(() => true));
  assertEquals([graveyard.elements, graveyard.pending, graveyard.freed], [0, 0, 2]);
});

Deno.test("many burials are done with in their order, and quickly", () => {
  const graveyard = new Graveyard();
  const count = 100_000;
  const seen: number[] = [];
  function* noting(i: number): Generator<number> {
    seen.push(i);
    yield 1;
  }
  for (let i = 0; i < count; i++) {
    graveyard.bury(noting(i), 1, 1);
    if (i % 3 === 0) graveyard.freeSome(() => false);
  }
  while (graveyard.freeSome(() => false));
  assertEquals([graveyard.pending, graveyard.freed, seen.length], [0, count, count]);
  assert(seen.every((each, i) => each === i));
});

Deno.test("when all is forgotten, it counts as freed", () => {
  const graveyard = new Graveyard();
  graveyard.bury(freeing(100, 40), 100, 100);
  graveyard.freeSome(() => false);
  graveyard.reset();
  assertEquals([graveyard.isEmpty, graveyard.elements, graveyard.pending, graveyard.freed], [true, 0, 0, 100]);
});
