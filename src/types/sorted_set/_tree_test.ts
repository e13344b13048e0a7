import { assertEquals } from "@std/assert";
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

  /** An entry of its own member, whose bytes order is that of `number` if `ordered`. */
  entry(score: number, ordered = false): Entry {
    const number = this.#next++;
    const text = ordered ? String(number).padStart(8, "0") : (Math.imul(number, 0x9e3779b1) >>> 0).toString(36);
    const member = fromLatin1(text + "\xff".repeat(number % 3));
    return { score, member, ref: this.records.lay(member, 0, member.length, 0, 1, 0) };
  }

  insert(score: number): void {
    const entry = this.entry(score);
    this.tree.insert(score, entry.ref);
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
    this.tree.removeRange(rank, count);
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
