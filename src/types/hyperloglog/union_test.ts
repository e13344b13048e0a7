import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { fromString } from "../../bytes/mod.ts";
import { count } from "./count.ts";
import { Editor } from "./editor.ts";
import { INDEX_BITS, REGISTERS } from "./layout.ts";
import { hashElement } from "./murmur.ts";
import { Union } from "./union.ts";

/** 1.04 / sqrt(m), the standard error of an estimate. */
const STANDARD_ERROR = 1.04 / Math.sqrt(REGISTERS);

/** The value for so many elements from number `from` on. */
function valueOf(name: string, from: number, elements: number, limit: number): Uint8Array {
  const editor = new Editor();
  editor.clear(limit);
  for (let i = from; i < from + elements; i++) {
    const bytes = fromString(`${name}:${i}`);
    const hash = hashElement(bytes, 0, bytes.length);
    editor.raise(hash & (REGISTERS - 1), hash >>> INDEX_BITS);
  }
  return editor.bytes.slice(0, editor.length);
}

function unionOf(...values: Uint8Array[]): Union {
  const union = new Union();
  union.clear();
  for (const value of values) assert(union.add(value, 0, value.length));
  return union;
}

const size = fc.oneof(fc.nat(50), fc.nat(3000), fc.nat(20_000));

Deno.test("estimates lie within six standard errors", () => {
  fc.assert(
    fc.property(fc.string(), size, (name, elements) => {
      const value = valueOf(name, 0, elements, 3000);
      const estimated = count(value, 0, value.length);
      const most = Math.max(2, elements * STANDARD_ERROR * 6);
      assert(Math.abs(estimated - elements) <= most, `${elements} elements are estimated as ${estimated}`);
    }),
    { numRuns: 60 },
  );
});

Deno.test("on average estimates are right", () => {
  const runs = 60;
  const elements = 5000;
  let sum = 0;
  for (let run = 0; run < runs; run++) {
    const value = valueOf(`run ${run}`, 0, elements, 3000);
    sum += count(value, 0, value.length);
  }
  const error = sum / runs / elements - 1;
  assert(Math.abs(error) < 4 * STANDARD_ERROR / Math.sqrt(runs), `the mean is off by ${error}`);
});

Deno.test("sparse and dense agree", () => {
  fc.assert(
    fc.property(fc.string(), fc.oneof(fc.nat(50), fc.nat(4000)), (name, elements) => {
      const [sparse, dense] = [Infinity, 0].map((limit) => valueOf(name, 0, elements, limit));
      assertEquals(count(sparse, 0, sparse.length), count(dense, 0, dense.length));
      assertEquals(unionOf(sparse).registers, unionOf(dense).registers);
      assertEquals(unionOf(sparse).count(), count(dense, 0, dense.length));
      assertEquals(unionOf(sparse, dense).registers, unionOf(sparse).registers);
    }),
    { numRuns: 20 },
  );
});

Deno.test("a union is what all elements together give", () => {
  const limit = fc.constantFrom(0, 3000, Infinity);
  fc.assert(
    fc.property(fc.nat(4000), fc.nat(4000), fc.nat(4000), limit, limit, (from, first, second, one, other) => {
      const union = unionOf(valueOf("e", 0, first, one), valueOf("e", from, second, other));
      const begin = second === 0 ? 0 : Math.min(from, first);
      const all = unionOf(
        valueOf("e", 0, begin, 0),
        valueOf("e", begin, first - begin, 0),
        valueOf("e", from, second, 0),
      );
      assertEquals(union.registers, all.registers);
      if (from <= first) {
        const whole = valueOf("e", 0, Math.max(first, from + second), 0);
        assertEquals(union.count(), count(whole, 0, whole.length));
      }
    }),
    { numRuns: 30 },
  );
});

Deno.test("a union tells whether a dense one took part", () => {
  assertEquals(unionOf(valueOf("a", 0, 3, 3000)).dense, false);
  assertEquals(unionOf(valueOf("a", 0, 3, 0), valueOf("a", 0, 3, 3000)).dense, true);
});
