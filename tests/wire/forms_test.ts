/** The commands on keys of any type, on values of every type in every form. */

import { assert, assertEquals, assertMatch } from "@std/assert";
import {
  type Client,
  contentOf,
  create,
  eachProtocol,
  type Form,
  FORMS,
  nameOf,
  startRedis,
  startServer,
  type TestServer,
} from "../support/mod.ts";

const FAR = 4_102_444_800_000;

/** Creates a key of each form, named after it. */
async function createAll(client: Client): Promise<void> {
  for (const form of FORMS) await create(client, nameOf(form), form);
}

/** The key must hold a value of the form, with the content given. */
async function assertHolds(client: Client, key: string, form: Form, content: unknown): Promise<void> {
  assertEquals(await client.call("TYPE", key), form.type);
  assertEquals(await client.call("OBJECT", "ENCODING", key), form.encoding, nameOf(form));
  assertEquals(await contentOf(client, key, form.type), content, nameOf(form));
}

/** Frees all that waits to be freed. */
function freeAll({ server }: TestServer): void {
  while (server.engine.keyspace.graveyard.freeSome(() => true));
}

eachProtocol("TYPE, OBJECT and EXISTS of every form", async (client) => {
  await createAll(client);
  for (const form of FORMS) {
    const key = nameOf(form);
    assertEquals(await client.call("TYPE", key), form.type);
    assertEquals(await client.call("OBJECT", "ENCODING", key), form.encoding, key);
    assertEquals(await client.call("OBJECT", "REFCOUNT", key), 1);
    assertEquals(await client.call("OBJECT", "IDLETIME", key), 0);
    assertEquals(await client.call("EXISTS", key, key), 2);
    assertEquals(await client.call("TOUCH", key), 1);
  }
});

eachProtocol("OBJECT FREQ of every form", async (client) => {
  await createAll(client);
  for (const form of FORMS) {
    const frequency = await client.call("OBJECT", "FREQ", nameOf(form)) as number;
    assert(frequency >= 5 && frequency <= 7, `${frequency}`);
  }
}, { config: { "maxmemory-policy": "allkeys-lfu" } });

eachProtocol("SCAN TYPE and RANDOMKEY find every form", async (client) => {
  await createAll(client);
  for (const type of ["string", "list", "set", "zset", "hash", "stream"]) {
    const [cursor, keys] = await client.call("SCAN", 0, "COUNT", 1000, "TYPE", type) as [string, string[]];
    assertEquals(cursor, "0");
    assertEquals(keys.sort(), FORMS.filter((form) => form.type === type).map(nameOf).sort());
  }
  const found = new Set<unknown>();
  for (let i = 0; i < 500; i++) found.add(await client.call("RANDOMKEY"));
  assertEquals(found.size, FORMS.length);
});

eachProtocol("COPY of every form, with deadline, over what is there, to another database", async (client) => {
  for (const form of FORMS) {
    await create(client, "source", form);
    const content = await contentOf(client, "source", form.type);
    await client.call("PEXPIREAT", "source", FAR);
    assertEquals(await client.call("COPY", "source", "copy"), 1);
    assertEquals(await client.call("COPY", "source", "copy"), 0);
    assertEquals(await client.call("PEXPIRETIME", "copy"), FAR);
    await assertHolds(client, "copy", form, content);
    await client.call("DEL", "source");
    await assertHolds(client, "copy", form, content);
    for (const other of FORMS) {
      await create(client, "other", other);
      assertEquals(await client.call("COPY", "copy", "other"), 0);
      assertEquals(await client.call("COPY", "copy", "other", "REPLACE"), 1);
      await assertHolds(client, "other", form, content);
      await client.call("DEL", "other");
    }
    assertEquals(await client.call("COPY", "copy", "copy", "DB", 3), 1);
    assertEquals(await client.call("COPY", "copy", "copy", "DB", 3, "REPLACE"), 1);
    await client.call("FLUSHDB");
    await client.call("SELECT", 3);
    await assertHolds(client, "copy", form, content);
    await client.call("FLUSHDB");
    await client.call("SELECT", 0);
  }
});

eachProtocol("a copy and its source change each on its own", async (client) => {
  const changes: Readonly<Record<string, readonly string[]>> = {
    string: ["APPEND", "x"],
    list: ["LSET", "0", "new"],
    set: ["SADD", "new"],
    zset: ["ZADD", "1", "m:0"],
    hash: ["HSET", "f:0", "new"],
  };
  for (const form of FORMS) {
    await create(client, "source", form);
    const content = await contentOf(client, "source", form.type);
    await client.call("COPY", "source", "copy");
    const [name, ...args] = changes[form.type];
    await client.call(name, "copy", ...args);
    await assertHolds(client, "source", form, content);
    await client.call("DEL", "copy");
    await client.call("COPY", "source", "copy");
    await client.call(name, "source", ...args);
    await assertHolds(client, "copy", form, content);
    await client.call("FLUSHDB");
  }
});

eachProtocol("RENAME, RENAMENX, MOVE and SWAPDB of every form", async (client, server) => {
  for (const form of FORMS) {
    await create(client, "k", form);
    const content = await contentOf(client, "k", form.type);
    await client.call("PEXPIREAT", "k", FAR);
    await client.call("SET", "taken", "x");
    assertEquals(await client.call("RENAMENX", "k", "taken"), 0);
    assertEquals(await client.call("RENAMENX", "k", "free"), 1);
    for (const other of FORMS) {
      await client.call("DEL", "taken");
      await create(client, "taken", other);
      assertEquals(await client.call("RENAME", "free", "taken"), "OK");
      assertEquals(await client.call("RENAME", "taken", "free"), "OK");
    }
    assertEquals(await client.call("DBSIZE"), 1);
    assertEquals(await client.call("MOVE", "free", 2), 1);
    assertEquals(await client.call("SWAPDB", 2, 5), "OK");
    await client.call("SELECT", 5);
    await assertHolds(client, "free", form, content);
    assertEquals(await client.call("PEXPIRETIME", "free"), FAR);
    assertEquals(await client.call("MOVE", "free", 0), 1);
    await client.call("SELECT", 0);
    assertEquals(await client.call("PERSIST", "free"), 1);
    await assertHolds(client, "free", form, content);
    await client.call("FLUSHALL");
  }
  freeAll(server);
});

eachProtocol("every form expires, and keeps its form with and without a deadline", async (client, server) => {
  for (const form of FORMS) {
    await create(client, "k", form);
    const content = await contentOf(client, "k", form.type);
    for (const [line, left] of [["PEXPIRE k 5000", 5000], ["PERSIST k", -1], ["PEXPIRE k 7000", 7000]] as const) {
      assertEquals(await client.call(...line.split(" ")), 1);
      assertEquals(await client.call("PTTL", "k"), left);
      await assertHolds(client, "k", form, content);
    }
    server.clock.advance(6999);
    assertEquals(await client.call("EXISTS", "k"), 1);
    server.clock.advance(1);
    assertEquals(await client.call("DBSIZE"), 0);
    assertEquals(await client.call("TYPE", "k"), "none");
  }
});

eachProtocol("whatever removes a value, its memory comes back", async (client, server) => {
  const { keyspace } = server.server.engine;
  const removals: readonly (readonly string[])[] = [
    ["DEL", "k"],
    ["UNLINK", "k"],
    ["SET", "k", "x"],
    ["RENAME", "other", "k"],
    ["COPY", "other", "k", "REPLACE"],
    ["PEXPIRE", "k", "-1"],
    ["FLUSHDB"],
    ["FLUSHDB", "ASYNC"],
    ["FLUSHALL"],
    ["SORT", "other", "STORE", "k"],
    ["SINTERSTORE", "k", "missing"],
    ["BITOP", "NOT", "k", "missing"],
  ];
  const memoryWithout = async () => {
    await client.call("SELECT", 1);
    await client.call("SET", "stays", "here");
    await client.call("SELECT", 0);
    // Once a key has had a deadline, the index keeps room for deadlines.
    await client.call("SET", "k", "x", "EX", 5);
    await client.call("DEL", "k", "other");
    freeAll(server);
    return keyspace.usedMemory;
  };
  const before = await memoryWithout();
  for (const form of FORMS) {
    for (const removal of removals) {
      const what = `${nameOf(form)}: ${removal.join(" ")}`;
      await client.call("RPUSH", "other", "1", "2");
      await create(client, "k", form);
      await client.call(...removal);
      assert(!await stillHolds(client, form), what);
      assertEquals(await memoryWithout(), before, what);
    }
  }
});

/** Whether `k` holds what the form makes. */
async function stillHolds(client: Client, { size, type }: Form): Promise<boolean> {
  const left = await client.call("TYPE", "k");
  if (left !== type) return false;
  if (left === "string") return await client.call("STRLEN", "k") === size;
  return left !== "list" || await client.call("LLEN", "k") === size;
}

eachProtocol("MEMORY USAGE is what the key takes, whatever SAMPLES says", async (client, server) => {
  const { keyspace } = server.server.engine;
  for (const form of FORMS) {
    await client.call("SET", "first", "x");
    const before = keyspace.usedMemory;
    await create(client, "k", form);
    const took = keyspace.usedMemory - before;
    const usage = await client.call("MEMORY", "USAGE", "k") as number;
    // The key's share of the index was there before.
    assert(usage >= took && usage <= took + 1024, `${nameOf(form)}: ${usage}, took ${took}`);
    for (const samples of [0, 1, 5, 1_000_000]) {
      assertEquals(await client.call("MEMORY", "USAGE", "k", "SAMPLES", samples), usage);
    }
    await client.call("FLUSHDB");
    freeAll(server);
  }
});

Deno.test("DEBUG OBJECT tells of every form what Redis tells", async () => {
  await using redis = await startRedis("--enable-debug-command", "yes", "--rdbcompression", "no");
  await using server = await startServer({ config: { "enable-debug-command": "yes" } });
  const [theirs, ours] = [await redis.client(), await server.client()];
  const line = async (client: Client, form: Form) => {
    await client.call("DEL", "k");
    await create(client, "k", form);
    const pattern =
      /^Value at:0x[0-9a-f]+ (refcount:1 encoding:\w+ serializedlength:\d+) lru:\d+ (lru_seconds_idle:0.*)$/;
    return pattern.exec(String(await client.call("DEBUG", "OBJECT", "k")))!.slice(1);
  };
  for (const form of FORMS) {
    const [here, rest] = await line(ours, form);
    assert(here.includes(` encoding:${form.encoding} `), here);
    // Redis 7.0 has neither packed sets nor packed lists, and no deadlines of fields.
    const isNew = form.encoding === "listpack" && form.type === "set" ||
      form.commands.length > 1 && form.type === "hash";
    if (isNew) continue;
    const [there, other] = await line(theirs, form);
    const isShortList = form.encoding === "listpack" && form.type === "list";
    assertEquals(here, isShortList ? there.replace("quicklist", "listpack") : there);
    assertEquals(rest, isShortList ? "lru_seconds_idle:0" : other);
  }
});

eachProtocol("DEBUG OBJECT of what has expired, and of what is not there", async (client, server) => {
  server.server.engine.activeExpire = false;
  await client.call("SET", "k", "x", "PX", 10);
  server.clock.advance(3000);
  assertMatch(String(await client.call("DEBUG", "OBJECT", "k")), /^Value at:\S+ .* lru_seconds_idle:3$/);
  assertEquals(await client.call("GET", "k"), null);
  assertEquals(await client.error("DEBUG", "OBJECT", "k"), "ERR no such key");
}, { config: { "enable-debug-command": "yes" } });
