import { fill, KINDS, SMALL } from "./collection_data.ts";
import { type Contender, RunningServer, sleep } from "./contender.ts";
import { load } from "./load.ts";
import { bytes, compare, type Result } from "./report.ts";
import type { Run } from "./run.ts";

const COLLECTIONS = 1_000_000;
const ELEMENTS = 1_000_000;
/** Milliseconds without requests before memory is read. */
const REST = 500;

interface Memory {
  /** Growth of `used_memory` and of the resident process, by key or element. */
  readonly used: number;
  readonly resident: number;
}

/** Memory of many small collections, and of the elements of a large one. */
export async function collectionMemory(run: Run): Promise<Result[]> {
  const results: Result[] = [];
  for (const [name, request] of Object.entries(SMALL)) {
    const filling = async (server: RunningServer) => {
      const done = await load(server.port, { request, count: COLLECTIONS });
      if (done < COLLECTIONS) throw new Error(`Fill ${COLLECTIONS} ${name}: only ${done} were done in time`);
    };
    results.push(...await measured(run, `${COLLECTIONS / 1e6} M ${name}: a key`, COLLECTIONS, filling));
  }
  for (const kind of KINDS) {
    const filling = (server: RunningServer) => fill(server, kind, ELEMENTS);
    results.push(...await measured(run, `A ${kind} of ${ELEMENTS / 1e6} M: an element`, ELEMENTS, filling));
  }
  return results;
}

async function measured(
  run: Run,
  name: string,
  count: number,
  filling: (server: RunningServer) => Promise<void>,
): Promise<Result[]> {
  run.note(`memory: ${name}`);
  const [tarbo, redis] = [await memory(run.tarbo, count, filling), await memory(run.redis, count, filling)];
  return [
    compare(`${name}, used memory`, bytes, [tarbo.used], [redis.used]),
    compare(`${name}, resident memory`, bytes, [tarbo.resident], [redis.resident]),
  ];
}

async function memory(
  contender: Contender,
  count: number,
  filling: (server: RunningServer) => Promise<void>,
): Promise<Memory> {
  await using server = await RunningServer.start(contender);
  const used = async () => Number(await server.info("memory", "used_memory"));
  const before = { used: await used(), resident: server.resident };
  await filling(server);
  await sleep(REST);
  return { used: (await used() - before.used) / count, resident: (server.resident - before.resident) / count };
}
