import { type Contender, RunningServer, spawn } from "./contender.ts";
import { load } from "./load.ts";
import { type Cpu, cpuPerOperation } from "./proc.ts";
import { compare, megabytes, perSecond, type Result } from "./report.ts";
import type { Run } from "./run.ts";

const CLIENTS = 50;
const KEYS = 1_000_000;
const PIPELINES = [1, 16, 64] as const;
/** `redis-benchmark`'s names, and how many keys a request touches. */
const TESTS = { set: 1, get: 1, incr: 1, mset: 10, ping_mbulk: 1 } as const;
type Test = keyof typeof TESTS;
/** Requests of the first run, which warms up and shows how many a round of the wanted length takes, for each that is in flight. */
const FIRST_REQUESTS = { 1: 20_000, 16: 150_000, 64: 250_000 } as const;
/** Seconds of a round. */
const ROUND = 0.8;
const QUICK_ROUND = 0.25;
/** Milliseconds after which a run is given up. */
const PATIENCE = 60_000;

interface Round {
  /** Requests per second. */
  readonly rate: number;
  readonly cpu: Cpu;
}

/** Throughput and processor time of single commands, 50 clients, random keys of a million, as `redis-benchmark` asks for them. */
export async function throughput(run: Run): Promise<Result[]> {
  await using tarbo = await prepared(run.tarbo);
  await using redis = await prepared(run.redis);
  const results: Result[] = [];
  for (const pipeline of PIPELINES) {
    for (const test of Object.keys(TESTS) as Test[]) {
      run.note(`${test}, pipeline ${pipeline}`);
      results.push(await inRounds(run, tarbo, redis, test, pipeline));
    }
  }
  const memory = [tarbo.resident, redis.resident];
  results.push(compare("Resident after these, 2 M keys", megabytes, [memory[0]], [memory[1]]));
  return results;
}

async function prepared(contender: Contender): Promise<RunningServer> {
  const server = await RunningServer.start(contender);
  await load(server.port, { count: KEYS });
  return server;
}

async function inRounds(
  run: Run,
  tarbo: RunningServer,
  redis: RunningServer,
  test: Test,
  pipeline: (typeof PIPELINES)[number],
): Promise<Result> {
  const first = Math.round(FIRST_REQUESTS[pipeline] / TESTS[test]);
  const warm = [await round(tarbo, test, pipeline, first), await round(redis, test, pipeline, first)];
  const slowest = Math.min(...warm.map(({ rate }) => rate));
  const requests = Math.max(pipeline * CLIENTS, Math.round(slowest * (run.quick ? QUICK_ROUND : ROUND)));
  const rounds: [Round, Round][] = [];
  for (let i = 0; i < run.rounds; i++) {
    const pair = [await round(tarbo, test, pipeline, requests), await round(redis, test, pipeline, requests)] as const;
    rounds.push([...pair]);
  }
  const name = test === "ping_mbulk" ? "PING" : test === "mset" ? "MSET (10 keys)" : test.toUpperCase();
  const [ours, theirs] = [rounds.map(([first]) => first), rounds.map(([, second]) => second)];
  const cpu = { tarbo: ours.map(({ cpu }) => cpu), redis: theirs.map(({ cpu }) => cpu) };
  const rates = [ours.map(({ rate }) => rate), theirs.map(({ rate }) => rate)];
  return { ...compare(`${name}, pipeline ${pipeline}`, perSecond, rates[0], rates[1], { requests }), cpu };
}

/** One run of `redis-benchmark`. */
async function round(server: RunningServer, test: Test, pipeline: number, requests: number): Promise<Round> {
  const options = { p: server.port, c: CLIENTS, P: pipeline, r: KEYS, d: 16, n: requests, t: test };
  const before = server.cpu;
  const child = spawn("redis-benchmark", {
    args: ["--csv", ...Object.entries(options).flatMap(([name, value]) => [`-${name}`, String(value)])],
    stdin: "null",
    stdout: "piped",
    stderr: "null",
    signal: AbortSignal.timeout(PATIENCE),
  });
  const { stdout } = await child.output();
  const cpu = cpuPerOperation(before, server.cpu, requests);
  // The last line: "SET","123456.78", and latencies.
  const [, figure] = new TextDecoder().decode(stdout).trimEnd().split("\n").at(-1)!.split(",");
  const rate = Number(figure?.replaceAll('"', ""));
  if (!(rate > 0)) throw new Error(`redis-benchmark -t ${test}: no result on port ${server.port}`);
  return { rate, cpu };
}
