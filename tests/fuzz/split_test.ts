import { assertEquals } from "@std/assert";
import type { Client } from "../support/client.ts";
import { startServer } from "../support/server.ts";
import { expectWell, seeded } from "./harness.ts";

const REQUESTS = [
  "*3\r\n$3\r\nSET\r\n$3\r\nkey\r\n$12\r\nwith\r\nbreaks\r\n",
  "*2\r\n$3\r\nGET\r\n$3\r\nkey\r\n",
  'ECHO "an inline \\x41"\r\n',
  "*0\r\n\r\n",
  "*1\r\n$4\r\nPING\r\n",
  "PING\n",
].join("");
const REPLIES = "+OK\r\n$12\r\nwith\r\nbreaks\r\n$11\r\nan inline A\r\n+PONG\r\n+PONG\r\n";

/** Sends the pieces one by one, each when the server has surely read the one before. */
async function sendApart(client: Client, other: Client, pieces: readonly string[]): Promise<string> {
  for (const piece of pieces) {
    client.write(piece);
    await client.written();
    await other.call("PING");
  }
  return await client.exchange("", REPLIES);
}

Deno.test("requests may be split at any byte", async () => {
  await using server = await startServer();
  const [client, other] = [await server.client(), await server.client()];
  for (let at = 1; at < REQUESTS.length; at++) {
    assertEquals(
      await sendApart(client, other, [REQUESTS.slice(0, at), REQUESTS.slice(at)]),
      REPLIES,
      `split at ${at}`,
    );
  }
  await expectWell(server, other);
});

Deno.test("requests may come byte by byte, in many connections at once", async () => {
  await using server = await startServer();
  const clients = await Promise.all(Array.from({ length: 20 }, () => server.client()));
  const other = await server.client();
  for (const byte of REQUESTS) {
    for (const client of clients) client.write(byte);
    await Promise.all(clients.map((client) => client.written()));
    await other.call("PING");
  }
  for (const client of clients) assertEquals(await client.exchange("", REPLIES), REPLIES);
  await expectWell(server, other);
});

Deno.test("a long pipeline may be split anywhere", async () => {
  const random = seeded();
  await using server = await startServer();
  const [client, other] = [await server.client(), await server.client()];
  const count = 3000;
  const stream = REQUESTS.repeat(count);
  const expected = client.exchange("", REPLIES.repeat(count));
  for (let at = 0; at < stream.length;) {
    const size = random.chance(0.5) ? random.between(1, 200) : random.between(1, 100_000);
    client.write(stream.slice(at, at += size));
    await client.written();
    if (random.chance(0.1)) await other.call("PING");
  }
  assertEquals(await expected === REPLIES.repeat(count), true);
  await expectWell(server, other);
});
