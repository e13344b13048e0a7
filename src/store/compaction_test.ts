import { assert, assertEquals } from "@std/assert";
import { fromString } from "../bytes/mod.ts";
import { Compaction } from "./compaction.ts";
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
