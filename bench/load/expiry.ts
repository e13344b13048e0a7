import { type Contender, RunningServer, sleep } from "./contender.ts";
import { load, setVolatileKey } from "./load.ts";
import { milliseconds, type Result } from "./report.ts";
import type { Run } from "./run.ts";
import { percentile } from "./statistics.ts";

/** Volatile keys in the background. Their deadlines lie evenly in the hour that begins after the measurement. */
const BACKGROUND = 1_000_000;
const BACKGROUND_FROM = 120_000;
const BACKGROUND_SPAN = 3_600_000;
const PROBES = 1_000;
/** Milliseconds from the loading of the probes to the first deadline, and from one deadline to the next. */
const LEAD = 500;
const STEP = 10;
const QUICK_STEP = 4;
/** Milliseconds for which a probe is waited for after its deadline. */
const PATIENCE = 5_000;
const QUICK_PATIENCE = 2_000;
/** Milliseconds between two looks. */
const PERIOD = 1;

interface Lags {
  /** Milliseconds from a probe's deadline to the moment it was seen gone; `Infinity` if it never was. */
  readonly lags: readonly number[];
  readonly left: number;
}

/**
 * How late keys go. Nobody touches the probes, the count of keys tells: DBSIZE is asked for every millisecond, and the k-th key to go is taken for
 * the one with the k-th deadline.
 */
export async function expiry(run: Run): Promise<Result[]> {
  run.note(`${PROBES} probe keys among ${BACKGROUND} volatile keys`);
  await using tarbo = await prepared(run.tarbo);
  await using redis = await prepared(run.redis);
  const patience = run.quick ? QUICK_PATIENCE : PATIENCE;
  const [ours, theirs] = await Promise.all([tarbo, redis].map((server) => watch(server, run.quick, patience)));
  const details = { left: [ours.left, theirs.left], earliest: [ours, theirs].map(({ lags }) => Math.min(...lags)) };
  const format = (lag: number) => lag === Infinity ? `over ${patience / 1000} s` : milliseconds(lag);
  const shares = { "p50": 0.5, "p99": 0.99, "longest": 1 };
  return Object.entries(shares).map(([name, share]) => {
    const [tarbo, redis] = [percentile(ours.lags, share), percentile(theirs.lags, share)];
    const benchmark = `Expiry among 1 M volatile keys: ${name} lag`;
    return {
      benchmark,
      tarbo: format(tarbo),
      redis: format(redis),
      ratio: redis === Infinity ? NaN : tarbo / redis,
      details,
    };
  });
}

async function prepared(contender: Contender): Promise<RunningServer> {
  const server = await RunningServer.start(contender);
  const from = Date.now() + BACKGROUND_FROM;
  const request = setVolatileKey((i) => from + Math.floor(i * BACKGROUND_SPAN / BACKGROUND));
  await load(server.port, { request, count: BACKGROUND });
  return server;
}

async function watch(server: RunningServer, quick: boolean, patience: number): Promise<Lags> {
  const step = quick ? QUICK_STEP : STEP;
  const before = await server.size();
  const first = Date.now() + LEAD;
  const deadline = (i: number) => first + i * step;
  const request = setVolatileKey((i) => deadline(i - BACKGROUND));
  await load(server.port, { request, first: BACKGROUND, count: PROBES });
  const end = deadline(PROBES) + patience;
  const lags: number[] = [];
  while (lags.length < PROBES && Date.now() < end) {
    const left = await server.size() - before;
    const seen = performance.timeOrigin + performance.now();
    while (lags.length < PROBES - left) lags.push(seen - deadline(lags.length));
    await sleep(PERIOD);
  }
  const left = PROBES - lags.length;
  for (let i = 0; i < left; i++) lags.push(Infinity);
  return { lags, left };
}
