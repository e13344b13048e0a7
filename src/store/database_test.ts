import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { SeededRandom } from "../../tests/support/fakes/random.ts";
import { fromString, utf8 } from "../bytes/mod.ts";
import { type Ref, SLAB_SHIFT, UNIT_MASK } from "./arena.ts";
import { type Database, KEEP_DEADLINE } from "./database.ts";
import { encodingName } from "./encoding.ts";
import { AccessMode, Keyspace } from "./keyspace.ts";
import { LONG_KEY, MAX_DEADLINE, MAX_INLINE_VALUE, NO_DEADLINE, Span, StringEncoding, Type } from "./record.ts";

const START = 1_700_000_000_000;
const { AUTO, RAW, EMBSTR } = StringEncoding;

function keyspaceAt(now: number, databases = 2): Keyspace {
  const keyspace = new Keyspace(databases, () => 0);
  keyspace.setTime(now);
  return keyspace;
}

function put(
  database: Database,
  name: string,
  value: Uint8Array | string,
  deadline = NO_DEADLINE,
  encoding: number = AUTO,
): void {
  const key = fromString(name);
  const bytes = typeof value === "string" ? fromString(value) : value;
  database.setString(key, 0, key.length, bytes, 0, bytes.length, deadline, encoding);
}

function peek(database: Database, name: string): Ref {
  const key = fromString(name);
  return database.peek(key, 0, key.length);
}

function valueOf(database: Database, name: string): string | null {
  const ref = peek(database, name);
  if (ref === 0) return null;
  const { buf, start, end } = database.value(ref, new Span());
  return utf8(buf, start, end);
}

function remove(database: Database, name: string): boolean {
  const key = fromString(name);
  return database.remove(key, 0, key.length);
}

function move(database: Database, name: string, into: Database, newName: string): void {
  const key = fromString(newName);
  database.moveTo(peek(database, name), into, key, 0, key.length);
}

function copy(database: Database, name: string, into: Database, newName: string): void {
  const key = fromString(newName);
  database.copyTo(peek(database, name), into, key, 0, key.length);
}

/** No key is left: all that is still in use is the index. */
function assertEmpty(keyspace: Keyspace): void {
  assertEquals(keyspace.databases.map(({ size, map }) => [size, map.volatile, map.deadlines]), [[0, 0, 0], [0, 0, 0]]);
  assertEquals([keyspace.usedMemory, keyspace.handles.used], [keyspace.indexMemory, 0]);
}

interface Entry {
  value: Uint8Array;
  deadline: number;
  encoding: number;
}

/** Two databases and a plain model beside each. */
class Tested {
  readonly keyspace = keyspaceAt(START);
  readonly models: Map<string, Entry>[] = [new Map(), new Map()];
  readonly random: SeededRandom;
  readonly names: string[];

  constructor(seed: number) {
    this.random = new SeededRandom(seed);
    this.names = Array.from({ length: 40 }, (_, i) => "k".repeat([0, 1, 16, LONG_KEY - 1, LONG_KEY, 6000][i % 6]) + i);
  }

  step(): void {
    const { keyspace, random } = this;
    const index = random.below(2);
    const name = this.names[random.below(this.names.length)];
    const action = random.below(100);
    if (action < 40) this.set(index, name);
    else if (action < 50) this.setDeadline(index, name);
    else if (action < 60) this.resize(index, name);
    else if (action < 70) this.remove(index, name);
    else if (action < 90) this.transfer(index, name, action < 80);
    else if (action < 96) this.pass(random.below(50));
    else if (action < 98) this.swap();
    else this.flush(index);
    if (random.chance(0.1)) keyspace.graveyard.freeSome(() => random.chance(0.9));
  }

  randomValue(): Uint8Array {
    const { random } = this;
    const kind = random.below(100);
    const length = kind < 70
      ? random.below(100)
      : kind < 95
      ? random.below(20_000)
      : MAX_INLINE_VALUE - 3 + random.below(random.chance(0.5) ? 7 : 2_000_000);
    const value = new Uint8Array(length);
    random.fill(value.subarray(0, 64));
    random.fill(value.subarray(-64));
    return value;
  }

  /** The model's entry if its deadline has not passed. */
  entry(index: number, name: string): Entry | undefined {
    const entry = this.models[index].get(name);
    if (entry === undefined || entry.deadline === 0 || entry.deadline > this.keyspace.now) return entry;
    this.models[index].delete(name);
    return undefined;
  }

  randomDeadline(): number {
    return this.random.chance(0.5) ? NO_DEADLINE : this.keyspace.now + this.random.between(1, 200);
  }

  set(index: number, name: string): void {
    const value = this.randomValue();
    const before = this.entry(index, name);
    const keep = this.random.chance(0.2);
    const deadline = keep ? before?.deadline ?? NO_DEADLINE : this.randomDeadline();
    const encoding = this.random.below(3);
    const { dirty } = this.keyspace;
    put(this.keyspace.databases[index], name, value, keep ? KEEP_DEADLINE : deadline, encoding);
    assert(this.keyspace.dirty === dirty + 1 || before === undefined);
    this.models[index].set(name, { value, deadline, encoding });
  }

  setDeadline(index: number, name: string): void {
    const entry = this.entry(index, name);
    if (entry === undefined) return;
    entry.deadline = this.randomDeadline();
    const database = this.keyspace.databases[index];
    const ref = database.setDeadline(peek(database, name), entry.deadline);
    assertEquals(ref, peek(database, name));
  }

  resize(index: number, name: string): void {
    const entry = this.entry(index, name);
    if (entry === undefined) return;
    const length = this.randomValue().length;
    const value = new Uint8Array(length);
    value.set(entry.value.subarray(0, length));
    entry.value = value;
    entry.encoding = RAW;
    const database = this.keyspace.databases[index];
    const ref = database.resizeString(peek(database, name), length, RAW);
    assertEquals(ref, peek(database, name));
  }

  remove(index: number, name: string): void {
    const there = this.entry(index, name) !== undefined;
    assertEquals(remove(this.keyspace.databases[index], name), there);
    this.models[index].delete(name);
  }

  /** Moves or copies to another key, another database or both. */
  transfer(index: number, name: string, moves: boolean): void {
    const { databases } = this.keyspace;
    const entry = this.entry(index, name);
    const target = this.random.below(2);
    const newName = this.names[this.random.below(this.names.length)];
    if (entry === undefined || (target === index && newName === name)) return;
    if (moves) move(databases[index], name, databases[target], newName);
    else copy(databases[index], name, databases[target], newName);
    this.models[target].set(newName, { ...entry });
    if (moves) this.models[index].delete(name);
  }

  /** Time passes; half the time, keys go unasked. */
  pass(ms: number): void {
    this.keyspace.setTime(this.keyspace.now + ms);
    if (this.random.chance(0.5)) { while (this.keyspace.expireDue(() => this.random.chance(0.5))); }
  }

  swap(): void {
    this.keyspace.swap(0, 1);
    this.models.reverse();
  }

  flush(index: number): void {
    const { databases } = this.keyspace;
    const all = this.random.chance(0.3);
    const flushed = all ? databases : [databases[index]];
    const keys = flushed.reduce((sum, { size }) => sum + size, 0);
    assertEquals(this.keyspace.flush(flushed, this.random.chance(0.7)), keys);
    this.models.forEach((model, i) => (all || i === index) && model.clear());
  }

  check(): void {
    const { keyspace, models, names } = this;
    const span = new Span();
    for (const [index, database] of keyspace.databases.entries()) {
      for (const name of names) {
        const entry = this.entry(index, name);
        const ref = peek(database, name);
        assertEquals(ref !== 0, entry !== undefined);
        if (entry === undefined) continue;
        assertEquals([database.deadline(ref), database.type(ref)], [entry.deadline, Type.STRING]);
        if (database.encoding(ref) !== StringEncoding.HUGE) assertEquals(database.encoding(ref), entry.encoding);
        assertEquals(utf8(...range(database.key(ref, span))), name);
        const value = database.value(ref, span).view();
        assert(value.length === entry.value.length && value.every((byte, i) => byte === entry.value[i]));
      }
      assertEquals(database.size, models[index].size);
      assertEquals(database.map.volatile, [...models[index].values()].filter(({ deadline }) => deadline !== 0).length);
    }
  }

  /** Removes every key in one way or another. */
  dispose(): void {
    const { keyspace, names, random } = this;
    for (const [index, database] of keyspace.databases.entries()) {
      for (const name of names) if (random.chance(0.5)) this.remove(index, name);
      if (random.chance(0.5)) {
        for (const name of names) {
          if (this.entry(index, name) !== undefined) database.setDeadline(peek(database, name), keyspace.now + 1);
        }
        keyspace.setTime(keyspace.now + 1);
        keyspace.expireDue(() => true);
      } else {
        for (const name of names) remove(database, name);
      }
    }
    while (keyspace.graveyard.freeSome(() => true));
    assertEmpty(keyspace);
  }
}

function range({ buf, start, end }: Span): [Uint8Array, number, number] {
  return [buf, start, end];
}

Deno.test("databases do as plain maps do, and give all memory back", () => {
  fc.assert(
    fc.property(fc.nat(), (seed) => {
      const tested = new Tested(seed);
      for (let step = 0; step < 600; step++) {
        tested.step();
        if (step % 100 === 99) tested.check();
      }
      tested.check();
      tested.dispose();
    }),
    { numRuns: 12 },
  );
});

Deno.test("emptying everything gives back what the start had, at once", () => {
  const keyspace = keyspaceAt(START);
  const [first, second] = keyspace.databases;
  const { usedMemory } = keyspace;
  for (const later of [false, true]) {
    for (let i = 0; i < 5000; i++) {
      put(i & 1 ? first : second, `key:${i}`, `value:${i}`, i % 3 ? NO_DEADLINE : START + i);
    }
    put(first, "k".repeat(5000), new Uint8Array(2_000_000));
    assertEquals(keyspace.flush(keyspace.databases, later), 5001);
    assertEquals([keyspace.usedMemory, keyspace.arena.reserved, keyspace.pendingFrees], [usedMemory, 1 << 24, 0]);
    assertEquals([keyspace.queue.due, first.size], [Infinity, 0]);
  }
});

Deno.test("a database that empties in the background gives its memory back in slices", () => {
  const keyspace = keyspaceAt(START);
  const [first, second] = keyspace.databases;
  put(second, "stays", "here");
  const { usedMemory } = keyspace;
  for (let i = 0; i < 5000; i++) put(first, `key:${i}`, `value:${i}`, START + 10);
  assertEquals([keyspace.flush([first], true), first.size, keyspace.pendingFrees], [5000, 0, 5000]);
  put(first, "key:1", "new");
  keyspace.setTime(START + 10);
  keyspace.expireDue(() => true);
  let slices = 1;
  while (keyspace.graveyard.freeSome(() => false)) slices++;
  assert(slices > 5);
  assertEquals([keyspace.pendingFrees, keyspace.expired], [0, 0]);
  assertEquals([valueOf(first, "key:1"), valueOf(second, "stays")], ["new", "here"]);
  remove(first, "key:1");
  assertEquals(keyspace.usedMemory, usedMemory);
});

Deno.test("emptying everything while a database empties in the background leaves nothing behind", () => {
  const keyspace = keyspaceAt(START);
  const [first, second] = keyspace.databases;
  const { usedMemory } = keyspace;
  put(second, "stays", "for now");
  for (const stop of [0, 3, 1e9]) {
    for (let i = 0; i < 3000; i++) put(first, `key:${i}`, "value");
    keyspace.flush([first], true);
    let left = stop;
    keyspace.graveyard.freeSome(() => left-- > 0 && keyspace.pendingFrees > 0);
    keyspace.flush(keyspace.databases, true);
    assertEquals([keyspace.usedMemory, keyspace.pendingFrees], [usedMemory, 0]);
    for (let i = 0; i < 3000; i++) put(first, `key:${i}`, "value");
    while (keyspace.graveyard.freeSome(() => true));
    for (let i = 0; i < 3000; i++) assertEquals(valueOf(first, `key:${i}`), "value");
    keyspace.flush(keyspace.databases, false);
  }
});

Deno.test("lookups count hits and misses, and mark the access", () => {
  const keyspace = keyspaceAt(START);
  const [database] = keyspace.databases;
  put(database, "key", "value", START + 10_000);
  const key = fromString("key");
  keyspace.setTime(START + 5000);
  const written = Math.floor(START / 1000) & 0xffffff;
  assertEquals(database.accessClock(peek(database, "key")), written);
  assertEquals(database.accessClock(database.lookupWrite(key, 0, 3)), written + 5);
  keyspace.setTime(START + 7000);
  assertEquals(database.accessClock(database.lookup(key, 0, 3)), written + 7);
  keyspace.accessMode = AccessMode.NONE;
  keyspace.setTime(START + 9000);
  assertEquals(database.accessClock(database.lookup(key, 0, 3)), written + 7);
  keyspace.setTime(START + 10_000);
  assertEquals(database.lookup(key, 0, 3), 0);
  assertEquals([keyspace.hits, keyspace.misses, keyspace.expired, database.size], [2, 1, 1, 0]);
});

Deno.test("moving and deadlines keep the access clock, the encoding and the bytes, whatever the type", () => {
  const keyspace = keyspaceAt(START);
  const [first, second] = keyspace.databases;
  for (const type of Object.values(Type)) {
    put(first, "key", "\u0001\u0002\u0003\u0004", NO_DEADLINE, EMBSTR);
    const made = peek(first, "key");
    keyspace.arena.words[made >>> SLAB_SHIFT][(made & UNIT_MASK) << 1] |= type;
    first.setAccessClock(made, 0xabcdef);
    first.setDeadline(made, START + 5);
    move(first, "key", first, "k".repeat(5000));
    move(first, "k".repeat(5000), second, "moved");
    const ref = second.setDeadline(peek(second, "moved"), NO_DEADLINE);
    assertEquals([second.type(ref), second.encoding(ref), second.accessClock(ref)], [type, EMBSTR, 0xabcdef]);
    assertEquals(valueOf(second, "moved"), "\u0001\u0002\u0003\u0004");
    remove(second, "moved");
  }
  assertEmpty(keyspace);
});

Deno.test("moving and deadlines do not copy a huge value", () => {
  const keyspace = keyspaceAt(START);
  const [first, second] = keyspace.databases;
  put(first, "key", new Uint8Array(3_000_000).fill(7));
  const { buf } = first.value(peek(first, "key"), new Span());
  first.setDeadline(peek(first, "key"), START + 5);
  move(first, "key", second, "moved");
  second.setDeadline(peek(second, "moved"), NO_DEADLINE);
  assert(second.value(peek(second, "moved"), new Span()).buf === buf);
  copy(second, "moved", second, "copied");
  remove(second, "moved");
  assertEquals(valueOf(second, "copied"), "\u0007".repeat(3_000_000));
  remove(second, "copied");
  assertEmpty(keyspace);
});

Deno.test("a deadline is exact up to the latest possible, and later ones are that", () => {
  const keyspace = keyspaceAt(START);
  const [database] = keyspace.databases;
  for (const deadline of [START + 1, 2 ** 41, 2 ** 48 + 12345, MAX_DEADLINE]) {
    put(database, "key", "value", deadline);
    assertEquals(database.deadline(peek(database, "key")), deadline);
    put(database, "other", "value");
    assertEquals(database.deadline(database.setDeadline(peek(database, "other"), deadline)), deadline);
  }
  put(database, "key", "value", 2 ** 63);
  assertEquals(database.deadline(peek(database, "key")), MAX_DEADLINE);
  assertEquals(database.deadline(database.setDeadline(peek(database, "other"), 2 ** 63)), MAX_DEADLINE);
});

Deno.test("expiry stops when told to and goes on where it stopped", () => {
  const keyspace = keyspaceAt(START);
  const [database] = keyspace.databases;
  for (let i = 0; i < 3000; i++) put(database, `key:${i}`, "value", START + 10 + (i % 2) * 10);
  assertEquals([keyspace.queue.due, keyspace.expireDue(() => true), keyspace.expired], [START + 10, false, 0]);
  keyspace.setTime(START + 10);
  let slices = 1;
  while (keyspace.expireDue(() => false)) slices++;
  assert(slices >= 1500 / 64);
  assertEquals([keyspace.expired, database.size, keyspace.queue.due], [1500, 1500, START + 20]);
  keyspace.setTime(START + 20);
  keyspace.expireDue(() => true);
  assertEquals([keyspace.expired, database.size, keyspace.queue.due], [3000, 0, Infinity]);
});

Deno.test("the observer hears of every change once, before the key goes", () => {
  const keyspace = keyspaceAt(START);
  const [first, second] = keyspace.databases;
  let heard: string[] = [];
  const name = (buf: Uint8Array, start: number, end: number) => utf8(buf, start, end);
  keyspace.observer = {
    touched: (database, ...key) => heard.push(`touched ${database.index} ${name(...key)}`),
    expired: (database, ...key) => heard.push(`expired ${database.index} ${name(...key)}`),
    replaced: (database) => heard.push(`replaced ${database.index}`),
  };
  const steps: [() => void, string[]][] = [
    [() => put(first, "a", "1"), ["touched 0 a"]],
    [() => put(first, "a", "longer than before"), ["touched 0 a"]],
    [() => first.setDeadline(peek(first, "a"), START + 5), ["touched 0 a"]],
    [() => first.resizeString(peek(first, "a"), 400, RAW), ["touched 0 a"]],
    [() => copy(first, "a", second, "b"), ["touched 1 b"]],
    [() => move(first, "a", second, "b"), ["touched 0 a", "touched 1 b"]],
    [() => remove(first, "a"), []],
    [() => keyspace.setTime(START + 5), []],
    [() => peek(second, "b"), ["expired 1 b"]],
    [() => put(second, "c", "1"), ["touched 1 c"]],
    [() => remove(second, "c"), ["touched 1 c"]],
    [() => keyspace.swap(0, 1), ["replaced 0", "replaced 1"]],
    [() => keyspace.flush([first], false), ["replaced 0"]],
    [() => keyspace.flush(keyspace.databases, true), ["replaced 0", "replaced 1"]],
  ];
  for (const [step, expected] of steps) {
    heard = [];
    step();
    assertEquals(heard, expected, step.toString());
  }
});

Deno.test("a string that is given keeps its buffer if it is huge, and is copied otherwise", () => {
  const keyspace = keyspaceAt(START);
  const [database] = keyspace.databases;
  for (const name of ["key", "k".repeat(LONG_KEY)]) {
    const key = fromString(name);
    for (const length of [0, 5, MAX_INLINE_VALUE, MAX_INLINE_VALUE + 1, 3_000_000]) {
      const bytes = new Uint8Array(length).fill(7);
      const { dirty } = keyspace;
      put(database, name, "old", START + 1000);
      database.giveString(key, 0, key.length, bytes, RAW);
      assertEquals(keyspace.dirty, dirty + 2);
      const value = database.value(peek(database, name), new Span());
      assertEquals([value.length, value.buf === bytes], [length, length > MAX_INLINE_VALUE]);
      assert(value.view().every((byte) => byte === 7));
      assertEquals(database.deadline(peek(database, name)), NO_DEADLINE);
      assertEquals(encodingName(database, peek(database, name)), "raw");
    }
    remove(database, name);
  }
  assertEmpty(keyspace);
});

Deno.test("the encoding of a string can be set by itself", () => {
  const keyspace = keyspaceAt(START);
  const [database] = keyspace.databases;
  put(database, "key", "12", START + 1000);
  const { dirty } = keyspace;
  for (const [encoding, name] of [[RAW, "raw"], [AUTO, "int"], [EMBSTR, "embstr"]] as const) {
    database.setEncoding(peek(database, "key"), encoding);
    assertEquals(encodingName(database, peek(database, "key")), name);
  }
  assertEquals([valueOf(database, "key"), database.deadline(peek(database, "key"))], ["12", START + 1000]);
  assertEquals(keyspace.dirty, dirty);
  put(database, "key", new Uint8Array(MAX_INLINE_VALUE + 1));
  database.setEncoding(peek(database, "key"), AUTO);
  assertEquals(database.value(peek(database, "key"), new Span()).length, MAX_INLINE_VALUE + 1);
});

Deno.test("what OBJECT ENCODING says of a string", () => {
  const [database] = keyspaceAt(START).databases;
  const name = (value: string, encoding: number) => {
    put(database, "key", value, NO_DEADLINE, encoding);
    return encodingName(database, peek(database, "key"));
  };
  for (const value of ["0", "-1", "123", "9223372036854775807", "-9223372036854775808"]) {
    assertEquals([AUTO, EMBSTR, RAW].map((encoding) => name(value, encoding)), ["int", "embstr", "raw"]);
  }
  for (const value of ["", "-0", "+1", "01", "9223372036854775808", "a", "a".repeat(44)]) {
    assertEquals([AUTO, EMBSTR, RAW].map((encoding) => name(value, encoding)), ["embstr", "embstr", "raw"]);
  }
  for (const value of ["a".repeat(45), "1".repeat(45), "a".repeat(MAX_INLINE_VALUE + 1)]) {
    assertEquals([AUTO, EMBSTR, RAW].map((encoding) => name(value, encoding)), ["raw", "raw", "raw"]);
  }
});

Deno.test("a record's memory is its block, its share of the index and what it holds outside", () => {
  const [database] = keyspaceAt(START).databases;
  put(database, "key", "value");
  const { indexBytes } = database.map;
  assertEquals(database.memoryOf(peek(database, "key")), 16 + indexBytes);
  put(database, "key", new Uint8Array(2_000_000));
  assertEquals(database.memoryOf(peek(database, "key")), 24 + indexBytes + 2_000_000);
  remove(database, "key");
  put(database, "k".repeat(5000), "value");
  assertEquals(database.memoryOf(peek(database, "k".repeat(5000))), 24 + indexBytes + 5000);
});
