import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { type Readable, type Reader, Readers, startReading, stopReading } from "./readers.ts";

/** A collection as small as can be. */
class Numbers implements Readable {
  readers: Readers | null = null;
  #values: number[];

  constructor(values: number[]) {
    this.#values = values;
  }

  get values(): readonly number[] {
    return this.#values;
  }

  set(index: number, value: number): void {
    if (this.readers !== null) this.readers.settle();
    if (this.#values.length > 0) this.#values[index % this.#values.length] = value;
  }

  clear(): void {
    if (this.readers !== null) this.readers.settle();
    this.#values = [];
  }
}

/** Reads a few numbers at a time. */
class NumberReader implements Reader {
  readonly got: number[] = [];
  readonly expected: readonly number[];
  reading = true;

  constructor(readonly numbers: Numbers, readonly all: Readers) {
    this.expected = [...numbers.values];
    startReading(this, numbers, all);
  }

  read(count: number): void {
    if (!this.reading) return;
    this.got.push(...this.numbers.values.slice(this.got.length, this.got.length + count));
    if (this.got.length === this.numbers.values.length) this.stop();
  }

  settle(): void {
    assert(this.reading);
    this.read(Infinity);
  }

  stop(): void {
    if (!this.reading) return;
    this.reading = false;
    stopReading(this, this.numbers, this.all);
  }
}

Deno.test("readers get what the collection was when they began, whatever happens to it meanwhile", () => {
  const collection = fc.nat(2);
  const step = fc.oneof(
    fc.record({ do: fc.constant("start" as const), collection }),
    fc.record({ do: fc.constant("read" as const), reader: fc.nat(20), count: fc.nat(4) }),
    fc.record({ do: fc.constant("stop" as const), reader: fc.nat(20) }),
    fc.record({ do: fc.constant("set" as const), collection, index: fc.nat(), value: fc.nat() }),
    fc.record({ do: fc.constant("clear" as const), collection }),
    fc.record({ do: fc.constant("drop all" as const) }),
  );
  fc.assert(fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
    const all = new Readers();
    let collections = [3, 7, 12].map((size) => new Numbers(Array.from({ length: size }, (_, i) => i)));
    const readers: NumberReader[] = [];
    for (const each of steps) {
      if (each.do === "start") readers.push(new NumberReader(collections[each.collection], all));
      else if (each.do === "read") readers[each.reader]?.read(each.count);
      else if (each.do === "stop") readers[each.reader]?.stop();
      else if (each.do === "set") collections[each.collection].set(each.index, each.value);
      else if (each.do === "clear") collections[each.collection].clear();
      else {
        all.settle();
        collections = collections.map(() => new Numbers([1, 2, 3, 4, 5]));
      }
      for (const { got, expected } of readers) assertEquals(got, expected.slice(0, got.length));
      assertEquals(all.size, readers.filter(({ reading }) => reading).length);
      for (const numbers of collections) {
        const count = readers.filter((reader) => reader.reading && reader.numbers === numbers).length;
        assertEquals(numbers.readers?.size ?? 0, count);
        assertEquals(numbers.readers === null, count === 0);
      }
    }
  }));
});

Deno.test("one who does not read can stop as often as it likes", () => {
  const all = new Readers();
  const numbers = new Numbers([1]);
  const reader = new NumberReader(numbers, all);
  for (let i = 0; i < 3; i++) stopReading(reader, numbers, all);
  assertEquals([numbers.readers, all.size], [null, 0]);
});
