import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { SeededRandom } from "../../tests/support/fakes/random.ts";
import {
  Arena,
  blockUnits,
  classOf,
  MAX_BLOCK_UNITS,
  type Ref,
  SLAB_SHIFT,
  SLAB_UNITS,
  UNIT,
  UNIT_MASK,
} from "./arena.ts";

const SLAB_BYTES = SLAB_UNITS * UNIT;
/** Words between two that are marked in a large block: every page has some. */
const STRIDE = 4096;

/** Marks a block's first and last word and some between, all of them if it is small, or checks the marks. */
function mark(arena: Arena, ref: Ref, mark: number, check: boolean): void {
  const words = arena.words[ref >>> SLAB_SHIFT];
  const from = (ref & UNIT_MASK) << 1;
  const length = arena.unitsAt(ref) * 2;
  for (let i = 0; i < length; i += length <= STRIDE ? 1 : STRIDE) {
    if (!check) words[from + i] = mark;
    else if (words[from + i] !== mark) throw new Error(`Block ${ref}: word ${i} of ${length} was overwritten`);
  }
  if (!check) words[from + length - 1] = mark;
  else assertEquals(words[from + length - 1], mark);
}

function randomUnits(random: SeededRandom): number {
  const kind = random.below(100);
  if (kind < 60) return random.between(1, 40);
  if (kind < 90) return random.between(1, 3000);
  if (kind < 98) return random.between(1, 1 << 16);
  return random.between(1, 1 << 18);
}

Deno.test("size classes grow with the size, and waste an eighth at most", () => {
  let last = 0;
  for (let units = 1; units <= 1 << 16; units++) {
    const index = classOf(units);
    assert(index === last || index === last + 1);
    last = index;
    const block = blockUnits(units);
    assert(block >= units && block <= units * 1.125 && blockUnits(block) === block, `${units} units: ${block}`);
  }
  assert(last < 255);
});

Deno.test("blocks do not overlap, and what is in use is counted exactly", () => {
  fc.assert(
    fc.property(fc.nat(), (seed) => {
      const random = new SeededRandom(seed);
      const arena = new Arena();
      const blocks: { ref: Ref; units: number; mark: number }[] = [];
      let used = 0;
      for (let step = 0; step < 6000; step++) {
        // In turns more comes than goes, and more goes than comes.
        if (random.chance((step >>> 10) & 1 ? 0.3 : 0.8) || blocks.length === 0) {
          const units = randomUnits(random);
          const ref = arena.alloc(units);
          assert(ref !== 0);
          assertEquals(arena.unitsAt(ref), blockUnits(units));
          mark(arena, ref, step, false);
          blocks.push({ ref, units, mark: step });
          used += blockUnits(units) * UNIT;
        } else {
          const index = random.below(blocks.length);
          const block = blocks[index];
          mark(arena, block.ref, block.mark, true);
          arena.free(block.ref);
          blocks[index] = blocks[blocks.length - 1];
          blocks.pop();
          used -= blockUnits(block.units) * UNIT;
        }
        assertEquals(arena.used, used);
        assert(arena.reserved >= used);
      }
      for (const block of blocks) mark(arena, block.ref, block.mark, true);
      for (const block of blocks) arena.free(block.ref);
      assertEquals(arena.used, 0);
      assert(arena.reserved <= SLAB_BYTES);
    }),
    { numRuns: 5 },
  );
});

Deno.test("a freed block is used again before new memory is", () => {
  const arena = new Arena();
  const refs = Array.from({ length: 1000 }, () => arena.alloc(4));
  const freed = refs.filter((_, i) => i % 3 === 0);
  freed.forEach((ref) => arena.free(ref));
  const again = freed.map(() => arena.alloc(4));
  assertEquals(new Set(again), new Set(freed));
});

Deno.test("an emptied slab goes back, whatever classes of block it held", () => {
  const arena = new Arena();
  const sizes = Array.from({ length: 40 }, (_, i) => i * 25 + 1);
  const refs: Ref[] = [];
  while (arena.reserved < 6 * SLAB_BYTES) refs.push(arena.alloc(sizes[refs.length % sizes.length]));
  assert(arena.used > 4.5 * SLAB_BYTES);
  refs.forEach((ref) => arena.free(ref));
  assertEquals([arena.used, arena.reserved], [0, SLAB_BYTES]);
  assertEquals(arena.bytes.filter((slab) => slab.length > 0).length, 1);
});

Deno.test("the place of a slab that went back is used again", () => {
  const arena = new Arena();
  const filled = Array.from({ length: 16 }, () => arena.alloc(MAX_BLOCK_UNITS));
  filled.splice(4, 8).forEach((ref) => arena.free(ref));
  const slabs = arena.bytes.length;
  Array.from({ length: 8 }, () => arena.alloc(MAX_BLOCK_UNITS));
  assertEquals(arena.bytes.length, slabs);
});

Deno.test("a block is a quarter slab at most", () => {
  const arena = new Arena();
  assertEquals(arena.unitsAt(arena.alloc(MAX_BLOCK_UNITS)), MAX_BLOCK_UNITS);
  assertThrows(() => arena.alloc(MAX_BLOCK_UNITS + 1), RangeError);
});

Deno.test("a reset arena is as good as new", () => {
  const arena = new Arena();
  const random = new SeededRandom(1);
  for (let round = 0; round < 3; round++) {
    const refs = Array.from({ length: 3000 }, () => arena.alloc(randomUnits(random)));
    assertEquals(new Set(refs).size, refs.length);
    refs.forEach((ref, i) => mark(arena, ref, i, false));
    refs.forEach((ref, i) => mark(arena, ref, i, true));
    arena.reset();
    assertEquals([arena.used, arena.reserved, arena.bytes.length, arena.words.length], [0, 0, 0, 0]);
  }
});

Deno.test("a block is misplaced in a span that is less than half full, unless that is the one new blocks come from", () => {
  const arena = new Arena();
  const blocks = 8192 / 32;
  const refs = Array.from({ length: 2 * blocks }, () => arena.alloc(32));
  assert(!arena.isMisplaced(refs[0]));
  refs.slice(1, blocks).forEach((ref) => arena.free(ref));
  assert(!arena.isMisplaced(refs[0]), "new blocks come from it");
  refs.slice(blocks + 1).forEach((ref) => arena.free(ref));
  assert(arena.isMisplaced(refs[0]));
  const moved = arena.relocate(refs[0]);
  assert(!arena.isMisplaced(moved));
  assert(!arena.isMisplaced(arena.alloc(1 << 17)));
});
