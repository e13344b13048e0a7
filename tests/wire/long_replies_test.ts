import { assert, assertEquals } from "@std/assert";
import { commands } from "../../src/commands/mod.ts";
import { command, type Context, Engine, type Host } from "../../src/engine/mod.ts";
import { denoPlatform } from "../../src/platform/deno.ts";
import type { Address, Connection, Network } from "../../src/platform/mod.ts";
import { BufferPool, type DeferredSource, type ReplyWriter } from "../../src/resp/mod.ts";
import { Clients } from "../../src/server/clients.ts";
import { Config } from "../../src/server/config/mod.ts";
import { type Readable, type Reader, Readers, startReading, stopReading } from "../../src/store/mod.ts";
import { Client } from "../support/client.ts";
import { FakeNetwork, SeededRandom } from "../support/fakes/mod.ts";

const ANY_PORT: Address = { transport: "tcp", hostname: "127.0.0.1", port: 0 };
const MB = 1024 * 1024;
/** Bytes of one element in a reply. */
const ELEMENT = 32;
const ELEMENTS = 50 * MB / ELEMENT;
const HEADER = `*${ELEMENTS}\r\n`.length;

/** Stands for a large collection: all its elements are equal. */
class Collection implements Readable {
  readers: Readers | null = null;
  #element = element("a");

  get element(): Uint8Array {
    return this.#element;
  }

  change(letter: string): void {
    if (this.readers !== null) this.readers.settle();
    this.#element = element(letter);
  }
}

function element(letter: string): Uint8Array {
  // "$25\r\n", 25 letters, "\r\n".
  return new TextEncoder().encode(letter.repeat(ELEMENT - 7));
}

/** The whole collection as an array. */
class LongReply implements DeferredSource, Reader {
  #left = ELEMENTS;

  constructor(readonly out: ReplyWriter, readonly collection: Collection, readonly all: Readers) {
    startReading(this, collection, all);
    out.defer(this);
  }

  produce(into: ReplyWriter): boolean {
    if (this.#left === ELEMENTS) into.array(ELEMENTS);
    for (; this.#left > 0 && !into.isPartFull; this.#left--) into.bulkBytes(this.collection.element);
    return this.#left > 0;
  }

  settle(): void {
    this.out.settle(this);
  }

  end(): void {
    stopReading(this, this.collection, this.all);
  }
}

function spec(name: string, run: (ctx: Context) => void) {
  return command({
    name,
    since: "1.0.0",
    group: "generic",
    summary: "For this test.",
    complexity: "O(N)",
    arity: -1,
    flags: [],
    syntax: "[argument]",
    run,
  });
}

/** An engine with connections, and beside the usual commands some with long replies. */
class Harness {
  readonly collection = new Collection();
  /** All who read the collection. */
  readonly all = new Readers();
  readonly logged: string[] = [];
  readonly engine: Engine;
  readonly clients: Clients;
  readonly config = new Config("/");
  readonly #listener;
  readonly #opened: Client[] = [];

  constructor(readonly network: Network = holding(64 * 1024)) {
    const { clock, random } = denoPlatform();
    this.engine = new Engine({
      clock,
      random,
      pool: new BufferPool(),
      databases: 1,
      commands: [
        ...commands,
        spec("LONG", ({ reply }) => void new LongReply(reply, this.collection, this.all)),
        spec("CHANGE", ({ args, reply }) => {
          this.collection.change(String.fromCharCode(args.buf[args.start[1]]));
          reply.ok();
        }),
        spec("BREAK", ({ reply }) =>
          reply.defer({
            produce(into) {
              if (into.resp3) throw new Error("broken");
              into.array(2);
              into.null();
              into.resp3 = true;
              return true;
            },
          })),
      ],
      host: { log: (_level, message) => this.logged.push(message) } as Partial<Host> as Host,
    });
    this.clients = new Clients(this.engine, this.config);
    this.#listener = network.listen(ANY_PORT, 128);
  }

  async client(): Promise<Client> {
    const [here, there] = await this.#connect();
    this.clients.admit(there);
    const client = new Client(here);
    this.#opened.push(client);
    return client;
  }

  /** The connection of the client that came last. */
  get latest() {
    return [...this.engine.sessions.values()].at(-1)!;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const client of this.#opened) client.close();
    this.#listener.close();
    await until(() => this.engine.sessions.size === 0);
    assertEquals([this.all.size, this.collection.readers], [0, null]);
  }

  #connect(): Promise<[Connection, Connection]> {
    return Promise.all([this.network.connect(this.#listener.address), this.#listener.accept()]);
  }
}

/** A network that holds so many bytes that a client has not read. */
function holding(buffer: number): Network {
  return new FakeNetwork({ clock: denoPlatform().clock, random: new SeededRandom(1), buffer });
}

/** Lets the event loop go round. */
function turn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 1));
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await turn();
}

/** Reads a whole long reply but for `already` bytes of it, and calls `meanwhile` now and then. */
async function readLong(client: Client, letter: string, already = 0, meanwhile = async () => {}): Promise<void> {
  const unit = new TextEncoder().encode(`$${ELEMENT - 7}\r\n${letter.repeat(ELEMENT - 7)}\r\n`);
  const end = HEADER + ELEMENTS * ELEMENT;
  for (let at = already, rounds = 0; at < end; rounds++) {
    const bytes = await client.bytes(Math.min(256 * 1024, end - at));
    assert(bytes.length > 0);
    for (let i = 0; i < bytes.length; i++, at++) {
      if (at >= HEADER && bytes[i] !== unit[(at - HEADER) % ELEMENT]) {
        throw new Error(`Byte ${at} is ${bytes[i]}, ${unit[(at - HEADER) % ELEMENT]} expected`);
      }
    }
    if (rounds % 16 === 0) await meanwhile();
  }
}

Deno.test("a long reply takes less than 1 MB while a slow client reads it, and others are served", async () => {
  await using harness = new Harness();
  const other = await harness.client();
  const slow = await harness.client();
  const { link, out } = harness.latest;
  slow.send("LONG");
  slow.send("PING");
  let most = 0;
  await readLong(slow, "a", 0, async () => {
    assertEquals(await other.call("INCR", "n"), ++most);
    assert(link.memory < MB && out.peak < MB && link.outputBytes < MB, `${link.memory} bytes`);
    const [, listed] = String(await other.call("CLIENT", "LIST")).split("\n");
    const memory = Number(/ tot-mem=(\d+)/.exec(listed)![1]);
    assert(memory >= 32 * 1024 && memory < MB, listed);
  });
  assertEquals(await slow.next(), { type: "simple", value: "PONG" });
  assert(most > 10);
});

Deno.test("others get their turn while a client takes a long reply as fast as it comes", async () => {
  await using harness = new Harness(holding(Infinity));
  const { statistics } = harness.engine;
  const other = await harness.client();
  const greedy = await harness.client();
  greedy.send("LONG");
  let served = 0;
  for (; statistics.outputBytes < 50 * MB; served++) {
    await turn();
    assertEquals(await other.call("PING"), "PONG");
  }
  assert(served > 10, `${served} requests were served meanwhile`);
  await readLong(greedy, "a");
});

Deno.test("a long reply reaches a client over a real socket", async () => {
  await using harness = new Harness(denoPlatform().network);
  const client = await harness.client();
  client.send("LONG");
  await readLong(client, "a");
});

Deno.test("who changes what a long reply is about leaves the reply as it was", async () => {
  await using harness = new Harness();
  const other = await harness.client();
  const slow = await harness.client();
  const { link } = harness.latest;
  slow.send("LONG");
  await slow.bytes(HEADER);
  assertEquals(harness.collection.readers?.size, 1);
  assertEquals(await other.call("CHANGE", "b"), "OK");
  assertEquals(harness.collection.readers, null);
  assert(link.memory > 49 * MB && link.outputBytes > 49 * MB);
  await readLong(slow, "a", HEADER);
  slow.send("LONG");
  await readLong(slow, "b");
});

Deno.test("replies of a pipeline keep their order around long ones, which do not pile up", async () => {
  await using harness = new Harness();
  const slow = await harness.client();
  const { link } = harness.latest;
  slow.write("PING\r\nLONG\r\n".repeat(100));
  await slow.bytes("+PONG\r\n".length);
  await readLong(slow, "a");
  assertEquals(await slow.next(), { type: "simple", value: "PONG" });
  await slow.bytes(HEADER);
  assert(harness.all.size > 0 && harness.all.size <= 16, `${harness.all.size} replies wait`);
  assert(link.memory < MB);
});

Deno.test("what is written of a long reply counts for the limit of the output, what is not does not", async () => {
  await using harness = new Harness();
  const { config, engine, logged } = harness;
  assertEquals(config.set([["client-output-buffer-limit", "normal 1mb 0 0"]], { local: true, loading: false }), null);
  const other = await harness.client();
  const slow = await harness.client();
  slow.send("LONG");
  await readLong(slow, "a");
  slow.send("LONG");
  await slow.bytes(HEADER);
  harness.clients.everySecond();
  assertEquals(engine.sessions.size, 2);
  await other.call("CHANGE", "b");
  harness.clients.everySecond();
  assertEquals([engine.sessions.size, engine.statistics.outputLimitHits], [1, 1]);
  assert(logged.some((line) => line.includes("closed for overcoming of output buffer limits")));
});

Deno.test("a long reply ends with its connection", async () => {
  await using harness = new Harness();
  const client = await harness.client();
  const { link } = harness.latest;
  client.send("LONG");
  await client.bytes(HEADER);
  assertEquals(harness.all.size, 1);
  link.close();
  assertEquals([harness.all.size, harness.collection.readers], [0, null]);
  const silent = await harness.client();
  await silent.pipeline([["CLIENT", "ID"]]);
  silent.send("CLIENT", "REPLY", "SKIP");
  silent.send("LONG");
  assertEquals([await silent.call("PING"), harness.all.size], ["PONG", 0]);
});

Deno.test("a long reply that fails costs its client the connection, and nobody else", async () => {
  await using harness = new Harness();
  const other = await harness.client();
  const client = await harness.client();
  client.send("BREAK");
  assertEquals(await client.untilClosed(), "*2\r\n$-1\r\n");
  assertEquals(await other.call("PING"), "PONG");
  assertEquals(harness.engine.sessions.size, 1);
  assert(harness.logged.some((line) => /^Internal error, closing client id=2 .*broken/.test(line)));
});
