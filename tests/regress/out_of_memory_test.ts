import { assert, assertEquals, assertThrows } from "@std/assert";
import { fromString } from "../../src/bytes/mod.ts";
import { Keyspace, NO_DEADLINE } from "../../src/store/mod.ts";
import { SeededRandom } from "../support/fakes/mod.ts";

/** 8-byte units of a block beyond any record of this test: blocks of the index. */
const INDEX_BLOCK = 16;

/** Sets the key while no more than `blocks` blocks can be had for the index; false if that was too few. */
function trySet(keyspace: Keyspace, name: string, deadline: number, blocks: number): boolean {
  const { arena } = keyspace;
  const { alloc } = arena;
  let left = blocks;
  arena.alloc = (units) => {
    if (units >= INDEX_BLOCK && --left < 0) throw new RangeError("No memory");
    return alloc.call(arena, units);
  };
  const key = fromString(name);
  try {
    keyspace.databases[0].setString(key, 0, key.length, key, 0, key.length, deadline, 0);
    return true;
  } catch {
    return false;
  } finally {
    arena.alloc = alloc;
  }
}

for (const deadline of [NO_DEADLINE, 5000]) {
  const what = deadline === NO_DEADLINE ? "keys" : "keys with deadlines";
  Deno.test(`${what} survive that there is no memory for a larger index`, () => {
    const keyspace = new Keyspace(1, (limit) => new SeededRandom(1).below(limit));
    const [database] = keyspace.databases;
    const names: string[] = [];
    for (let i = 0; names.length < 3000; i++) {
      const name = `key:${i}`;
      for (let blocks = 0; !trySet(keyspace, name, deadline, blocks); blocks++) {
        assertEquals(database.size, names.length);
      }
      names.push(name);
    }
    for (const name of names) {
      const key = fromString(name);
      assert(database.peek(key, 0, key.length) !== 0, `${name} is lost`);
    }
    keyspace.setTime(6000);
    keyspace.expireDue(() => true);
    assertEquals(database.size, deadline === NO_DEADLINE ? names.length : 0);
  });
}

Deno.test("a huge value for which there is no memory leaves nothing behind", () => {
  const keyspace = new Keyspace(1, () => 0);
  const key = fromString("key");
  const before = keyspace.usedMemory;
  // No ArrayBuffer is that long.
  const length = 2 ** 53 - 1;
  assertThrows(() => keyspace.databases[0].setString(key, 0, 3, key, 0, length, NO_DEADLINE, 0), RangeError);
  assertEquals(keyspace.usedMemory, before);
});
