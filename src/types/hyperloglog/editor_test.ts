import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { Change, Editor } from "./editor.ts";
import { DENSE_BYTES, HEADER_BYTES, isHyperLogLog, isSparse, REGISTERS } from "./layout.ts";
import { describeSparse } from "./sparse.ts";
import { Union } from "./union.ts";

const UNLIMITED = Infinity;

function registersOf(editor: Editor): Uint8Array {
  const union = new Union();
  union.clear();
  assert(isHyperLogLog(editor.bytes, 0, editor.length));
  assert(union.add(editor.bytes, 0, editor.length));
  return union.registers;
}

function shown(editor: Editor): string {
  return describeSparse(editor.bytes, HEADER_BYTES, editor.length);
}

/** An editor with the registers raised in turn; checks each answer. */
function raised(limit: number, raises: readonly (readonly [number, number])[]): Editor {
  const editor = new Editor();
  editor.clear(limit);
  const plain = new Uint8Array(REGISTERS);
  for (const [index, rank] of raises) {
    assertEquals(editor.raise(index, rank), rank > plain[index] ? Change.RAISED : Change.NONE);
    plain[index] = Math.max(plain[index], rank);
  }
  assertEquals(registersOf(editor), plain);
  return editor;
}

/** Registers that lie close together, so that runs form, split and merge. */
const crowded = fc.array(fc.tuple(fc.nat(60), fc.integer({ min: 1, max: 4 })), { maxLength: 300 });
const spread = fc.array(fc.tuple(fc.nat(REGISTERS - 1), fc.integer({ min: 1, max: 34 })), { maxLength: 300 });

Deno.test("registers hold what was put into them, at every limit", () => {
  fc.assert(fc.property(fc.oneof(crowded, spread), fc.constantFrom(0, 18, 60, 500, UNLIMITED), (raises, limit) => {
    const editor = raised(limit, raises);
    assertEquals(editor.sparse, isSparse(editor.bytes, 0));
    if (editor.sparse) assert(editor.length <= Math.max(limit, HEADER_BYTES + 2));
    else assertEquals(editor.length, DENSE_BYTES);
    if (limit === UNLIMITED) assertEquals(editor.sparse, raises.every(([, rank]) => rank <= 32));
  }));
});

Deno.test("all registers at once come to the same bytes as one after the other", () => {
  fc.assert(
    fc.property(crowded, crowded, fc.constantFrom(0, 60, 100, UNLIMITED), (before, added, limit) => {
      const plain = new Uint8Array(REGISTERS);
      for (const [index, rank] of added) plain[index] = Math.max(plain[index], rank);
      const single = raised(limit, before);
      plain.forEach((rank, index) => rank > 0 && single.raise(index, rank));
      const together = raised(limit, before);
      assert(together.raiseAll(plain));
      assertEquals(together.bytes.slice(0, together.length), single.bytes.slice(0, single.length));
    }),
  );
});

Deno.test("runs split and merge", () => {
  assertEquals(shown(raised(UNLIMITED, [])), "Z:16384");
  assertEquals(shown(raised(UNLIMITED, [[0, 1]])), "v:1,1 Z:16383");
  assertEquals(shown(raised(UNLIMITED, [[16_383, 1]])), "Z:16383 v:1,1");
  assertEquals(shown(raised(UNLIMITED, [[64, 5]])), "z:64 v:5,1 Z:16319");
  assertEquals(shown(raised(UNLIMITED, [[65, 5]])), "Z:65 v:5,1 Z:16318");
  assertEquals(shown(raised(UNLIMITED, [[1, 2], [3, 2], [2, 2]])), "z:1 v:2,3 Z:16380");
  assertEquals(shown(raised(UNLIMITED, [[0, 1], [1, 1], [2, 1], [3, 1], [1, 2]])), "v:1,1 v:2,1 v:1,2 Z:16380");
  const five = [0, 1, 2, 3, 4].map((index) => [index, 1] as const);
  assertEquals(shown(raised(UNLIMITED, five)), "v:1,4 v:1,1 Z:16379");
});

Deno.test("a value above 32 or one byte beyond the limit makes registers dense", () => {
  assert(raised(UNLIMITED, [[5, 32]]).sparse);
  assert(!raised(UNLIMITED, [[5, 33]]).sparse);
  const first = raised(HEADER_BYTES + 5, [[100, 1]]);
  assertEquals([first.sparse, first.length], [true, HEADER_BYTES + 5]);
  assert(!raised(HEADER_BYTES + 4, [[100, 1]]).sparse);
});

Deno.test("the sparse representation of all registers fits", () => {
  const every = Array.from({ length: REGISTERS }, (_, index) => [index, 1 + index % 2] as const);
  const editor = new Editor();
  editor.clear(UNLIMITED);
  const plain = Uint8Array.from(every, ([, rank]) => rank);
  assert(editor.raiseAll(plain));
  assert(editor.sparse);
  assertEquals(editor.length, HEADER_BYTES + REGISTERS);
  assertEquals(registersOf(editor), plain);
});

/** Sparse registers of any bytes, most of them corrupt. */
const anything = fc.tuple(
  fc.oneof(fc.uint8Array({ maxLength: 60 }), fc.uint8Array({ minLength: 32_700, maxLength: 32_800, max: 1 })),
  fc.constantFrom<number[]>([], [0x7f], [0x40], [0x7f, 0xff], [0x00]),
).map(([opcodes, last]) => Uint8Array.of(...opcodes, ...last));

Deno.test("corrupt registers change nothing beyond their value", () => {
  const empty = new Editor();
  empty.clear(UNLIMITED);
  fc.assert(
    fc.property(anything, spread, fc.constantFrom(0, 40, UNLIMITED), fc.boolean(), (opcodes, raises, limit, all) => {
      const value = new Uint8Array(HEADER_BYTES + opcodes.length);
      value.set(empty.bytes.subarray(0, HEADER_BYTES));
      value.set(opcodes, HEADER_BYTES);
      const editor = new Editor();
      if (!editor.load(value, 0, value.length, limit)) return assert(value.length > HEADER_BYTES + 2 * REGISTERS);
      for (const [index, rank] of raises) {
        editor.raise(index, rank);
        assert(editor.length >= HEADER_BYTES && editor.length <= editor.bytes.length);
      }
      if (all) editor.raiseAll(new Uint8Array(REGISTERS).fill(3));
      assert(isHyperLogLog(editor.bytes, 0, editor.length));
    }),
  );
});
