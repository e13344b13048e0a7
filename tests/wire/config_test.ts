import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { Client, eachProtocol, startServer, type Value } from "../support/mod.ts";

/** A map's pairs, in either protocol. */
function pairs(value: Value): [Value, Value][] {
  if (value instanceof Map) return [...value];
  const list = value as Value[];
  return list.flatMap((name, i) => i % 2 === 0 ? [[name, list[i + 1]] as [Value, Value]] : []);
}

eachProtocol("CONFIG GET", async (client, _, protocol) => {
  assertEquals((await client.ask("CONFIG", "GET", "port")).type, protocol === 3 ? "map" : "array");
  assertEquals(pairs(await client.call("CONFIG", "GET", "TIMEOUT", "max*samples")), [["TIMEOUT", "0"], [
    "maxmemory-samples",
    "5",
  ]]);
  assertEquals(pairs(await client.call("CONFIG", "GET", "nothing")), []);
  assertEquals(await client.error("CONFIG", "GET"), "ERR wrong number of arguments for 'config|get' command");
  assert(pairs(await client.call("CONFIG", "GET", "*")).length > 150);
});

eachProtocol("CONFIG SET sets all or nothing", async (client) => {
  assertEquals(await client.call("CONFIG", "SET", "timeout", "7", "hz", "20"), "OK");
  assertEquals(
    await client.error("CONFIG", "SET", "timeout", "8", "hz", "x"),
    "ERR CONFIG SET failed (possibly related to argument 'hz') - argument couldn't be parsed into an integer",
  );
  assertEquals(pairs(await client.call("CONFIG", "GET", "timeout")), [["timeout", "7"]]);
  assertEquals(await client.error("CONFIG", "SET", "timeout", "1", "hz"), "ERR syntax error");
  assertEquals(
    await client.error("CONFIG", "SET", "timeout"),
    "ERR wrong number of arguments for 'config|set' command",
  );
  assertEquals(
    await client.error("CONFIG", "SET", "nothing", "1"),
    "ERR Unknown option or number of arguments for CONFIG SET - 'nothing'",
  );
});

eachProtocol("a value may be any bytes", async (client) => {
  const password = new Uint8Array([0xff, 0x00, 0xfe, 0x20, 0x22]);
  await client.call("CONFIG", "SET", "requirepass", password);
  const reply = await client.ask("CONFIG", "GET", "requirepass");
  const value = reply.type === "map" ? reply.value[0][1] : reply.type === "array" ? reply.value[1] : reply;
  assertEquals(value, { type: "bulk", value: password });
  assertEquals(await client.call("AUTH", password), "OK");
});

Deno.test("a new password is for new clients", async () => {
  await using server = await startServer();
  const client = await server.client();
  await client.call("CONFIG", "SET", "requirepass", "secret");
  assertEquals(await client.call("PING"), "PONG");
  const other = await server.client();
  assertEquals(await other.error("PING"), "NOAUTH Authentication required.");
  await client.call("CONFIG", "SET", "requirepass", "");
  assertEquals(await (await server.client()).call("PING"), "PONG");
});

Deno.test("port and bind change at run time", async () => {
  await using server = await startServer({ fakeTime: false });
  const client = await server.client();
  using taken = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const busy = String((taken.addr as Deno.NetAddr).port);
  assertEquals(
    await client.error("CONFIG", "SET", "port", busy),
    "ERR CONFIG SET failed (possibly related to argument 'port') - Unable to listen on this port. Check server logs.",
  );
  assertEquals(await (await server.client()).call("PING"), "PONG");
  assertEquals(
    await client.error("CONFIG", "SET", "bind", "192.0.2.1"),
    "ERR CONFIG SET failed (possibly related to argument 'bind') - Failed to bind to specified addresses.",
  );
  assertEquals(await (await server.client()).call("PING"), "PONG");
  const free = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = free.addr as Deno.NetAddr;
  free.close();
  await Promise.resolve();
  await client.call("CONFIG", "SET", "port", String(port));
  // The old port closes with the next turn of the event loop, connections stay.
  assertEquals(await client.call("PING"), "PONG");
  await answers(port);
  await client.call("CONFIG", "SET", "bind", "* -::*");
  await answers(port);
  // The first of these can only follow the socket of all addresses; the second is none.
  assertEquals(
    await client.error("CONFIG", "SET", "bind", "127.0.0.1 192.0.2.1"),
    "ERR CONFIG SET failed (possibly related to argument 'bind') - Failed to bind to specified addresses.",
  );
  assertEquals(await client.call("CONFIG", "GET", "bind"), ["bind", "* -::*"]);
  await answers(port);
  await client.call("CONFIG", "SET", "bind", "127.0.0.1 127.0.0.2");
  await answers(port);
  assertStringIncludes(String(await client.call("INFO", "server")), `tcp_port:${port}\r\n`);
  assertMatch(
    String(await client.call("INFO", "server")),
    /listener0:name=tcp,bind=127\.0\.0\.1,bind=127\.0\.0\.2,port=/,
  );
});

/** Resolves once a new client on `port` is served. */
async function answers(port: number): Promise<void> {
  for (;;) {
    try {
      using client = await Client.connect(port);
      if (await client.call("PING") === "PONG") return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }
}

eachProtocol("loglevel takes effect at once", async (client, { server }) => {
  const log = server.platform.process as unknown as { output: string };
  await client.call("CONFIG", "SET", "loglevel", "warning");
  const before = log.output.length;
  server.log.write("notice", "unheard");
  server.log.write("warning", "heard");
  assertMatch(log.output.slice(before), /^\d+:M .* # heard\n$/);
});

eachProtocol("CONFIG RESETSTAT", async (client) => {
  await client.call("GET", "a");
  await client.error("NOTHING");
  await client.call("CONFIG", "RESETSTAT");
  const text = String(await client.call("INFO", "everything"));
  assertStringIncludes(text, "keyspace_misses:0\r\n");
  assertStringIncludes(text, "total_error_replies:0\r\n");
  assertStringIncludes(text, "total_connections_received:0\r\n");
  assert(!text.includes("cmdstat_get:"));
  assert(!text.includes("errorstat_ERR"));
});

eachProtocol("CONFIG REWRITE without a file", async (client) => {
  assertEquals(await client.error("CONFIG", "REWRITE"), "ERR The server is running without a config file");
});
