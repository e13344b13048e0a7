import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { SeededRandom } from "../../tests/support/fakes/random.ts";
import { fromString, latin1 } from "../bytes/mod.ts";
import type { Ref } from "./arena.ts";
import { HASHES } from "./byte_map.ts";
import type { Database } from "./database.ts";
import { Keyspace } from "./keyspace.ts";
import { NO_DEADLINE, Span, StringEncoding } from "./record.ts";
import { scan } from "./scan.ts";

const VALUE = fromString("value");
const KEY = new Span();

function add(database: Database, name: string): void {
  const key = fromString(name);
  database.setString(key, 0, key.length, VALUE, 0, VALUE.length, NO_DEADLINE, StringEncoding.AUTO);
}

function remove(database: Database, name: string): void {
  const key = fromString(name);
  database.remove(key, 0, key.length);
}

function nameOf(database: Database, ref: Ref): string {
  const { buf, start, end } = database.key(ref, KEY);
  return latin1(buf, start, end);
}

/** Scans to the end with what `between` does between the calls; what was collected, in order. */
function scanAll(database: Database, count: () => number, between: () => void = () => {}): string[] {
  const names: string[] = [];
  let cursor = 0;
  do {
    const refs: Ref[] = [];
    const next = scan(database.map, cursor, count(), refs);
    assert(next === 0 || (next > cursor && next < HASHES), `Cursor ${next} follows ${cursor}`);
    names.push(...refs.map((ref) => nameOf(database, ref)));
    cursor = next;
    between();
  } while (cursor !== 0);
  return names;
}

Deno.test("a scan of a map at rest collects every key once", () => {
  for (const size of [0, 1, 5, 12, 13, 500, 820, 5000]) {
    const [database] = new Keyspace(1, () => 0).databases;
    const names = Array.from({ length: size }, (_, i) => `key:${i}`);
    names.forEach((name) => add(database, name));
    for (const count of [1, 10, 777, 1e6, Number.MAX_SAFE_INTEGER]) {
      assertEquals(scanAll(database, () => count).sort(), [...names].sort(), `${size} keys by ${count}`);
    }
  }
});

Deno.test("keys that stay throughout are collected once each, whatever comes and goes", () => {
  fc.assert(
    fc.property(fc.nat(), (seed) => {
      const random = new SeededRandom(seed);
      const [database] = new Keyspace(1, () => 0).databases;
      const staying = new Set(Array.from({ length: random.between(1, 3000) }, (_, i) => `stays:${i}`));
      staying.forEach((name) => add(database, name));
      const passing: string[] = [];
      // It grows by thousands of keys between two calls, or shrinks to a few: segments split and merge all the time.
      const churn = () => {
        if (random.chance(0.5)) return;
        if (random.chance(0.5)) {
          for (let i = random.below(4000); i > 0; i--) {
            passing.push(`passes:${random.below(1e9)}`);
            add(database, passing[passing.length - 1]);
          }
        } else {
          for (const name of passing.splice(0, random.below(passing.length + 1))) remove(database, name);
        }
      };
      churn();
      const seen = new Map<string, number>();
      for (const name of scanAll(database, () => random.between(1, 400), churn)) {
        seen.set(name, (seen.get(name) ?? 0) + 1);
      }
      for (const name of staying) assertEquals(seen.get(name), 1, name);
    }),
    { numRuns: 8 },
  );
});

Deno.test("a key that is gone before the scan began is not collected, nor is one that came after its place was passed", () => {
  const [database] = new Keyspace(1, () => 0).databases;
  for (let i = 0; i < 2000; i++) add(database, `key:${i}`);
  for (let i = 0; i < 2000; i += 2) remove(database, `key:${i}`);
  const refs: Ref[] = [];
  const cursor = scan(database.map, 0, 500, refs);
  const first = refs.map((ref) => nameOf(database, ref));
  first.forEach((name) => remove(database, name));
  first.forEach((name) => add(database, name));
  const rest: Ref[] = [];
  assertEquals(scan(database.map, cursor, 1e6, rest), 0);
  assertEquals(first.length + rest.length, 1000);
});

Deno.test("a call collects about as many as asked for", () => {
  const [database] = new Keyspace(1, () => 0).databases;
  for (let i = 0; i < 20_000; i++) add(database, `key:${i}`);
  for (const count of [10, 100, 2000]) {
    let cursor = 0;
    do {
      const refs: Ref[] = [];
      cursor = scan(database.map, cursor, count, refs);
      assert(refs.length <= count + 8 * Math.sqrt(count), `${refs.length} for ${count}`);
      assert(cursor === 0 || refs.length >= count, `${refs.length} for ${count}`);
    } while (cursor !== 0);
  }
});

Deno.test("a cursor behind the last hash is the end", () => {
  const [database] = new Keyspace(1, () => 0).databases;
  add(database, "key");
  for (const cursor of [HASHES, HASHES * 2, 2 ** 63, Infinity]) {
    const refs: Ref[] = [];
    assertEquals([scan(database.map, cursor, 10, refs), refs.length], [0, 0]);
  }
});
