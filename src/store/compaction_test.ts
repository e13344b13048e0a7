import { assert, assertEquals } from "@std/assert";
import { fromString, utf8 } from "../bytes/mod.ts";
import { FieldCursor, Hash, installHashes } from "../types/hash/mod.ts";
import { List, ListCursor } from "../types/list/mod.ts";
import { MemberSet, SetCursor } from "../types/set/mod.ts";
import { SortedSet } from "../types/sorted_set/mod.ts";
import { Compaction } from "./compaction.ts";
import type { Database } from "./database.ts";
import { Keyspace } from "./keyspace.ts";
import { NO_DEADLINE, Span, StringEncoding } from "./record.ts";

const KEYS = 100_000;
const name = (i: number) => fromString(`key:${i}`);

Deno.test("compaction gives slabs back and keeps every key", () => {
  const keyspace = new Keyspace(2, () => 0);
  const [first, second] = keyspace.databases;
  for (let i = 0; i < KEYS; i++) {
    const [key, value] = [name(i), fromString(`a value of some length, number ${i}, ${"x".repeat(1000)}`)];
    const database = i % 3 === 0 ? second : first;
    database.setString(
      key,
      0,
      key.length,
      value,
      0,
      value.length,
      i % 7 === 0 ? 5000 : NO_DEADLINE,
      StringEncoding.AUTO,
    );
  }
  const compaction = new Compaction(keyspace);
  assert(!compaction.isDue);
  const isKept = (i: number) => i % 10 === 0;
  for (let i = 0; i < KEYS; i++) {
    const key = name(i);
    if (!isKept(i)) (i % 3 === 0 ? second : first).remove(key, 0, key.length);
  }
  assert(compaction.isDue);
  const { used, reserved } = keyspace.arena;
  let steps = 0;
  while (compaction.isDue) {
    while (compaction.step(() => false)) steps++;
  }
  assert(steps > 10, "a step is one segment");
  assertEquals(keyspace.arena.used, used);
  assert(keyspace.arena.reserved < reserved / 2, `${keyspace.arena.reserved} of ${reserved} bytes are left`);
  const span = new Span();
  for (let i = 0; i < KEYS; i++) {
    const key = name(i);
    const database = i % 3 === 0 ? second : first;
    const ref = database.peek(key, 0, key.length);
    assertEquals(ref !== 0, isKept(i));
    if (ref === 0) continue;
    assert(new TextDecoder().decode(database.value(ref, span).view()).includes(`number ${i},`));
    assertEquals(database.deadline(ref), i % 7 === 0 ? 5000 : NO_DEADLINE);
  }
});

Deno.test("compaction between other work changes nothing that anyone can see", () => {
  const seed = crypto.getRandomValues(new Uint32Array(1))[0];
  let state = seed;
  const random = (limit: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
  const keyspace = new Keyspace(1, random);
  const [database] = keyspace.databases;
  const compaction = new Compaction(keyspace);
  const model = new Map<string, string>();
  const span = new Span();
  for (let round = 0; round < 30_000; round++) {
    const text = `k${random(8000)}`;
    const key = fromString(text);
    // Waves of growth and decline, so that spans and slabs fill and empty.
    const grows = random(10) < ((round / 5000) & 1 ? 2 : 8);
    if (grows) {
      const value = String(round).repeat(1 + random(200));
      const bytes = fromString(value);
      database.setString(key, 0, key.length, bytes, 0, bytes.length, NO_DEADLINE, StringEncoding.AUTO);
      model.set(text, value);
    } else {
      assertEquals(database.remove(key, 0, key.length), model.delete(text), `seed ${seed}`);
    }
    if (round % 50 === 0) compaction.step(() => false);
  }
  assertEquals(database.size, model.size, `seed ${seed}`);
  for (const [text, value] of model) {
    const key = fromString(text);
    const { buf, start, end } = database.value(database.peek(key, 0, key.length), span);
    assertEquals(new TextDecoder().decode(buf.subarray(start, end)), value, `seed ${seed}`);
  }
  for (const text of model.keys()) database.remove(fromString(text), 0, text.length);
  assertEquals(database.size, 0);
});

/** A kind of large collection, whose contents the number of a key tells. */
interface Kind {
  make(db: Database, key: Uint8Array, i: number): void;
  /** Its contents as texts, in any order. */
  read(db: Database, ref: number): string[];
  /** What `read` gives. */
  expected(i: number): string[];
}

/** Elements of a collection. */
const ELEMENTS = 300;
const texts = (i: number) => Array.from({ length: ELEMENTS }, (_, j) => `${"x".repeat(40)} ${i} ${j}`);
const textOf = ({ buf, start, end }: Span) => utf8(buf, start, end);

const KINDS: readonly Kind[] = [
  {
    make(db, key, i) {
      const list = new List().create(db, key, 0, key.length);
      for (const text of texts(i)) list.push(fromString(text), 0, text.length, false);
    },
    read(db, ref) {
      const cursor = new ListCursor().open(new List().open(db, ref), 0, true);
      return whole(() => cursor.next(), () => textOf(cursor.entry));
    },
    expected: texts,
  },
  {
    make(db, key, i) {
      const set = new MemberSet();
      const [first, ...rest] = texts(i).map(fromString);
      set.create(db, key, 0, key.length, ELEMENTS, first, 0, first.length);
      for (const text of rest) set.add(text, 0, text.length);
    },
    read(db, ref) {
      const cursor = new SetCursor().open(new MemberSet().open(db, ref));
      return whole(() => cursor.next(), () => textOf(cursor.member));
    },
    expected: texts,
  },
  {
    make(db, key, i) {
      const set = new SortedSet().create(db, key, 0, key.length);
      texts(i).forEach((text, j) => set.set(fromString(text), 0, text.length, j * 1.5));
    },
    read(db, ref) {
      const set = new SortedSet().open(db, ref);
      const found: string[] = [];
      set.forEach((member, score) => found.push(`${textOf(member)} ${score}`));
      return found;
    },
    expected: (i) => texts(i).map((text, j) => `${text} ${j * 1.5}`),
  },
  {
    make(db, key, i) {
      const hash = new Hash();
      texts(i).forEach((text, j) => {
        const buf = fromString(`${utf8(key, 0, key.length)}${text}${j}`);
        const start = Int32Array.of(0, key.length, key.length + text.length);
        const end = Int32Array.of(key.length, key.length + text.length, buf.length);
        const ref = db.peek(key, 0, key.length);
        if (ref === 0) hash.create(db, buf, start, end, 0, 1, 2);
        else hash.open(db, ref).setAll(buf, start, end, 1, 2);
        hash.close(1);
      });
    },
    read(db, ref) {
      const cursor = new FieldCursor().open(new Hash().open(db, ref), db.keyspace.now);
      return whole(() => cursor.next(), () => `${textOf(cursor.field)} ${textOf(cursor.value)}`);
    },
    expected: (i) => texts(i).map((text, j) => `${text} ${j}`),
  },
];

function whole(next: () => boolean, show: () => string): string[] {
  const shown: string[] = [];
  while (next()) shown.push(show());
  return shown;
}

Deno.test("large collections of all kinds keep their contents while slabs are emptied", () => {
  const keyspace = new Keyspace(1, () => 0);
  installHashes(keyspace);
  Object.assign(keyspace.limits, { hashEntries: 8, listSize: 16, setEntries: 8, zsetEntries: 8 });
  const [db] = keyspace.databases;
  const count = 3200;
  for (let i = 0; i < count; i++) KINDS[i % KINDS.length].make(db, name(i), i);
  const isKept = (i: number) => i % 9 === 0;
  for (let i = 0; i < count; i++) if (!isKept(i)) db.remove(name(i), 0, name(i).length);
  while (keyspace.graveyard.freeSome(() => true));
  const { used, reserved } = keyspace.arena;
  const compaction = new Compaction(keyspace);
  assert(compaction.isDue);
  for (let walks = 0; walks < 6 && compaction.isDue; walks++) while (compaction.step(() => false));
  assertEquals(keyspace.arena.used, used);
  assert(keyspace.arena.reserved < reserved / 2, `${keyspace.arena.reserved} of ${reserved} bytes are left`);
  for (let i = 0; i < count; i++) {
    const ref = db.peek(name(i), 0, name(i).length);
    assertEquals(ref !== 0, isKept(i));
    const { expected, read } = KINDS[i % KINDS.length];
    if (ref !== 0) assertEquals(read(db, ref).sort(), expected(i).sort());
  }
  for (let i = 0; i < count; i++) db.remove(name(i), 0, name(i).length);
  while (keyspace.graveyard.freeSome(() => true));
  assertEquals(keyspace.usedMemory, keyspace.indexMemory);
});
