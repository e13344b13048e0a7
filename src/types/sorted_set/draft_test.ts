import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { fromLatin1, latin1 } from "../../bytes/mod.ts";
import { CollectionEncoding, Keyspace } from "../../store/mod.ts";
import { SortedSet, SortedSetDraft } from "./mod.ts";

const KEY = fromLatin1("key");

function put(draft: SortedSetDraft, member: string, score: number): number {
  const bytes = fromLatin1(member);
  const before = draft.find(bytes, 0, bytes.length);
  draft.put(score);
  return before;
}

function inOrder(model: ReadonlyMap<string, number>): [string, number][] {
  return [...model].sort(([a, one], [b, other]) => one < other || one === other && a < b ? -1 : 1);
}

/** Members with their scores, as a draft shows them. */
function contents(draft: SortedSetDraft): [string, number][] {
  const all: [string, number][] = [];
  if (draft.isSmall) draft.forEach((buf, start, end, score) => all.push([latin1(buf, start, end), score]));
  else {new SortedSet().openDraft(draft).forEach(({ buf, start, end }, score) =>
      all.push([latin1(buf, start, end), score])
    );}
  return all;
}

const member = fc.oneof(
  fc.nat(400).map(String),
  fc.string({ maxLength: 4, unit: "binary-ascii" }),
  fc.nat(300).map((length) => "x".repeat(length)),
);
const score = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.constantFrom(Infinity, -Infinity, 0.5));
const step = fc.tuple(fc.constantFrom("put", "put", "put", "remove"), member, score);

Deno.test("a draft is what a plain map is, few members or many", () => {
  fc.assert(fc.property(fc.array(step, { maxLength: 700, size: "max" }), fc.boolean(), (steps, stores) => {
    const keyspace = new Keyspace(1, () => 0);
    const [db] = keyspace.databases;
    const empty = keyspace.usedMemory;
    const draft = new SortedSetDraft(keyspace);
    const model = new Map<string, number>();
    try {
      for (const [what, name, given] of steps) {
        if (what === "put") {
          assertEquals(put(draft, name, given), model.get(name) ?? NaN);
          model.set(name, given);
        } else {
          assertEquals(draft.remove(fromLatin1(name), 0, name.length), model.delete(name));
        }
        assertEquals(draft.size, model.size);
      }
      if (!stores || model.size === 0) {
        assertEquals(contents(draft), inOrder(model));
      } else {
        const set = new SortedSet().open(db, draft.store(db, KEY, 0, KEY.length));
        const all: [string, number][] = [];
        set.forEach(({ buf, start, end }, score) => all.push([latin1(buf, start, end), score]));
        assertEquals(all, inOrder(model));
        const isPacked = model.size <= 128 && [...model.keys()].every((name) => name.length <= 64);
        assertEquals(db.encoding(set.ref), isPacked ? CollectionEncoding.PACKED : CollectionEncoding.LARGE);
        db.drop(set.ref);
      }
    } finally {
      draft.dispose();
    }
    while (keyspace.graveyard.freeSome(() => true));
    assertEquals(keyspace.usedMemory, empty);
  }));
});

Deno.test("drafts do not disturb each other", () => {
  const keyspace = new Keyspace(1, () => 0);
  const one = new SortedSetDraft(keyspace);
  const other = new SortedSetDraft(keyspace);
  put(one, "a", 1);
  put(other, "b", 2);
  put(one, "c", 0);
  assertEquals([one.isSmall, other.isSmall], [true, false]);
  assertEquals([contents(one), contents(other)], [[["c", 0], ["a", 1]], [["b", 2]]]);
  one.dispose();
  const third = new SortedSetDraft(keyspace);
  assertEquals([third.isSmall, third.size], [true, 0]);
  third.dispose();
  other.dispose();
  assertEquals([one.size, other.size], [0, 0]);
});
