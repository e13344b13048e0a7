import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { SeededRandom } from "../../tests/support/fakes/random.ts";
import { copyBytes, fromString, hashBytes } from "../bytes/mod.ts";
import { Arena, type Ref, SLAB_SHIFT, UNIT, UNIT_MASK } from "./arena.ts";
import { ByteMap, endOf, HASHES } from "./byte_map.ts";
import { ExpiryQueue } from "./expiry.ts";
import { deadlineOf, HANDLE_BYTES, HandleTable, HAS_DEADLINE, LONG_KEY, writeDeadline, writeHandle } from "./record.ts";

type Hash = (key: Uint8Array) => number;

const goodHash: Hash = (key) => hashBytes(key, 0, key.length);
const DAY = 86_400_000;
const START = 1_700_000_000_000;

/** A map over records of its own, with a plain model beside it. */
class Tested {
  readonly arena = new Arena();
  readonly handles = new HandleTable();
  readonly queue = new ExpiryQueue();
  readonly map = new ByteMap(
    { expire() {}, due: (ref) => deadlineOf(this.arena, ref) },
    this.arena,
    this.handles,
    this.queue,
  );
  readonly model = new Map<string, { key: Uint8Array; ref: Ref; deadline: number }>();
  now = START;

  constructor(readonly hash: Hash) {}

  find(name: string): Ref {
    const key = fromString(name);
    // In the middle of a buffer, as keys of requests are.
    const framed = new Uint8Array(key.length + 7).fill(0x2a);
    framed.set(key, 3);
    return this.map.find(framed, 3, 3 + key.length, this.hash(key));
  }

  /** Adds a key that is not there, without a deadline, but with room for one. */
  insert(name: string): void {
    const key = fromString(name);
    const isLong = key.length >= LONG_KEY;
    const length = isLong ? HANDLE_BYTES : key.length;
    const ref = this.arena.alloc((16 + length + 7) >>> 3);
    const words = this.arena.words[ref >>> SLAB_SHIFT];
    const bytes = this.arena.bytes[ref >>> SLAB_SHIFT];
    const at = (ref & UNIT_MASK) << 1;
    words[at] = HAS_DEADLINE;
    words[at + 1] = isLong ? LONG_KEY : length;
    writeDeadline(this.arena, ref, 0);
    if (isLong) writeHandle(bytes, (at << 2) + 16, this.handles.add(key.slice()));
    else copyBytes(bytes, (at << 2) + 16, key, 0, length);
    this.map.insert(this.hash(key), ref);
    this.model.set(name, { key, ref, deadline: 0 });
  }

  setDeadline(name: string, deadline: number): void {
    const entry = this.model.get(name)!;
    writeDeadline(this.arena, entry.ref, deadline);
    this.map.setDeadline(this.hash(entry.key), entry.ref, entry.deadline, deadline, this.now);
    entry.deadline = deadline;
  }

  remove(name: string): void {
    const { key, ref } = this.model.get(name)!;
    this.setDeadline(name, 0);
    this.map.remove(this.hash(key), ref);
    this.arena.free(ref);
    this.model.delete(name);
  }

  /** Takes out what is due, in slices, and checks that it is just that. */
  expire(most: number): void {
    const byRef = new Map([...this.model].map(([name, { ref }]) => [ref, name]));
    const due: Ref[] = [];
    while (this.queue.due <= this.now) {
      const count = this.map.collectDue(this.queue.first()!, this.now, due, most);
      assert(count <= most);
      for (const ref of due.slice(0, count)) {
        const name = byRef.get(ref)!;
        const { deadline } = this.model.get(name)!;
        assert(deadline !== 0 && deadline <= this.now, `${name} is not due`);
        this.remove(name);
      }
    }
    for (const [name, { deadline }] of this.model) {
      assert(deadline === 0 || deadline > this.now, `${name} is overdue`);
      assert(deadline === 0 || this.queue.due <= deadline, `The queue sleeps past ${name}`);
    }
  }

  check(): void {
    const { map, model } = this;
    assertEquals(map.size, model.size);
    const seen = new Set<Ref>();
    map.forEach((ref) => seen.add(ref));
    assertEquals(seen, new Set([...model.values()].map(({ ref }) => ref)));
    for (const [name, { ref }] of model) assertEquals(this.find(name), ref);
    const deadlines = [...model.values()].map(({ deadline }) => deadline).filter(Boolean);
    assertEquals([map.volatile, map.deadlines], [deadlines.length, deadlines.reduce((sum, each) => sum + each, 0)]);
    this.#checkSegments();
  }

  /** Segments cover all hashes without a gap, hold what belongs to them, and wake for it in time. */
  #checkSegments(): void {
    let hash = 0;
    let total = 0;
    for (const segment of this.map.segments()) {
      assertEquals(segment.prefix * 2 ** (32 - segment.depth), hash);
      let count = 0;
      this.map.forEachIn(segment, (ref, each) => {
        assert((each >>> 0) >= hash && (each >>> 0) < endOf(segment));
        const deadline = deadlineOf(this.arena, ref);
        assert(
          deadline === 0 || (segment.due <= deadline && segment.queueIndex >= 0),
          "A segment sleeps past a deadline",
        );
        count++;
      });
      assertEquals(segment.used, count);
      assert(this.map.segmentOf(hash | 0) === segment && this.map.segmentOf((endOf(segment) - 1) | 0) === segment);
      hash = endOf(segment);
      total += count;
    }
    assertEquals([hash, total], [HASHES, this.model.size]);
  }

  /** Removes all, and checks that all memory is back. */
  dispose(): void {
    for (const name of [...this.model.keys()]) this.remove(name);
    this.check();
    for (const count of this.map.free(() => {})) assertEquals(count, 0);
    assertEquals([this.arena.used, this.queue.due], [0, Infinity]);
  }
}

/** Random keys come, go and get deadlines; time passes. */
function exercise(hash: Hash, seed: number, steps: number, keys: number): void {
  const random = new SeededRandom(seed);
  const tested = new Tested(hash);
  const long = "k".repeat(LONG_KEY - 1);
  for (let step = 0; step < steps; step++) {
    const number = random.below(keys);
    const name = number % 50 === 0 ? long + number : `key:${number}`;
    const present = tested.model.has(name);
    assertEquals(tested.find(name) !== 0, present);
    const growing = ((step / keys) & 1) === 0;
    if (!present) {
      if (random.chance(growing ? 0.9 : 0.1)) tested.insert(name);
    } else if (random.chance(growing ? 0.1 : 0.6)) {
      tested.remove(name);
    } else if (random.chance(0.5)) {
      const later = random.chance(0.1) ? random.below(100) * DAY : random.below(20_000);
      tested.setDeadline(name, random.chance(0.2) ? 0 : tested.now + 1 + later);
    }
    if (step % 5000 === 4999) tested.check();
    if (step % 500 === 499) {
      tested.now += random.chance(0.05) ? random.below(40) * DAY : random.below(4000);
      tested.expire(random.between(1, 64));
    }
  }
  tested.check();
  tested.dispose();
}

Deno.test("keys come, go and expire as in a plain map", () => {
  fc.assert(fc.property(fc.nat(), (seed) => exercise(goodHash, seed, 30_000, 8_000)), { numRuns: 4 });
});

for (
  const [name, hash] of Object.entries<Hash>({
    "of eight values": (key) => Math.imul(goodHash(key) & 7, 0x2545f491),
    "that differs in its low bits only": (key) => goodHash(key) & 0xfff,
    "that differs in its high bits only": (key) => goodHash(key) & 0xfff00000,
    "with clusters at the ends": (key) => goodHash(key) & 0xfff ^ (goodHash(key) >> 31),
  })
) {
  Deno.test(`the same with a hash ${name}`, () => {
    fc.assert(fc.property(fc.nat(), (seed) => exercise(hash, seed, 6000, 500)), { numRuns: 3 });
  });
}

Deno.test("more keys of one hash than a segment has places end in longer chains, not in endless splits", () => {
  const tested = new Tested(() => 0x12345678);
  for (let i = 0; i < 2000; i++) tested.insert(`key:${i}`);
  for (let i = 0; i < 2000; i += 3) tested.setDeadline(`key:${i}`, START + 1 + (i % 10));
  tested.check();
  tested.now += 5;
  tested.expire(64);
  tested.check();
  for (let i = 1; i < 2000; i += 3) tested.remove(`key:${i}`);
  tested.check();
  tested.dispose();
});

Deno.test("a map splits as it grows and merges as it shrinks", () => {
  const tested = new Tested(goodHash);
  const count = () => [...tested.map.segments()].length;
  const { indexBytes } = tested.map;
  assertEquals(count(), 1);
  for (let i = 0; i < 20_000; i++) tested.insert(`key:${i}`);
  const most = count();
  assert(most >= 24 && most <= 60, `${most} segments`);
  assert(tested.map.indexBytes / 20_000 < 8 / 0.35, "A place is 8 bytes, and at least 35 % are in use");
  for (let i = 0; i < 19_900; i++) tested.remove(`key:${i}`);
  assert(count() <= 2, `${count()} segments`);
  tested.check();
  tested.dispose();
  assert(tested.map.indexBytes < indexBytes + 20_000);
});

Deno.test("segments that have just merged or split wake in time for what they hold", () => {
  const random = new SeededRandom(7);
  const tested = new Tested(goodHash);
  const names = Array.from({ length: 8000 }, (_, i) => `key:${i}`);
  let segments = 0;
  const checkIfChanged = () => {
    const now = [...tested.map.segments()].length;
    if (now !== segments) tested.check();
    segments = now;
  };
  for (const name of names) {
    tested.insert(name);
    if (random.chance(0.1)) tested.setDeadline(name, START + 1 + random.below(1e6));
    checkIfChanged();
  }
  for (const name of names) {
    tested.remove(name);
    checkIfChanged();
  }
  tested.dispose();
});

Deno.test("used memory counts the index in the arena too", () => {
  const tested = new Tested(goodHash);
  for (let i = 0; i < 5000; i++) tested.insert(`key:${i}`);
  for (let i = 0; i < 5000; i += 2) tested.setDeadline(`key:${i}`, START + 1000);
  const records = [...tested.model.values()].reduce((sum, { ref }) => sum + tested.arena.unitsAt(ref) * 8, 0);
  assertEquals(tested.map.indexBytes - tested.map.heapBytes, tested.arena.used - records);
});

Deno.test("a record takes another's place with its deadline", () => {
  const tested = new Tested(goodHash);
  tested.insert("a");
  tested.setDeadline("a", START + 9);
  const entry = tested.model.get("a")!;
  const copy = tested.arena.alloc(tested.arena.unitsAt(entry.ref));
  const bytes = tested.arena.bytes[0];
  bytes.copyWithin(copy * UNIT, entry.ref * UNIT, (entry.ref + tested.arena.unitsAt(entry.ref)) * UNIT);
  tested.map.replace(goodHash(entry.key), entry.ref, copy);
  tested.arena.free(entry.ref);
  entry.ref = copy;
  tested.check();
  tested.now += 8;
  tested.expire(1);
  assertEquals(tested.find("a"), copy);
  tested.now += 1;
  tested.expire(1);
  assertEquals(tested.find("a"), 0);
});

Deno.test("deadlines beyond 24 days, and clocks set back, are kept to the millisecond", () => {
  const tested = new Tested(goodHash);
  const deadlines = [1, 24 * DAY, 25 * DAY, 49 * DAY, 50 * DAY, 1000 * DAY, 100_000 * DAY].map((ms) => START + ms);
  deadlines.forEach((deadline, i) => {
    tested.insert(`key:${i}`);
    tested.setDeadline(`key:${i}`, deadline);
  });
  deadlines.forEach((deadline, i) => {
    tested.now = deadline - 1;
    tested.expire(64);
    assertEquals(tested.model.size, deadlines.length - i);
    tested.now = deadline;
    tested.expire(64);
    assertEquals(tested.model.size, deadlines.length - i - 1);
  });

  tested.now = START + 1000 * DAY;
  tested.insert("now");
  tested.setDeadline("now", tested.now + 1);
  tested.now = START;
  for (const [name, ms] of [["soon", 10], ["later", 30 * DAY]] as const) {
    tested.insert(name);
    tested.setDeadline(name, START + ms);
  }
  tested.now = START + 10;
  tested.expire(64);
  tested.now = START + 30 * DAY - 1;
  tested.expire(64);
  assertEquals([...tested.model.keys()], ["now", "later"]);
  tested.now += 1;
  tested.expire(64);
  assertEquals([...tested.model.keys()], ["now"]);
});

Deno.test("a random record is any record, about evenly", () => {
  const random = new SeededRandom(42);
  const tested = new Tested(goodHash);
  assertEquals(tested.map.sample((limit) => random.below(limit)), 0);
  for (let i = 0; i < 1000; i++) tested.insert(`key:${i}`);
  const counts = new Map<Ref, number>();
  for (let i = 0; i < 40_000; i++) {
    const ref = tested.map.sample((limit) => random.below(limit));
    counts.set(ref, (counts.get(ref) ?? 0) + 1);
  }
  assertEquals(counts.size, 1000);
  assert(Math.max(...counts.values()) < 100);
  for (let i = 1; i < 1000; i++) tested.remove(`key:${i}`);
  assertEquals(tested.map.sample((limit) => random.below(limit)), tested.find("key:0"));
});
