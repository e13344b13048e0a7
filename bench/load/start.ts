import { type Contender, RunningServer } from "./contender.ts";
import { compare, milliseconds, type Result } from "./report.ts";
import type { Run } from "./run.ts";

const ROUNDS = 7;
const QUICK_ROUNDS = 3;

/** Time from the start of the process to the first PONG. */
export async function start(run: Run): Promise<Result[]> {
  const ours = run.compiled === null ? [run.tarbo] : [run.tarbo, run.compiled];
  const results: Result[] = [];
  for (const contender of ours) {
    run.note(`start of ${contender.name}`);
    // The first start fills caches: the system's, and the runtime's of compiled scripts.
    await once(contender);
    const times: [number[], number[]] = [[], []];
    for (let i = 0; i < (run.quick ? QUICK_ROUNDS : ROUNDS); i++) {
      times[0].push(await once(contender));
      times[1].push(await once(run.redis));
    }
    results.push(compare(`Start to first PONG, ${contender.name}`, milliseconds, ...times));
  }
  return results;
}

async function once(contender: Contender): Promise<number> {
  await using server = await RunningServer.start(contender);
  return server.startTime;
}
