import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { SeededRandom } from "../../../tests/support/fakes/random.ts";
import { fromLatin1, latin1 } from "../../bytes/mod.ts";
import { CollectionEncoding, type EntryText, Keyspace, startReading, stopReading, Type } from "../../store/mod.ts";
import { Put, SortedSet, SortedSetDraft } from "./mod.ts";

const KEY = fromLatin1("key");
const COPY = fromLatin1("copy");

/** A store with one key, beside the plain map that it should be. */
class Pair {
  readonly keyspace: Keyspace;
  readonly set = new SortedSet();
  readonly model = new Map<string, number>();
  readonly before: number;
  isPacked = true;

  constructor(readonly random: SeededRandom, entries: number, value: number) {
    this.keyspace = new Keyspace(1, (limit) => random.below(limit));
    this.keyspace.limits.zsetEntries = entries;
    this.keyspace.limits.zsetValue = value;
    this.keyspace.setTime(1e12);
    this.before = this.keyspace.usedMemory;
  }

  get db() {
    return this.keyspace.databases[0];
  }

  /** Opens the key anew. */
  open(): SortedSet {
    const ref = this.db.lookupWrite(KEY, 0, KEY.length);
    assertEquals(ref === 0, this.model.size === 0);
    if (ref === 0) this.set.create(this.db, KEY, 0, KEY.length);
    else this.set.open(this.db, ref);
    assertEquals(this.set.size, this.model.size);
    return this.set;
  }

  /** The members in order. */
  sorted(): [member: string, score: number][] {
    return [...this.model].sort(([a, s], [b, t]) => s < t ? -1 : s > t ? 1 : a < b ? -1 : 1);
  }

  put(member: string, score: number): void {
    const bytes = fromLatin1(member);
    const { zsetEntries, zsetValue } = this.keyspace.limits;
    const was = this.model.get(member);
    const { dirty } = this.keyspace;
    const put = this.open().set(bytes, 0, bytes.length, score);
    assertEquals(put, was === undefined ? Put.ADDED : was === score ? Put.UNCHANGED : Put.UPDATED);
    if (put === Put.UNCHANGED) return;
    this.set.changed(1);
    assertEquals(this.keyspace.dirty, dirty + 1);
    if (this.model.size === 0) this.isPacked = true;
    this.model.set(member, score);
    if (was === undefined && (this.model.size > zsetEntries || bytes.length > zsetValue)) this.enlarge();
    if (this.isPacked) this.model.set(member, score + 0);
  }

  enlarge(): void {
    this.isPacked = false;
  }

  remove(member: string): void {
    const bytes = fromLatin1(member);
    const isThere = this.model.delete(member);
    const ref = this.db.peek(KEY, 0, KEY.length);
    if (ref === 0) return assertEquals(isThere, false);
    this.set.open(this.db, ref);
    const { dirty } = this.keyspace;
    assertEquals(this.set.remove(bytes, 0, bytes.length), isThere);
    if (isThere) this.set.changed(1);
    assertEquals(this.keyspace.dirty, dirty + (isThere ? 1 : 0));
    assertEquals(this.set.size, this.model.size);
  }

  removeRange(rank: number, count: number): void {
    const gone = rank < 0 ? [] : this.sorted().slice(rank, rank + count);
    assertEquals(this.open().removeRange(rank, count), gone.length);
    for (const [member] of gone) this.model.delete(member);
    if (gone.length > 0) this.set.changed(gone.length);
    this.open();
  }

  /** Looks for a member. */
  probe(member: string): void {
    const bytes = fromLatin1(member);
    const set = this.open();
    const score = this.model.get(member);
    assertEquals(set.find(bytes, 0, bytes.length), score ?? NaN);
    const rank = score === undefined ? -1 : this.sorted().findIndex(([other]) => other === member);
    assertEquals(set.rank(bytes, 0, bytes.length), rank);
    if (rank < 0) return;
    assertEquals(set.memberScore, score);
    assert(set.seek(rank));
    assertEquals([text(set.member), set.memberScore], [member, score]);
  }

  probeRanges(score: number, member: string): void {
    const set = this.open();
    const sorted = this.sorted();
    assertEquals(set.countBelow(score, false), sorted.filter(([, s]) => s < score).length);
    assertEquals(set.countBelow(score, true), sorted.filter(([, s]) => s <= score).length);
    if (sorted.some(([, s]) => s !== sorted[0][1])) return;
    const bytes = fromLatin1(member);
    assertEquals(set.countBelowLex(bytes, 0, bytes.length, false), sorted.filter(([m]) => m < member).length);
    assertEquals(set.countBelowLex(bytes, 0, bytes.length, true), sorted.filter(([m]) => m <= member).length);
  }

  /** Compares everything, both ways. */
  check(): void {
    const set = this.open();
    const sorted = this.sorted();
    checkContents(set, sorted);
    for (let more = set.seek(sorted.length - 1), i = sorted.length - 1; i >= 0; more = set.previous(), i--) {
      assert(more);
      if (text(set.member) !== sorted[i][0]) throw new Error(`${text(set.member)}, not ${sorted[i][0]}`);
    }
    assertEquals(set.seek(-1) || set.seek(sorted.length) || set.next() || set.previous(), false);
    checkScan(set, new Map(sorted));
    this.keyspace.graveyard.freeSome(() => true);
    if (sorted.length === 0) return assertEquals(this.keyspace.usedMemory, this.before);
    assertEquals(this.db.encoding(set.ref) === CollectionEncoding.PACKED, this.isPacked);
    assertEquals(this.db.type(set.ref), Type.ZSET);
    assertEquals(this.keyspace.usedMemory - this.before, this.keyspace.records.memory(set.ref));
  }

  copy(): void {
    const { db } = this;
    const ref = db.peek(KEY, 0, KEY.length);
    if (ref === 0) return;
    db.copyTo(ref, db, COPY, 0, COPY.length);
    checkContents(new SortedSet().open(db, db.peek(COPY, 0, COPY.length)), this.sorted());
    db.remove(COPY, 0, COPY.length);
  }

  /** Moves blocks about. */
  compact(): void {
    const { arena } = this.keyspace;
    const ref = this.db.peek(KEY, 0, KEY.length);
    if (ref === 0 || this.db.encoding(ref) !== CollectionEncoding.LARGE) return;
    const collection = this.db.collection(ref);
    const { isMisplaced } = arena;
    arena.isMisplaced = () => this.random.chance(0.5);
    for (let from = collection.compact(0); from !== 0;) from = collection.compact(from);
    arena.isMisplaced = isMisplaced;
  }

  /** Puts a member with too little memory at first, which must leave the set as it was. */
  putInNeed(member: string, score: number): void {
    const bytes = fromLatin1(member);
    const { keyspace } = this;
    const was = this.open().find(bytes, 0, bytes.length);
    const sorted = this.sorted();
    const readable = this.set.ref === 0 ? null : this.set.readable;
    for (let blocks = 0, done = readable === null; !done; blocks += 1 + this.random.below(30)) {
      const before = keyspace.usedMemory;
      done = attempt(keyspace, blocks, () => {
        const freeing = this.db.collection(this.set.ref).copy().free();
        while (!freeing.next().done);
      });
      assertEquals(keyspace.usedMemory, before);
    }
    for (let blocks = 0; !attempt(keyspace, blocks, () => this.open().set(bytes, 0, bytes.length, score)); blocks++) {
      checkContents(this.open(), sorted);
    }
    if (was !== was) assert(this.set.remove(bytes, 0, bytes.length));
    else this.set.set(bytes, 0, bytes.length, was);
    const ref = this.db.peek(KEY, 0, KEY.length);
    this.isPacked = ref === 0 || this.db.encoding(ref) === CollectionEncoding.PACKED;
    this.put(member, score);
  }

  /** Stores a union with other members under the key. */
  store(others: Map<string, number>): void {
    const set = this.open();
    const draft = new SortedSetDraft(this.keyspace);
    set.forEach(({ buf, start, end }, score) => {
      draft.find(buf, start, end);
      draft.put(score);
    });
    for (const [member, score] of others) {
      const bytes = fromLatin1(member);
      const was = draft.find(bytes, 0, bytes.length);
      assertEquals(was, this.model.get(member) ?? NaN);
      const sum = was !== was ? score : was + score;
      // Infinities that cancel out.
      const put = sum !== sum ? 0 : sum;
      draft.put(put);
      this.model.set(member, put);
    }
    const [removed] = this.model.keys();
    if (removed !== undefined && this.random.chance(0.5)) {
      draft.remove(fromLatin1(removed), 0, removed.length);
      this.model.delete(removed);
    }
    if (this.random.chance(0.3)) checkContents(set.openDraft(draft), this.sorted());
    this.db.remove(KEY, 0, KEY.length);
    if (draft.size > 0) draft.store(this.db, KEY, 0, KEY.length);
    draft.dispose();
    const { zsetEntries, zsetValue } = this.keyspace.limits;
    const longest = Math.max(...[...this.model.keys()].map((member) => member.length));
    this.isPacked = this.model.size <= zsetEntries && longest <= zsetValue;
    if (this.isPacked) { for (const [member, score] of this.model) this.model.set(member, score + 0); }
  }
}

/** Runs `change` while no more than `blocks` blocks can be had. Returns whether they were enough. */
function attempt({ arena }: Keyspace, blocks: number, change: () => void): boolean {
  const { alloc } = arena;
  arena.alloc = (units) => {
    if (blocks-- === 0) throw new RangeError("No memory");
    return alloc.call(arena, units);
  };
  try {
    change();
    return true;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return false;
  } finally {
    arena.alloc = alloc;
  }
}

function text({ buf, start, end }: EntryText): string {
  return latin1(buf, start, end);
}

function checkContents(set: SortedSet, sorted: readonly [string, number][]): void {
  let i = 0;
  set.forEach((member, score) => {
    const [expected, value] = sorted[i++];
    if (text(member) !== expected || !Object.is(score, value)) {
      throw new Error(`${text(member)} ${score}, not ${expected} ${value}`);
    }
  });
  assertEquals(i, sorted.length);
  assertEquals(set.next(), false);
}

function checkScan(set: SortedSet, model: Map<string, number>): void {
  let cursor = 0;
  do {
    cursor = set.scan(cursor, 7, (member, score) => {
      assertEquals(model.get(text(member)), score);
      model.delete(text(member));
    });
  } while (cursor !== 0);
  assertEquals(model.size, 0);
}

/** Few different members, so that they meet each other; some are integers, some too long for the packed form, one is a long key. */
function randomMember(random: SeededRandom, members: number, value: number): string {
  const number = random.below(members);
  const kind = number % 11;
  if (kind < 4) return String(number - (members >>> 1));
  if (kind < 9) return `member:${number}`;
  if (kind === 9) return "\xff\x00".repeat(number % 8) + number;
  if (random.below(40) > 0) return String(number).repeat(3).slice(0, value);
  return "x".repeat(random.below(20) === 0 ? 5000 : value + 1);
}

function randomScore(random: SeededRandom, scores: number): number {
  const kind = random.below(scores === 1 ? 1 : 60);
  if (kind === 1) return random.chance(0.5) ? Infinity : -Infinity;
  if (kind === 2) return -0;
  if (kind === 3) return (random.below(1000) - 500) * 1e15;
  const score = random.below(scores) - (scores >>> 1);
  return kind < 30 ? score : score + random.below(4) / 8;
}

function operate(pair: Pair, steps: number, members: number, scores: number): void {
  const { random, keyspace: { limits: { zsetValue } } } = pair;
  const member = () => randomMember(random, members, zsetValue);
  const score = () => randomScore(random, scores);
  let growing = true;
  for (let step = 0; step < steps; step++) {
    const kind = random.below(1000);
    if (kind < (growing ? 500 : 250)) pair.put(member(), score());
    else if (kind < 750) pair.remove(member());
    else if (kind < 900) pair.probe(member());
    else if (kind < 960) pair.probeRanges(score(), member());
    else if (kind < 980) pair.removeRange(random.below(pair.model.size + 2) - 1, random.below(8));
    else if (kind < 981) pair.removeRange(0, 1e9);
    else if (kind < 983) pair.copy();
    else if (kind < 986) pair.store(new Map(Array.from({ length: random.below(12) }, () => [member(), score()])));
    else if (kind < 990) pair.check();
    else if (kind < 991) pair.compact();
    else if (kind < 993) pair.putInNeed(member(), score());
    else if (kind < 995) growing = !growing;
  }
  pair.check();
  pair.removeRange(0, pair.model.size);
  pair.check();
}

Deno.test("a sorted set is the map that it should be, in both forms", () => {
  fc.assert(
    fc.property(
      fc.nat(),
      fc.constantFrom([128, 64], [8, 16], [0, 64], [1, 12], [300, 40]),
      fc.constantFrom(30, 250, 2000),
      fc.constantFrom(1, 5, 1e6),
      (seed, [entries, value], members, scores) =>
        operate(new Pair(new SeededRandom(seed), entries, value), 4000, members, scores),
    ),
    { numRuns: 40 },
  );
});

/** A large set of `count` members under the key. */
function filled(count: number): Pair {
  const pair = new Pair(new SeededRandom(1), 8, 64);
  const set = pair.open();
  for (let i = 0; i < count; i++) {
    const member = `member:${i}`;
    const score = pair.random.below(count);
    set.set(fromLatin1(member), 0, member.length, score);
    pair.model.set(member, score);
  }
  pair.isPacked = false;
  return pair;
}

Deno.test("a large sorted set takes 70 bytes for a member of 16 bytes, and is freed in small steps", () => {
  const { keyspace, db, before, set } = filled(200_000);
  const memory = keyspace.records.memory(set.ref);
  assertEquals(keyspace.usedMemory - before, memory);
  assert(memory / set.size < 70, `${memory / set.size} bytes`);
  db.remove(KEY, 0, KEY.length);
  const { graveyard } = keyspace;
  assertEquals(graveyard.elements, 200_000);
  let steps = 0;
  for (let more = true; more; steps++) {
    const { elements } = graveyard;
    more = graveyard.freeSome(() => false);
    assert(elements - graveyard.elements <= 1024);
  }
  assert(steps > 200);
  assertEquals(graveyard.elements, 0);
  assertEquals(keyspace.usedMemory, before);
});

Deno.test("memory of a large sorted set that has become sparse is given back", () => {
  const pair = filled(300_000);
  const { keyspace, set, random } = pair;
  for (const member of [...pair.model.keys()]) {
    if (random.chance(0.05)) continue;
    set.remove(fromLatin1(member), 0, member.length);
    pair.model.delete(member);
  }
  const { arena } = keyspace;
  const { reserved } = arena;
  const collection = pair.db.collection(set.ref);
  for (let walk = 0; walk < 3; walk++) {
    arena.beginEmptying();
    let from = 0;
    do from = collection.compact(from); while (from !== 0);
    arena.endEmptying();
  }
  assert(arena.reserved <= reserved / 2, `${arena.reserved} of ${reserved} bytes are left`);
  pair.check();
});

Deno.test("members of a large sorted set are popped from both ends, some at a time or one by one", () => {
  const pair = filled(30_000);
  const { set } = pair;
  const sorted = pair.sorted();
  for (const count of [1, 1, 500, 17, 16, 1]) {
    for (let i = 0; i < 40; i++) {
      for (const isFirst of [true, false]) {
        const rank = isFirst ? 0 : set.size - count;
        assert(set.seek(rank));
        const gone = sorted.splice(rank, count);
        assertEquals([text(set.member), set.memberScore], gone[0]);
        if (gone.length > 0) assertEquals(set.removeRange(rank, count), gone.length);
        for (const [member] of gone) pair.model.delete(member);
        if (sorted.length <= count) return pair.check();
      }
    }
    pair.check();
  }
});

Deno.test("whoever reads a large sorted set in parts reads it as it was when they began", () => {
  const changes: ((set: SortedSet, pair: Pair) => void)[] = [
    (set) => set.set(fromLatin1("new"), 0, 3, 5),
    (set) => set.set(fromLatin1("member:7"), 0, 8, -1),
    (set) => set.remove(fromLatin1("member:7"), 0, 8),
    (set) => set.removeRange(3, 200),
    (set) => set.removeRange(0, set.size),
    ({ ref }, { db }) => db.moveTo(ref, db, COPY, 0, COPY.length),
    ({ ref }, { db }) => (db.copyTo(ref, db, COPY, 0, COPY.length), db.remove(KEY, 0, KEY.length)),
    (_, { keyspace, db }) => keyspace.flush([db], false),
  ];
  for (const change of changes) {
    const pair = filled(500);
    const { keyspace, db } = pair;
    const view = new SortedSet().open(db, pair.set.ref);
    const { readable } = view;
    const read: string[] = [];
    const readOn = () => {
      read.push(text(view.member));
      return view.next();
    };
    const reader = {
      settle: () => {
        while (readOn());
      },
    };
    startReading(reader, readable!, keyspace.readers);
    view.seek(0);
    for (let i = 0; i < 20; i++) readOn();
    change(pair.open(), pair);
    keyspace.graveyard.freeSome(() => true);
    if (read.length === 20) reader.settle();
    stopReading(reader, readable!, keyspace.readers);
    assertEquals(read, pair.sorted().map(([member]) => member));
  }
});

Deno.test("-0 is a score of its own in the large form only, and equals 0", () => {
  const member = fromLatin1("m");
  for (const entries of [128, 0]) {
    const { set, keyspace } = new Pair(new SeededRandom(1), entries, 64);
    set.create(keyspace.databases[0], KEY, 0, KEY.length);
    assertEquals(set.set(member, 0, 1, -0), Put.ADDED);
    assertEquals(set.find(member, 0, 1), entries === 0 ? -0 : 0);
    assertEquals(set.set(member, 0, 1, 0), Put.UNCHANGED);
    assertEquals(set.find(member, 0, 1), entries === 0 ? -0 : 0);
    assertEquals(set.set(member, 0, 1, 5), Put.UPDATED);
    assertEquals(set.set(member, 0, 1, -0), Put.UPDATED);
    assertEquals(set.find(member, 0, 1), entries === 0 ? -0 : 0);
    assertEquals([set.countBelow(0, false), set.countBelow(-0, true)], [0, 1]);
  }
});
