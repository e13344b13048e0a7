import { type RunningServer, spawn } from "./contender.ts";
import { type Cpu, cpuPerOperation } from "./proc.ts";
import { compare, perSecond, type Result } from "./report.ts";
import type { Run } from "./run.ts";

/** What `redis-benchmark` is to ask for, over and over again. */
export interface Workload {
  /** In the table. */
  readonly name: string;
  /** A test of its own, `-t set`, or the words of a command, in which `__rand_int__` stands for a random number below `range`. */
  readonly words: readonly string[];
  readonly range: number;
  /** So many times as long as a plain command a request may take. Default: 1. */
  readonly weight?: number;
}

/** Requests of a connection that are in flight at the same time. */
export type Pipeline = 1 | 16 | 64;

const CLIENTS = 50;
/** Requests of the first run, which warms up and shows how many a round of the wanted length takes, for each that is in flight. */
const FIRST_REQUESTS = { 1: 20_000, 16: 150_000, 64: 250_000 } as const;
/** Milliseconds after which a run is given up. */
const PATIENCE = 60_000;

interface Round {
  /** Requests per second. */
  readonly rate: number;
  readonly cpu: Cpu;
}

/**
 * Throughput and processor time of workloads, 50 clients, in rounds of about so many seconds. All workloads get the same number of requests and take
 * turns in every round: what one of them adds another may take away.
 */
export async function inRounds(
  run: Run,
  [tarbo, redis]: readonly [RunningServer, RunningServer],
  workloads: readonly Workload[],
  pipeline: Pipeline,
  seconds: number,
): Promise<Result[]> {
  run.note(`${workloads.map(({ name }) => name).join(", ")}, pipeline ${pipeline}`);
  const first = Math.round(FIRST_REQUESTS[pipeline] / Math.max(...workloads.map(({ weight = 1 }) => weight)));
  let slowest = Infinity;
  for (const workload of workloads) {
    for (const server of [tarbo, redis]) {
      slowest = Math.min(slowest, (await round(server, workload, pipeline, first)).rate);
    }
  }
  const requests = Math.max(pipeline * CLIENTS, Math.round(slowest * seconds));
  const rounds = workloads.map(() => ({ ours: [] as Round[], theirs: [] as Round[] }));
  for (let i = 0; i < run.rounds; i++) {
    for (const [w, workload] of workloads.entries()) {
      rounds[w].ours.push(await round(tarbo, workload, pipeline, requests));
      rounds[w].theirs.push(await round(redis, workload, pipeline, requests));
    }
  }
  return workloads.map(({ name }, w) => {
    const { ours, theirs } = rounds[w];
    const cpu = { tarbo: ours.map(({ cpu }) => cpu), redis: theirs.map(({ cpu }) => cpu) };
    const rates = [ours.map(({ rate }) => rate), theirs.map(({ rate }) => rate)];
    return { ...compare(`${name}, pipeline ${pipeline}`, perSecond, rates[0], rates[1], { requests }), cpu };
  });
}

/** One run of `redis-benchmark`. */
async function round(
  server: RunningServer,
  { words, range }: Workload,
  pipeline: Pipeline,
  requests: number,
): Promise<Round> {
  const options = { p: server.port, c: CLIENTS, P: pipeline, r: range, d: 16, n: requests };
  const before = server.cpu;
  const child = spawn("redis-benchmark", {
    args: ["--csv", ...Object.entries(options).flatMap(([name, value]) => [`-${name}`, String(value)]), ...words],
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
  if (!(rate > 0)) throw new Error(`redis-benchmark ${words.join(" ")}: no result on port ${server.port}`);
  return { rate, cpu };
}
