import { adding, fill, KINDS } from "./collection_data.ts";
import { type Contender, RunningServer, sleep } from "./contender.ts";
import { load } from "./load.ts";
import { PauseProbe, type Pauses } from "./probe.ts";
import { compare, milliseconds, type Result } from "./report.ts";
import type { Run } from "./run.ts";

/** Elements that each kind of collection grows to while pauses are watched. */
const ELEMENTS = 1_000_000;
const QUICK_ELEMENTS = 300_000;
const DELETED = 5_000_000;
const QUICK_DELETED = 1_000_000;
/** Milliseconds that filling it may take. */
const PATIENCE = 75_000;
/** Milliseconds that the probe watches after a deletion was answered, for what goes on in the background. */
const AFTERMATH = 1_000;

interface Watched {
  readonly growth: Pauses;
  readonly deletion: Pauses;
}

/** The longest pauses of other clients while collections grow element by element, and while a huge one is deleted. */
export async function collectionPauses(run: Run): Promise<Result[]> {
  const [tarbo, redis] = [await watched(run, run.tarbo), await watched(run, run.redis)];
  const elements = run.quick ? QUICK_ELEMENTS : ELEMENTS;
  const deleted = run.quick ? QUICK_DELETED : DELETED;
  return [
    ...compared(`${elements / 1e6} M elements into each kind of collection`, tarbo.growth, redis.growth),
    ...compared(`DEL of a sorted set of ${deleted / 1e6} M`, tarbo.deletion, redis.deletion),
  ];
}

function compared(name: string, tarbo: Pauses, redis: Pauses): Result[] {
  return [
    compare(`${name}: longest pause`, milliseconds, [tarbo.longest], [redis.longest], { pauses: { tarbo, redis } }),
    compare(
      `${name}: longest pause less waits for a processor`,
      milliseconds,
      [tarbo.longestRunning],
      [redis.longestRunning],
    ),
  ];
}

async function watched(run: Run, contender: Contender): Promise<Watched> {
  run.note(`pauses of ${contender.name}`);
  await using server = await RunningServer.start(contender);
  const growth = await pausesDuring(server, async () => {
    for (const kind of KINDS) {
      await load(server.port, { request: adding(kind), count: run.quick ? QUICK_ELEMENTS : ELEMENTS });
    }
  });
  await server.client.call("FLUSHALL", "SYNC");
  await fill(server, "sorted set", run.quick ? QUICK_DELETED : DELETED, PATIENCE);
  const deletion = await pausesDuring(server, async () => {
    await server.client.call("DEL", "zset");
    await sleep(AFTERMATH);
  });
  return { growth, deletion };
}

async function pausesDuring(server: RunningServer, task: () => Promise<void>): Promise<Pauses> {
  const probe = await PauseProbe.start({ port: server.port, pid: server.pid });
  await task();
  return await probe.stop();
}
