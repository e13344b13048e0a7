import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { SeededRandom } from "../../../tests/support/fakes/random.ts";
import { compareBytes, fromLatin1 } from "../../bytes/mod.ts";
import { Keyspace, type Ref } from "../../store/mod.ts";
import { Tree } from "./_tree.ts";

interface Entry {
  score: number;
  readonly member: Uint8Array;
  ref: Ref;
}

function compare(a: Entry, b: Entry): number {
  return a.score - b.score || compareBytes(a.member, 0, a.member.length, b.member, 0, b.member.length);
}

/** How many of the ordered entries come before `entry`. */
function rankOf(model: readonly Entry[], entry: Entry): number {
  let low = 0;
  let high = model.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compare(model[middle], entry) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** A tree beside the ordered array that it should be. */
class Pair {
  readonly records = new Keyspace(1, () => 0).records;
  readonly arena = this.records.arena;
  readonly before = this.arena.used;
  readonly tree = new Tree(this.records);
  readonly model: Entry[] = [];
  #next = 0;

  constructor(readonly random: SeededRandom) {}

  /** An entry of a member of its own, in no order. */
  entry(score: number): Entry {
    const number = this.#next++;
    const text = (Math.imul(number, 0x9e3779b1) >>> 0).toString(36);
    const member = fromLatin1(text + "\xff".repeat(number % 3));
    return { score, member, ref: this.records.lay(member, 0, member.length, 0, 1, 0) };
  }

  insert(score: number): void {
    this.place(this.entry(score));
  }

  place(entry: Entry): void {
    this.tree.insert(entry.score, entry.ref);
    this.model.splice(rankOf(this.model, entry), 0, entry);
  }

  remove(rank: number): void {
    const [entry] = this.model.splice(rank, 1);
    this.tree.remove(entry.score, entry.ref);
    this.records.free(entry.ref);
  }

  move(rank: number, score: number): void {
    const [entry] = this.model.splice(rank, 1);
    this.tree.move(entry.score, entry.ref, score);
    entry.score = score;
    this.model.splice(rankOf(this.model, entry), 0, entry);
  }

  removeRange(rank: number, count: number): void {
    for (const { ref } of this.model.splice(rank, count)) this.records.free(ref);
    const { tree } = this;
    for (let left = count; left > 0;) {
      tree.locate(rank);
      const here = Math.min(left, tree.count(tree.leaf) - tree.index);
      tree.removeLocated(here);
      left -= here;
    }
  }

  /** Looks at one place of the tree. */
  probe(rank: number): void {
    const { tree, model } = this;
    const entry = model[rank];
    tree.locate(rank);
    assertEquals(tree.record(tree.leaf, tree.index), entry.ref);
    assertEquals(tree.score(tree.leaf, tree.index), entry.score);
    assertEquals(tree.rank(entry.score, entry.ref), rank);
  }

  probeScore(score: number): void {
    const { tree, model } = this;
    const first = { score, member: new Uint8Array(0), ref: 0 };
    const last = { score, member: new Uint8Array(16).fill(255), ref: 0 };
    assertEquals(tree.countBelow(score, false), rankOf(model, first));
    assertEquals(tree.countBelow(score, true), rankOf(model, last));
  }

  /** Walks over the whole tree both ways. */
  check(): void {
    const { tree, model } = this;
    assertEquals(tree.size, model.length);
    if (model.length === 0) return;
    tree.locate(0);
    let { leaf, index } = tree;
    assertEquals(tree.before(leaf), 0);
    for (const entry of model) {
      if (index === tree.count(leaf)) [leaf, index] = [tree.after(leaf), 0];
      if (tree.record(leaf, index) !== entry.ref || tree.score(leaf, index) !== entry.score) throw new Error("order");
      index++;
    }
    assertEquals(index, tree.count(leaf));
    assertEquals(tree.after(leaf), 0);
    for (let i = model.length; i-- > 0;) {
      if (index === 0) {
        leaf = tree.before(leaf);
        index = tree.count(leaf);
      }
      if (tree.record(leaf, --index) !== model[i].ref) throw new Error("order backwards");
    }
    for (let i = 0; i < 20; i++) this.probe(this.random.below(model.length));
  }

  /** What the arena holds beside the records. */
  get nodeBytes(): number {
    let records = 0;
    for (const { ref } of this.model) records += this.records.memory(ref);
    return this.arena.used - this.before - records;
  }

  /** Adds many entries at once. */
  fill(count: number, score: () => number): void {
    for (let i = 0; i < count; i++) {
      const entry = this.entry(score());
      this.tree.insert(entry.score, entry.ref);
      this.model.push(entry);
    }
    this.model.sort(compare);
  }

  clear(): void {
    while (this.model.length > 0) this.remove(this.random.below(this.model.length));
    assertEquals(this.arena.used, this.before);
    assertEquals(this.tree.bytes, 0);
  }
}

/** Runs random operations that let the tree grow and shrink between nothing and `most` entries. */
function operate(pair: Pair, steps: number, most: number, score: () => number): void {
  const { random, model, tree } = pair;
  let growing = true;
  for (let step = 0; step < steps; step++) {
    const { length } = model;
    if (length === 0) growing = true;
    else if (length >= most) growing = random.below(3) === 0;
    const kind = random.below(100);
    if (length === 0 || kind < (growing ? 70 : 25)) pair.insert(score());
    else if (kind < 84) pair.remove(random.below(length));
    else if (kind < 92) pair.move(random.below(length), score());
    else if (kind < 96) pair.probe(random.below(length));
    else if (kind < 99) pair.probeScore(score());
    else if (random.below(10) === 0) {
      const rank = random.below(length);
      pair.removeRange(rank, Math.min(length - rank, random.between(1, growing ? 20 : 400)));
    }
    if (step % 5000 === 0) {
      pair.check();
      assertEquals(pair.nodeBytes, tree.bytes);
    }
    if (length >= most) growing = false;
  }
  pair.check();
}

Deno.test("a tree is the ordered array that it should be", () => {
  fc.assert(
    fc.property(fc.nat(), fc.constantFrom(1, 3, 100, 1e9), fc.constantFrom(100, 2000, 12_000), (seed, scores, most) => {
      const random = new SeededRandom(seed);
      const pair = new Pair(random);
      operate(pair, 30_000, most, () => random.below(scores) - (scores >>> 1));
      pair.clear();
    }),
    { numRuns: 12 },
  );
});

Deno.test("a tree of many levels", () => {
  fc.assert(
    fc.property(fc.nat(), (seed) => {
      const random = new SeededRandom(seed);
      const pair = new Pair(random);
      const { tree, model } = pair;
      pair.fill(200_000, () => random.below(150_000));
      pair.check();
      assert(tree.bytes / tree.size < 19, `${tree.bytes / tree.size} bytes an entry`);
      while (model.length > 0) {
        const rank = random.below(model.length);
        pair.removeRange(rank, Math.min(model.length - rank, random.below(random.chance(0.1) ? 20_000 : 2000)));
        for (let i = 0; i < 10; i++) {
          pair.insert(random.below(150_000));
          pair.probeScore(random.below(150_000));
        }
        pair.check();
        assertEquals(pair.nodeBytes, tree.bytes);
        if (model.length < 1000) pair.removeRange(0, model.length);
      }
      assertEquals(pair.arena.used, pair.before);
    }),
    { numRuns: 1 },
  );
});

Deno.test("entries that come in order fill their leaves", () => {
  for (const sign of [1, -1]) {
    const pair = new Pair(new SeededRandom(1));
    let score = 0;
    pair.fill(20_000, () => score += sign);
    pair.check();
    assert(pair.tree.bytes / pair.tree.size < 13, `${pair.tree.bytes / pair.tree.size} bytes an entry`);
    while (pair.model.length > 0) pair.removeRange(sign > 0 ? 0 : pair.model.length - 1, 1);
    assertEquals(pair.arena.used, pair.before);
  }
  const pair = new Pair(new SeededRandom(1));
  for (let i = 0; i < 20_000; i++) {
    const entry = pair.entry(i);
    pair.tree.append(i, entry.ref);
    pair.model.push(entry);
  }
  pair.check();
  pair.clear();
});

Deno.test("a tree of equal scores is in the order of its members", () => {
  const pair = new Pair(new SeededRandom(1));
  const { tree, model } = pair;
  pair.fill(5000, () => 0);
  pair.check();
  for (let i = 0; i < 500; i++) {
    const { member } = i % 2 === 0 ? model[pair.random.below(model.length)] : pair.entry(0);
    const rank = rankOf(model, { score: 0, member, ref: 0 });
    assertEquals(tree.countBelowLex(member, 0, member.length, false), rank);
    assertEquals(tree.countBelowLex(member, 0, member.length, true), i % 2 === 0 ? rank + 1 : rank);
  }
});

Deno.test("a tree is as it was where there is no memory", () => {
  const pair = new Pair(new SeededRandom(1));
  const { arena, random, tree, model } = pair;
  const { alloc } = arena;
  let failures = 0;
  /** Lets `blocks` blocks be had while it tries. Returns whether they were enough. */
  const attempt = (blocks: number, change: () => void): boolean => {
    arena.alloc = (units) => {
      if (blocks-- === 0) throw new RangeError("No memory");
      return alloc.call(arena, units);
    };
    try {
      change();
      return true;
    } catch (error) {
      assert(error instanceof RangeError);
      failures++;
      return false;
    } finally {
      arena.alloc = alloc;
    }
  };
  for (let step = 0; step < 6000; step++) {
    const entry = pair.entry(random.below(1e6));
    for (let blocks = 0; !attempt(blocks, () => pair.place(entry)); blocks++) assertEquals(tree.size, model.length);
    const moved = model[random.below(model.length)];
    const score = random.below(1e6);
    for (let blocks = 0;; blocks++) {
      if (attempt(blocks, () => tree.move(moved.score, moved.ref, score))) break;
      assertEquals(tree.size, model.length);
    }
    moved.score = score;
    model.sort(compare);
    if (step % 1000 === 0) pair.check();
  }
  assert(failures > 100);
  pair.check();
  pair.clear();
  assertThrows(() => tree.remove(0, 8), Error);
});

Deno.test("a tree's blocks and records can be moved, and are freed in steps", () => {
  const pair = new Pair(new SeededRandom(1));
  const { arena, random, tree, model } = pair;
  pair.fill(30_000, () => random.below(20_000));
  arena.isMisplaced = () => random.chance(0.5);
  const entries = new Map(model.map((entry) => [entry.ref, entry]));
  let moved = 0;
  for (let rank = 0; rank < tree.size;) {
    rank = tree.compact(rank, (from, to) => {
      const entry = entries.get(from)!;
      entry.ref = to;
      moved++;
    });
  }
  assert(moved > 10_000);
  pair.check();
  const freeing = tree.free();
  let steps = 0;
  while (!freeing.next().done) steps++;
  assert(steps > 10 && steps < 30);
  for (const { ref } of model) pair.records.free(ref);
  assertEquals(arena.used, pair.before);
});
