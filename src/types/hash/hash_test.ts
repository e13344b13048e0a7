import { assert, assertEquals } from "@std/assert";
import { SeededRandom } from "../../../tests/support/fakes/random.ts";
import { fromString, utf8 } from "../../bytes/mod.ts";
import { type Database, encodingName, EntryText, Keyspace, NO_DEADLINE } from "../../store/mod.ts";
import { FieldCursor } from "./field_cursor.ts";
import { Hash } from "./hash.ts";
import { installHashes } from "./install.ts";

const START = 1_700_000_000_000;
const FAR = 40 * 24 * 3600 * 1000;

interface Field {
  value: string;
  deadline: number;
}

/** Hashes in a keyspace, and a plain model beside each. */
class Tested {
  readonly keyspace: Keyspace;
  readonly db: Database;
  readonly hash = new Hash();
  readonly models = new Map<string, Map<string, Field>>();
  now = START;
  readonly #empty: number;

  constructor(readonly random: SeededRandom) {
    this.keyspace = new Keyspace(2, (limit) => random.below(limit));
    this.keyspace.setTime(START);
    installHashes(this.keyspace);
    [this.db] = this.keyspace.databases;
    this.#empty = this.keyspace.usedMemory;
  }

  /** The model of a key as it is now: without what has passed. */
  live(key: string): Map<string, Field> {
    const model = this.models.get(key) ?? new Map<string, Field>();
    for (const [name, { deadline }] of model) if (deadline !== NO_DEADLINE && deadline <= this.now) model.delete(name);
    if (model.size === 0) this.models.delete(key);
    return model;
  }

  open(key: string): Hash | null {
    const bytes = fromString(key);
    const ref = this.db.peek(bytes, 0, bytes.length);
    return ref === 0 ? null : this.hash.open(this.db, ref);
  }

  /** Sets fields in the way of HSET. Returns how many are new. */
  set(key: string, pairs: readonly (readonly [string, string])[]): number {
    const parts = [key, ...pairs.flat()].map(fromString);
    const buf = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    const [start, end] = [new Int32Array(parts.length), new Int32Array(parts.length)];
    let at = 0;
    parts.forEach((part, i) => {
      buf.set(part, start[i] = at);
      end[i] = at += part.length;
    });
    const ref = this.db.peek(buf, start[0], end[0]);
    const last = parts.length - 1;
    const added = ref === 0
      ? this.hash.create(this.db, buf, start, end, 0, 1, last)
      : this.hash.open(this.db, ref).setAll(buf, start, end, 1, last);
    this.hash.close(pairs.length);
    return added;
  }

  find(hash: Hash, name: string): string | null {
    const bytes = fromString(name);
    const span = hash.find(bytes, 0, bytes.length);
    return span === null ? null : utf8(span.buf, span.start, span.end);
  }

  /** All that the walk over a hash shows, sorted. */
  contents(hash: Hash | null): string[] {
    const shown: string[] = [];
    if (hash === null) return shown;
    const cursor = new FieldCursor().open(hash, this.now);
    const text = ({ buf, start, end }: EntryText) => utf8(buf, start, end);
    while (cursor.next()) shown.push(`${text(cursor.field)}=${text(cursor.value)}`);
    return shown.sort();
  }

  /** What the models say of a key, as {@linkcode Tested.contents} has it. */
  expected(key: string): string[] {
    return [...this.live(key)].map(([name, { value }]) => `${name}=${value}`).sort();
  }

  /** Lets time pass and expiry do its work. */
  advance(ms: number): void {
    this.now += ms;
    this.keyspace.setTime(this.now);
  }

  remove(key: string): void {
    const bytes = fromString(key);
    this.db.remove(bytes, 0, bytes.length);
    this.models.delete(key);
  }

  /** All memory is that of the index and of the records, large hashes included. */
  assertMemory(): void {
    const { graveyard, indexMemory, records } = this.keyspace;
    while (graveyard.freeSome(() => true));
    let bytes = indexMemory;
    this.db.map.forEach((ref) => bytes += records.memory(ref));
    assertEquals(bytes, this.keyspace.usedMemory);
  }

  /** Nothing is left: memory is what it was. */
  assertEmpty(): void {
    for (const key of [...this.models.keys()]) this.remove(key);
    while (this.keyspace.graveyard.freeSome(() => true));
    const { arena, databases, handles } = this.keyspace;
    assertEquals(databases.map(({ size }) => size), [0, 0]);
    // Ticks stay with the segment that has had deadlines, and the index's capacity stays.
    assertEquals(this.keyspace.usedMemory, this.keyspace.indexMemory);
    assertEquals([handles.used, arena.outside], [0, databases.reduce((sum, { map }) => sum + map.heapBytes, 0)]);
    assert(this.keyspace.usedMemory >= this.#empty);
  }
}

/** Draws from pools that are small enough for things to meet. */
class Drawing {
  constructor(readonly random: SeededRandom) {}

  key(): string {
    return `hash:${this.random.below(6)}`;
  }

  field(): string {
    const { random } = this;
    const number = random.chance(0.7) ? random.below(20) : random.below(900);
    switch (random.below(8)) {
      case 0:
        return String(number);
      case 1:
        return "";
      case 2:
        return "f".repeat(random.between(60, 70));
      case 3:
        return random.chance(0.02) ? "long".repeat(1100) : `-${number}`;
      default:
        return `field:${number}`;
    }
  }

  value(): string {
    const { random } = this;
    switch (random.below(8)) {
      case 0:
        return "";
      case 1:
        return "v".repeat(random.between(60, 70));
      case 2:
        return random.chance(0.01) ? "V".repeat(random.between(1, 1_200_000)) : String(random.below(2 ** 31));
      default:
        return String(random.below(1000));
    }
  }

  pairs(): (readonly [string, string])[] {
    const count = this.random.chance(0.9) ? this.random.between(1, 4) : this.random.between(20, 200);
    return Array.from({ length: count }, () => [this.field(), this.value()] as const);
  }

  deadline(now: number): number {
    const { random } = this;
    return random.chance(0.1) ? now + FAR + random.below(1000) : now + random.between(1, 3000);
  }
}

type Step = (tested: Tested, draw: Drawing) => void;

const steps: readonly (readonly [number, Step])[] = [
  [8, stepSet],
  [8, stepFind],
  [3, stepReplace],
  [6, stepDeadline],
  [5, stepRemove],
  [1, stepCompare],
  [1, stepMove],
  [1, stepPass],
  [0.3, stepLimits],
  [0.2, (tested, draw) => tested.remove(draw.key())],
  [0.5, stepSample],
];

function stepSet(tested: Tested, draw: Drawing): void {
  const [key, pairs] = [draw.key(), draw.pairs()];
  const model = tested.live(key);
  const added = new Set(pairs.map(([name]) => name).filter((name) => !model.has(name))).size;
  assertEquals(tested.set(key, pairs), added);
  for (const [name, value] of pairs) model.set(name, { value, deadline: NO_DEADLINE });
  tested.models.set(key, model);
}

function stepFind(tested: Tested, draw: Drawing): void {
  const [key, name] = [draw.key(), draw.field()];
  const model = tested.live(key).get(name);
  const hash = tested.open(key);
  const found = hash === null ? null : tested.find(hash, name);
  assertEquals(found, model?.value ?? null);
  if (found !== null) assertEquals(hash!.deadline, model!.deadline);
  hash?.close();
}

function stepReplace(tested: Tested, draw: Drawing): void {
  const [key, name, value] = [draw.key(), draw.field(), draw.value()];
  const hash = tested.open(key);
  if (hash === null) return;
  if (tested.find(hash, name) !== null) {
    const bytes = fromString(value);
    hash.replace(bytes, 0, bytes.length);
    const model = tested.live(key).get(name)!;
    model.value = value;
    assertEquals([tested.find(hash, name), hash.deadline], [value, model.deadline]);
  }
  hash.close(1);
}

function stepDeadline(tested: Tested, draw: Drawing): void {
  const [key, name] = [draw.key(), draw.field()];
  const hash = tested.open(key);
  if (hash === null) return;
  if (tested.find(hash, name) !== null) {
    const deadline = draw.random.chance(0.2) ? NO_DEADLINE : draw.deadline(tested.now);
    hash.setDeadline(deadline);
    const model = tested.live(key).get(name)!;
    model.deadline = deadline;
    // What was found stays found.
    assertEquals(hash.deadline, deadline);
    const [field, value] = [new EntryText(), new EntryText()];
    hash.read(field, value);
    assertEquals([utf8(field.buf, field.start, field.end), utf8(value.buf, value.start, value.end)], [
      name,
      model.value,
    ]);
  }
  hash.close(1);
}

function stepRemove(tested: Tested, draw: Drawing): void {
  const [key, name] = [draw.key(), fromString(draw.field())];
  const text = utf8(name, 0, name.length);
  const hash = tested.open(key);
  if (hash === null) return;
  const removed = hash.remove(name, 0, name.length);
  const model = tested.live(key);
  // A field whose deadline has passed may be there still.
  if (model.has(text)) assert(removed);
  model.delete(text);
  if (model.size === 0) tested.models.delete(key);
  hash.close(removed ? 1 : 0);
}

function stepCompare(tested: Tested, draw: Drawing): void {
  const key = draw.key();
  const hash = tested.open(key);
  assertEquals(tested.contents(hash), tested.expected(key));
  if (hash !== null) {
    assert(hash.size >= tested.live(key).size);
    const first = Math.min(...[...tested.live(key).values()].map(({ deadline }) => deadline || Infinity));
    assert(hash.due <= first, "the earliest deadline is known");
  }
}

/** Copies a hash, or moves it. */
function stepMove(tested: Tested, draw: Drawing): void {
  const [key, to] = [draw.key(), draw.key()];
  const bytes = fromString(key);
  const target = fromString(to);
  const ref = tested.db.peek(bytes, 0, bytes.length);
  if (ref === 0 || key === to) return;
  const model = tested.live(key);
  const copy = new Map([...model].map(([name, field]) => [name, { ...field }]));
  if (draw.random.chance(0.5)) tested.db.copyTo(ref, tested.db, target, 0, target.length);
  else {
    tested.db.moveTo(ref, tested.db, target, 0, target.length);
    tested.models.delete(key);
  }
  if (copy.size > 0) tested.models.set(to, copy);
  else tested.models.delete(to);
}

/** Lets time pass; now and then expiry removes all that is due, or something else takes the place of a hash. */
function stepPass(tested: Tested, draw: Drawing): void {
  const { db, keyspace } = tested;
  tested.advance(draw.random.chance(0.02) ? FAR : draw.random.between(0, 400));
  if (!draw.random.chance(0.5)) return;
  keyspace.expireDue(() => true);
  assert(keyspace.queue.due > tested.now);
  for (const key of tested.models.keys()) {
    const size = tested.live(key).size;
    assertEquals(tested.open(key)?.size ?? 0, size, "all fields went on time");
  }
  if (!draw.random.chance(0.1)) return;
  const key = fromString(draw.key());
  db.setString(key, 0, key.length, key, 0, key.length, NO_DEADLINE, 0);
  const ref = db.peek(key, 0, key.length);
  assertEquals(db.fieldsDue(ref), Infinity);
  keyspace.setTime(tested.now + 2 * FAR);
  keyspace.expireDue(() => true);
  tested.advance(2 * FAR);
  db.remove(key, 0, key.length);
  tested.models.delete(utf8(key, 0, key.length));
}

function stepLimits(tested: Tested, draw: Drawing): void {
  const { limits } = tested.keyspace;
  limits.hashEntries = [512, 128, 16, 0, 4000][draw.random.below(5)];
  limits.hashValue = [64, 8, 0, 5000, 1_000_000][draw.random.below(5)];
}

function stepSample(tested: Tested, draw: Drawing): void {
  const key = draw.key();
  const hash = tested.open(key);
  if (hash === null) return;
  while (hash.due <= tested.now) hash.expire(1000);
  if (hash.size > 0) {
    hash.sample();
    const field = new EntryText();
    hash.read(field, new EntryText());
    assert(tested.live(key).has(utf8(field.buf, field.start, field.end)));
  }
  hash.close();
}

function draws(random: SeededRandom): Step {
  const total = steps.reduce((sum, [weight]) => sum + weight, 0);
  let at = random.below(2 ** 30) / 2 ** 30 * total;
  return steps.find(([weight]) => (at -= weight) < 0)![1];
}

Deno.test("a hash does as a map does, through all forms, with deadlines of fields, and gives its memory back", () => {
  const seed = crypto.getRandomValues(new Uint32Array(1))[0];
  console.log(`seed ${seed}`);
  for (let run = 0; run < 4; run++) {
    const tested = new Tested(new SeededRandom(seed + run));
    const draw = new Drawing(tested.random);
    for (let i = 0; i < 50_000; i++) {
      draws(tested.random)(tested, draw);
      if (i % 1000 === 0) tested.assertMemory();
    }
    for (const key of [...tested.models.keys()]) assertEquals(tested.contents(tested.open(key)), tested.expected(key));
    tested.advance(10 * FAR);
    tested.keyspace.expireDue(() => true);
    for (const key of [...tested.models.keys()]) assertEquals(tested.contents(tested.open(key)), tested.expected(key));
    tested.assertEmpty();
  }
});

Deno.test("a hash has the form that Redis would give it", () => {
  const tested = new Tested(new SeededRandom(1));
  const form = () => encodingName(tested.db, tested.open("h")!.ref);
  const pairs = Array.from({ length: 512 }, (_, i) => [`f${i}`, "v"] as const);
  assertEquals(tested.set("h", pairs), 512);
  assertEquals([form(), tested.open("h")!.size], ["listpack", 512]);
  tested.set("h", [["f0", "v".repeat(64)]]);
  assertEquals(form(), "listpack");
  tested.set("h", [["f512", ""]]);
  assertEquals([form(), tested.open("h")!.size], ["hashtable", 513]);
  tested.remove("h");
  tested.set("h", [["f", "v".repeat(65)]]);
  assertEquals(form(), "hashtable");
  tested.remove("h");
  assertEquals(tested.set("h", [["a", "1"], ["b", "2"], ["a", "3"]]), 2);
  assertEquals([form(), tested.contents(tested.open("h"))], ["listpack", ["a=3", "b=2"]]);
  tested.find(tested.open("h")!, "a");
  tested.hash.setDeadline(START + 5);
  assertEquals([form(), tested.db.fieldsDue(tested.hash.ref)], ["listpackex", START + 5]);
  tested.remove("h");
  tested.assertEmpty();
});
