import { assert, assertEquals } from "@std/assert";
import { fromString, latin1 } from "../../src/bytes/mod.ts";
import { commands } from "../../src/commands/mod.ts";
import { type Context, Engine, type Host, type Link } from "../../src/engine/mod.ts";
import { BufferPool, Request } from "../../src/resp/mod.ts";
import { Span, Type } from "../../src/store/mod.ts";
import { Hash, installHashes, type LargeHash } from "../../src/types/hash/mod.ts";
import { fakePlatform } from "../support/fakes/mod.ts";

/** By {@linkcode Type}: what shows all of a key's value. */
const SHOW: readonly (readonly [type: number, command: string, ...options: string[]])[] = [
  [Type.STRING, "GET"],
  [Type.LIST, "LRANGE", "0", "-1"],
  [Type.SET, "SMEMBERS"],
  [Type.ZSET, "ZRANGE", "0", "-1", "WITHSCORES"],
  [Type.HASH, "HGETALL"],
];

/** Runs commands without a connection, with as many blocks of memory as it is told. */
class Starved {
  readonly engine: Engine;

  constructor(setup: readonly string[]) {
    const { clock, random } = fakePlatform();
    const host = {} as Host;
    this.engine = new Engine({ clock, random, pool: new BufferPool(), databases: 1, commands, host });
    installHashes(this.keyspace);
    for (const line of setup) this.run(line);
  }

  get keyspace() {
    return this.engine.keyspace;
  }

  /** Bytes in use once all that has been freed is. */
  get memory(): number {
    this.keyspace.graveyard.freeSome(() => true);
    return this.keyspace.usedMemory;
  }

  /** Runs a line of words and returns the reply. */
  run(line: string): string {
    const words = line.split(" ");
    const { engine, keyspace } = this;
    const session = engine.open({ peer: "", local: "", isLocal: true } as Link);
    const command = engine.table.all().find(({ spec: { name } }) => name === words[0])!;
    const args = Request.of(words.map(fromString));
    const ctx: Context = { args, reply: session.out, session, db: keyspace.databases[0], keyspace, engine, command };
    command.spec.run!(ctx);
    let text = "";
    for (let part = session.out.take(); part !== null; part = session.out.take()) {
      text += latin1(part, 0, session.out.takenBytes);
    }
    return text;
  }

  /** Runs a line while no more than `blocks` blocks of memory can be had; returns whether that was enough. */
  runWith(line: string, blocks: number): boolean {
    const { arena } = this.keyspace;
    const { alloc } = arena;
    let left = blocks;
    arena.alloc = (units) => {
      if (--left < 0) throw new RangeError("No memory");
      return alloc.call(arena, units);
    };
    try {
      this.run(line);
      return true;
    } catch (error) {
      assert(error instanceof RangeError, String(error));
      return false;
    } finally {
      arena.alloc = alloc;
    }
  }

  /** All keys with their values. */
  contents(): Map<string, string> {
    const [db] = this.keyspace.databases;
    const keys: [string, string][] = [];
    const found: [string, number][] = [];
    const name = new Span();
    db.map.forEach((ref) => {
      const { buf, start, end } = db.key(ref, name);
      found.push([latin1(buf, start, end), db.type(ref)]);
    });
    for (const [key, type] of found) {
      const [, command, ...options] = SHOW.find(([shown]) => shown === type)!;
      keys.push([key, this.run([command, key, ...options].join(" "))]);
    }
    return new Map(keys.toSorted());
  }
}

const words = (count: number, word: (i: number) => string) =>
  Array.from({ length: count }, (_, i) => word(i)).join(" ");
const LONG = "x".repeat(100);
const SETUP = [
  `RPUSH list ${words(300, (i) => `${i}:${LONG}`)}`,
  `SADD integers ${words(20, (i) => `${i * 7}`)}`,
  `SADD mixed ${words(20, (i) => `${i * 70000}`)} text`,
  `SADD members ${words(700, (i) => `m${i}`)}`,
  `ZADD scores ${words(20, (i) => `${i} m${i}`)}`,
  `ZADD many ${words(300, (i) => `${i} m${i}`)}`,
  "GEOADD places 13.361389 38.115556 a 15.087269 37.502669 b",
  `HSET hash ${words(20, (i) => `f${i} v${i}`)}`,
  `HSETEX large EX 100 FIELDS 3 f1 ${LONG} f2 v f3 ${LONG}`,
];
/** What the key `to` holds at first: nothing, or one of these. */
const BEFORE = ["SET to before", `ZADD to ${words(300, (i) => `${i} old${i}`)}`];

const ALL_OR_NOTHING = [
  "SORT list ALPHA STORE to",
  "SORT integers STORE to",
  "SUNIONSTORE to integers",
  "SUNIONSTORE to integers mixed",
  "SUNIONSTORE to members mixed",
  "ZUNIONSTORE to 2 scores mixed",
  "ZUNIONSTORE to 1 many",
  "ZRANGESTORE to scores 0 -1",
  "ZRANGESTORE to many 0 -1",
  "GEOSEARCHSTORE to places FROMLONLAT 15 37 BYRADIUS 300 km",
  "COPY large to REPLACE",
  "COPY hash to REPLACE",
];
const NEW_HASHES = [
  "HSET to f v",
  `HSET to f ${LONG}`,
  `HSET to a 1 b ${LONG} c 3`,
  "HSETNX to f v",
  `HSETNX to f ${LONG}`,
  "HINCRBY to f 1",
  "HINCRBYFLOAT to f 1.5",
  "HSETEX to FIELDS 1 f v",
  "HSETEX to EX 100 FIELDS 2 f v g w",
  `HSETEX to EX 100 FIELDS 3 f v g ${LONG} f w`,
  "HSETEX to KEEPTTL FIELDS 2 f v f w",
];

for (
  const [line, before] of [
    ...ALL_OR_NOTHING.flatMap((line) => [undefined, ...BEFORE].map((before) => [line, before] as const)),
    ...NEW_HASHES.map((line) => [line, undefined] as const),
  ]
) {
  const over = before === undefined ? "nothing" : before.slice(0, 6);
  Deno.test(`${line.slice(0, 40)} over ${over} is done, or not at all`, () => {
    const setup = before === undefined ? SETUP : [...SETUP, before];
    const starved = new Starved(setup);
    const contents = starved.contents();
    const { memory } = starved;
    let blocks = 0;
    for (; !starved.runWith(line, blocks); blocks++) {
      assertEquals(starved.contents(), contents);
      // The index of keys may have taken room for deadlines.
      if (!line.includes("large") && !line.includes("EX")) assertEquals(starved.memory, memory, `${blocks} blocks`);
    }
    assert(blocks > 0);
    const plenty = new Starved(setup);
    plenty.run(line);
    assertEquals(starved.contents(), plenty.contents());
    assertEquals(starved.memory, plenty.memory);
  });
}

Deno.test("elements of small collections can be removed without any memory", () => {
  const starved = new Starved([...SETUP, `HSETEX timed PX 10 FIELDS 20 ${words(20, (i) => `f${i} v${i}`)}`]);
  const { keyspace } = starved;
  const lines = [
    `HDEL hash ${words(19, (i) => `f${i}`)}`,
    `SREM integers ${words(19, (i) => `${i * 7}`)}`,
    `SREM mixed ${words(20, (i) => `${i * 70000}`)}`,
    `ZREM scores ${words(19, (i) => `m${i}`)}`,
    "ZPOPMIN places",
  ];
  for (const line of lines) assert(starved.runWith(line, 0), line);
  const before = keyspace.usedMemory;
  keyspace.setTime(keyspace.now + 10);
  const { arena } = keyspace;
  const { alloc } = arena;
  arena.alloc = () => {
    throw new RangeError("No memory");
  };
  keyspace.expireDue(() => true);
  arena.alloc = alloc;
  assert(keyspace.usedMemory < before);
  assertEquals(
    ["hash", "integers", "mixed", "scores", "places", "timed"].map((key) => starved.contents().get(key)),
    [
      "*2\r\n$3\r\nf19\r\n$3\r\nv19\r\n",
      "*1\r\n$3\r\n133\r\n",
      "*1\r\n$4\r\ntext\r\n",
      "*2\r\n$3\r\nm19\r\n$2\r\n19\r\n",
      "*2\r\n$1\r\nb\r\n$16\r\n3479447370796909\r\n",
      undefined,
    ],
  );
  for (const line of ["DEL hash integers mixed scores places", "DEL list members many large"]) starved.run(line);
  const fresh = new Starved([]);
  assertEquals(keyspace.databases[0].size, 0);
  // What is left is the index's room for deadlines.
  assert(starved.memory - fresh.memory <= 2048, `${starved.memory - fresh.memory} bytes are left`);
});

Deno.test("a large hash keeps account of its memory where there is none for a deadline", () => {
  for (let blocks = 0;; blocks++) {
    const starved = new Starved(["HSET h a b", `HSET h f ${LONG}`]);
    const { keyspace } = starved;
    const [db] = keyspace.databases;
    const large = new Hash().open(db, db.peek(fromString("h"), 0, 1)).large as LargeHash;
    const others = starved.memory - large.memory;
    const line = "HEXPIRE h 100 FIELDS 1 f";
    db.reserveDue(db.peek(fromString("h"), 0, 1));
    const reserved = starved.memory - large.memory - others;
    const isDone = starved.runWith(line, blocks);
    assertEquals(starved.memory - large.memory, others + reserved, `${blocks} blocks`);
    if (isDone) return assert(blocks > 0);
  }
});

Deno.test("a field whose deadline has passed does not come back where there is no memory for its new value", () => {
  for (const long of [LONG, "v"]) {
    for (let blocks = 0;; blocks++) {
      const starved = new Starved([`HSETEX h PX 10 FIELDS 1 f ${long}`]);
      starved.keyspace.setTime(starved.keyspace.now + 10);
      if (starved.runWith(`HSET h f ${"w".repeat(400)}`, blocks)) break;
      assertEquals(starved.run("HGET h f"), "$-1\r\n");
    }
  }
});
