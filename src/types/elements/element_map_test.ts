import { assert, assertEquals, assertThrows } from "@std/assert";
import { SeededRandom } from "../../../tests/support/fakes/random.ts";
import { fromLatin1, latin1 } from "../../bytes/mod.ts";
import { Keyspace, type Reader, type Ref, Span, startReading, stopReading } from "../../store/mod.ts";
import { ElementMap } from "./element_map.ts";

const SPAN = new Span();

/** Elements with values, and a `Map` beside them. */
class Tested {
  readonly keyspace: Keyspace;
  readonly elements: ElementMap;
  readonly model = new Map<string, string>();
  readonly before: number;

  constructor(readonly random = new SeededRandom(1)) {
    this.keyspace = new Keyspace(1, (limit) => random.below(limit));
    this.before = this.keyspace.usedMemory;
    this.elements = new ElementMap(this.keyspace);
  }

  find(element: string): Ref {
    return this.elements.find(fromLatin1(element), 0, element.length);
  }

  set(element: string, value: string): void {
    const ref = this.find(element);
    assertEquals(ref !== 0, this.model.has(element));
    if (ref !== 0) this.elements.setValue(ref, fromLatin1(value), 0, value.length);
    else {
      const added = this.elements.add(fromLatin1(element), 0, element.length, value.length);
      const { buf, start } = this.elements.value(added, SPAN);
      buf.set(fromLatin1(value), start);
    }
    this.model.set(element, value);
  }

  remove(element: string): void {
    const ref = this.find(element);
    assertEquals(ref !== 0, this.model.has(element));
    if (ref !== 0) this.elements.removeFound(ref);
    this.model.delete(element);
  }

  assertContents(elements = this.elements): void {
    assertEquals(entriesOf(elements), this.entries());
    assertEquals(elements.size, this.model.size);
  }

  /** All entries of the model, sorted. */
  entries(): string[] {
    return [...this.model].map(([element, value]) => `${element}=${value}`).sort();
  }

  /** These elements are all that takes memory. */
  assertMemory(): void {
    assertEquals(this.elements.memory, this.keyspace.usedMemory - this.before);
  }
}

function keyOf(elements: ElementMap, ref: Ref): string {
  const { buf, start, end } = elements.key(ref, SPAN);
  return latin1(buf, start, end);
}

function valueOf(elements: ElementMap, ref: Ref): string {
  const { buf, start, end } = elements.value(ref, SPAN);
  return latin1(buf, start, end);
}

function entriesOf(elements: ElementMap): string[] {
  const entries: string[] = [];
  elements.forEach((ref) => entries.push(`${keyOf(elements, ref)}=${valueOf(elements, ref)}`));
  return entries.sort();
}

/** An element, a long one now and then. */
function drawElement(random: SeededRandom): string {
  return random.chance(0.01) ? "long".repeat(1100 + random.below(3)) : `e${random.below(3000)}`;
}

function drawValue(random: SeededRandom): string {
  return random.chance(0.001) ? "v".repeat(1_100_000) : "v".repeat(random.below(300));
}

Deno.test("elements are found, changed and removed as in a Map, and their memory is known exactly", () => {
  const seed = crypto.getRandomValues(new Uint32Array(1))[0];
  console.log(`seed ${seed}`);
  const tested = new Tested(new SeededRandom(seed));
  const { elements, random } = tested;
  for (let round = 0; round < 100_000; round++) {
    const element = drawElement(random);
    if (random.chance((round & 32768) === 0 ? 0.6 : 0.3)) tested.set(element, drawValue(random));
    else if (random.chance(0.8) || elements.size === 0) tested.remove(element);
    else {
      const ref = elements.sample();
      assert(tested.model.delete(keyOf(elements, ref)));
      elements.remove(ref);
    }
    if (round % 1000 === 0) tested.assertMemory();
    if (round % 10_000 === 0) tested.assertContents();
    if (round % 50 === 0) elements.compact(random.below(2 ** 32));
  }
  tested.assertContents();
  for (const element of [...tested.model.keys()]) tested.remove(element);
  tested.assertMemory();
  assertEquals(tested.keyspace.handles.used, 0);
});

Deno.test("elements keep a double each", () => {
  const tested = new Tested();
  const { elements } = tested;
  const doubles = [0, -0, 1.5, -Infinity, 1e300, 5e-324];
  for (const double of doubles) {
    const element = fromLatin1(`e${double}${Object.is(double, -0)}`);
    assertEquals(elements.find(element, 0, element.length), 0);
    const ref = elements.addDouble(element, 0, element.length, double);
    assert(Object.is(elements.double(ref), double));
  }
  tested.assertMemory();
  const copy = new ElementMap(tested.keyspace);
  const pairs: [string, number][] = [];
  elements.copyInto(copy, true, (from, to) => {
    assertEquals(keyOf(elements, from), keyOf(copy, to));
    pairs.push([keyOf(copy, to), copy.double(to)]);
  });
  assertEquals(pairs.length, doubles.length);
  for (const [element, double] of pairs) {
    const ref = elements.find(fromLatin1(element), 0, element.length);
    assert(Object.is(elements.double(ref), double));
    elements.setDouble(ref, 7);
    assertEquals(elements.double(ref), 7);
  }
});

Deno.test("a copy has all elements and shares nothing", () => {
  const tested = new Tested();
  for (let i = 0; i < 5000; i++) tested.set(`e${i}`, "v".repeat(i % 50));
  const { keyspace } = tested;
  const copy = new ElementMap(keyspace);
  tested.elements.copyInto(copy, false);
  tested.assertContents(copy);
  assertEquals(keyspace.usedMemory, tested.before + tested.elements.memory + copy.memory);
  for (const count of tested.elements.free()) assert(count >= 0);
  assertEquals(keyspace.usedMemory, tested.before + copy.memory);
  tested.assertContents(copy);
});

Deno.test("walks see each element once", () => {
  const tested = new Tested();
  const { elements } = tested;
  for (const size of [1, 15, 900, 20_000]) {
    while (tested.model.size < size) tested.set(`e${tested.model.size}`, "");
    const walks = [
      (cursor: number, into: Ref[]) => elements.collect(cursor, into),
      (cursor: number, into: Ref[]) => elements.scan(cursor, 10, into),
    ];
    for (const walk of walks) {
      const seen: string[] = [];
      let cursor = 0;
      do {
        const refs: Ref[] = [];
        cursor = walk(cursor, refs);
        for (const ref of refs) seen.push(`${keyOf(elements, ref)}=`);
      } while (cursor !== 0);
      assertEquals(seen.sort(), tested.entries());
    }
  }
});

Deno.test("elements are moved out of sparse memory, and whoever asked is told", () => {
  const tested = new Tested();
  const { elements, keyspace: { arena } } = tested;
  for (let i = 0; i < 200_000; i++) tested.set(`e${i}`, "v".repeat(400));
  for (let i = 0; i < 200_000; i++) if (i % 10 !== 0) tested.remove(`e${i}`);
  tested.assertMemory();
  const { used, reserved } = arena;
  let moves = 0;
  for (let walks = 0; walks < 2; walks++) {
    const known = new Map<Ref, string>();
    elements.forEach((ref) => known.set(ref, keyOf(elements, ref)));
    arena.beginEmptying();
    let from = 0;
    do {
      from = elements.compact(from, (before, after) => {
        assertEquals(keyOf(elements, after), known.get(before));
        moves++;
      });
    } while (from !== 0);
    arena.endEmptying();
  }
  assert(moves > 5000, `${moves} were moved`);
  assertEquals(arena.used, used);
  assert(arena.reserved < reserved / 2, `${arena.reserved} of ${reserved} bytes are left`);
  tested.assertContents();
});

Deno.test("elements are freed a segment at a time", () => {
  const tested = new Tested();
  for (let i = 0; i < 20_000; i++) tested.set(`e${i}`, "value");
  let [steps, elements] = [0, 0];
  let last = tested.keyspace.usedMemory;
  for (const count of tested.elements.free()) {
    assert(count <= 1024 && tested.keyspace.usedMemory < last);
    last = tested.keyspace.usedMemory;
    elements += count;
    steps++;
  }
  assert(steps > 20);
  assertEquals([elements, tested.keyspace.usedMemory], [20_000, tested.before]);
});

Deno.test("readers get all elements before any of them changes, and nothing moves meanwhile", () => {
  const changes: ((tested: Tested) => void)[] = [
    (tested) => tested.set("new", "1"),
    (tested) => tested.set("e5", "other"),
    (tested) => tested.set("e5", "longer than before"),
    (tested) => tested.remove("e5"),
    ({ elements }) => elements.remove(elements.sample()),
    (tested) => {
      tested.find("another");
      tested.elements.addDouble(fromLatin1("another"), 0, 7, 1);
    },
    ({ elements }) => void elements.free().next(),
    ({ keyspace }) => keyspace.flush(keyspace.databases, false),
  ];
  for (const change of changes) {
    const tested = new Tested();
    const { elements, keyspace } = tested;
    for (let i = 0; i < 2000; i++) tested.set(`e${i}`, `value`);
    let settled = 0;
    const reader: Reader = {
      settle() {
        settled++;
        tested.assertContents();
        stopReading(reader, elements, keyspace.readers);
      },
    };
    startReading(reader, elements, keyspace.readers);
    assertEquals([elements.compact(0), settled], [0, 0]);
    change(tested);
    assertEquals([settled, elements.readers, keyspace.readers.size], [1, null, 0]);
  }
});

Deno.test("an element for which there is no memory changes nothing", () => {
  const tested = new Tested();
  const { arena } = tested.keyspace;
  const { alloc } = arena;
  const withBlocks = (blocks: number, task: () => void) => {
    let left = blocks;
    arena.alloc = (units) => {
      if (left-- === 0) throw new RangeError("No memory");
      return alloc.call(arena, units);
    };
    try {
      task();
    } finally {
      arena.alloc = alloc;
    }
  };
  for (let i = 0; i < 3000; i++) {
    const element = `e${i}`;
    for (let blocks = 0;; blocks++) {
      const add = () => withBlocks(blocks, () => tested.set(element, "value"));
      try {
        add();
        break;
      } catch {
        assertEquals(tested.find(element), 0);
        tested.assertMemory();
      }
    }
  }
  assertThrows(() => withBlocks(0, () => tested.set("e7", "a longer value")), RangeError);
  assertEquals(valueOf(tested.elements, tested.find("e7")), "value");
  tested.assertContents();
  tested.assertMemory();
});
