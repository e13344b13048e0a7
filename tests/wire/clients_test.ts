import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { Redis } from "ioredis";
import { createClient } from "redis";
import { within } from "../support/client.ts";
import { startServer, type TestServer } from "../support/server.ts";

const decoder = new TextDecoder();
/** Real milliseconds that a tool may run for. */
const TOOL_TIME = 30_000;

/** Runs a tool of Redis to its end, or for `forMs` only; what it printed. */
async function run(program: string, args: string[], input = "", forMs?: number): Promise<string> {
  const child = spawn(program, args);
  const timer = setTimeout(() => child.kill("SIGINT"), forMs ?? TOOL_TIME);
  try {
    const writer = child.stdin.getWriter();
    await writer.write(new TextEncoder().encode(input));
    await writer.close();
    const { stdout, stderr, code } = await child.output();
    const text = decoder.decode(stdout) + decoder.decode(stderr);
    assert(code === 0 || forMs !== undefined, `${program} ${args.join(" ")} ended with ${code}: ${text}`);
    return text;
  } finally {
    clearTimeout(timer);
  }
}

function spawn(program: string, args: string[]): Deno.ChildProcess {
  try {
    return new Deno.Command(program, { args, stdin: "piped", stdout: "piped", stderr: "piped" }).spawn();
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw new Error(`Install ${program} (Debian: apt-get install redis-tools netcat-openbsd)`, { cause: error });
  }
}

function cli(server: TestServer, args: string[], input = "", forMs?: number): Promise<string> {
  return run("redis-cli", ["-h", "127.0.0.1", "-p", String(server.port), ...args], input, forMs);
}

/** 300 strings, the longest of them `key:long`. */
async function fill(server: TestServer): Promise<void> {
  const client = await server.client();
  await client.pipeline(Array.from({ length: 299 }, (_, i) => ["SET", `key:${i}`, "v".repeat(i % 50)]));
  await client.call("SET", "key:long", "x".repeat(5000));
}

for (const protocol of [2, 3] as const) {
  Deno.test(`ioredis works (RESP${protocol})`, async () => {
    await using server = await startServer();
    const redis = new Redis({ port: server.port, host: "127.0.0.1", protocol, lazyConnect: true });
    try {
      await within(redis.connect(), "ioredis to connect");
      assertEquals(await redis.set("greeting", "hello", "EX", 100), "OK");
      assertEquals(await redis.get("greeting"), "hello");
      assertEquals(await redis.getBuffer("greeting").then((value) => value?.toString()), "hello");
      assertEquals(await redis.ttl("greeting"), 100);
      assertEquals(await redis.mget("greeting", "missing"), ["hello", null]);
      assertEquals(await redis.incrbyfloat("float", 1.5), "1.5");
      const results = await redis.pipeline().incr("n").incr("n").get("n").exec();
      assertEquals(results, [[null, 1], [null, 2], [null, "2"]]);
      assertEquals((await redis.scan(0, "MATCH", "*", "COUNT", 100))[1].sort(), ["float", "greeting", "n"]);
      assertEquals(await redis.set("greeting", "x", "NX"), null);
      assertEquals(
        await redis.incr("greeting").catch((error: Error) => error.message),
        "ERR value is not an integer or out of range",
      );
      assertEquals(await redis.quit(), "OK");
    } finally {
      redis.disconnect();
    }
  });

  Deno.test(`node-redis works (RESP${protocol})`, async () => {
    await using server = await startServer();
    const redis = createClient({
      RESP: protocol,
      socket: { host: "127.0.0.1", port: server.port, reconnectStrategy: false },
    });
    redis.on("error", () => {});
    try {
      await within(redis.connect(), "node-redis to connect");
      assertEquals(await redis.set("greeting", "hello", { expiration: { type: "EX", value: 100 } }), "OK");
      assertEquals(await redis.get("greeting"), "hello");
      assertEquals(await redis.ttl("greeting"), 100);
      assertEquals(await redis.mGet(["greeting", "missing"]), ["hello", null]);
      assertEquals(await Promise.all([redis.incr("n"), redis.incr("n"), redis.get("n")]), [1, 2, "2"]);
      const keys: string[] = [];
      for await (const page of redis.scanIterator()) keys.push(...page);
      assertEquals(keys.sort(), ["greeting", "n"]);
      assertEquals(await redis.clientGetName(), null);
      assertEquals(
        await redis.incr("greeting").catch((error: Error) => error.message),
        "ERR value is not an integer or out of range",
      );
      await redis.close();
    } finally {
      if (redis.isOpen) redis.destroy();
    }
  });
}

Deno.test("redis-cli works with a command, with a script on its input, and with RESP3", async () => {
  await using server = await startServer();
  assertEquals(await cli(server, ["SET", "a b", "1"]), "OK\n");
  assertEquals(await cli(server, ["INCR", "a b"]), "2\n");
  assertEquals(
    await cli(server, [], 'SET greeting "hello world"\nGET greeting\nGET none\nNOPE\n'),
    [
      "OK",
      "hello world",
      "",
      "ERR unknown command 'NOPE', with args beginning with: ",
      "",
      "",
    ].join("\n"),
  );
  assertEquals(await cli(server, ["-3", "--no-raw", "MGET", "greeting", "none"]), '1) "hello world"\n2) (nil)\n');
  assertEquals(await cli(server, ["-n", "3", "DBSIZE"]), "0\n");
  assertStringIncludes(await cli(server, ["INFO", "server"]), "redis_version:7.2.4");
});

Deno.test("redis-cli --pipe takes raw requests", async () => {
  await using server = await startServer();
  const raw = Array.from({ length: 1000 }, (_, i) => `*3\r\n$3\r\nSET\r\n$4\r\n${1000 + i}\r\n$1\r\nv\r\n`);
  assertStringIncludes(await cli(server, ["--pipe"], raw.join("")), "errors: 0, replies: 1000");
  assertEquals(await cli(server, ["DBSIZE"]), "1000\n");
});

Deno.test("redis-cli --scan, --bigkeys and --memkeys walk the keys", async () => {
  await using server = await startServer();
  await fill(server);
  const keys = (await cli(server, ["--scan"])).trim().split("\n");
  assertEquals(new Set(keys).size, 300);
  assertEquals((await cli(server, ["--scan", "--pattern", "key:1?"])).trim().split("\n").length, 10);
  assertMatch(await cli(server, ["--bigkeys"]), /Biggest string found .*key:long.* has 5000 bytes/);
  const memory = await cli(server, ["--memkeys"]);
  assertMatch(memory, /Biggest string found .*key:long.* has \d+ bytes/);
  assertStringIncludes(memory, "Sampled 300 keys");
});

Deno.test("redis-cli --stat and --latency print their figures", async () => {
  await using server = await startServer();
  await fill(server);
  const [stat, latency] = await Promise.all([
    // Its lines would be lost in the buffer of its output when it is stopped.
    run("stdbuf", ["-oL", "redis-cli", "-p", String(server.port), "--stat", "-i", "0.1"], "", 800),
    cli(server, ["--latency", "--raw", "-i", "1"], "", 2_000),
  ]);
  assertMatch(stat, /^300 +\d/m);
  assertMatch(latency, /^\d+ \d+ \d+\.\d\d \d+/);
});

Deno.test("redis-benchmark runs its tests", async () => {
  await using server = await startServer({ fakeTime: false });
  const args = ["-p", String(server.port), "-q", "-n", "1000", "-c", "10"];
  const plain = await run("redis-benchmark", [...args, "-t", "ping,set,get,incr,mset"]);
  for (const name of ["PING_INLINE", "PING_MBULK", "SET", "GET", "INCR", "MSET (10 keys)"]) {
    assertStringIncludes(plain, `${name}: `);
  }
  assert(!/error|warning/i.test(plain), plain);
  assertStringIncludes(await run("redis-benchmark", [...args, "-P", "16", "-r", "100", "-t", "set"]), "SET: ");
});

Deno.test("a person with nc is served", async () => {
  await using server = await startServer();
  const lines = 'SET greeting "hello world"\r\nGET greeting\nget  greeting \n\nQUIT\n';
  const reply = "$11\r\nhello world\r\n";
  assertEquals(await run("nc", ["127.0.0.1", String(server.port)], lines), `+OK\r\n${reply}${reply}+OK\r\n`);
});
