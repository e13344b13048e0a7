import { assert, assertEquals } from "@std/assert";
import { fromString } from "../bytes/mod.ts";
import { type Database, Keyspace, NO_DEADLINE, StringEncoding } from "../store/mod.ts";
import { Effects } from "./effects.ts";
import { KeyVersions } from "./key_versions.ts";

function setUp() {
  const keyspace = new Keyspace(2, () => 0);
  keyspace.setTime(1000);
  const versions = new KeyVersions(new Effects(keyspace));
  const [first, second] = keyspace.databases;
  const watch = (database: Database, key: string) => versions.watch(database, fromString(key), 0, key.length);
  const set = (database: Database, key: string, deadline: number = NO_DEADLINE) => {
    const [name, value] = [fromString(key), fromString("value")];
    database.setString(name, 0, name.length, value, 0, value.length, deadline, StringEncoding.AUTO);
  };
  return { keyspace, versions, first, second, watch, set };
}

Deno.test("a watched key's version changes with the key, not with others", () => {
  const { first, second, watch, set } = setUp();
  const key = watch(first, "k");
  set(first, "other");
  set(second, "k");
  assertEquals(key.version, 0);
  set(first, "k");
  assertEquals(key.version, 1);
  first.remove(fromString("k"), 0, 1);
  assertEquals(key.version, 2);
});

Deno.test("expiry, flushing and swapping change the version", () => {
  const { keyspace, first, second, watch, set } = setUp();
  set(first, "k", 2000);
  const key = watch(first, "k");
  keyspace.setTime(2000);
  keyspace.expireDue(() => true);
  assertEquals(key.version, 1);
  keyspace.swap(0, 1);
  assertEquals(key.version, 2);
  keyspace.flush([first, second], false);
  assertEquals(key.version, 3);
});

Deno.test("nobody listens once nothing is watched", () => {
  const { keyspace, versions, first, watch } = setUp();
  const keys = [watch(first, "k"), watch(first, "k"), watch(first, "l")];
  assertEquals(keys[0], keys[1]);
  assert(keyspace.observer !== null);
  for (const key of keys) versions.unwatch(key);
  assertEquals(keyspace.observer, null);
});
