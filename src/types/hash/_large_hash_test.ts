import { assert, assertEquals } from "@std/assert";
import { SeededRandom } from "../../../tests/support/fakes/random.ts";
import { fromString, utf8 } from "../../bytes/mod.ts";
import { Compaction, Keyspace, NO_DEADLINE, Span, Type } from "../../store/mod.ts";
import { LargeHash } from "./_large_hash.ts";
import { installHashes } from "./install.ts";

const START = 1_700_000_000_000;
const KEY = fromString("key");

function keyspaceWith(random: SeededRandom): Keyspace {
  const keyspace = new Keyspace(1, (limit) => random.below(limit));
  keyspace.setTime(START);
  installHashes(keyspace);
  return keyspace;
}

function set(hash: LargeHash, name: string, value: string): boolean {
  const [field, bytes] = [fromString(name), fromString(value)];
  return hash.set(field, 0, field.length, bytes, 0, bytes.length);
}

function find(hash: LargeHash, name: string): number {
  const field = fromString(name);
  return hash.find(field, 0, field.length);
}

/** Every field with its value and deadline. */
function contents(hash: LargeHash): Map<string, string> {
  const found = new Map<string, string>();
  hash.elements.forEach((ref) => {
    const [name, value] = [hash.elements.key(ref, new Span()), hash.elements.value(ref, new Span())]
      .map(({ buf, start, end }) => utf8(buf, start, end));
    found.set(name, `${value} ${hash.deadline(ref)}`);
  });
  return found;
}

/** A hash of `size` fields, two thirds of which have a deadline within 1,000 seconds. Values are up to `repeats` times as long as the shortest. */
function filled(keyspace: Keyspace, random: SeededRandom, size: number, repeats = 5): LargeHash {
  const hash = new LargeHash(keyspace);
  for (let i = 0; i < size; i++) {
    set(hash, `field:${i}`, `value:${i}`.repeat(1 + i % repeats));
    if (i % 3 > 0) hash.setDeadline(find(hash, `field:${i}`), START + 1 + random.below(1_000_000));
  }
  return hash;
}

Deno.test("thousands of fields expire on time, in any order, and memory comes back", () => {
  const random = new SeededRandom(7);
  const keyspace = keyspaceWith(random);
  const [db] = keyspace.databases;
  const hash = filled(keyspace, random, 20_000);
  const before = keyspace.usedMemory;
  const ref = db.addLarge(KEY, 0, KEY.length, Type.HASH, hash);
  db.reserveDue(ref);
  db.fieldsDueChanged(ref);
  const expected = contents(hash);
  // Deadlines that were cleared or moved leave nothing behind.
  for (let i = 0; i < 20_000; i += 7) {
    const name = `field:${i}`;
    const found = find(hash, name);
    if (hash.deadline(found) === NO_DEADLINE) continue;
    const deadline = i % 2 === 0 ? NO_DEADLINE : hash.deadline(found) + 5;
    hash.setDeadline(found, deadline);
    expected.set(name, expected.get(name)!.replace(/\d+$/, String(deadline)));
  }
  for (let passed = 0; passed < 1_000_000; passed += 50_000) {
    keyspace.setTime(START + passed);
    while (keyspace.expireDue(() => false));
    for (const [name, text] of expected) {
      const deadline = Number(text.split(" ")[1]);
      if (deadline !== NO_DEADLINE && deadline <= keyspace.now) expected.delete(name);
    }
    assertEquals(hash.size, expected.size);
    assert(hash.due > keyspace.now && keyspace.queue.due > keyspace.now);
  }
  assertEquals(contents(hash), expected);
  assert(hash.memory < before, "what has expired takes no memory");
  db.drop(ref);
  while (keyspace.graveyard.freeSome(() => true));
  assertEquals(keyspace.usedMemory, keyspace.indexMemory);
});

Deno.test("a copy has the same contents and deadlines, and takes as much memory", () => {
  const random = new SeededRandom(8);
  const keyspace = keyspaceWith(random);
  const empty = keyspace.usedMemory;
  const hash = filled(keyspace, random, 3000);
  set(hash, "long".repeat(2000), "v".repeat(2_000_000));
  hash.setDeadline(find(hash, "long".repeat(2000)), START + 10);
  assertEquals(hash.memory, keyspace.usedMemory - empty);
  const copy = hash.copy();
  assertEquals(hash.memory + copy.memory, keyspace.usedMemory - empty);
  assertEquals(contents(copy), contents(hash));
  assertEquals(
    copy.due,
    Math.min(...[...contents(hash).values()].map((text) => Number(text.split(" ")[1]) || Infinity)),
  );
  keyspace.setTime(START + 2_000_000);
  while (copy.expire(1000) > 0);
  assertEquals([copy.size, copy.due, hash.size], [1000, Infinity, 3001]);
  for (const each of [copy, hash]) for (const freeing = each.free(); !freeing.next().done;);
  assertEquals(keyspace.usedMemory, empty);
});

Deno.test("compaction moves fields with their deadlines", () => {
  const random = new SeededRandom(9);
  const keyspace = keyspaceWith(random);
  const [db] = keyspace.databases;
  const hash = filled(keyspace, random, 60_000, 200);
  db.addLarge(KEY, 0, KEY.length, Type.HASH, hash);
  for (let i = 0; i < 60_000; i++) if (i % 50 > 0) hash.remove(find(hash, `field:${i}`));
  const expected = contents(hash);
  const { reserved } = keyspace.arena;
  const compaction = new Compaction(keyspace);
  for (let walk = 0; walk < 3; walk++) while (compaction.step(() => false));
  assert(keyspace.arena.reserved < reserved / 2, "slabs have fallen free");
  assertEquals(contents(hash), expected);
  keyspace.setTime(START + 1_000_000);
  while (hash.expire(100) > 0);
  assertEquals(hash.size, [...expected.values()].filter((text) => text.endsWith(" 0")).length);
});
