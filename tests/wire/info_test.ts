import { assert, assertEquals, assertMatch } from "@std/assert";
import { type Client, eachProtocol, startRedis, startServer } from "../support/mod.ts";

/** Sections with their fields, in order. */
type Info = Map<string, Map<string, string>>;

async function info(client: Client, ...sections: string[]): Promise<Info> {
  const found: Info = new Map();
  let fields = new Map<string, string>();
  for (const line of String(await client.call("INFO", ...sections)).split("\r\n")) {
    if (line.startsWith("# ")) found.set(line.slice(2), fields = new Map());
    else if (line !== "") fields.set(line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 1));
  }
  return found;
}

/** Fields of Redis 7.0 that went with 7.2, and those that need threads or a processor's counters. */
const GONE = ["used_cpu_sys_main_thread", "used_cpu_user_main_thread"];

Deno.test("INFO has the sections and fields of Redis, in its order", async () => {
  await using redis = await startRedis();
  await using server = await startServer();
  const [theirs, ours] = [await redis.client(), await server.client()];
  const [reference, found] = [await info(theirs), await info(ours)];
  assertEquals([...found.keys()], [...reference.keys()]);
  for (const [section, fields] of reference) {
    const names = [...fields.keys()].filter((name) => !GONE.includes(name));
    const known = [...found.get(section)!.keys()].filter((name) => fields.has(name));
    assertEquals(known, names, section);
  }
  assertEquals([...(await info(ours, "everything")).keys()], [...(await info(theirs, "everything")).keys()]);
});

eachProtocol("INFO shows the sections that are asked for", async (client, _, protocol) => {
  assertEquals((await client.ask("INFO", "cpu")).type, protocol === 3 ? "verbatim" : "bulk");
  const titles = async (...names: string[]) => [...(await info(client, ...names)).keys()].join(" ");
  assertEquals(await titles("KEYSPACE", "server", "nothing"), "Server Keyspace");
  assertEquals(await titles("nothing"), "");
  assertEquals(await titles("module_list"), "Modules");
  assertEquals(await titles("default"), await titles());
  assertEquals(
    await titles("default", "commandstats"),
    "Server Clients Memory Persistence Stats Replication CPU Modules " +
      "Commandstats Errorstats Cluster Keyspace",
  );
  assertEquals(await titles("all"), await titles("everything"));
});

eachProtocol("INFO tells the truth", async (client, server) => {
  await client.call("MSET", "a", "1", "b", "2");
  await client.call("SET", "c", "x".repeat(10_000), "EX", "100");
  await client.call("GET", "a");
  await client.call("GET", "none");
  await client.error("INCR", "c");
  server.clock.advance(10_000);
  const found = await info(client, "all");
  const value = (section: string, field: string) => found.get(section)!.get(field)!;
  assertEquals(value("Server", "redis_version"), "7.2.4");
  assertMatch(value("Server", "tarbo_version"), /^\d+\.\d+\.\d+$/);
  assertMatch(value("Server", "run_id"), /^[0-9a-f]{40}$/);
  assertEquals(value("Server", "tcp_port"), String(server.port));
  assertEquals(value("Server", "uptime_in_seconds"), "10");
  assertEquals(value("Clients", "connected_clients"), "1");
  assert(Number(value("Clients", "client_recent_max_input_buffer")) >= 4096);
  assertEquals(value("Stats", "keyspace_hits"), "1");
  assertEquals(value("Stats", "keyspace_misses"), "1");
  assertEquals(value("Stats", "total_error_replies"), "1");
  assert(Number(value("Stats", "total_net_input_bytes")) > 10_000);
  assertEquals(value("Persistence", "rdb_changes_since_last_save"), "3");
  assertEquals(value("Keyspace", "db0"), "keys=3,expires=1,avg_ttl=90000");
  assertEquals(value("Errorstats", "errorstat_ERR"), "count=1");
  assertMatch(
    value("Commandstats", "cmdstat_get"),
    /^calls=2,usec=\d+,usec_per_call=\d+\.\d\d,rejected_calls=0,failed_calls=0$/,
  );
  assertMatch(value("Commandstats", "cmdstat_incr"), /^calls=1,.*,failed_calls=1$/);
  assertMatch(
    value("Latencystats", "latency_percentiles_usec_get"),
    /^p50=\d+\.\d{3},p99=\d+\.\d{3},p99\.9=\d+\.\d{3}$/,
  );
  const memory = Number(value("Memory", "used_memory"));
  assert(memory > 10_000 && Number(value("Memory", "used_memory_peak")) >= memory);
  assertEquals(value("Memory", "used_memory_human"), `${(memory / 1024).toFixed(2)}K`);
});

Deno.test("INFO's rates and peak follow what happens", async () => {
  await using server = await startServer();
  const client = await server.client();
  await client.call("PING");
  for (let i = 0; i < 20; i++) {
    await client.pipeline(Array.from({ length: 50 }, () => ["PING"]));
    server.clock.advance(100);
  }
  const stats = (await info(client, "stats")).get("Stats")!;
  assertEquals(stats.get("instantaneous_ops_per_sec"), "500");
  assert(Number(stats.get("instantaneous_input_kbps")) > 1);
  await client.call("SET", "big", "x".repeat(3_000_000));
  server.clock.advance(100);
  await client.call("DEL", "big");
  const memory = (await info(client, "memory")).get("Memory")!;
  assert(Number(memory.get("used_memory_peak")) > 3_000_000);
  assert(Number(memory.get("used_memory")) < 3_000_000);
});

Deno.test("latency-tracking no leaves Latencystats empty", async () => {
  await using server = await startServer({ config: { "latency-tracking": "no" } });
  const client = await server.client();
  await client.call("PING");
  assertEquals((await info(client, "latencystats")).get("Latencystats")!.size, 0);
});

Deno.test("INFO counts the time of every call of its own", async () => {
  await using server = await startServer({ fakeTime: false });
  const client = await server.client();
  const sums: number[] = [];
  for (let i = 0; i < 40; i++) {
    sums.push(Number((await info(client, "stats")).get("Stats")!.get("eventloop_duration_cmd_sum")));
  }
  for (let i = 1; i < sums.length; i++) assert(sums[i] > sums[i - 1], `call ${i}: ${sums}`);
});
