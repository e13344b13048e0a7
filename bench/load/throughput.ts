import { type Contender, RunningServer } from "./contender.ts";
import { load, SET_KEY } from "./load.ts";
import { inRounds, type Workload } from "./redis_benchmark.ts";
import { compare, megabytes, type Result } from "./report.ts";
import type { Run } from "./run.ts";

const KEYS = 1_000_000;
const PIPELINES = [1, 16, 64] as const;
const WORKLOADS: readonly Workload[] = [
  { name: "SET", words: ["-t", "set"], range: KEYS },
  { name: "GET", words: ["-t", "get"], range: KEYS },
  { name: "INCR", words: ["-t", "incr"], range: KEYS },
  { name: "MSET (10 keys)", words: ["-t", "mset"], range: KEYS, weight: 10 },
  { name: "PING", words: ["-t", "ping_mbulk"], range: KEYS },
];
/** Seconds of a round. */
const ROUND = 0.8;
const QUICK_ROUND = 0.25;

/** Throughput and processor time of single commands, 50 clients, random keys of a million, as `redis-benchmark` asks for them. */
export async function throughput(run: Run): Promise<Result[]> {
  await using tarbo = await prepared(run.tarbo);
  await using redis = await prepared(run.redis);
  const results: Result[] = [];
  for (const pipeline of PIPELINES) {
    for (const workload of WORKLOADS) {
      results.push(...await inRounds(run, [tarbo, redis], [workload], pipeline, run.quick ? QUICK_ROUND : ROUND));
    }
  }
  const memory = [tarbo.resident, redis.resident];
  results.push(compare("Resident after these, 2 M keys", megabytes, [memory[0]], [memory[1]]));
  return results;
}

async function prepared(contender: Contender): Promise<RunningServer> {
  const server = await RunningServer.start(contender);
  await load(server.port, { request: SET_KEY, count: KEYS });
  return server;
}
