import { fill, KINDS, SMALL } from "./collection_data.ts";
import { type Contender, RunningServer, sleep } from "./contender.ts";
import { load } from "./load.ts";
import { bytes, compare, type Result } from "./report.ts";
import type { Run } from "./run.ts";

const COLLECTIONS = 1_000_000;
const ELEMENTS = 1_000_000;
/** A quick run has fewer of the small ones; one large collection is filled fast. */
const QUICK_COLLECTIONS = 200_000;
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
  const count = run.quick ? QUICK_COLLECTIONS : COLLECTIONS;
  for (const [name, request] of Object.entries(SMALL)) {
    const filling = async (server: RunningServer) => {
      const done = await load(server.port, { request, count });
      if (done < count) throw new Error(`Fill ${count} ${name}: only ${done} were done in time`);
    };
    results.push(...await measured(run, `${millions(count)} ${name}: a key`, count, filling));
  }
  for (const kind of KINDS) {
    const filling = (server: RunningServer) => fill(server, kind, ELEMENTS);
    results.push(...await measured(run, `A ${kind} of ${millions(ELEMENTS)}: an element`, ELEMENTS, filling));
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

function millions(count: number): string {
  return `${count / 1e6} M`;
}
