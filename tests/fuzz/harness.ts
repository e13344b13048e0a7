import { assert, assertEquals } from "@std/assert";
import type { Client } from "../support/client.ts";
import { SeededRandom } from "../support/fakes/mod.ts";
import type { TestServer } from "../support/server.ts";

/** Real milliseconds that connections get to disappear. */
const PATIENCE = 5_000;
const POLL = 5;

/** The random numbers of a run: those of `FUZZ_SEED` if it is set. Prints the seed, which Deno shows when the test fails. */
export function seeded(): SeededRandom {
  const seed = Number(Deno.env.get("FUZZ_SEED") ?? crypto.getRandomValues(new Uint32Array(1))[0]);
  console.log(`FUZZ_SEED=${seed}`);
  return new SeededRandom(seed);
}

/** The server still serves: a well-behaved client gets its replies, and no handler has thrown. */
export async function expectWell(server: TestServer, client: Client): Promise<void> {
  assertEquals(await client.call("SET", "well-behaved", "yes"), "OK");
  assertEquals(await client.call("GET", "well-behaved"), "yes");
  assertEquals(server.server.engine.statistics.unexpectedErrors, 0);
}

/** Waits until the server has no more than `count` connections. */
export async function expectConnections(server: TestServer, count: number): Promise<void> {
  const deadline = performance.now() + PATIENCE;
  while (server.server.engine.sessions.size > count) {
    assert(
      performance.now() < deadline,
      `${server.server.engine.sessions.size} connections are left, ${count} expected`,
    );
    await pause(POLL);
  }
}

/** Once all keys are gone, the data set takes no more memory than an empty one did. */
export async function expectEmptied(server: TestServer, client: Client, empty: number): Promise<void> {
  assertEquals(await client.call("FLUSHALL", "SYNC"), "OK");
  const { arena } = server.server.engine.keyspace;
  assert(arena.used <= empty, `${arena.used} bytes are in use without any key, ${empty} at the start`);
}

/** Lets real time pass. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Text of one byte a character. */
export function binary(random: SeededRandom, length: number): string {
  return Array.from({ length }, () => String.fromCharCode(random.below(256))).join("");
}
