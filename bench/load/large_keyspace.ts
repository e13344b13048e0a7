import { type Contender, RunningServer, sleep } from "./contender.ts";
import { load } from "./load.ts";
import { cpuPerOperation } from "./proc.ts";
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
  readonly rate: number;
  readonly bytesPerKey: number;
  readonly pauses: Pauses;
  readonly details: Readonly<Record<string, unknown>>;
}

/** Memory of a key, pauses while many keys are loaded, and the latency of reading them. */
export async function largeKeyspace(run: Run): Promise<Result[]> {
  await using servers = new AsyncDisposableStack();
  const [tarbo, redis] = [await loaded(run, run.tarbo, servers), await loaded(run, run.redis, servers)];
  const name = `${tarbo.keys / 1e6} M keys of 16 + 16 bytes`;
  const details = { details: [tarbo.details, redis.details], pauses: [tarbo.pauses, redis.pauses] };
  const results = [
    compare(`${name}: loading`, perSecond, [tarbo.rate], [redis.rate]),
    compare(`${name}: memory of a key`, bytes, [tarbo.bytesPerKey], [redis.bytesPerKey], details),
    compare(`${name}: longest pause`, milliseconds, [tarbo.pauses.longest], [redis.pauses.longest], details),
    compare(
      `${name}: same, processor at hand`,
      milliseconds,
      [tarbo.pauses.longestRunning],
      [redis.pauses.longestRunning],
      details,
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
  await load(server.port, { count: wanted }, PATIENCE);
  const seconds = (performance.now() - began) / 1000;
  const pauses = await probe.stop();
  const keys = await server.size();
  const cpu = cpuPerOperation(before, server.cpu, keys);
  await sleep(REST);
  const { resident } = server;
  const used = Number(await server.info("memory", "used_memory"));
  const bytesPerKey = (resident - empty) / keys;
  return { server, keys, rate: keys / seconds, bytesPerKey, pauses, details: { empty, resident, used, cpu } };
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
