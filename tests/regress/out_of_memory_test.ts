import { assert, assertEquals, assertThrows } from "@std/assert";
import { fromString } from "../../src/bytes/mod.ts";
import { type Collection, type Database, Keyspace, NO_DEADLINE, Type } from "../../src/store/mod.ts";
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

/** Runs `task` while no block of `units` or more can be had; returns whether it came to its end. */
function starved({ arena }: Keyspace, units: number, task: () => void): boolean {
  const { alloc } = arena;
  arena.alloc = (wanted) => {
    if (wanted >= units) throw new RangeError("No memory");
    return alloc.call(arena, wanted);
  };
  try {
    task();
    return true;
  } catch (error) {
    assert(error instanceof RangeError);
    return false;
  } finally {
    arena.alloc = alloc;
  }
}

function set(database: Database, name: string, deadline: number = NO_DEADLINE): void {
  const key = fromString(name);
  database.setString(key, 0, key.length, key, 0, key.length, deadline, 0);
}

Deno.test("a key keeps its name where there is no memory for the place of the new one", () => {
  const keyspace = new Keyspace(1, () => 0);
  const [database] = keyspace.databases;
  const from = fromString("from");
  set(database, "from");
  let refused = 0;
  for (let i = 1; i < 2000; i++) {
    const to = fromString(`to:${i}`);
    const ref = database.peek(from, 0, from.length);
    const before = keyspace.usedMemory;
    if (starved(keyspace, INDEX_BLOCK, () => database.moveTo(ref, database, to, 0, to.length))) {
      database.moveTo(database.peek(to, 0, to.length), database, from, 0, from.length);
    } else {
      refused++;
      assertEquals([database.size, database.peek(from, 0, from.length), keyspace.usedMemory], [i, ref, before]);
    }
    set(database, `key:${i}`);
  }
  assert(refused > 0);
});

Deno.test("keys can be removed without any memory", () => {
  const names = Array.from({ length: 2000 }, (_, i) => `key:${i}`);
  // One key has a deadline, so one segment of the index keeps deadlines and the others, which it is joined with, do not.
  for (const last of names.slice(-16)) {
    const keyspace = new Keyspace(1, () => 0);
    const [database] = keyspace.databases;
    for (const name of names) set(database, name, name === last ? 5000 : NO_DEADLINE);
    const removeOthers = () => {
      for (const name of names) {
        const key = fromString(name);
        if (name !== last) assert(database.remove(key, 0, key.length));
      }
    };
    assert(starved(keyspace, 0, removeOthers));
    assertEquals([database.size, keyspace.queue.due], [1, 5000]);
    keyspace.setTime(6000);
    keyspace.expireDue(() => true);
    assertEquals(database.size, 0);
  }
});

for (const isCopied of [false, true]) {
  const what = isCopied ? "the record" : "the copy";
  Deno.test(`a large collection is not copied where there is no memory for ${what}`, () => {
    const keyspace = new Keyspace(1, () => 0);
    const [database] = keyspace.databases;
    let copies = 0;
    const collection: Collection = {
      size: 1,
      memory: 0,
      due: Infinity,
      copy() {
        if (!isCopied) throw new RangeError("No memory");
        copies++;
        return collection;
      },
      free() {
        copies--;
        return [1].values();
      },
      compact: () => 0,
    };
    const [from, to] = [fromString("from"), fromString("to")];
    const ref = database.addLarge(from, 0, from.length, Type.SET, collection);
    set(database, "to");
    const before = keyspace.usedMemory;
    const copy = () => database.copyTo(ref, database, to, 0, to.length);
    assertEquals(starved(keyspace, isCopied ? 0 : Infinity, copy), false);
    assertEquals([copies, database.size, keyspace.usedMemory], [0, 2, before]);
    assertEquals(database.type(database.peek(to, 0, to.length)), Type.STRING);
  });
}
