import { fill } from "./collection_data.ts";
import { type Contender, RunningServer } from "./contender.ts";
import { load } from "./load.ts";
import { inRounds, type Workload } from "./redis_benchmark.ts";
import type { Result } from "./report.ts";
import type { Run } from "./run.ts";
import { numbered, Template } from "./template.ts";

/** Members of the large collections when a run begins. */
const MEMBERS = 1_000_000;
/** Elements that are added lie in this range, so that most are new, however many were popped. */
const RANGE = 10_000_000;
const HASHES = 1_000;
const FIELDS = 50;
const SHORT_LIST = 1_000;
const PIPELINES = [1, 16] as const;
/** Seconds of a round. */
const ROUND = 0.4;
const QUICK_ROUND = 0.15;
const ELEMENT = "element:__rand_int__";

function workload(name: string, range: number, ...words: string[]): Workload {
  return { name, words, range };
}

/** Groups of which one takes away what another adds. */
const GROUPS: readonly (readonly Workload[])[] = [
  [
    workload("LPUSH", RANGE, "LPUSH", "list", "v".repeat(16)),
    workload("RPUSH", RANGE, "RPUSH", "list", "v".repeat(16)),
    workload("LPOP", RANGE, "LPOP", "list"),
    workload("RPOP", RANGE, "RPOP", "list"),
  ],
  [workload("SADD", RANGE, "SADD", "set", ELEMENT), workload("SPOP", RANGE, "SPOP", "set")],
  [workload("HSET", 2 * MEMBERS, "HSET", "hash", ELEMENT, "v".repeat(16))],
  [workload("ZADD", RANGE, "ZADD", "zset", "__rand_int__", ELEMENT), workload("ZPOPMIN", RANGE, "ZPOPMIN", "zset")],
  [workload("ZRANK, 1 M members", MEMBERS, "ZRANK", "ranked", ELEMENT)],
  [
    workload(
      "ZRANGEBYSCORE, 10 of 1 M members",
      MEMBERS,
      ...["ZRANGEBYSCORE", "ranked", "__rand_int__", "+inf", "LIMIT", "0", "10"],
    ),
  ],
  [{ ...workload("LRANGE_100", 1, "LRANGE", "short", "0", "99"), weight: 4 }],
  [{ ...workload("LRANGE_600", 1, "LRANGE", "short", "0", "599"), weight: 20 }],
  [{ ...workload("HGETALL, 50 fields", HASHES, "HGETALL", "hash:__rand_int__"), weight: 4 }],
];

/** Throughput and processor time of commands on collections. */
export async function collections(run: Run): Promise<Result[]> {
  run.note(`collections of ${MEMBERS} elements`);
  await using tarbo = await prepared(run.tarbo);
  await using redis = await prepared(run.redis);
  const results: Result[] = [];
  for (const pipeline of PIPELINES) {
    for (const group of GROUPS) {
      const servers = [tarbo, redis] as const;
      for (const server of servers) await expectKnown(server, group);
      results.push(...await inRounds(run, servers, group, pipeline, run.quick ? QUICK_ROUND : ROUND));
    }
  }
  return results;
}

async function prepared(contender: Contender): Promise<RunningServer> {
  const server = await RunningServer.start(contender);
  for (const kind of ["set", "hash", "sorted set"] as const) await fill(server, kind, MEMBERS);
  const ranked = Array.from({ length: 100 }, (_, k) => {
    const number = (i: number) => i * 100 + k;
    return [numbered("", 12, number), numbered("element:", 12, number)];
  });
  await load(server.port, { request: new Template(["ZADD", "ranked", ...ranked.flat()]), count: MEMBERS / 100 });
  const fields = Array.from({ length: FIELDS }, (_, k) => [`field:${k}`, numbered("", 8, (i) => i * FIELDS + k)]);
  const hash = new Template(["HSET", numbered("hash:", 12), ...fields.flat()]);
  await load(server.port, { request: hash, count: HASHES });
  await load(server.port, { request: new Template(["RPUSH", "short", "v".repeat(16)]), count: SHORT_LIST });
  return server;
}

/** `redis-benchmark` counts errors as replies. */
async function expectKnown(server: RunningServer, group: readonly Workload[]): Promise<void> {
  for (const { words } of group) {
    await server.client.call(...words.map((word) => word.replace("__rand_int__", "000000000000")));
  }
}
