import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { type Client, eachProtocol, startRedis, startServer, type TestServer } from "../support/mod.ts";
import { SeededRandom } from "../support/fakes/mod.ts";
import { denoPlatform } from "../../src/platform/deno.ts";
import { ListenerClosed, type Network } from "../../src/platform/mod.ts";

const NOT_ALLOWED =
  'ERR DEBUG command not allowed. If the enable-debug-command option is set to "local", you can run it ' +
  "from a local connection, otherwise you need to set this option in the configuration file, and then restart the server.";
const withDebug = { config: { "enable-debug-command": "yes" } };

/** Lets `server` do what it does in `ms`, beat by beat. */
function pass(server: TestServer, ms: number): void {
  for (let passed = 0; passed < ms; passed += 100) server.clock.advance(100);
}

/** What the server logs: it has fake ports. */
function logged({ server }: TestServer): string {
  return (server.platform.process as unknown as { output: string }).output;
}

eachProtocol("TIME", async (client, server) => {
  const now = server.clock.now();
  assertEquals(await client.call("TIME"), [String(Math.floor(now / 1000)), String((now % 1000) * 1000)]);
});

eachProtocol("LOLWUT", async (client, _, protocol) => {
  for (const args of [["LOLWUT"], ["LOLWUT", "VERSION", "5", "40"]]) {
    const reply = await client.ask(...args);
    assertEquals(reply.type, protocol === 3 ? "verbatim" : "bulk");
  }
  assertMatch(String(await client.call("LOLWUT")), /\nTarbo ver\. \S+, Redis ver\. 7\.2\.4\n$/);
  assertMatch(String(await client.call("LOLWUT", "VERSION", "7")), /^Tarbo ver\. \S+, Redis ver\. 7\.2\.4\n$/);
  assertEquals(await client.error("LOLWUT", "VERSION", "x"), "ERR value is not an integer or out of range");
});

eachProtocol("MEMORY USAGE", async (client) => {
  await client.call("SET", "small", "x");
  await client.call("SET", "large", "x".repeat(5000));
  const [small, large] = [await client.call("MEMORY", "USAGE", "small"), await client.call("MEMORY", "USAGE", "large")];
  assert(Number(small) > 0 && Number(large) > 5000 && Number(large) < 8000);
  assertEquals(await client.call("MEMORY", "USAGE", "small", "SAMPLES", "0", "samples", "5"), small);
  assertEquals(await client.call("MEMORY", "USAGE", "none"), null);
  for (const args of [["SAMPLES"], ["SAMPLES", "-1"], ["FOO", "1"]]) {
    assertEquals(await client.error("MEMORY", "USAGE", "small", ...args), "ERR syntax error");
  }
  assertEquals(
    await client.error("MEMORY", "USAGE", "small", "SAMPLES", "x"),
    "ERR value is not an integer or out of range",
  );
});

Deno.test("MEMORY STATS has the fields of Redis", async () => {
  await using redis = await startRedis();
  await using server = await startServer();
  const [theirs, ours] = [await redis.client(3), await server.client(3)];
  for (const client of [theirs, ours]) await client.call("SET", "a", "b");
  const fields = async (client: Client) => await client.call("MEMORY", "STATS") as Map<string, unknown>;
  const [reference, stats] = [await fields(theirs), await fields(ours)];
  // Since 7.0 the names of deprecated fields have gone, and none has come.
  assertEquals([...stats.keys()].sort(), [...reference.keys()].sort());
  assertEquals(stats.get("keys.count"), 1);
  assertEquals([...(stats.get("db.0") as Map<string, unknown>).keys()].slice(0, 2), [
    "overhead.hashtable.main",
    "overhead.hashtable.expires",
  ]);
});

eachProtocol("MEMORY HELP and CONFIG HELP", async (client) => {
  for (const [name, count] of [["MEMORY", 5], ["CONFIG", 4]] as const) {
    const help = await client.call(name, "HELP") as string[];
    assertEquals(help[0], `${name} <subcommand> [<arg> [value] [opt] ...]. Subcommands are:`);
    assertEquals(help.length, 1 + 2 * (count + 1));
  }
});

eachProtocol("MEMORY DOCTOR, MALLOC-STATS, PURGE", async (client) => {
  assertStringIncludes(String(await client.call("MEMORY", "DOCTOR")), "too little data");
  assertMatch(String(await client.call("MEMORY", "MALLOC-STATS")), /^arena: \d+ bytes in use of \d+ in slabs\n/);
  assertEquals(await client.call("MEMORY", "PURGE"), "OK");
});

Deno.test("SHUTDOWN refuses what it does not understand", async () => {
  await using server = await startServer();
  const client = await server.client();
  for (const args of [["FOO"], ["SAVE", "NOSAVE"], ["ABORT", "NOW"], ["NOW", "FOO"]]) {
    assertEquals(await client.error("SHUTDOWN", ...args), "ERR syntax error");
  }
  assertEquals(await client.error("SHUTDOWN", "ABORT"), "ERR No shutdown in progress.");
  assertMatch(await client.error("SHUTDOWN", "SAVE"), /^ERR SHUTDOWN SAVE can't save the dataset/);
  client.send("SHUTDOWN", "SAVE", "FORCE", "NOW");
  assertEquals(await client.untilClosed(), "");
  assertEquals(await server.server.done, 0);
});

Deno.test("DEBUG is for those whom enable-debug-command allows", async () => {
  for (const allowed of ["no", "yes", "local"]) {
    await using server = await startServer({ config: { "enable-debug-command": allowed } });
    const client = await server.client();
    if (allowed === "no") assertEquals(await client.error("DEBUG", "SLEEP", "0"), NOT_ALLOWED);
    else assertEquals(await client.call("DEBUG", "SLEEP", "0"), "OK");
  }
});

Deno.test("DEBUG DIGEST and DIGEST-VALUE equal those of Redis", async () => {
  await using redis = await startRedis("--enable-debug-command", "yes");
  await using server = await startServer(withDebug);
  const [theirs, ours] = [await redis.client(), await server.client()];
  const both = async (...args: string[]) =>
    assertEquals(await ours.call(...args), await theirs.call(...args), args.join(" "));
  await both("DEBUG", "DIGEST");
  for (const db of ["0", "3", "15"]) {
    await both("SELECT", db);
    for (let i = 0; i < 30; i++) await both("SET", `key:${i}`, "x".repeat(i * 7));
    await both("SET", "number", "-12345");
    await both("SET", "binary", "\0\r\n\u00e9");
    await both("DEBUG", "DIGEST");
    await both("SET", "volatile", "x", "EX", "1000");
    await both("DEBUG", "DIGEST");
  }
  await both("DEBUG", "DIGEST-VALUE", "key:9", "number", "volatile", "none");
  await both("DEBUG", "DIGEST-VALUE");
});

Deno.test("DEBUG DIGEST and DIGEST-VALUE of collections equal those of Redis", async () => {
  const seed = crypto.getRandomValues(new Uint32Array(1))[0];
  console.log(`seed ${seed}`);
  const random = new SeededRandom(seed);
  const text = (limit: number) => {
    const kind = random.below(4);
    if (kind === 0) return String(random.below(limit) - 50);
    if (kind === 1) return `${random.below(limit)}\0\r\n\u00ff`;
    return "member:".repeat(kind) + random.below(limit);
  };
  // Scores that Redis 7.0, with 17 digits, writes as 7.2 does with the fewest.
  const score = () =>
    random.chance(0.05) ? random.chance(0.5) ? "inf" : "-inf" : String((random.below(40_000) - 20_000) / 8);
  const made: Readonly<Record<string, () => string[]>> = {
    RPUSH: () => [text(1000)],
    SADD: () => [random.chance(0.7) ? String(random.below(1e6)) : text(1000)],
    ZADD: () => [score(), text(1000)],
    HSET: () => [text(1000), text(1000)],
  };
  await using redis = await startRedis("--enable-debug-command", "yes");
  await using server = await startServer(withDebug);
  const [theirs, ours] = [await redis.client(), await server.client()];
  const both = async (...args: string[]) =>
    assertEquals(await ours.call(...args), await theirs.call(...args), args.join(" ").slice(0, 200));
  const keys: string[] = [];
  for (const name of Object.keys(made)) {
    for (const size of [1, 10, 100, 200, 1000, 3000]) {
      const key = `${name}:${size}`;
      keys.push(key);
      const count = 1 + random.below(size);
      await both(name, key, ...Array.from({ length: count }, made[name]).flat());
      if (random.chance(0.3)) await both("EXPIRE", key, "10000");
    }
  }
  await both(
    "SADD",
    "integers",
    ...Array.from({ length: 100 }, () => String(2 ** random.below(53))),
    "-9223372036854775808",
  );
  await both("DEBUG", "DIGEST-VALUE", "integers", ...keys);
  await both("DEBUG", "DIGEST");
  await both("RENAME", keys[0], keys[1]);
  await both("DEBUG", "DIGEST");
});

eachProtocol("DEBUG DIGEST-VALUE tells small differences, and no others", async (client, server) => {
  const digest = async (key: string) => (await client.call("DEBUG", "DIGEST-VALUE", key) as string[])[0];
  const differ = new Set<string>();
  const commands = [
    "SET k a",
    "RPUSH k a",
    "RPUSH k a b",
    "RPUSH k b a",
    "SADD k a",
    "SADD k a b",
    "ZADD k 1 a",
    "ZADD k 2 a",
    "ZADD k 0.1 a",
    "ZADD k 1e17 a",
    "HSET k a b",
    "HSET k b a",
    "HSET k a b c d",
  ];
  for (const command of commands) {
    await client.call("DEL", "k");
    await client.call(...command.split(" "));
    differ.add(await digest("k"));
  }
  // A field's deadline counts, but not when it is; nor does the form of a hash.
  await client.call("HPEXPIRE", "k", 1000, "FIELDS", 1, "a");
  const packed = await digest("k");
  differ.add(packed);
  await client.call("HPEXPIRE", "k", 2000, "FIELDS", 1, "a");
  assertEquals(await digest("k"), packed);
  await client.call("HSET", "k", "large", "x".repeat(100));
  await client.call("HDEL", "k", "large");
  assertEquals([await client.call("OBJECT", "ENCODING", "k"), await digest("k")], ["hashtable", packed]);
  await client.call("PEXPIRE", "k", 1000);
  const expiring = await digest("k");
  differ.add(expiring);
  assertEquals(differ.size, commands.length + 2);
  // As long as it is there, it has a digest.
  server.server.engine.activeExpire = false;
  server.clock.advance(1000);
  assertEquals(await digest("k"), expiring);
  assertEquals([await client.call("EXISTS", "k"), await digest("k")], [0, "0".repeat(40)]);
}, withDebug);

eachProtocol("DEBUG HTSTATS and HTSTATS-KEY", async (client, _, protocol) => {
  const empty = "Hash table 0 stats (main hash table):\nNo stats available for empty dictionaries\n";
  assertEquals(await client.call("DEBUG", "HTSTATS", 0), `[Dictionary HT]\n${empty}[Expires HT]\n${empty}`);
  for (let i = 0; i < 300; i++) {
    await client.call("SADD", "set", `m:${i}`);
    await client.call("HSET", "hash", `f:${i}`.padEnd(70), "x");
    await client.call("ZADD", "zset", i, `m:${i}`);
  }
  await client.call("RPUSH", "list", ...Array.from({ length: 3000 }, () => "x"));
  await client.call("SADD", "small", "a");
  await client.call("SET", "text", "a");
  for (const key of ["set", "hash", "zset"]) {
    const head = "Hash table 0 stats (main hash table):\n table size: 512\n number of elements: 300\n";
    const reply = await client.ask("DEBUG", "HTSTATS-KEY", key);
    assertEquals(reply.type, protocol === 3 ? "verbatim" : "bulk");
    assertEquals(await client.call("DEBUG", "HTSTATS-KEY", key), head);
    const full = String(await client.call("DEBUG", "HTSTATS-KEY", key, "FULL"));
    assert(full.startsWith(head));
    const slots = Number(/ different slots: (\d+)\n/.exec(full)![1]);
    const longest = Number(/ max chain length: (\d+)\n/.exec(full)![1]);
    const chains = [...full.matchAll(/^ {3}(\d+): (\d+) \(\d+\.\d\d%\)$/gm)].map((
      [, length, count],
    ) => [+length, +count]);
    assertEquals(chains.reduce((sum, [length, count]) => sum + length * count, 0), 300);
    assertEquals(chains.reduce((sum, [, count]) => sum + count, 0), 512);
    assertEquals([slots, longest], [512 - chains[0][1], chains.at(-1)![0]]);
  }
  const noTable = "ERR The value stored at the specified key is not represented using an hash table";
  for (const key of ["list", "small", "text"]) assertEquals(await client.error("DEBUG", "HTSTATS-KEY", key), noTable);
  assertEquals(await client.error("DEBUG", "HTSTATS-KEY", "none"), "ERR no such key");
  assertMatch(String(await client.call("DEBUG", "HTSTATS", 0, "full")), / number of elements: 6\n different slots: /);
  assertEquals(await client.error("DEBUG", "HTSTATS", "x"), "ERR value is not an integer or out of range");
  for (const index of [-1, 16]) {
    assertEquals(await client.error("DEBUG", "HTSTATS", index), "ERR Out of range database");
  }
}, withDebug);

eachProtocol("DEBUG LISTPACK and QUICKLIST write to the log", async (client, server) => {
  await client.call("RPUSH", "small", "a", "-5", "x".repeat(50));
  await client.call("RPUSH", "large", ...Array.from({ length: 3000 }, (_, i) => `entry ${i}`));
  await client.call("ZADD", "zset", 1.5, "m");
  await client.call("HSET", "hash", "f", "v");
  await client.call("HPEXPIRE", "hash", 1000, "FIELDS", 1, "f");
  await client.call("SADD", "integers", 1);
  const listpack = (key: string) => client.call("DEBUG", "LISTPACK", key);
  const done = "Listpack structure printed on stdout";
  assertEquals(await listpack("small"), done);
  const line = 'DEBUG LISTPACK: {entry bytes 58} {num entries 3}\n\tindex 0, offset 0, bytes 3: [str] "a"\n' +
    `\tindex 1, offset 3, bytes 3: [num] -5\n\tindex 2, offset 6, bytes 52: [str] "${"x".repeat(40)}" and 10 more\n`;
  assertStringIncludes(logged(server), line);
  assertEquals([await listpack("zset"), await listpack("hash")], [done, done]);
  assertStringIncludes(logged(server), "[num] 1.5\n");
  assertEquals(await client.call("DEBUG", "QUICKLIST", "large"), "Quicklist structure printed on stdout");
  assertMatch(
    logged(server),
    /DEBUG QUICKLIST: \{count 3000\} \{chunks \d\} \{entry bytes \d+\}\n\{chunk 0\} \{count \d+\}/,
  );
  assert(!logged(server).includes("entry 2999"));
  await client.call("DEBUG", "QUICKLIST", "large", 1);
  assertStringIncludes(logged(server), '[str] "entry 2999"\n');
  for (const key of ["large", "integers"]) {
    assertEquals(await client.error("DEBUG", "LISTPACK", key), "ERR Not a listpack encoded object.");
  }
  assertEquals(await client.error("DEBUG", "QUICKLIST", "small"), "ERR Not a quicklist encoded object.");
  assertEquals(await client.error("DEBUG", "QUICKLIST", "none"), "ERR no such key");
}, withDebug);

eachProtocol("DEBUG QUICKLIST-PACKED-THRESHOLD", async (client) => {
  const nodes = async () => Number(/ ql_nodes:(\d+) /.exec(String(await client.call("DEBUG", "OBJECT", "k")))![1]);
  const long = "x".repeat(100);
  const fill = async () => {
    await client.call("DEL", "k");
    await client.call("RPUSH", "k", ...Array.from({ length: 1000 }, (_, i) => `entry ${i}`));
    for (let i = 0; i < 10; i++) await client.call(i % 2 ? "RPUSH" : "LPUSH", "k", long);
    await client.call("LSET", "k", "500", long);
    await client.call("LINSERT", "k", "BEFORE", "entry 700", long);
    const entries = await client.call("LRANGE", "k", 0, -1) as string[];
    assertEquals([entries.length, entries.filter((entry) => entry === long).length], [1011, 12]);
    return await nodes();
  };
  const usual = await fill();
  assert(usual <= 4, `${usual} chunks`);
  await client.call("DEBUG", "QUICKLIST-PACKED-THRESHOLD", "100b");
  assert(await fill() > 100);
  await client.call("DEBUG", "QUICKLIST-PACKED-THRESHOLD", "1B");
  assertEquals(await fill(), 1011);
  assertEquals(await client.call("LREM", "k", 0, long), 12);
  assertEquals((await client.call("LRANGE", "k", 0, -1) as string[]).length, 999);
  for (const size of ["1kb", "1G", "", "4293918720", "0"]) {
    assertEquals(await client.call("DEBUG", "QUICKLIST-PACKED-THRESHOLD", size), "OK", size);
  }
  for (const size of ["x", "-1", "1kib", "4gb", "4293918721", "1 b"]) {
    assertEquals(
      await client.error("DEBUG", "QUICKLIST-PACKED-THRESHOLD", size),
      "ERR argument must be a memory value bigger than 1 and smaller than 4gb",
    );
  }
  assertEquals(await fill(), usual);
}, withDebug);

eachProtocol("DEBUG POPULATE, OBJECT, STRINGMATCH-LEN, ERROR, LOG", async (client, server) => {
  await client.call("SET", "p:1", "mine");
  assertEquals(await client.call("DEBUG", "POPULATE", "3", "p", "10"), "OK");
  assertEquals(await client.call("MGET", "p:0", "p:1", "p:2", "p:3"), ["value:0\0\0\0", "mine", "value:2\0\0\0", null]);
  await client.call("DEBUG", "POPULATE", "2");
  assertEquals(await client.call("GET", "key:1"), "value:1");
  for (const count of ["x", "-1"]) {
    assertEquals(await client.error("DEBUG", "POPULATE", count), "ERR value is out of range, must be positive");
  }
  const line = /^Value at:0x[0-9a-f]+ refcount:1 encoding:embstr serializedlength:8 lru:\d+ lru_seconds_idle:7$/;
  server.clock.advance(7000);
  assertMatch(String(await client.call("DEBUG", "OBJECT", "key:0")), line);
  assertEquals(await client.error("DEBUG", "OBJECT", "none"), "ERR no such key");
  assertEquals(await client.call("DEBUG", "STRINGMATCH-LEN", "h[ae]llo*", "hello world"), 1);
  assertEquals(await client.call("DEBUG", "STRINGMATCH-LEN", "h[ae]llo", "hillo"), 0);
  assertEquals(await client.error("DEBUG", "ERROR", "MYCODE my message"), "MYCODE my message");
  await client.call("DEBUG", "LOG", "hello");
  assertStringIncludes(logged(server), " # DEBUG LOG: hello\n");
}, withDebug);

Deno.test("DEBUG PROTOCOL replies as Redis does", async () => {
  await using redis = await startRedis("--enable-debug-command", "yes");
  await using server = await startServer(withDebug);
  const types = "string integer double bignum null array set map attrib push verbatim true false nonsense".split(" ");
  for (const protocol of [2, 3] as const) {
    const [theirs, ours] = [await redis.client(protocol), await server.client(protocol)];
    for (const type of types) {
      const count = type === "push" && protocol === 3 ? 2 : 1;
      for (const client of [theirs, ours]) client.send("DEBUG", "PROTOCOL", type);
      assertEquals(await ours.frames(count), await theirs.frames(count), `${type} in RESP${protocol}`);
    }
  }
});

eachProtocol("DEBUG SET-ACTIVE-EXPIRE and PAUSE-CRON", async (client, server) => {
  const expired = async () => /expired_keys:(\d+)/.exec(String(await client.call("INFO", "stats")))![1];
  await client.call("DEBUG", "SET-ACTIVE-EXPIRE", "0");
  await client.call("SET", "a", "b", "PX", "50");
  pass(server, 1000);
  assertEquals([await expired(), await client.call("DBSIZE")], ["0", 1]);
  assertEquals(await client.call("GET", "a"), null);
  await client.call("SET", "a", "b", "PX", "50");
  await client.call("DEBUG", "SET-ACTIVE-EXPIRE", "1");
  pass(server, 1000);
  assertEquals([await expired(), await client.call("DBSIZE")], ["2", 0]);
  await client.call("CONFIG", "SET", "timeout", "5");
  await client.call("DEBUG", "PAUSE-CRON", "1");
  pass(server, 8000);
  await client.call("DEBUG", "PAUSE-CRON", "0");
  pass(server, 4000);
  assertEquals(await client.call("PING"), "PONG");
}, withDebug);

eachProtocol("DEBUG of what is not there", async (client) => {
  assertEquals(await client.error("DEBUG", "JMAP"), "ERR DEBUG JMAP is not available in this server");
  assertEquals(await client.error("DEBUG", "reload", "NOSAVE"), "ERR DEBUG RELOAD is not available in this server");
  for (const args of [["foo"], ["sleep"], ["object", "a", "b"], ["digest", "x"]]) {
    assertEquals(
      await client.error("DEBUG", ...args),
      `ERR unknown subcommand or wrong number of arguments for '${args[0]}'. Try DEBUG HELP.`,
    );
  }
  const help = await client.call("DEBUG", "HELP") as string[];
  assertEquals(help[0], "DEBUG <subcommand> [<arg> [value] [opt] ...]. Subcommands are:");
  assertEquals(help.slice(-2), ["HELP", "    Print this help."]);
  assertEquals(
    await client.error("DEBUG", "CONFIG-REWRITE-FORCE-ALL").then((text) => text.slice(0, 36)),
    "ERR CONFIG-REWRITE-FORCE-ALL failed:",
  );
}, withDebug);

Deno.test("idle clients are closed after the timeout", async () => {
  await using server = await startServer({ config: { timeout: "10" } });
  const [idle, busy] = [await server.client(), await server.client()];
  await idle.call("PING");
  for (let i = 0; i < 3; i++) {
    pass(server, 4000);
    await busy.call("PING");
  }
  assertEquals(await idle.untilClosed(), "");
  assertEquals(await busy.call("PING"), "PONG");
});

Deno.test("maxclients", async () => {
  await using server = await startServer({ config: { maxclients: "2" } });
  const clients = [await server.client(), await server.client()];
  for (const client of clients) await client.call("PING");
  assertEquals(await (await server.client()).untilClosed(), "-ERR max number of clients reached\r\n");
  await clients[0].call("CONFIG", "SET", "maxclients", "3");
  assertEquals(await (await server.client()).call("PING"), "PONG");
  assertStringIncludes(String(await clients[0].call("INFO", "stats")), "rejected_connections:1\r\n");
});

/** The network as seen from a machine on which every client comes from elsewhere. */
function remoteNetwork(): Network {
  const { network } = denoPlatform();
  return {
    connect: (address) => network.connect(address),
    listen(address, backlog) {
      const listener = network.listen(address, backlog);
      return {
        address: listener.address,
        close: () => listener.close(),
        async accept() {
          const connection = await listener.accept();
          const peer = { transport: "tcp", hostname: "203.0.113.7", port: 1 } as const;
          return new Proxy(connection, {
            get(target, name) {
              const value = name === "peer" ? peer : Reflect.get(target, name, target);
              return typeof value === "function" ? value.bind(target) : value;
            },
          });
        },
      };
    },
  };
}

Deno.test("protected mode lets nobody in from elsewhere while there is no password", async () => {
  const platform = { network: remoteNetwork() };
  await using open = await startServer({ platform });
  const refusal = await (await open.client()).untilClosed();
  assertMatch(refusal, /^-DENIED Redis is running in protected mode because protected mode is enabled and no password/);
  assertMatch(refusal, /start accepting connections from the outside\.\r\n$/);
  for (const config of [{ requirepass: "x" }, { "protected-mode": "no" }]) {
    await using server = await startServer({ platform, config });
    const reply = await (await server.client()).ask("PING");
    assertEquals(reply.type, "requirepass" in config ? "error" : "simple");
  }
});

Deno.test("limits of input and output buffers close a client", async () => {
  await using server = await startServer({ config: { "client-query-buffer-limit": "1mb" } });
  const [greedy, sane] = [await server.client(), await server.client()];
  await sane.call("SET", "big", "x".repeat(500_000));
  greedy.write("*2\r\n$3\r\nGET\r\n$100000000\r\n" + "x".repeat(2_000_000));
  assertEquals(await greedy.untilClosed(), "");
  await sane.call("CONFIG", "SET", "client-output-buffer-limit", "normal 100000 0 0");
  sane.send("GET", "big");
  assertEquals(await sane.untilClosed(), "");
  const other = await server.client();
  const info = String(await other.call("INFO", "stats"));
  assertStringIncludes(info, "client_query_buffer_limit_disconnections:1\r\n");
  assertStringIncludes(info, "client_output_buffer_limit_disconnections:1\r\n");
  assertMatch(logged(server), /# Client id=\d+ addr=\S+ .* closed for overcoming of output buffer limits\.\n/);
});

Deno.test("a soft limit of output allows for a time", async () => {
  await using server = await startServer({ config: { "client-output-buffer-limit": ["normal", "0", "100000", "5"] } });
  const [slow, other] = [await server.client(), await server.client()];
  await other.call("SET", "big", "x".repeat(50_000_000));
  slow.send("GET", "big");
  await slow.written();
  await other.call("PING");
  pass(server, 4000);
  assertStringIncludes(String(await other.call("INFO", "clients")), "connected_clients:2\r\n");
  pass(server, 4000);
  assertStringIncludes(String(await other.call("INFO", "clients")), "connected_clients:1\r\n");
});

Deno.test("a stopped server has let go of its port and its clients", async () => {
  const server = await startServer();
  const client = await server.client();
  await client.call("PING");
  await server.server.stop();
  assertEquals(await client.untilClosed(), "");
  assertEquals(await server.server.done, 0);
  const listener = denoPlatform().network.listen({ transport: "tcp", hostname: "127.0.0.1", port: server.port }, 1);
  listener.close();
  await listener.accept().catch((error) => assert(error instanceof ListenerClosed));
  await server.stop();
});

Deno.test("large collections are freed in the background, whatever removes them", async () => {
  await using server = await startServer({ fakeTime: false, config: { hz: "100" } });
  const client = await server.client();
  const members = Array.from({ length: 20_000 }, (_, i) => `m:${i}`);
  const { keyspace } = server.server.engine;
  const field = async (name: string) =>
    Number(new RegExp(`^${name}:(\\d+)\r$`, "m").exec(String(await client.call("INFO", "memory")))![1]);
  for (const lazy of ["no", "yes"]) {
    for (const name of ["user-del", "server-del", "expire"]) {
      await client.call("CONFIG", "SET", `lazyfree-lazy-${name}`, lazy);
    }
    for (const removal of ["DEL k", "UNLINK k", "SET k x", "PEXPIRE k -1", "SINTERSTORE k none", "PEXPIRE k 1"]) {
      await client.call("DEL", "k");
      await client.call("CONFIG", "RESETSTAT");
      await client.call("SADD", "k", ...members);
      const { usedMemory } = keyspace;
      await client.call(...removal.split(" "));
      while (await field("lazyfreed_objects") === 0);
      assertEquals([await field("lazyfree_pending_objects"), await field("lazyfreed_objects")], [0, 1], removal);
      assert(usedMemory - keyspace.usedMemory > 500_000);
    }
  }
});

Deno.test("FLUSHALL ASYNC frees in the background", async () => {
  await using server = await startServer({ fakeTime: false, ...withDebug });
  const client = await server.client();
  await client.call("SELECT", "1");
  await client.call("SET", "stays", "x");
  await client.call("SELECT", "0");
  await client.call("DEBUG", "POPULATE", "20000");
  await client.call("FLUSHDB", "ASYNC");
  for (;;) {
    const text = String(await client.call("INFO", "memory"));
    if (!text.includes("lazyfree_pending_objects:0\r\n")) continue;
    assertStringIncludes(text, "lazyfreed_objects:20000\r\n");
    break;
  }
});
