import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { denoPlatform } from "../../src/platform/deno.ts";
import {
  type Address,
  AddressInUse,
  AddressNotAvailable,
  type Connection,
  ListenerClosed,
  type Network,
  OutOfDescriptors,
} from "../../src/platform/mod.ts";
import { FakeClock, FakeNetwork, type FakeNetworkOptions, SeededRandom } from "../support/fakes/mod.ts";
import { runChild } from "./children/run.ts";

const FREE: Address = { transport: "tcp", hostname: "127.0.0.1", port: 0 };

/** Deno 2.4 leaves a write pending until its peer reads or goes away. */
const settlesWritesAtClose = !Deno.version.deno.startsWith("2.4.");

function fakeNetwork(options: Partial<FakeNetworkOptions> = {}): FakeNetwork {
  return new FakeNetwork({ clock: new FakeClock(), random: new SeededRandom(1), ...options });
}

const implementations: readonly [string, () => Network][] = [
  ["deno", () => denoPlatform().network],
  ["fake", () => fakeNetwork()],
  ["fake in pieces", () => fakeNetwork({ largestRead: 7, largestWrite: 5 })],
];

/** Runs `use` with an address of each transport and clears up behind it. */
async function overTransports(use: (address: Address) => Promise<void>): Promise<void> {
  await use(FREE);
  const folder = await Deno.makeTempDir();
  try {
    await use({ transport: "unix", path: `${folder}/socket` });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Runs `use` with both ends of a connection and closes them. */
async function connected(
  network: Network,
  use: (client: Connection, server: Connection) => Promise<void>,
  address = FREE,
): Promise<void> {
  const listener = network.listen(address, 16);
  const [server, client] = await Promise.all([listener.accept(), network.connect(listener.address)]);
  try {
    await use(client, server);
  } finally {
    for (const socket of [listener, server, client]) socket.close();
  }
}

async function writeAll(connection: Connection, bytes: Uint8Array): Promise<void> {
  for (let done = 0; done < bytes.length;) done += await connection.write(bytes.subarray(done));
}

async function readAll(connection: Connection): Promise<Uint8Array> {
  const into = new Uint8Array(16_384);
  const received: number[] = [];
  for (let count; (count = await connection.read(into)) !== null;) {
    assert(count > 0);
    received.push(...into.subarray(0, count));
  }
  return new Uint8Array(received);
}

for (const [name, make] of implementations) {
  Deno.test(`${name} network: bytes arrive in order, both ways, and then the end`, async () => {
    const sent = new Uint8Array(100_000).map((_, index) => index * 31 % 251);
    await overTransports((address) =>
      connected(make(), async (client, server) => {
        const [received] = await Promise.all([readAll(server), writeAll(client, sent).then(() => client.close())]);
        assertEquals(received, sent);
      }, address)
    );
    await connected(make(), async (client, server) => {
      const [received] = await Promise.all([readAll(client), writeAll(server, sent).then(() => server.close())]);
      assertEquals(received, sent);
    });
  });

  Deno.test(`${name} network: a free port is told, and both ends know each other`, async () => {
    await connected(make(), (client, server) => {
      assert(client.peer.transport === "tcp" && client.peer.port > 0);
      assertEquals(server.local, client.peer);
      assertEquals(server.peer, client.local);
      return Promise.resolve();
    });
  });

  Deno.test(`${name} network: a taken address is in use, and free again after close`, () => {
    const network = make();
    const listener = network.listen(FREE, 16);
    assertThrows(() => network.listen(listener.address, 16), AddressInUse);
    listener.close();
    listener.close();
    network.listen(listener.address, 16).close();
  });

  Deno.test(`${name} network: a unix path is in use while somebody listens, and free again after close`, async () => {
    await overTransports((address) => {
      if (address.transport === "unix") {
        const network = make();
        const listener = network.listen(address, 16);
        assertEquals(listener.address, address);
        assertThrows(() => network.listen(address, 16), AddressInUse);
        listener.close();
        network.listen(address, 16).close();
      }
      return Promise.resolve();
    });
  });

  Deno.test(`${name} network: a foreign address is not available`, () => {
    assertThrows(() => make().listen({ transport: "tcp", hostname: "192.0.2.1", port: 0 }, 16), AddressNotAvailable);
  });

  Deno.test(`${name} network: nobody answers where nobody listens`, async () => {
    const network = make();
    const listener = network.listen(FREE, 16);
    listener.close();
    await assertRejects(() => network.connect(listener.address));
  });

  Deno.test(`${name} network: close ends a pending accept and refuses later ones`, async () => {
    const listener = make().listen(FREE, 16);
    const pending = assertRejects(() => listener.accept(), ListenerClosed);
    listener.close();
    await pending;
    await assertRejects(() => listener.accept(), ListenerClosed);
  });

  Deno.test(`${name} network: connections wait to be accepted`, async () => {
    const network = make();
    const listener = network.listen(FREE, 16);
    const clients = [await network.connect(listener.address), await network.connect(listener.address)];
    const servers = [await listener.accept(), await listener.accept()];
    assertEquals(servers.map((server) => server.peer), clients.map((client) => client.local));
    for (const socket of [listener, ...clients, ...servers]) socket.close();
  });

  Deno.test(`${name} network: close is idempotent and fails a pending read and what follows`, async () => {
    await connected(make(), async (client) => {
      const pending = assertRejects(() => client.read(new Uint8Array(1)));
      client.close();
      client.close();
      await pending;
      await assertRejects(() => client.read(new Uint8Array(1)));
      await assertRejects(() => client.write(new Uint8Array(1)));
      client.setNoDelay(true);
      client.setKeepAlive(true);
    });
  });

  Deno.test({
    name: `${name} network: a write waits for a slow reader, and fails at close`,
    ignore: name === "deno" && !settlesWritesAtClose,
    async fn() {
      await connected(make(), async (client) => {
        const chunk = new Uint8Array(1 << 20);
        let writes = 0;
        const flood = assertRejects(async () => {
          for (;;) {
            await client.write(chunk);
            writes++;
          }
        });
        for (let before = -1; before !== writes;) {
          before = writes;
          await new Promise((resolve) => setTimeout(resolve, 5));
        }
        client.close();
        await flood;
      });
    },
  });

  Deno.test(`${name} network: writes to a peer that is gone fail in the end`, async () => {
    await connected(make(), async (client, server) => {
      server.close();
      await assertRejects(async () => {
        for (let write = 0; write < 1_000; write++) await client.write(new Uint8Array(1024));
      });
    });
  });

  Deno.test(`${name} network: socket options are accepted on every transport`, async () => {
    await overTransports((address) =>
      connected(make(), (client, server) => {
        for (const connection of [client, server]) {
          for (const on of [true, false]) {
            connection.setNoDelay(on);
            connection.setKeepAlive(on);
          }
        }
        return Promise.resolve();
      }, address)
    );
  });
}

Deno.test("deno network: accept tells when the descriptors are used up, and goes on later", async () => {
  const { code, output } = await runChild("descriptors.ts", { openFiles: 64 });
  assertEquals([code, output], [0, "OutOfDescriptors\naccepted\n"]);
});

Deno.test("fake network: accept tells when the descriptors are used up, and goes on later", async () => {
  const network = fakeNetwork({ descriptors: 2 });
  const listener = network.listen(FREE, 16);
  await network.connect(listener.address);
  const server = await listener.accept();
  await network.connect(listener.address);
  await assertRejects(() => listener.accept(), OutOfDescriptors);
  server.close();
  (await listener.accept()).close();
});

Deno.test("deno network: a socket file that nobody listens on is replaced, other files are not", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const path = `${folder}/socket`;
    const { code } = await runChild("stale_socket.ts", { args: [path] });
    assertEquals([code, Deno.lstatSync(path).isSocket], [7, true]);
    const { network } = denoPlatform();
    await connected(network, async (client, server) => {
      await writeAll(client, new Uint8Array([5]));
      assertEquals(await server.read(new Uint8Array(4)), 1);
    }, { transport: "unix", path });
    assertThrows(() => Deno.lstatSync(path), Deno.errors.NotFound);
    Deno.writeTextFileSync(path, "precious");
    assertThrows(() => network.listen({ transport: "unix", path }, 16), AddressInUse);
    assertEquals(Deno.readTextFileSync(path), "precious");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("fake network: delayed bytes come in order, and the seed repeats", async () => {
  const run = async (seed: number) => {
    const clock = new FakeClock();
    const network = fakeNetwork({
      clock,
      random: new SeededRandom(seed),
      longestDelay: 50,
      largestRead: 3,
      largestWrite: 3,
    });
    const listener = network.listen(FREE, 16);
    const client = await network.connect(listener.address);
    const server = await listener.accept();
    const log: [number, number][] = [];
    const reading = (async () => {
      const into = new Uint8Array(8);
      for (let count; (count = await server.read(into)) !== null;) {
        for (const byte of into.subarray(0, count)) log.push([byte, clock.monotonic()]);
      }
    })();
    await writeAll(client, Uint8Array.from({ length: 20 }, (_, index) => index));
    client.close();
    await clock.elapse(50);
    await reading;
    return log;
  };
  const log = await run(5);
  assertEquals(log.map(([byte]) => byte), Array.from({ length: 20 }, (_, index) => index));
  assert(log.some(([, time]) => time > 0));
  assertEquals(await run(5), log);
});

Deno.test("fake network: a read that makes room for a waiting write gets its own bytes", async () => {
  await connected(fakeNetwork({ buffer: 4 }), async (client, server) => {
    const sent = new Uint8Array([1, 2, 3, 4, 5, 6, 7]);
    const writing = writeAll(client, sent).then(() => client.close());
    await Promise.resolve();
    assertEquals((await Promise.all([readAll(server), writing]))[0], sent);
  });
});

Deno.test("fake network: a cut fails both ends", async () => {
  const network = fakeNetwork();
  await connected(network, async (client, server) => {
    const pending = [client, server].map((end) => assertRejects(() => end.read(new Uint8Array(1)), Error, "reset"));
    network.cutAll();
    await Promise.all(pending);
    await assertRejects(() => client.write(new Uint8Array(1)), Error, "reset");
  });
  const unreliable = fakeNetwork({ cutChance: 0.2 });
  await connected(unreliable, async (client) => {
    await assertRejects(
      async () => {
        for (let write = 0; write < 1_000; write++) await client.write(new Uint8Array(1));
      },
      Error,
      "reset",
    );
  });
});
