/**
 * Benchmarks side by side with `redis-server`, as a table in Markdown. Needs Linux, `redis-server` and `redis-benchmark`.
 *
 * @module
 */

import { fileURLToPath } from "node:url";
import { parseArgs } from "@std/cli";
import { within } from "../../tests/support/client.ts";
import { collectionMemory } from "./collection_memory.ts";
import { collectionPauses } from "./collection_pauses.ts";
import { collections } from "./collections.ts";
import { type Contender, killAll, RunningServer } from "./contender.ts";
import { expiry } from "./expiry.ts";
import { idleConnections } from "./idle_connections.ts";
import { largeKeyspace } from "./large_keyspace.ts";
import { describeMachine } from "./proc.ts";
import { type Result, table } from "./report.ts";
import type { Benchmark, Run } from "./run.ts";
import { start } from "./start.ts";
import { throughput } from "./throughput.ts";

const BENCHMARKS: Readonly<Record<string, Benchmark>> = {
  start,
  throughput,
  keys: largeKeyspace,
  expiry,
  idle: idleConnections,
  collections,
  "collection-memory": collectionMemory,
  "collection-pauses": collectionPauses,
};
const ROUNDS = 5;
const QUICK_ROUNDS = 3;
/** Milliseconds after which a benchmark is given up. */
const PATIENCE = 300_000;

const HELP = `Usage: deno task bench [OPTIONS]

  --tarbo "COMMAND"   How to start Tarbo; words are separated by spaces. Default: as the task start
  --redis "COMMAND"   How to start Redis. Default: redis-server
  --compiled PATH     Tarbo as an executable, to measure its start as well
  --only NAME,...     ${Object.keys(BENCHMARKS).join(", ")}. Default: all
  --rounds N          Pairs of rounds that throughput is the median of. Default: ${ROUNDS}, quick ${QUICK_ROUNDS}
  --quick             In about three minutes, less exactly, with fewer keys
  --json FILE         Writes all figures of all rounds there as well
`;

interface Options {
  readonly run: Run;
  readonly names: readonly string[];
  readonly json: string | undefined;
}

/** The options, or what is wrong with them. */
function readOptions(args: readonly string[]): Options | string {
  const unknown: string[] = [];
  const options = parseArgs(args, {
    boolean: ["quick", "help"],
    string: ["tarbo", "redis", "compiled", "only", "rounds", "json"],
    unknown: (arg) => unknown.push(arg) === 0,
  });
  if (options.help) return HELP;
  if (unknown.length > 0) return `Leave out ${unknown.join(" ")}\n\n${HELP}`;
  const names = options.only?.split(",") ?? Object.keys(BENCHMARKS);
  const strange = names.filter((name) => !Object.hasOwn(BENCHMARKS, name));
  if (strange.length > 0) return `There is no benchmark ${strange.join(", ")}\n\n${HELP}`;
  const rounds = Number(options.rounds ?? (options.quick ? QUICK_ROUNDS : ROUNDS));
  if (!(Number.isInteger(rounds) && rounds > 0)) return `Give --rounds a number above 0\n\n${HELP}`;
  const main = fileURLToPath(new URL("../../main.ts", import.meta.url));
  const { compiled, quick } = options;
  return {
    names,
    json: options.json,
    run: {
      tarbo: options.tarbo === undefined
        ? {
          name: "deno run",
          command: [Deno.execPath(), "run", "--v8-flags=--max-semi-space-size=4", "--allow-all", main],
        }
        : { name: options.tarbo, command: options.tarbo.trim().split(/\s+/) },
      redis: { name: "Redis", command: (options.redis ?? "redis-server").trim().split(/\s+/) },
      compiled: compiled === undefined ? null : { name: "executable", command: [compiled] },
      rounds,
      quick,
      note: (text) => console.error(`# ${text}`),
    },
  };
}

async function versionOf(contender: Contender, field: string): Promise<string> {
  await using server = await RunningServer.start(contender);
  return await server.info("server", field);
}

async function main(): Promise<number> {
  const options = readOptions(Deno.args);
  if (typeof options === "string") {
    console.error(options);
    return options === HELP ? 0 : 2;
  }
  const { run, names, json } = options;
  const versions = {
    tarbo: await versionOf(run.tarbo, "tarbo_version"),
    redis: await versionOf(run.redis, "redis_version"),
    deno: Deno.version.deno,
  };
  const [load] = Deno.loadavg();
  const began = performance.now();
  const results: Result[] = [];
  for (const name of names) results.push(...await within(BENCHMARKS[name](run), `benchmark ${name}`, PATIENCE));
  const machine = describeMachine();
  const seconds = Math.round((performance.now() - began) / 1000);
  console.log(
    `Tarbo ${versions.tarbo} (Deno ${versions.deno}) beside redis-server ${versions.redis}. ${machine}. ` +
      `Load average at the start: ${load.toFixed(2)}. It took ${seconds} s.\n` +
      `Medians of rounds run in turn; ratios are Tarbo's figure divided by Redis's of the same pair of rounds.\n\n${
        table(results)
      }`,
  );
  if (json !== undefined) {
    Deno.writeTextFileSync(
      json,
      JSON.stringify({ date: new Date(), machine, load, versions, seconds, results }, null, 2) + "\n",
    );
  }
  return 0;
}

if (import.meta.main) {
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    Deno.addSignalListener(signal, () => {
      killAll();
      Deno.exit(1);
    });
  }
  try {
    Deno.exit(await main());
  } finally {
    killAll();
  }
}
