import { assert, assertEquals } from "@std/assert";
import { fromString } from "../../bytes/mod.ts";
import { type Database, Keyspace, NO_DEADLINE, type Ref, Type } from "../../store/mod.ts";
import { Hash } from "./hash.ts";
import { installHashes } from "./install.ts";

const START = 1_700_000_000_000;
const F = fromString("f");
const LONG = fromString("v".repeat(100));

function databaseAt(now: number): Database {
  const keyspace = new Keyspace(1, () => 0);
  keyspace.setTime(now);
  installHashes(keyspace);
  return keyspace.databases[0];
}

/** A hash with fields `f0`, `f1`, ..., all of which expire at `deadline`; a large one where `value` is long. */
function put(db: Database, name: string, fields: number, deadline: number, value = F): Ref {
  const key = fromString(name);
  const hash = new Hash().createEmpty(db, key, 0, key.length);
  for (let i = 0; i < fields; i++) {
    const field = fromString(`f${i}`);
    hash.set(field, 0, field.length, value, 0, value.length);
    hash.find(field, 0, field.length);
    hash.setDeadline(deadline);
  }
  hash.close(1);
  return hash.ref;
}

Deno.test("fields expire in slices", () => {
  for (const value of [F, LONG]) {
    const db = databaseAt(START);
    const { keyspace } = db;
    put(db, "h", 400, START + 10, value);
    keyspace.setTime(START + 10);
    let slices = 0;
    while (keyspace.expireDue(() => false)) {
      slices++;
      const ref = db.peek(fromString("h"), 0, 1);
      assertEquals(new Hash().open(db, ref).size, 400 - slices * 64);
    }
    assertEquals([slices, db.size, keyspace.queue.due], [6, 0, Infinity]);
    assertEquals([keyspace.expiredFields, keyspace.expired, keyspace.dirty], [400, 0, 1]);
  }
});

Deno.test("observers hear of fields that expire", () => {
  const db = databaseAt(START);
  const { keyspace } = db;
  put(db, "h", 2, START + 10);
  const heard: string[] = [];
  keyspace.observer = {
    touched: () => heard.push("touched"),
    expired: () => heard.push("expired"),
    replaced: () => heard.push("replaced"),
  };
  keyspace.setTime(START + 10);
  keyspace.expireDue(() => true);
  assertEquals([heard, db.size], [["touched"], 0]);
});

Deno.test("what takes the place of a hash does not expire with its fields", () => {
  const db = databaseAt(START);
  const { keyspace } = db;
  for (let i = 0; i < 300; i++) {
    const key = fromString(`h${i}`);
    put(db, `h${i}`, 1, START + 10, i % 2 === 0 ? F : LONG);
    db.setString(key, 0, key.length, F, 0, F.length, NO_DEADLINE, 0);
  }
  keyspace.setTime(START + 10);
  let looks = 0;
  keyspace.expireDue(() => ++looks < 100);
  assert(looks < 100, "the index forgets the deadlines");
  assertEquals([db.size, keyspace.queue.due], [300, Infinity]);
  db.map.forEach((ref) => assertEquals(db.type(ref), Type.STRING));
});

Deno.test("while expiry is paused fields are nobody's, but stay", () => {
  const db = databaseAt(START);
  const { keyspace } = db;
  const ref = put(db, "h", 3, START + 10);
  keyspace.setTime(START + 10);
  keyspace.expiryPaused = true;
  const hash = new Hash().open(db, ref);
  assertEquals(hash.find(fromString("f1"), 0, 2), null);
  hash.expireAll();
  hash.close();
  assertEquals([keyspace.expireDue(() => true), hash.size], [false, 3]);
  keyspace.expiryPaused = false;
  keyspace.expireDue(() => true);
  assertEquals(db.size, 0);
});
