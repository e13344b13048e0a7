import { assert, assertEquals } from "@std/assert";
import { SeededRandom } from "../../../tests/support/fakes/random.ts";
import { fromLatin1, latin1 } from "../../bytes/mod.ts";
import {
  Compaction,
  type Database,
  encodingName,
  Keyspace,
  type Reader,
  type Span,
  startReading,
  stopReading,
} from "../../store/mod.ts";
import type { LargeSet } from "./_large_set.ts";
import { MemberSet } from "./member_set.ts";
import { SetCursor } from "./set_cursor.ts";

const MAX_INT64 = 2n ** 63n - 1n;

/** Sets in a keyspace, and a `Set` of texts beside each. */
class Tested {
  readonly keyspace: Keyspace;
  readonly db: Database;
  readonly set = new MemberSet();
  readonly cursor = new SetCursor();
  readonly models = new Map<string, Set<string>>();
  readonly compaction: Compaction;

  constructor(readonly random = new SeededRandom(1)) {
    this.keyspace = new Keyspace(1, (limit) => random.below(limit));
    this.compaction = new Compaction(this.keyspace);
    [this.db] = this.keyspace.databases;
  }

  /** The set of a key, `null` if there is none. */
  open(key: string): MemberSet | null {
    const bytes = fromLatin1(key);
    const ref = this.db.peek(bytes, 0, bytes.length);
    return ref === 0 ? null : this.set.open(this.db, ref);
  }

  /** Adds members as SADD does. */
  add(key: string, members: readonly string[]): void {
    let from = 0;
    const set = this.open(key);
    const bytes = members.map(fromLatin1);
    if (set === null) {
      const name = fromLatin1(key);
      this.set.create(this.db, name, 0, name.length, members.length, bytes[0], 0, bytes[0].length);
      this.models.set(key, new Set([members[0]]));
      from = 1;
    } else set.expect(members.length);
    const model = this.models.get(key)!;
    for (let i = from; i < members.length; i++) {
      assertEquals(this.set.add(bytes[i], 0, bytes[i].length), !model.has(members[i]));
      model.add(members[i]);
    }
  }

  has(key: string, member: string): boolean {
    return this.open(key)!.has(fromLatin1(member), 0, member.length);
  }

  removeMember(key: string, member: string): void {
    const model = this.models.get(key)!;
    assertEquals(this.open(key)!.remove(fromLatin1(member), 0, member.length), model.has(member));
    model.delete(member);
    this.dropEmpty(key);
  }

  pop(key: string): void {
    const model = this.models.get(key)!;
    const set = this.open(key)!;
    set.sample();
    const member = text(set.member);
    set.removeSampled();
    assert(model.delete(member), "what was drawn was a member");
    this.dropEmpty(key);
  }

  dropEmpty(key: string): void {
    if (this.set.size > 0) return;
    this.db.drop(this.set.ref);
    this.models.delete(key);
  }

  remove(key: string): void {
    const bytes = fromLatin1(key);
    assertEquals(this.db.remove(bytes, 0, bytes.length), this.models.delete(key));
  }

  form(key: string): string {
    return encodingName(this.db, this.open(key)!.ref);
  }

  /** Every set is what its model is, whichever way one looks at it. */
  assertContents(): void {
    assertEquals(this.db.size, this.models.size);
    for (const [key, model] of this.models) {
      const set = this.open(key)!;
      assertEquals(set.size, model.size);
      const shown: string[] = [];
      const marks: number[] = [];
      for (this.cursor.open(set); this.cursor.next();) {
        shown.push(text(this.cursor.member));
        marks.push(this.cursor.mark);
      }
      assertEquals(shown.length, model.size);
      for (const member of shown) assert(model.has(member));
      marks.forEach((mark, i) => {
        this.cursor.seek(mark);
        assertEquals(text(this.cursor.member), shown[i]);
      });
      for (const member of model) assert(set.has(fromLatin1(member), 0, member.length));
      if (encodingName(this.db, set.ref) === "intset") assertEquals(shown, sorted(model));
    }
  }

  /** All memory is that of the index and of the records, large sets included. */
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
    assertEquals(this.keyspace.usedMemory, this.keyspace.indexMemory);
    assertEquals(this.keyspace.readers.size, 0);
  }
}

function text({ buf, start, end }: Span): string {
  return latin1(buf, start, end);
}

function sorted(integers: Iterable<string>): string[] {
  return [...integers].map(BigInt).sort((a, b) => a < b ? -1 : a > b ? 1 : 0).map(String);
}

/** Somebody who reads a large set in parts: gets it as it was at the start, whatever happens to it meanwhile. */
class Reading implements Reader {
  readonly #cursor = new SetCursor();

  constructor(readonly keyspace: Keyspace, readonly large: LargeSet, readonly expected: ReadonlySet<string>) {
    this.#cursor.openLarge(large);
    startReading(this, large.elements, keyspace.readers);
  }

  settle(): void {
    const shown = new Set<string>();
    while (this.#cursor.next()) shown.add(text(this.#cursor.member));
    assertEquals(shown.size, this.expected.size);
    assert(this.expected.isSubsetOf(shown));
    stopReading(this, this.large.elements, this.keyspace.readers);
  }
}

/** Draws from pools that are small enough for members to meet. */
class Drawing {
  constructor(readonly random: SeededRandom) {}

  key(): string {
    return `set:${this.random.below(6)}`;
  }

  /** An integer, mostly a small one. */
  integer(): string {
    const { random } = this;
    const near = BigInt(random.between(-3, 3));
    const edges = [2n ** 15n, -(2n ** 15n), 2n ** 31n, -(2n ** 31n), 2n ** 53n, -(2n ** 53n), MAX_INT64, -MAX_INT64];
    const edge = edges[random.below(edges.length)] + near;
    if (random.chance(0.02) && BigInt.asIntN(64, edge) === edge) return String(edge);
    return String(random.chance(0.9) ? random.between(-20, 20) : random.between(-40_000, 40_000));
  }

  member(): string {
    const { random } = this;
    switch (random.below(10)) {
      case 0:
        return "";
      case 1:
        return "m".repeat(random.between(60, 68));
      case 2:
        return random.chance(0.02) ? "long".repeat(random.between(1000, 3000)) : `${random.below(9)}`.padStart(20, "0");
      default:
        return random.chance(0.4) ? this.integer() : `member:${random.below(200)}`;
    }
  }

  members(): string[] {
    const { random } = this;
    const count = random.chance(0.9) ? random.between(1, 3) : random.between(4, 300);
    const isOfIntegers = random.chance(0.7);
    return Array.from({ length: count }, () => isOfIntegers ? this.integer() : this.member());
  }
}

type Step = (tested: Tested, draw: Drawing, key: string) => void;

const changes: readonly Step[] = [
  (tested, draw, key) => tested.add(key, draw.members()),
  (tested, draw, key) => tested.removeMember(key, draw.random.chance(0.5) ? draw.integer() : draw.member()),
  (tested, draw, key) => tested.removeMember(key, draw.random.chance(0.5) ? draw.integer() : draw.member()),
  (tested, _draw, key) => tested.pop(key),
];

const others: readonly Step[] = [
  (tested, draw, key) => {
    const member = draw.member();
    assertEquals(tested.has(key, member), tested.models.get(key)!.has(member));
  },
  (tested, draw) => {
    const { limits } = tested.keyspace;
    if (!draw.random.chance(0.02)) return;
    limits.setIntsetEntries = [0, 5, 60, 512][draw.random.below(4)];
    limits.setEntries = [0, 3, 40, 128][draw.random.below(4)];
    limits.setValue = [2, 20, 64][draw.random.below(3)];
  },
  (tested, _draw, key) => {
    const set = tested.open(key)!;
    if (set.large !== null) set.pack();
  },
  (tested, draw, key) => {
    if (!draw.random.chance(0.2)) return;
    const copy = fromLatin1("copy");
    tested.db.copyTo(tested.open(key)!.ref, tested.db, copy, 0, copy.length);
    tested.models.set("copy", new Set(tested.models.get(key)));
  },
  (tested, _draw, key) => {
    const { large } = tested.open(key)!;
    if (large !== null) new Reading(tested.keyspace, large, new Set(tested.models.get(key)));
  },
  (tested) => void tested.compaction.step(() => false),
  (tested, draw, key) => {
    if (draw.random.chance(0.1)) tested.remove(key);
  },
];

function step(tested: Tested, draw: Drawing): void {
  const key = draw.key();
  if (!tested.models.has(key)) return changes[0](tested, draw, key);
  const steps = draw.random.chance(0.8) ? changes : others;
  steps[draw.random.below(steps.length)](tested, draw, key);
}

Deno.test("a set does as a Set does, through all forms, and gives its memory back", () => {
  const seed = crypto.getRandomValues(new Uint32Array(1))[0];
  console.log(`seed ${seed}`);
  for (let run = 0; run < 4; run++) {
    const tested = new Tested(new SeededRandom(seed + run));
    const draw = new Drawing(tested.random);
    for (let done = 0; done < 50_000; done++) {
      step(tested, draw);
      if (done % 500 === 0) tested.assertMemory();
      if (done % 1000 === 0) tested.assertContents();
    }
    tested.assertContents();
    tested.assertEmptied();
  }
});

Deno.test("integers are kept in order, as wide as the widest needs", () => {
  const tested = new Tested();
  const bytes = () => tested.db.value(tested.open("k")!.ref, tested.set.member).length;
  tested.add("k", ["5", "-32768", "32767"]);
  assertEquals(bytes(), 1 + 3 * 2);
  tested.add("k", ["32768"]);
  assertEquals(bytes(), 1 + 4 * 4);
  tested.add("k", ["-2147483648", "2147483647"]);
  assertEquals(bytes(), 1 + 6 * 4);
  tested.add("k", ["-2147483649"]);
  assertEquals(bytes(), 1 + 7 * 8);
  const wide = [2n ** 53n, 2n ** 53n + 1n, -(2n ** 53n) - 1n, MAX_INT64, -MAX_INT64 - 1n, 2n ** 32n, -(2n ** 32n)];
  tested.add("k", wide.map(String));
  assertEquals(tested.form("k"), "intset");
  tested.assertContents();
  for (const other of ["9223372036854775808", "-9223372036854775809", "9007199254740994", "2147483649", "6"]) {
    assert(!tested.has("k", other), other);
  }
  for (const other of ["05", "+5", "5 ", "-0", ""]) assert(!tested.has("k", other), other);
  for (const integer of wide) tested.removeMember("k", String(integer));
  tested.assertContents();
  tested.add("k", ["text"]);
  assertEquals(tested.form("k"), "listpack");
  tested.assertContents();
  tested.assertEmptied();
});

Deno.test("a set has the form that Redis 7.2 would give it", () => {
  const tested = new Tested();
  const integers = (count: number) => Array.from({ length: count }, (_, i) => String(i));
  const texts = (count: number) => Array.from({ length: count }, (_, i) => `m${i}`);
  const forms = (...members: string[][]) => {
    for (const each of members) tested.add("k", each);
    const form = tested.form("k");
    tested.assertContents();
    tested.remove("k");
    return form;
  };
  assertEquals(forms(integers(512)), "intset");
  assertEquals(forms(integers(512), ["512"]), "hashtable");
  assertEquals(forms(integers(513)), "hashtable");
  assertEquals(forms(["1"], integers(513)), "hashtable");
  assertEquals(forms(texts(128)), "listpack");
  assertEquals(forms(texts(128), ["m128"]), "hashtable");
  assertEquals(forms(texts(129)), "hashtable");
  assertEquals(forms(["x".repeat(64)]), "listpack");
  assertEquals(forms(["x".repeat(65)]), "hashtable");
  assertEquals(forms(["1"], ["x".repeat(65)]), "hashtable");
  assertEquals(forms(integers(127), ["x"]), "listpack");
  assertEquals(forms(integers(128), ["x"]), "hashtable");
  assertEquals(forms(["a"], ["1"]), "listpack");
  tested.assertEmptied();
});

Deno.test("whatever the limits, a record holds no more than it should", () => {
  const tested = new Tested();
  Object.assign(tested.keyspace.limits, { setIntsetEntries: 1e9, setEntries: 1e9, setValue: 1e9 });
  tested.add("integers", Array.from({ length: 40_000 }, (_, i) => String(i * 50_000)));
  assertEquals(tested.form("integers"), "hashtable");
  tested.add("mixed", ["1", "x".repeat(1_500_000)]);
  tested.add("text", ["x".repeat(1_500_000), "1"]);
  assertEquals([tested.form("mixed"), tested.form("text")], ["hashtable", "hashtable"]);
  tested.add("texts", Array.from({ length: 40_000 }, (_, i) => `m${i}`));
  assertEquals(tested.form("texts"), "hashtable");
  tested.open("texts")!.pack();
  assertEquals(tested.form("texts"), "hashtable");
  tested.assertContents();
  tested.assertMemory();
  tested.assertEmptied();
});

Deno.test("members are drawn about evenly", () => {
  const tested = new Tested(new SeededRandom(crypto.getRandomValues(new Uint32Array(1))[0]));
  console.log(`seed ${tested.random.seed}`);
  const many = Array.from({ length: 5000 }, (_, i) => `m${i}`);
  tested.add("integers", ["1", "2", "3", "500", "70000", "-4"]);
  tested.add("packed", ["a", "b", "7", "c"]);
  tested.add("large", many.slice(0, 2000));
  // A large set that has shrunk.
  tested.add("sparse", many);
  for (const member of many.slice(7)) tested.removeMember("sparse", member);
  for (const [key, model] of tested.models) {
    const set = tested.open(key)!;
    const counts = new Map([...model].map((member) => [member, 0]));
    const each = 400;
    for (let i = 0; i < each * model.size; i++) {
      set.sample();
      const member = text(set.member);
      counts.set(member, counts.get(member)! + 1);
    }
    const [least, most] = [Math.min(...counts.values()), Math.max(...counts.values())];
    assert(least > each / 2 && most < each * 2, `${key}: ${least} to ${most} times`);
  }
});

Deno.test("a set for which there is no memory stays as it was", () => {
  const seed = crypto.getRandomValues(new Uint32Array(1))[0];
  console.log(`seed ${seed}`);
  const tested = new Tested(new SeededRandom(seed));
  const draw = new Drawing(tested.random);
  for (let done = 0; done < 4000; done++) {
    const key = draw.key();
    const steps = tested.models.has(key) ? [...changes, ...others] : changes.slice(0, 1);
    tryStep(tested, draw, key, steps[draw.random.below(steps.length)]);
  }
  tested.assertContents();
  tested.assertEmptied();
});

/** Takes a step while only some allocations succeed, more and more of them until the step does. */
function tryStep(tested: Tested, draw: Drawing, key: string, take: Step): void {
  const { arena } = tested.keyspace;
  const { alloc } = arena;
  for (let blocks = 0;; blocks++) {
    let left = blocks;
    arena.alloc = (units) => {
      if (left-- === 0) throw new RangeError("No memory");
      return alloc.call(arena, units);
    };
    try {
      take(tested, draw, key);
      return;
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
    } finally {
      arena.alloc = alloc;
    }
    tested.assertContents();
    tested.assertMemory();
  }
}
