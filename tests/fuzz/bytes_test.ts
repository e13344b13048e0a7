import { assert } from "@std/assert";
import { Client } from "../support/client.ts";
import type { SeededRandom } from "../support/fakes/mod.ts";
import { startServer } from "../support/server.ts";
import { binary, expectConnections, expectEmptied, expectWell, seeded } from "./harness.ts";

const ROUNDS = Number(Deno.env.get("FUZZ_ROUNDS") ?? 400);
/** Connections of a round that are open at the same time. */
const TOGETHER = 8;

/** Well-formed requests to be damaged. */
const SEEDS = [
  "*3\r\n$3\r\nSET\r\n$1\r\na\r\n$5\r\nhello\r\n*2\r\n$3\r\nGET\r\n$1\r\na\r\n",
  "*1\r\n$4\r\nPING\r\n".repeat(10),
  'SET b "quoted \\x41\\n" EX 1000\r\nGET b\r\n',
  "*5\r\n$4\r\nMSET\r\n$1\r\nx\r\n$1\r\n1\r\n$1\r\ny\r\n$0\r\n\r\n",
  "*4\r\n$4\r\nSCAN\r\n$1\r\n0\r\n$5\r\nMATCH\r\n$1\r\n*\r\n",
  "*2\r\n$5\r\nHELLO\r\n$1\r\n3\r\n*2\r\n$4\r\nINCR\r\n$1\r\nn\r\n",
  "*0\r\n\r\n*-1\r\n*1\r\n$4\r\nPING\r\n",
];
/** Pieces that lead readers of the protocol astray. */
const TRAPS = [
  "*",
  "$",
  "\r",
  "\n",
  "\r\n",
  "-1",
  "0",
  "2147483648",
  "99999999999999999999",
  "\x00",
  "\xff",
  "'",
  '"',
  "\\x",
  "*1000000000\r\n",
  "$536870912\r\n",
];

function junk(random: SeededRandom): string {
  if (random.chance(0.2)) return binary(random, random.between(1, 200));
  let text = Array.from({ length: random.between(1, 4) }, () => SEEDS[random.below(SEEDS.length)]).join("");
  for (let damage = random.below(6); damage > 0; damage--) {
    const at = random.below(text.length + 1);
    const end = Math.min(text.length, at + random.below(5));
    const trap = random.chance(0.5) ? TRAPS[random.below(TRAPS.length)] : binary(random, random.below(3));
    text = text.slice(0, at) + trap + text.slice(end);
  }
  return text;
}

Deno.test("no bytes break the server", async () => {
  const random = seeded();
  await using server = await startServer({ config: { "enable-debug-command": "no" } });
  const good = await server.client();
  const empty = server.server.engine.keyspace.arena.used;
  for (let round = 0; round < ROUNDS; round += TOGETHER) {
    const bad = await Promise.all(Array.from({ length: TOGETHER }, () => Client.connect(server.port)));
    for (const client of bad) client.write(junk(random));
    await Promise.all(bad.map((client) => client.written()));
    await expectWell(server, good);
    for (const client of bad) client.close();
  }
  await expectConnections(server, 1);
  await expectEmptied(server, good, empty);
});

Deno.test("announced lengths take no memory before the bytes come", async () => {
  await using server = await startServer();
  const good = await server.client();
  const before = server.server.memory.clients;
  const heads = [
    "*2147483647\r\n",
    "*2\r\n$3\r\nGET\r\n$536870912\r\n",
    "*1000000\r\n$536870912\r\nx",
    "x".repeat(1000),
  ];
  const bad = await Promise.all(Array.from({ length: 100 }, () => Client.connect(server.port)));
  bad.forEach((client, i) => client.write(heads[i % heads.length]));
  await expectWell(server, good);
  assert(server.server.memory.clients - before < bad.length * 64 * 1024, `${server.server.memory.clients} bytes`);
  for (const client of bad) client.close();
  await expectConnections(server, 1);
  assert(server.server.memory.clients <= before * 2, "the buffers are given back");
});
