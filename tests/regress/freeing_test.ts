import { assert, assertEquals } from "@std/assert";
import { fromString } from "../../src/bytes/mod.ts";
import { type Collection, Compaction, Keyspace, NO_DEADLINE, Type } from "../../src/store/mod.ts";

Deno.test("no step of freeing takes back the whole index at once", () => {
  const keyspace = new Keyspace(2, () => 0);
  const [database, other] = keyspace.databases;
  for (let i = 0; i < 100_000; i++) {
    const key = fromString(`key:${i}`);
    (i === 0 ? other : database).setString(key, 0, key.length, key, 0, key.length, NO_DEADLINE, 0);
  }
  const { map } = database;
  const { indexBytes } = map;
  keyspace.flush([database], true);
  let largest = 0;
  for (let before = keyspace.usedMemory, more = true; more; before = keyspace.usedMemory) {
    more = keyspace.graveyard.freeSome(() => false);
    largest = Math.max(largest, before - keyspace.usedMemory);
  }
  assert(largest < indexBytes / 8, `${largest} bytes in one step, the index was ${indexBytes}`);
});

Deno.test("compaction starts at the front of a collection after FLUSHALL has taken the one it was in", () => {
  const keyspace = new Keyspace(1, () => 0);
  const [database] = keyspace.databases;
  const asked: number[] = [];
  const collection: Collection = {
    size: 1,
    memory: 0,
    due: Infinity,
    copy: () => collection,
    free: () => [1].values(),
    compact: (from) => {
      asked.push(from);
      return 7;
    },
  };
  const key = fromString("key");
  const compaction = new Compaction(keyspace);
  const walk = () => {
    database.addLarge(key, 0, key.length, Type.LIST, collection);
    for (let steps = 3; steps > 0;) compaction.step(() => --steps > 0);
  };
  walk();
  keyspace.flush([database], false);
  asked.push(-1);
  walk();
  const after = asked.slice(asked.indexOf(-1) + 1);
  assertEquals(after[0], 0);
});
