import { type Contender, RunningServer, sleep } from "./contender.ts";
import { load, SET_KEY } from "./load.ts";
import { type Cpu, cpuPerOperation } from "./proc.ts";
import { type LatencyTask, measureLatency, PauseProbe, type Pauses } from "./probe.ts";
import { bytes, compare, milliseconds, perSecond, type Result } from "./report.ts";
import type { Run } from "./run.ts";

const KEYS = 10_000_000;
const QUICK_KEYS = 2_000_000;
/** Milliseconds that loading may take. */
const PATIENCE = 75_000;
/** Milliseconds without requests before memory is read. */
const REST = 500;
/** GET requests a second, far from what either server can do, and milliseconds of a round. */
const RATE = 10_000;
const ROUND = 3_000;
const QUICK_ROUND = 1_000;
const ROUNDS = 3;

interface Loaded {
  readonly server: RunningServer;
  readonly keys: number;
  /** Keys per second. */
  readonly rate: number;
  /** Of a key. */
  readonly cpu: Cpu;
  /** Bytes resident before the first key, and `used_memory` after the last. */
  readonly empty: number;
  readonly used: number;
  /** Bytes resident above the empty process. */
  readonly bytesPerKey: number;
  readonly pauses: Pauses;
}

/** Memory of a key, pauses while many keys are loaded, and the latency of reading them. */
export async function largeKeyspace(run: Run): Promise<Result[]> {
  await using servers = new AsyncDisposableStack();
  const [tarbo, redis] = [await loaded(run, run.tarbo, servers), await loaded(run, run.redis, servers)];
  const name = `${tarbo.keys / 1e6} M keys of 16 + 16 bytes`;
  const pauses = { tarbo: tarbo.pauses, redis: redis.pauses };
  const memory = { empty: [tarbo.empty, redis.empty], used: [tarbo.used, redis.used] };
  const results = [
    {
      ...compare(`${name}: loading`, perSecond, [tarbo.rate], [redis.rate]),
      cpu: { tarbo: [tarbo.cpu], redis: [redis.cpu] },
    },
    compare(`${name}: memory of a key`, bytes, [tarbo.bytesPerKey], [redis.bytesPerKey], memory),
    compare(`${name}: longest pause`, milliseconds, [tarbo.pauses.longest], [redis.pauses.longest], { pauses }),
    compare(
      `${name}: longest pause less waits for a processor`,
      milliseconds,
      [tarbo.pauses.longestRunning],
      [redis.pauses.longestRunning],
    ),
  ];
  return [...results, ...await latency(run, name, tarbo, redis)];
}

async function loaded(run: Run, contender: Contender, servers: AsyncDisposableStack): Promise<Loaded> {
  const wanted = run.quick ? QUICK_KEYS : KEYS;
  run.note(`${wanted / 1e6} M keys into ${contender.name}`);
  const server = servers.use(await RunningServer.start(contender));
  const empty = server.resident;
  const probe = await PauseProbe.start({ port: server.port, pid: server.pid });
  const before = server.cpu;
  const began = performance.now();
  await load(server.port, { request: SET_KEY, count: wanted }, PATIENCE);
  const seconds = (performance.now() - began) / 1000;
  const pauses = await probe.stop();
  const keys = await server.size();
  const cpu = cpuPerOperation(before, server.cpu, keys);
  await sleep(REST);
  const bytesPerKey = (server.resident - empty) / keys;
  const used = Number(await server.info("memory", "used_memory"));
  return { server, keys, rate: keys / seconds, cpu, empty, used, bytesPerKey, pauses };
}

async function latency(run: Run, name: string, tarbo: Loaded, redis: Loaded): Promise<Result[]> {
  run.note(`GET at ${RATE} a second`);
  const shares = { "p50": 0.5, "p99": 0.99, "p99.9": 0.999 };
  const task = ({ server: { port }, keys }: Loaded): LatencyTask => ({
    port,
    keys,
    rate: RATE,
    ms: run.quick ? QUICK_ROUND : ROUND,
    shares: Object.values(shares),
  });
  const rounds: { tarbo: number[]; redis: number[] }[] = [];
  for (let i = 0; i < ROUNDS; i++) {
    rounds.push({ tarbo: await measureLatency(task(tarbo)), redis: await measureLatency(task(redis)) });
  }
  return Object.keys(shares).map((share, i) =>
    compare(
      `${name}: GET ${share} at ${RATE / 1000} k/s`,
      milliseconds,
      rounds.map(({ tarbo }) => tarbo[i]),
      rounds.map(({ redis }) => redis[i]),
    )
  );
}
