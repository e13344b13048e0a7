/** Clients that measure a server from a thread of their own, so that what else this process does has no part in it. */

/** What a pause probe is told. */
export interface PauseTask {
  readonly port: number;
  /** The server's process. */
  readonly pid: number;
}

/** What a pause probe has seen. Times in ms. */
export interface Pauses {
  readonly probes: number;
  /** The longest that a PING took. */
  readonly longest: number;
  /** The same, less the time for which the server or the probe was ready to run but other processes had the processors. */
  readonly longestRunning: number;
  /** The longest ten as pairs of both, in order of time. */
  readonly worst: readonly (readonly [number, number])[];
}

/** What {@linkcode measureLatency} is told. */
export interface LatencyTask {
  readonly port: number;
  /** Requests ask for one of so many keys that {@linkcode load} has set. */
  readonly keys: number;
  /** Requests a second, sent at their time whether or not earlier ones have been answered. */
  readonly rate: number;
  readonly ms: number;
  /** Percentiles wanted, 0 to 1. */
  readonly shares: readonly number[];
}

/** Messages to the worker, and what it answers. */
export type Task = ({ readonly kind: "pause" } & PauseTask) | ({ readonly kind: "latency" } & LatencyTask) | {
  readonly kind: "stop";
};
export type Answer = { readonly kind: "ready" } | { readonly kind: "pauses"; readonly pauses: Pauses } | {
  readonly kind: "percentiles";
  readonly values: number[];
};

/** Sends a PING every millisecond from {@linkcode PauseProbe.start} to {@linkcode PauseProbe.stop}. */
export class PauseProbe {
  private constructor(readonly worker: Worker) {}

  static async start(task: PauseTask): Promise<PauseProbe> {
    const worker = await newWorker();
    const begun = answerOf(worker);
    worker.postMessage({ kind: "pause", ...task } satisfies Task);
    await begun;
    return new PauseProbe(worker);
  }

  /** Ends the probe. */
  async stop(): Promise<Pauses> {
    const answer = answerOf(this.worker);
    this.worker.postMessage({ kind: "stop" } satisfies Task);
    const result = await answer;
    this.worker.terminate();
    if (result.kind !== "pauses") throw new Error(`Stop the probe: it answered ${result.kind}`);
    return result.pauses;
  }
}

/** Latencies in ms of GET requests at a fixed rate: the percentiles asked for. */
export async function measureLatency(task: LatencyTask): Promise<number[]> {
  const worker = await newWorker();
  const answer = answerOf(worker);
  worker.postMessage({ kind: "latency", ...task } satisfies Task);
  const result = await answer;
  worker.terminate();
  if (result.kind !== "percentiles") throw new Error(`Measure latency: the probe answered ${result.kind}`);
  return result.values;
}

/** A worker that is ready for its task: a message that came before would be lost. */
async function newWorker(): Promise<Worker> {
  const worker = new Worker(new URL("./probe_worker.ts", import.meta.url), { type: "module" });
  await answerOf(worker);
  return worker;
}

function answerOf(worker: Worker): Promise<Answer> {
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<Answer>) => resolve(data);
    worker.onerror = (event) => reject(new Error(event.message));
  });
}
