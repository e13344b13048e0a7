import { assert, assertEquals, assertRejects } from "@std/assert";
import { Client, ErrorReply } from "./client.ts";
import { startRedis } from "./redis.ts";

Deno.test("Client speaks to a server of Redis", async () => {
  await using redis = await startRedis();
  for (const protocol of [2, 3] as const) {
    const client = await redis.client(protocol);
    assertEquals(await client.call("SET", "key", "value"), "OK");
    assertEquals(await client.call("GET", "key"), "value");
    assertEquals(await client.call("GET", "missing"), null);
    assertEquals(await client.call("INCRBY", "number", 9007199254740993n), 9007199254740993n);
    assertEquals(await client.error("INCR", "key"), "ERR value is not an integer or out of range");
    await assertRejects(() => client.call("INCR", "key"), ErrorReply, "not an integer");
    assertEquals(await client.pipeline([["PING"], ["NOPE"], ["ECHO", "x"]]), [
      "PONG",
      new ErrorReply("ERR unknown command 'NOPE', with args beginning with: "),
      "x",
    ]);
    assertEquals(await client.exchange("PING\r\n", "+PONG\r\n"), "+PONG\r\n");
    client.write("*1\r\n$4\r\nPING\r\nGET key\r\n");
    assertEquals((await client.frames(2)).map((frame) => new TextDecoder().decode(frame)), [
      "+PONG\r\n",
      "$5\r\nvalue\r\n",
    ]);
    assertEquals(await client.call("DEL", "key", "number"), 2);
    const config = await client.call("CONFIG", "GET", "port");
    assertEquals(protocol === 3, config instanceof Map);
    if (protocol === 3) {
      client.send("SUBSCRIBE", "channel");
      assertEquals(await client.nextPush(), ["subscribe", "channel", 1]);
    }
  }
});

Deno.test("Client tells when the server closes", async () => {
  await using redis = await startRedis();
  const client = await redis.client();
  client.write("*1\r\n$x\r\n");
  assertEquals(await client.untilClosed(), "-ERR Protocol error: invalid bulk length\r\n");
  await assertRejects(() => client.call("PING"), Error, "closed by the server");
});

Deno.test("Client.connect fails where nobody listens", async () => {
  const redis = await startRedis();
  await redis.stop();
  const error = await assertRejects(() => Client.connect(redis.port));
  assert(!(error instanceof ErrorReply));
});
