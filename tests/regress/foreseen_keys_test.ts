import { assertEquals } from "@std/assert";
import { type Client, encode } from "../support/client.ts";
import { startServer } from "../support/server.ts";

/** Enough that keys are fetched ahead. */
const KEYS = 25_000;

async function fill(client: Client): Promise<void> {
  for (let i = 0; i < KEYS; i += 500) {
    await client.call("MSET", ...Array.from({ length: 500 }, (_, j) => [`key:${i + j}`, `${i + j}`]).flat());
  }
}

/** The requests in one piece, so that they run in one batch. */
function batch(...requests: string[][]): string {
  return requests.map((request) => new TextDecoder().decode(encode(request))).join("");
}

/** The replies end with one that tells the end, so that wrong ones show at once rather than after a wait. */
async function expectReplies(client: Client, requests: string, replies: string, about = ""): Promise<void> {
  client.write(requests + batch(["ECHO", "the end"]));
  const end = "$7\r\nthe end\r\n";
  let text = "";
  while (!text.endsWith(end)) text += String.fromCharCode(...await client.bytes(1));
  assertEquals(text, replies + end, about);
}

Deno.test("a subcommand's key is not taken for one that stood in its place before", async () => {
  await using server = await startServer();
  const client = await server.client();
  await fill(client);
  // Both second requests have their key at the same place.
  const first = batch(["PING", "x".repeat(30)], ["GET", "key:1"]);
  const second = batch(["PING", "x".repeat(13)], ["OBJECT", "ENCODING", "key:2"]);
  assertEquals(first.indexOf("key:1"), second.indexOf("key:2"));
  await expectReplies(client, first, `$30\r\n${"x".repeat(30)}\r\n$1\r\n1\r\n`);
  await expectReplies(client, second, `$13\r\n${"x".repeat(13)}\r\n$3\r\nint\r\n`);
});

Deno.test("keys in large pipelines are their own, whatever stands around them", async () => {
  const seed = crypto.getRandomValues(new Uint32Array(1))[0];
  let state = seed;
  const random = (limit: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
  await using server = await startServer();
  const client = await server.client();
  await fill(client);
  const model = new Map(Array.from({ length: KEYS }, (_, i) => [`key:${i}`, `${i}`]));
  const bulk = (text: string | undefined) => text === undefined ? "$-1\r\n" : `$${text.length}\r\n${text}\r\n`;
  const someKey = () => `key:${random(KEYS + 500)}`;
  for (let round = 0; round < 300; round++) {
    let requests = "";
    let replies = "";
    for (let n = 1 + random(80); n > 0; n--) {
      const key = someKey();
      const value = model.get(key);
      const kind = random(8);
      if (kind === 0) {
        requests += batch(["SET", key, `${n}`]);
        replies += "+OK\r\n";
        model.set(key, `${n}`);
      } else if (kind === 1) {
        requests += batch(["INCR", key]);
        model.set(key, `${Number(value ?? 0) + 1}`);
        replies += `:${model.get(key)}\r\n`;
      } else if (kind === 2) {
        requests += batch(["DEL", key]);
        replies += `:${model.delete(key) ? 1 : 0}\r\n`;
      } else if (kind === 3) {
        requests += batch(["OBJECT", "ENCODING", key]);
        replies += value === undefined ? "$-1\r\n" : "$3\r\nint\r\n";
      } else if (kind === 4) {
        requests += `GET ${key}\r\n`;
        replies += bulk(value);
      } else if (kind === 5) {
        const other = someKey();
        requests += batch(["MGET", key, other]);
        replies += `*2\r\n${bulk(value)}${bulk(model.get(other))}`;
      } else if (kind === 6) {
        requests += batch(["PING", "x".repeat(random(60))]);
        const size = requests.slice(requests.lastIndexOf("$")).split("\r\n")[0];
        replies += `${size}\r\n${"x".repeat(Number(size.slice(1)))}\r\n`;
      } else {
        requests += batch(["GET", key]);
        replies += bulk(value);
      }
    }
    await expectReplies(client, requests, replies, `seed ${seed}`);
  }
  assertEquals(await client.call("DBSIZE"), model.size, `seed ${seed}`);
});
