import { assert, assertEquals } from "@std/assert";
import { SeededRandom } from "../../../tests/support/fakes/random.ts";
import { fromLatin1, latin1 } from "../../bytes/mod.ts";
import {
  Compaction,
  type Database,
  encodingName,
  Keyspace,
  PackedEntry,
  type Reader,
  startReading,
  stopReading,
} from "../../store/mod.ts";
import type { LargeList } from "./large_list.ts";
import { List } from "./list.ts";
import { ListCursor } from "./list_cursor.ts";

const LIST_SIZES = [-1, -2, -3, -4, -5, 0, 1, 3, 128] as const;
const MB = 1024 * 1024;

/** Lists in a keyspace, and an array of texts beside each. */
class Tested {
  readonly keyspace: Keyspace;
  readonly db: Database;
  readonly list = new List();
  readonly cursor = new ListCursor();
  readonly models = new Map<string, string[]>();
  readonly compaction: Compaction;

  constructor(readonly random = new SeededRandom(1), listSize = -2) {
    this.keyspace = new Keyspace(1, (limit) => random.below(limit));
    this.keyspace.limits.listSize = listSize;
    this.compaction = new Compaction(this.keyspace);
    [this.db] = this.keyspace.databases;
  }

  model(key: string): string[] {
    return this.models.get(key) ?? [];
  }

  /** The list of a key, `null` if there is none. */
  open(key: string): List | null {
    const bytes = fromLatin1(key);
    const ref = this.db.peek(bytes, 0, bytes.length);
    return ref === 0 ? null : this.list.open(this.db, ref);
  }

  push(key: string, texts: readonly string[], front: boolean): void {
    const { buf, starts, ends } = spread([key, ...texts]);
    const list = this.open(key) ?? this.list.create(this.db, buf, starts[0], ends[0]);
    list.pushAll(buf, starts, ends, 1, texts.length, front);
    const model = this.model(key);
    this.models.set(key, front ? [...texts.toReversed(), ...model] : [...model, ...texts]);
  }

  removeEnd(key: string, front: boolean, count: number): void {
    this.open(key)!.removeEnd(front, count);
    const model = this.model(key);
    this.models.set(key, front ? model.slice(count) : model.slice(0, model.length - count));
    this.dropEmpty(key);
  }

  replace(key: string, index: number, text: string): void {
    this.open(key)!.replace(index, fromLatin1(text), 0, text.length);
    this.models.set(key, this.model(key).with(index, text));
  }

  insert(key: string, index: number, text: string): void {
    this.open(key)!.insert(index, fromLatin1(text), 0, text.length);
    this.models.set(key, this.model(key).toSpliced(index, 0, text));
  }

  removeEqual(key: string, text: string, count: number): void {
    const removed = this.open(key)!.removeEqual(fromLatin1(text), 0, text.length, count);
    const model = count < 0 ? this.model(key).toReversed() : this.model(key);
    let left = count === 0 ? Infinity : Math.abs(count);
    const kept = model.filter((each) => each !== text || left-- <= 0);
    assertEquals(removed, model.length - kept.length);
    this.models.set(key, count < 0 ? kept.reverse() : kept);
    this.dropEmpty(key);
  }

  rotate(key: string, front: boolean): void {
    this.open(key)!.rotate(front);
    const model = this.model(key);
    this.models.set(key, front ? [...model.slice(1), model[0]] : [model.at(-1)!, ...model.slice(0, -1)]);
  }

  dropEmpty(key: string): void {
    if (this.list.length > 0) return;
    this.db.drop(this.list.ref);
    this.models.delete(key);
  }

  remove(key: string): void {
    const bytes = fromLatin1(key);
    assertEquals(this.db.remove(bytes, 0, bytes.length), this.models.delete(key));
  }

  /** Entries from number `index` on, or backwards from there, at most `most`. */
  walk(list: List, index: number, forwards: boolean, most = Infinity): string[] {
    const { cursor } = this;
    const texts: string[] = [];
    cursor.open(list, index, forwards);
    while (texts.length < most && cursor.next()) {
      texts.push(latin1(cursor.entry.buf, cursor.entry.start, cursor.entry.end));
    }
    return texts;
  }

  /** Every list is what its model is. */
  assertContents(): void {
    assertEquals(this.db.size, this.models.size);
    for (const [key, model] of this.models) {
      const list = this.open(key)!;
      assertEquals(list.length, model.length);
      assertSame(this.walk(list, 0, true), model);
      assertSame(this.walk(list, model.length - 1, false), model.toReversed());
      assertSound(list);
    }
  }

  /** All memory is that of the index and of the records, large lists included. */
  assertMemory(): void {
    const { graveyard, indexMemory, records } = this.keyspace;
    while (graveyard.freeSome(() => true));
    let bytes = indexMemory;
    this.db.map.forEach((ref) => bytes += records.memory(ref));
    assertEquals(this.keyspace.usedMemory, bytes);
  }

  /** Removes all; memory is what it was at the start, but for the places of the index. */
  assertEmptied(): void {
    for (const key of [...this.models.keys()]) this.remove(key);
    this.assertMemory();
    assertEquals([this.keyspace.handles.used, this.keyspace.readers.size], [0, 0]);
    assertEquals(this.keyspace.usedMemory, this.keyspace.indexMemory);
  }
}

/** Somebody who reads a large list in parts: gets it as it was at the start, whatever happens to it meanwhile. */
class Reading implements Reader {
  readonly #cursor = new ListCursor();

  constructor(readonly keyspace: Keyspace, readonly large: LargeList, readonly expected: readonly string[]) {
    this.#cursor.openLarge(large, 0, true);
    startReading(this, large, keyspace.readers);
  }

  settle(): void {
    const texts: string[] = [];
    const { entry } = this.#cursor;
    while (this.#cursor.next()) texts.push(latin1(entry.buf, entry.start, entry.end));
    assertSame(texts, this.expected);
    stopReading(this, this.large, this.keyspace.readers);
  }
}

/** The texts one after the other, and where each of them is. */
function spread(texts: readonly string[]) {
  const buf = fromLatin1(texts.join(""));
  const starts = new Int32Array(texts.length);
  const ends = new Int32Array(texts.length);
  let at = 0;
  texts.forEach((text, i) => {
    starts[i] = at;
    ends[i] = at += text.length;
  });
  return { buf, starts, ends };
}

/** As `assertEquals`, quick for long arrays of long texts. */
function assertSame(actual: readonly string[], expected: readonly string[]): void {
  const at = expected.findIndex((text, i) => text !== actual[i]);
  if (at >= 0 || actual.length !== expected.length) {
    throw new Error(`${actual.length} entries for ${expected.length}, number ${at} is ${actual[at]?.slice(0, 100)}`);
  }
}

/** The table of a large list's chunks is in itself right. */
function assertSound({ large }: List): void {
  if (large === null) return;
  const { chunks } = large;
  let [size, bytes] = [0, 0];
  for (let i = 0; i < chunks.length; i++) {
    assert(chunks.count(i) > 0, "no chunk is empty");
    assert(chunks.floor(i) <= chunks.start(i) && chunks.end(i) <= chunks.ceiling(i), "entries are within their chunk");
    size += chunks.count(i);
    bytes += chunks.used(i);
  }
  assertEquals([size, bytes], [large.size, large.bytes]);
}

/** Draws from pools that are small enough for equal entries. */
class Drawing {
  constructor(readonly random: SeededRandom) {}

  key(): string {
    return `list:${this.random.below(4)}`;
  }

  text(): string {
    const { random } = this;
    switch (random.below(12)) {
      case 0:
        return "";
      case 1:
        return "x".repeat(random.between(60, 70));
      case 2:
        return random.chance(0.05) ? "long".repeat(random.between(1, 25_000)) : "y".repeat(random.between(100, 5000));
      case 3:
        return String(random.between(-70_000, 70_000));
      case 4:
        return "9007199254740993";
      default:
        return random.chance(0.5) ? String(random.below(10)) : `entry:${random.below(20)}`;
    }
  }

  texts(): string[] {
    const { random } = this;
    const count = random.chance(0.9) ? random.between(1, 3) : random.between(4, random.chance(0.9) ? 60 : 600);
    return Array.from({ length: count }, () => this.text());
  }
}

type Step = (tested: Tested, draw: Drawing, key: string) => void;

/** The last ones need a list that is there. */
const grow: readonly Step[] = [
  (tested, draw, key) => tested.push(key, draw.texts(), draw.random.chance(0.5)),
  (tested, draw, key) => tested.push(key, draw.texts(), draw.random.chance(0.5)),
  (tested, draw, key) => tested.insert(key, draw.random.between(0, tested.model(key).length), draw.text()),
  (tested, draw, key) => tested.insert(key, draw.random.between(0, tested.model(key).length), draw.text()),
];

const shrink: readonly Step[] = [
  (tested, draw, key) => tested.removeEnd(key, draw.random.chance(0.5), 1),
  (tested, draw, key) => {
    const { length } = tested.model(key);
    const most = draw.random.chance(0.1) ? length : Math.min(length, 40);
    tested.removeEnd(key, draw.random.chance(0.5), draw.random.between(1, most));
  },
  (tested, draw, key) => {
    const text = draw.random.chance(0.7) ? draw.random.below(10).toString() : draw.text();
    tested.removeEqual(key, text, draw.random.chance(0.05) ? 0 : draw.random.between(-3, 3));
  },
];

const other: readonly Step[] = [
  (tested, draw, key) => tested.replace(key, draw.random.below(tested.model(key).length), draw.text()),
  (tested, draw, key) => tested.replace(key, draw.random.below(tested.model(key).length), draw.text()),
  (tested, draw, key) => tested.rotate(key, draw.random.chance(0.5)),
  (tested, draw, key) => {
    const model = tested.model(key);
    const index = draw.random.below(model.length);
    const { buf, start, end } = tested.open(key)!.read(index);
    assertEquals(latin1(buf, start, end), model[index]);
  },
  (tested, draw, key) => {
    const model = tested.model(key);
    const index = draw.random.below(model.length);
    const list = tested.open(key)!;
    assertSame(tested.walk(list, index, true, 30), model.slice(index, index + 30));
    assertSame(tested.walk(list, index, false, 30), model.slice(Math.max(0, index - 29), index + 1).reverse());
  },
  (tested, draw, key) => {
    if (!draw.random.chance(0.1)) return;
    const copy = fromLatin1("copy");
    tested.db.copyTo(tested.open(key)!.ref, tested.db, copy, 0, copy.length);
    tested.models.set("copy", [...tested.model(key)]);
  },
  (tested, _draw, key) => {
    const { large } = tested.open(key)!;
    if (large !== null) new Reading(tested.keyspace, large, [...tested.model(key)]);
  },
  (tested) => void tested.compaction.step(() => false),
];

function step(tested: Tested, draw: Drawing, grows: boolean): void {
  const { random } = draw;
  const key = draw.key();
  if (random.chance(0.001)) tested.keyspace.limits.listSize = LIST_SIZES[random.below(LIST_SIZES.length)];
  if (!tested.models.has(key)) return grow[random.below(2)](tested, draw, key);
  const steps = random.chance(0.3) ? other : random.chance(grows ? 0.65 : 0.25) ? grow : shrink;
  steps[random.below(steps.length)](tested, draw, key);
}

Deno.test("a list does as an array does, through all forms and sizes of chunks, and gives its memory back", () => {
  const seed = crypto.getRandomValues(new Uint32Array(1))[0];
  console.log(`seed ${seed}`);
  LIST_SIZES.forEach((listSize, i) => {
    const tested = new Tested(new SeededRandom(seed + i), listSize);
    const draw = new Drawing(tested.random);
    for (let done = 0; done < 24_000; done++) {
      step(tested, draw, (done & 4096) === 0);
      if (done % 500 === 0) tested.assertMemory();
      if (done % 2000 === 0) tested.assertContents();
    }
    tested.assertContents();
    tested.assertEmptied();
  });
});

Deno.test("a long list is found its way about in from both ends", () => {
  const random = new SeededRandom(crypto.getRandomValues(new Uint32Array(1))[0]);
  console.log(`seed ${random.seed}`);
  const tested = new Tested(random);
  const texts = Array.from({ length: 100_000 }, (_, i) => `element:${i}`);
  for (let i = 0; i < texts.length; i += 1000) tested.push("k", texts.slice(i, i + 1000), i % 3000 === 0);
  const model = tested.model("k");
  tested.assertContents();
  const list = tested.open("k")!;
  for (
    const index of [
      0,
      1,
      49_999,
      50_000,
      99_998,
      99_999,
      ...Array.from({ length: 200 }, () => random.below(100_000)),
    ]
  ) {
    const { buf, start, end } = list.read(index);
    assertEquals(latin1(buf, start, end), model[index]);
    assertSame(tested.walk(list, index, true, 1000), model.slice(index, index + 1000));
    assertSame(tested.walk(list, index, false, 1000), model.slice(Math.max(0, index - 999), index + 1).reverse());
  }
  // 13 bytes of text and 2 of its entry; the ends of the list have room to grow.
  assert(list.large!.memory < 100_000 * 15.3, `${list.large!.memory} bytes`);
  tested.assertEmptied();
});

Deno.test("a cursor tells which entries equal another", () => {
  const tested = new Tested(new SeededRandom(1), 3);
  tested.push("k", ["a", "7", "b", "a", "07", "7"], false);
  const { cursor } = tested;
  const places = (text: string, forwards: boolean) => {
    const entry = new PackedEntry().text(fromLatin1(text), 0, text.length);
    cursor.open(tested.open("k")!, forwards ? 0 : 5, forwards);
    return Array.from({ length: 6 }, () => cursor.advance() && cursor.isAt(entry));
  };
  assertEquals(places("a", true), [true, false, false, true, false, false]);
  assertEquals(places("7", false), [true, false, false, false, true, false]);
  assertEquals([cursor.advance(), cursor.next()], [false, false]);
});

Deno.test("chunks take no more memory than their entries need, however these came", () => {
  const bytes = (tested: Tested) => tested.open("k")!.large!.memory;
  const text = "a text of 20 letters";
  for (const listSize of [1, 3, -1, -5]) {
    const tested = new Tested(new SeededRandom(1), listSize);
    tested.push("k", Array(10_000).fill(text), false);
    tested.assertMemory();
    // An entry of 22 bytes, which takes 24 with a row of the table where it is alone in its chunk; -5: room at the end.
    assert(bytes(tested) < 10_000 * (listSize > 0 ? 75 : 24) + 70_000, `${bytes(tested)} bytes at ${listSize}`);
    for (let i = 0; i < 3000; i++) tested.insert("k", 1 + i * 2, text);
    tested.assertMemory();
    assert(bytes(tested) < 13_000 * (listSize > 0 ? 75 : 48) + 70_000, `${bytes(tested)} bytes at ${listSize}`);
    tested.assertContents();
    tested.assertEmptied();
  }
});

Deno.test("an entry beyond the largest block has a buffer of its own, which goes with it", () => {
  const tested = new Tested();
  const { handles } = tested.keyspace;
  const huge = "h".repeat(4.5 * MB);
  tested.push("k", ["a", huge, "b"], false);
  assertEquals(handles.used, 4.5 * MB + 9);
  tested.push("k", [`${huge}2`], true);
  tested.assertContents();
  tested.assertMemory();
  tested.rotate("k", true);
  tested.insert("k", 2, "between");
  tested.insert("k", 3, `${huge}3`);
  tested.replace("k", 3, "small");
  tested.replace("k", 0, `${huge}4`);
  tested.replace("k", 0, `${huge}5`);
  tested.assertContents();
  tested.assertMemory();
  tested.removeEqual("k", huge, 1);
  assertEquals(handles.used, 2 * (4.5 * MB + 10));
  const copy = fromLatin1("copy");
  tested.db.copyTo(tested.open("k")!.ref, tested.db, copy, 0, copy.length);
  tested.models.set("copy", tested.model("k"));
  tested.assertContents();
  tested.removeEnd("k", true, 1);
  tested.removeEnd("k", false, 1);
  tested.assertContents();
  assertEquals(handles.used, 2 * (4.5 * MB + 10));
  tested.replace("copy", 0, "a");
  assertEquals(handles.used, 4.5 * MB + 10);
  tested.assertEmptied();
});

Deno.test("a list has the form that Redis 7.2 would give it", () => {
  const tested = new Tested();
  const form = () => encodingName(tested.db, tested.open("k")!.ref);
  // Seven bytes are the head and the end of a listpack; Redis counts the texts of what is pushed.
  tested.push("k", ["x".repeat(8192 - 7)], false);
  assertEquals(form(), "listpack");
  tested.push("k", [""], false);
  assertEquals(form(), "quicklist");
  tested.removeEnd("k", false, 1);
  assertEquals(form(), "quicklist");
  tested.replace("k", 0, "x".repeat(4096 - 7 - 4 + 1));
  assertEquals(form(), "quicklist");
  tested.replace("k", 0, "x".repeat(4096 - 7 - 4));
  assertEquals(form(), "listpack");
  tested.remove("k");
  tested.keyspace.limits.listSize = 4;
  tested.push("k", ["1", "2", "3", "4"], true);
  assertEquals(form(), "listpack");
  tested.push("k", ["5"], true);
  assertEquals(form(), "quicklist");
  tested.removeEnd("k", true, 1);
  tested.removeEqual("k", "2", 1);
  assertEquals(form(), "quicklist");
  tested.removeEnd("k", false, 1);
  assertEquals(form(), "listpack");
  // So many empty texts take no bytes by Redis's count, and more than a record has.
  tested.keyspace.limits.listSize = -2;
  tested.push("k", Array(100_000).fill(""), false);
  assertEquals(form(), "quicklist");
  tested.assertContents();
  tested.assertEmptied();
});

Deno.test("a list for which there is no memory stays as it was", () => {
  const seed = crypto.getRandomValues(new Uint32Array(1))[0];
  console.log(`seed ${seed}`);
  for (const listSize of [-1, -5, 3]) {
    const tested = new Tested(new SeededRandom(seed), listSize);
    const draw = new Drawing(tested.random);
    for (let done = 0; done < 3000; done++) {
      const key = draw.key();
      const steps = tested.models.has(key) ? [...grow, ...shrink, ...other] : grow.slice(0, 2);
      tryStep(tested, draw, key, steps[tested.random.below(steps.length)]);
    }
    tested.assertContents();
    tested.assertEmptied();
  }
});

/** Takes a step while only some allocations succeed, more and more of them until the step does. */
function tryStep(tested: Tested, draw: Drawing, key: string, take: Step): void {
  const { arena, handles } = tested.keyspace;
  for (let blocks = 0;; blocks++) {
    let left = blocks;
    const fail = () => {
      if (left-- === 0) throw new RangeError("No memory");
    };
    const [alloc, add] = [arena.alloc, handles.add];
    arena.alloc = (units) => (fail(), alloc.call(arena, units));
    handles.add = (buffer) => (fail(), add.call(handles, buffer));
    try {
      take(tested, draw, key);
      return;
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
    } finally {
      arena.alloc = alloc;
      handles.add = add;
    }
    tested.assertContents();
    tested.assertMemory();
  }
}
