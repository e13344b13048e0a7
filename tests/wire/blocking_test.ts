import { assert, assertEquals, assertMatch } from "@std/assert";
import { Redis } from "ioredis";
import { createClient } from "redis";
import {
  type Client,
  eachProtocol,
  ErrorReply,
  plain,
  type Protocol,
  startServer,
  type TestServer,
  type Value,
  within,
} from "../support/mod.ts";
import { fakePlatform } from "../support/fakes/mod.ts";

/** Looks at INFO before a test gives up. */
const MOST_LOOKS = 5000;

/** Waits until `count` clients are blocked. */
async function untilBlocked(client: Client, count: number): Promise<void> {
  for (let look = 0; look < MOST_LOOKS; look++) {
    if (await figure(client, "blocked_clients") === count) return;
  }
  throw new Error(`Waited in vain for ${count} blocked clients`);
}

async function figure(client: Client, name: string): Promise<number> {
  const info = String(await client.call("INFO", "clients"));
  return Number(new RegExp(`^${name}:(\\d+)`, "m").exec(info)![1]);
}

/** Clients that have blocked one after the other, each with its command. */
async function blocked(server: TestServer, protocol: Protocol, ...commands: (string | number)[][]): Promise<Client[]> {
  const admin = await server.client();
  const clients: Client[] = [];
  for (const command of commands) {
    const client = await server.client(protocol);
    client.send(...command);
    clients.push(client);
    await untilBlocked(admin, clients.length);
  }
  admin.close();
  return clients;
}

/** The next reply as a plain value. */
async function reply(client: Client): Promise<Value> {
  return plain(await client.next());
}

eachProtocol("blocked clients are served in the order of their arrival", async (client, server, protocol) => {
  const wait = ["BLPOP", "k", "other", 0];
  const [a, b, c] = await blocked(server, protocol, wait, wait, wait);
  assertEquals(await client.call("RPUSH", "k", "1", "2"), 2);
  assertEquals([await reply(a), await reply(b)], [["k", "1"], ["k", "2"]]);
  await untilBlocked(client, 1);
  assertEquals(await client.call("RPUSH", "other", "3"), 1);
  assertEquals(await reply(c), ["other", "3"]);
  assertEquals(await client.call("EXISTS", "k", "other"), 0);
});

eachProtocol("timeouts are met to the ms", async (client, server, protocol) => {
  const [a, b] = await blocked(server, protocol, ["BLPOP", "k", "0.05"], ["BLPOP", "k", "1.5"]);
  assertEquals(await figure(client, "clients_in_timeout_table"), 2);
  server.clock.advance(49);
  assertEquals(await figure(client, "blocked_clients"), 2);
  server.clock.advance(1);
  assertEquals((await a.next()).type, "null");
  assertEquals(await figure(client, "blocked_clients"), 1);
  server.clock.advance(1450);
  assertEquals(
    await b.frames(1).then(([frame]) => new TextDecoder().decode(frame)),
    protocol === 3 ? "_\r\n" : "*-1\r\n",
  );
  assertEquals(await a.call("PING"), "PONG");
  assertEquals(await figure(client, "clients_in_timeout_table"), 0);
});

eachProtocol("timeouts that are none are refused", async (client) => {
  assertEquals(await client.error("BLPOP", "k", "x"), "ERR timeout is not a float or out of range");
  assertEquals(await client.error("BLPOP", "k", "-1"), "ERR timeout is negative");
  assertEquals(await client.error("BLPOP", "k", "9223372036854775807"), "ERR timeout is out of range");
});

eachProtocol("CLIENT UNBLOCK lets a client go", async (client, server, protocol) => {
  const wait = ["BLPOP", "k", 0];
  const clients = await blocked(server, protocol, wait, wait, wait);
  const list = String(await client.call("CLIENT", "LIST")).trim().split("\n").filter((line) =>
    line.includes("flags=b")
  );
  const [a, b, c] = list.map((line) => /id=(\d+)/.exec(line)![1]);
  assertEquals(await client.call("CLIENT", "UNBLOCK", a), 1);
  assertEquals(await client.call("CLIENT", "UNBLOCK", a), 0);
  assertEquals(await client.call("CLIENT", "UNBLOCK", b, "TIMEOUT"), 1);
  assertEquals(await client.call("CLIENT", "UNBLOCK", c, "error"), 1);
  assertEquals(await reply(clients[0]), null);
  assertEquals(await reply(clients[1]), null);
  assertEquals(await reply(clients[2]), new ErrorReply("UNBLOCKED client unblocked via CLIENT UNBLOCK"));
  const info = String(await client.call("INFO", "everything"));
  assertMatch(info, /errorstat_UNBLOCKED:count=1/);
  assertMatch(info, /cmdstat_blpop:calls=3,usec=\d+,usec_per_call=[\d.]+,rejected_calls=0,failed_calls=1/);
  for (const each of clients) assertEquals(await each.call("PING"), "PONG");
});

eachProtocol("a blocked client shows in CLIENT LIST and INFO", async (client, server, protocol) => {
  await blocked(server, protocol, ["BLPOP", "k", 0], ["BLPOP", "k", "l", "k", 10]);
  const [first] = String(await client.call("CLIENT", "LIST")).split("\n").filter((line) => line.includes("cmd=blpop"));
  assertMatch(first, / flags=b .* qbuf=0 .* cmd=blpop /);
  assertEquals(
    [await figure(client, "blocked_clients"), await figure(client, "clients_in_timeout_table")],
    [2, 1],
  );
  assertEquals(
    [await figure(client, "total_blocking_keys"), await figure(client, "total_blocking_keys_on_nokey")],
    [2, 0],
  );
});

eachProtocol("requests behind a blocking one run once it has ended", async (client, server, protocol) => {
  const pipeline = await server.client(protocol);
  const answer = (value: string) => `*2\r\n$1\r\nk\r\n$${value.length}\r\n${value}\r\n`;
  pipeline.write("SET n 1\r\nBLPOP k 0\r\nINCR n\r\nBLPOP k 0\r\nINCR n\r\nECHO a\r\n*2\r\n$4\r\nECHO\r\n$5\r\nhel");
  await untilBlocked(client, 1);
  assertEquals(await client.call("GET", "n"), "1");
  assertEquals(await client.call("RPUSH", "k", "x"), 1);
  assertEquals(await pipeline.exchange("", `+OK\r\n${answer("x")}:2\r\n`), `+OK\r\n${answer("x")}:2\r\n`);
  await untilBlocked(client, 1);
  pipeline.write("lo\r\nQUIT\r\nINCR n\r\n");
  assertEquals(await client.call("GET", "n"), "2");
  assertEquals(await client.call("RPUSH", "k", "y"), 1);
  assertEquals(await pipeline.untilClosed(), `${answer("y")}:3\r\n$1\r\na\r\n$5\r\nhello\r\n+OK\r\n`);
  assertEquals(await client.call("GET", "n"), "3");
});

eachProtocol("many requests behind a blocking one, and after them what breaks the protocol", async (client, server) => {
  const pipeline = await server.client();
  const count = 5000;
  pipeline.write("BLPOP k 0\r\n" + "INCR n\r\n".repeat(count) + "*1\r\n+\r\n");
  await untilBlocked(client, 1);
  await pipeline.written();
  assertEquals(await client.call("RPUSH", "k", "x"), 1);
  const replies = await pipeline.untilClosed();
  assert(replies.startsWith("*2\r\n$1\r\nk\r\n$1\r\nx\r\n:1\r\n:2\r\n"));
  assert(replies.endsWith(`:${count}\r\n-ERR Protocol error: expected '$', got '+'\r\n`));
});

Deno.test("a pop in the pipeline of a push comes after those that wait", async () => {
  await using server = await startServer();
  const client = await server.client();
  const [a] = await blocked(server, 2, ["BLPOP", "k", 0]);
  client.write("RPUSH k 1\r\nBLPOP k 0\r\n");
  assertEquals(await reply(a), ["k", "1"]);
  assertEquals(await reply(client), 1);
  const other = await server.client();
  await untilBlocked(other, 1);
  await other.call("RPUSH", "k", "2");
  assertEquals(await reply(client), ["k", "2"]);
});

eachProtocol("a blocked client that goes is forgotten", async (client, server, protocol) => {
  const wait = ["BLPOP", "k", "l", 0];
  const [a, b, c] = await blocked(server, protocol, wait, wait, wait);
  a.close();
  await untilBlocked(client, 2);
  const id = /id=(\d+) [^\n]*flags=b/.exec(String(await client.call("CLIENT", "LIST")))![1];
  assertEquals(await client.call("CLIENT", "KILL", "ID", id), 1);
  assertEquals(await b.untilClosed(), "");
  assertEquals(await figure(client, "blocked_clients"), 1);
  await client.call("RPUSH", "l", "x");
  assertEquals(await reply(c), ["l", "x"]);
  await client.call("RPUSH", "k", "x");
  assertEquals(await client.call("EXISTS", "k"), 1);
  assertEquals(await figure(client, "total_blocking_keys"), 0);
});

Deno.test("a blocked client may send no more than client-query-buffer-limit", async () => {
  await using server = await startServer({ config: { "client-query-buffer-limit": "1mb" } });
  const client = await server.client();
  const [a] = await blocked(server, 2, ["BLPOP", "k", 0]);
  a.write(`SET n ${"x".repeat(60_000)}\r\n`.repeat(10));
  await a.written();
  assertEquals(await figure(client, "blocked_clients"), 1);
  a.write(`SET n ${"x".repeat(60_000)}\r\n`.repeat(20));
  assertEquals(await a.untilClosed(), "");
  await client.call("RPUSH", "k", "x");
  assertEquals(await client.call("EXISTS", "k", "n"), 1);
});

Deno.test("a blocked client is not idle", async () => {
  await using server = await startServer({ config: { timeout: "10" } });
  const [a] = await blocked(server, 2, ["BLPOP", "k", 0]);
  server.clock.advance(60_000);
  const client = await server.client();
  await client.call("RPUSH", "k", "x");
  assertEquals(await reply(a), ["k", "x"]);
  server.clock.advance(9_000);
  assertEquals(await a.call("PING"), "PONG");
});

eachProtocol("whatever brings the key wakes who waits for it", async (client, server, protocol) => {
  const ways: (string | number)[][][] = [
    [["RPUSH", "from", "x"], ["RENAME", "from", "k"]],
    [["RPUSH", "from", "x"], ["COPY", "from", "k"], ["DEL", "from"]],
    [["SELECT", 1], ["RPUSH", "k", "x"], ["MOVE", "k", 0], ["SELECT", 0]],
    [["SELECT", 1], ["RPUSH", "k", "x"], ["SWAPDB", 0, 1], ["SELECT", 0]],
    [["SET", "k", "x"], ["DEL", "k"], ["RPUSH", "k", "x"]],
  ];
  for (const way of ways) {
    const [a] = await blocked(server, protocol, ["BLPOP", "k", 0]);
    for (const command of way) await client.call(...command);
    assertEquals(await reply(a), ["k", "x"]);
    assertEquals(await client.call("DBSIZE"), 0);
    a.close();
  }
});

eachProtocol("CLIENT PAUSE WRITE holds up the push, and so who waits for it", async (client, server, protocol) => {
  const pusher = await server.client();
  const [a, b] = await blocked(server, protocol, ["BLPOP", "k", 0], ["BLPOP", "k", 1]);
  assertEquals(await client.call("CLIENT", "PAUSE", 100_000, "WRITE"), "OK");
  pusher.send("RPUSH", "k", "x");
  await untilBlocked(client, 3);
  server.clock.advance(1000);
  assertEquals(await reply(b), null);
  assertEquals(await client.call("CLIENT", "UNPAUSE"), "OK");
  assertEquals([await reply(pusher), await reply(a)], [1, ["k", "x"]]);
});

eachProtocol("CLIENT REPLY SKIP holds for the reply of a blocked client", async (client, server, protocol) => {
  const quiet = await server.client(protocol);
  quiet.write("CLIENT REPLY SKIP\r\nBLPOP k 0\r\nPING\r\n");
  await untilBlocked(client, 1);
  await client.call("RPUSH", "k", "x");
  assertEquals(await quiet.exchange("", "+PONG\r\n"), "+PONG\r\n");
});

Deno.test("a server stops with blocked clients", async () => {
  const server = await startServer();
  const [a] = await blocked(server, 2, ["BLPOP", "k", 0]);
  await server.stop();
  assertEquals(await a.untilClosed().catch(() => ""), "");
});

const QUEUES = ["queue:0", "queue:1", "queue:2"];

/** A consumer that pops until it gets the text `end`. */
type Pop = () => Promise<string>;

/** Has `consumers` pop what two producers push, and sees to it that each element comes out once. */
async function share(server: TestServer, consumers: readonly Pop[]): Promise<void> {
  const count = consumers.length * 5;
  const got: string[] = [];
  const all = consumers.map(async (pop) => {
    for (let element = await pop(); element !== "end"; element = await pop()) got.push(element);
  });
  const producers = await Promise.all([server.client(), server.client()]);
  await Promise.all(producers.map(async (producer, which) => {
    for (let i = which; i < count; i += 20) {
      const elements = Array.from({ length: 10 }, (_, j) => i + j * 2).filter((each) => each < count);
      await producer.call("RPUSH", QUEUES[i % 3], ...elements);
    }
  }));
  for (const _ of consumers) await producers[0].call("RPUSH", QUEUES[2], "end");
  await within(Promise.all(all), "all consumers to end", 60_000);
  assertEquals(got.map(Number).sort((a, b) => a - b), Array.from({ length: count }, (_, i) => i));
  assertEquals(await producers[0].call("DBSIZE"), 0);
}

/** Of each library. */
const CLIENTS = 500;

for (const protocol of [2, 3] as const) {
  Deno.test(`a thousand clients of ioredis and node-redis share queues (RESP${protocol})`, async () => {
    const { process } = fakePlatform();
    process.system = { ...process.system, maxOpenFiles: 4096 };
    await using server = await startServer({ fakeTime: false, platform: { process } });
    const { port } = server;
    const socket = { host: "127.0.0.1", port, reconnectStrategy: false } as const;
    const some = Array.from(
      { length: CLIENTS },
      () => new Redis({ host: "127.0.0.1", port, protocol, lazyConnect: true }),
    );
    const others = Array.from({ length: CLIENTS }, () => createClient({ RESP: protocol, socket }));
    for (const each of others) each.on("error", () => {});
    try {
      await within(Promise.all([...some, ...others].map((each) => each.connect())), "all clients to connect", 60_000);
      await share(server, [
        ...some.map((each) => async () => (await each.blpop(...QUEUES, 0))![1]),
        ...others.map((each) => async () => (await each.blPop(QUEUES, 0))!.element),
      ]);
    } finally {
      for (const each of some) each.disconnect();
      for (const each of others) if (each.isOpen) each.destroy();
    }
  });
}
