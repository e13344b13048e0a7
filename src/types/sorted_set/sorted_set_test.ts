import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { SeededRandom } from "../../../tests/support/fakes/random.ts";
import { fromLatin1, latin1 } from "../../bytes/mod.ts";
import { CollectionEncoding, type EntryText, Keyspace, Type } from "../../store/mod.ts";
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
      draft.put(was !== was ? score : was + score);
      this.model.set(member, was !== was ? score : was + score);
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
    else if (kind < 992) growing = !growing;
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
    { numRuns: 60 },
  );
});
