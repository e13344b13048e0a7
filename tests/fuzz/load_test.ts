import { assert, assertEquals } from "@std/assert";
import { Client, encode } from "../support/client.ts";
import { startServer } from "../support/server.ts";
import { expectConnections, expectWell, pause } from "./harness.ts";

/** Real milliseconds that a well-behaved client may wait for a reply beside a greedy one, on a machine with other work. */
const LATENCY = 2000;
const MB = 1024 * 1024;

/** The longest wait of a client that asks again and again until `over` resolves. */
async function longestWait(client: Client, over: Promise<unknown>): Promise<number> {
  let running = true;
  over.finally(() => running = false);
  let longest = 0;
  while (running) {
    const began = performance.now();
    await client.call("PING");
    longest = Math.max(longest, performance.now() - began);
    await pause(1);
  }
  return longest;
}

function repeated(bytes: Uint8Array, count: number): Uint8Array {
  const all = new Uint8Array(bytes.length * count);
  for (let at = 0; at < all.length; at += bytes.length) all.set(bytes, at);
  return all;
}

Deno.test("a huge pipeline is answered to its end", async () => {
  await using server = await startServer({ fakeTime: false });
  const [greedy, good] = [await server.client(), await server.client()];
  const replies = greedy.exchange(repeated(encode(["SET", "key", "value"]), 500_000), "+OK\r\n".repeat(500_000));
  const wait = await longestWait(good, replies);
  assertEquals(await replies === "+OK\r\n".repeat(500_000), true);
  assert(wait < LATENCY, `a client waited ${wait.toFixed()} ms`);
});

Deno.test("a pipeline of slow commands leaves the others their turn", async () => {
  await using server = await startServer({ fakeTime: false });
  const [greedy, good] = [await server.client(), await server.client()];
  await good.pipeline(Array.from({ length: 10_000 }, (_, i) => ["SET", `key:${i}`, "v"]));
  const began = performance.now();
  const replies = greedy.exchange(repeated(encode(["KEYS", "none*"]), 5_000), "*0\r\n".repeat(5_000));
  const wait = await longestWait(good, replies);
  assertEquals(await replies === "*0\r\n".repeat(5_000), true);
  const whole = performance.now() - began;
  assert(wait < LATENCY, `a client waited ${wait.toFixed()} ms of ${whole.toFixed()}`);
});

Deno.test("clients that vanish with replies on their way leave nothing behind", async () => {
  await using server = await startServer({ fakeTime: false });
  const good = await server.client();
  await good.call("SET", "big", "v".repeat(100_000));
  const memory = server.server.memory.clients;
  for (let wave = 0; wave < 5; wave++) {
    const clients = await Promise.all(Array.from({ length: 20 }, () => Client.connect(server.port)));
    for (const client of clients) client.write(repeated(encode(["GET", "big"]), 100));
    await pause(5);
    for (const client of clients) client.close();
  }
  await expectConnections(server, 1);
  await expectWell(server, good);
  assert(server.server.memory.clients <= memory * 2, "the buffers are given back");
});

Deno.test("who does not read holds up nobody else, and gets all in the end", async () => {
  await using server = await startServer({ fakeTime: false });
  const [idle, good] = [await server.client(), await server.client()];
  const value = "v".repeat(100_000);
  await good.call("SET", "big", value);
  const count = 500;
  for (let i = 0; i < count; i++) idle.send("GET", "big");
  await pause(100);
  await expectWell(server, good);
  const held = server.server.memory.clients;
  assert(held < 40 * MB, `${held} bytes wait for a client that does not read`);
  const reply = `$${value.length}\r\n${value}\r\n`;
  for (let i = 0; i < count; i++) assertEquals((await idle.exchange("", reply)) === reply, true);
  await expectWell(server, good);
});

Deno.test("a flood of connections is served, and forgotten afterwards", async () => {
  await using server = await startServer();
  const good = await server.client();
  const memory = server.server.memory.clients;
  for (let wave = 0; wave < 3; wave++) {
    const flood = await Promise.all(Array.from({ length: 300 }, () => Client.connect(server.port)));
    flood.forEach((client, i) =>
      i % 3 === 0 ? client.close() : client.write(i % 3 === 1 ? "PING\r\n" : "*1\r\n$4\r\nPI")
    );
    await expectWell(server, good);
    for (const client of flood) client.close();
  }
  await expectConnections(server, 1);
  assert(server.server.memory.clients <= memory * 2, "the buffers are given back");
});

Deno.test("clients beyond maxclients are told and sent away", async () => {
  await using server = await startServer({ config: { maxclients: "20" } });
  const clients = await Promise.all(Array.from({ length: 60 }, () => Client.connect(server.port)));
  const answers = await Promise.all(clients.map((client) => client.exchange("PING\r\n", "+PONG\r\n")));
  assertEquals(answers.filter((answer) => answer === "+PONG\r\n").length, 20);
  assertEquals(answers.filter((answer) => answer === "-ERR ma").length, 40);
  for (const client of clients) client.close();
  await expectConnections(server, 0);
  await expectWell(server, await server.client());
});

Deno.test("a request of many arguments and one of a huge argument give their memory back", async () => {
  await using server = await startServer();
  const client = await server.client();
  const before = server.server.memory.clients;
  const size = 64 * MB;
  assertEquals(await client.call("SET", "huge", new Uint8Array(size)), "OK");
  assertEquals(await client.call("STRLEN", "huge"), size);
  assertEquals(await client.pipeline([["DEL", ...Array.from({ length: 200_000 }, (_, i) => `key:${i}`), "huge"]]), [1]);
  await expectWell(server, client);
  assert(server.server.memory.clients - before < MB, `${server.server.memory.clients} bytes are held`);
});
