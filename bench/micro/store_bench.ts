import { fromString } from "../../src/bytes/mod.ts";
import { type Database, Keyspace, NO_DEADLINE, Span, StringEncoding } from "../../src/store/mod.ts";

/** Calls in one measured round; the figure of a round divided by this is that of one call. */
const CALLS = 1000;
/** A prime: its multiples visit keys in an order that the processor cannot foresee. */
const STRIDE = 611_953;
/** For each key of a database, how many more are known that it does not hold; at least one round's. */
const SPARE = 0.25;
const KEY_LENGTH = 16;
const DEADLINE = Date.UTC(2100, 0);

const value = fromString("v".repeat(100));
const span = new Span();
let sink = 0;

/** A database of `size` keys, and the bytes of these and of `spare` others, one after the other. */
function filled(size: number, spare: number): { database: Database; keys: Uint8Array } {
  const keys = fromString(
    Array.from({ length: size + spare }, (_, i) => `key:${String(i).padStart(KEY_LENGTH - 4, "0")}`).join(""),
  );
  const keyspace = new Keyspace(1, () => 0);
  keyspace.setTime(Date.UTC(2000, 0));
  const [database] = keyspace.databases;
  for (let i = 0; i < size; i++) set(database, keys, i, 16, NO_DEADLINE);
  return { database, keys };
}

function set(database: Database, keys: Uint8Array, i: number, length: number, deadline: number): void {
  const at = i * KEY_LENGTH;
  database.setString(keys, at, at + KEY_LENGTH, value, 0, length, deadline, StringEncoding.AUTO);
}

function remove(database: Database, keys: Uint8Array, i: number): void {
  database.remove(keys, i * KEY_LENGTH, (i + 1) * KEY_LENGTH);
}

for (const size of [1_000, 1_000_000]) {
  const spare = Math.max(CALLS, size * SPARE);
  const { database, keys } = filled(size, spare);
  const group = `${size} keys`;
  let round = 0;
  /** Numbers of keys that are there and that are not: others in each round. */
  const present = (i: number) => ((round * CALLS + i) * STRIDE) % size;
  const absent = (i: number) => size + ((round * CALLS + i) * STRIDE) % spare;

  const rounds = (
    name: string,
    key: (i: number) => number,
    call: (key: number) => void,
    undo?: (key: number) => void,
  ) =>
    Deno.bench({
      name: `${name}, ${group}, x${CALLS}`,
      group,
      fn(bench) {
        round++;
        bench.start();
        for (let i = 0; i < CALLS; i++) call(key(i));
        bench.end();
        if (undo !== undefined) { for (let i = 0; i < CALLS; i++) undo(key(i)); }
      },
    });
  const find = (key: number) => {
    const at = key * KEY_LENGTH;
    const ref = database.lookup(keys, at, at + KEY_LENGTH);
    sink += ref === 0 ? 1 : database.value(ref, span).length;
  };
  const drop = (key: number) => remove(database, keys, key);
  const put = (key: number) => set(database, keys, key, 16, NO_DEADLINE);

  rounds("find", present, find);
  rounds("find none", absent, find);
  rounds("insert", absent, put, drop);
  rounds("insert with deadline", absent, (key) => set(database, keys, key, 16, DEADLINE), drop);
  rounds("overwrite, same length", present, put);
  rounds("overwrite, other length", present, (key) => set(database, keys, key, 100, NO_DEADLINE), put);
  rounds("delete", present, drop, put);
}
addEventListener("unload", () => console.log(`checksum ${sink}`));
