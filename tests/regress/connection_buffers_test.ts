import { assert, assertEquals } from "@std/assert";
import { startServer } from "../support/mod.ts";

/** More bytes than the sockets' buffers hold. */
const LARGE = 32 * 1024 * 1024;
const SECOND = 1000;

Deno.test("a client that takes a long reply slowly is not idle", async () => {
  await using server = await startServer({ config: { timeout: "10" } });
  const client = await server.client();
  await client.call("SET", "large", "x".repeat(LARGE));
  client.send("GET", "large");
  await client.bytes(1);
  server.clock.advance(8 * SECOND);
  await client.bytes(LARGE / 2);
  server.clock.advance(8 * SECOND);
  assertEquals((await client.bytes(LARGE / 2 + 12)).at(-1), 10);
  server.clock.advance(12 * SECOND);
  assertEquals(await client.untilClosed(), "");
});

Deno.test("the buffer of a large request is let go of once its client is gone", async () => {
  await using server = await startServer();
  const client = await server.client();
  await client.pipeline([["SET", "large", "x".repeat(LARGE)], ["PING"], ["PING"], ["PING"]]);
  client.close();
  server.clock.advance(2 * SECOND);
  const { ahead } = server.server.clients;
  assert(ahead.every(({ buf }) => buf.length === 0));
});

Deno.test("a large argument that is only announced takes no memory", async () => {
  await using server = await startServer();
  const client = await server.client();
  await client.call("PING");
  const [{ link }] = server.server.engine.sessions.values();
  client.write(`*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$${512 * 1024 * 1024}\r\n`);
  for (let bytes = 1000; bytes <= 10_000; bytes += 1000) {
    client.write("x".repeat(1000));
    await until(() => link.inputBytes >= bytes);
  }
  assert(link.memory <= 64 * 1024, `${link.memory} bytes`);
});

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 1));
}
