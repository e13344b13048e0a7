/// <reference no-default-lib="true" />
/// <reference lib="deno.worker" />

import { GET_KEY, VALUE_LENGTH } from "./load.ts";
import type { Answer, LatencyTask, PauseTask, Task } from "./probe.ts";
import { processorWait } from "./proc.ts";
import { percentile } from "./statistics.ts";

/** Milliseconds between a reply and the next PING. */
const PERIOD = 1;
const WORST = 10;
const CONNECTIONS = 20;
const PING = new TextEncoder().encode("PING\r\n");
const GET_REPLY = `$${VALUE_LENGTH}\r\n`.length + VALUE_LENGTH + 2;

let stopped = false;

self.onmessage = async ({ data }: MessageEvent<Task>) => {
  switch (data.kind) {
    case "pause":
      return await watchPauses(data);
    case "latency":
      return answer({ kind: "percentiles", values: await latencies(data) });
    case "stop":
      stopped = true;
  }
};

answer({ kind: "ready" });

function answer(message: Answer): void {
  self.postMessage(message);
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

async function connect(port: number): Promise<Deno.TcpConn> {
  const connection = await Deno.connect({ hostname: "127.0.0.1", port });
  connection.setNoDelay(true);
  return connection;
}

async function watchPauses({ port, pid }: PauseTask): Promise<void> {
  using connection = await connect(port);
  const reply = new Uint8Array(64);
  const pauses: [number, number][] = [];
  let probes = 0;
  for (; !stopped; probes++) {
    const waited = processorWait(pid) + processorWait("self");
    const sent = performance.now();
    await connection.write(PING);
    if (await connection.read(reply) === null) throw new Error("Watch for pauses: the server closed the connection");
    const took = performance.now() - sent;
    const waiting = processorWait(pid) + processorWait("self") - waited;
    pauses.push([took, Math.max(0, took - waiting)]);
    if (probes === 0) answer({ kind: "ready" });
    await sleep(PERIOD);
  }
  const least = percentile(pauses.map(([took]) => took), 1 - WORST / probes);
  answer({
    kind: "pauses",
    pauses: {
      probes,
      longest: percentile(pauses.map(([took]) => took), 1),
      longestRunning: percentile(pauses.map(([, running]) => running), 1),
      worst: pauses.filter(([took]) => took > least).slice(0, WORST),
    },
  });
}

/** A connection with requests in flight. Replies come in order, all of one length. */
class Channel {
  readonly #sent: number[] = [];
  #answered = 0;
  #bytes = 0;

  constructor(readonly connection: Deno.TcpConn, readonly latencies: number[]) {
    this.#read().catch(() => {});
  }

  get inFlight(): number {
    return this.#sent.length - this.#answered;
  }

  send(request: Uint8Array): void {
    this.#sent.push(performance.now());
    this.connection.write(request).catch(() => {});
  }

  async #read(): Promise<void> {
    const buffer = new Uint8Array(4096);
    for (let count = await this.connection.read(buffer); count !== null; count = await this.connection.read(buffer)) {
      const now = performance.now();
      this.#bytes += count;
      while ((this.#answered + 1) * GET_REPLY <= this.#bytes) this.latencies.push(now - this.#sent[this.#answered++]);
    }
  }
}

async function latencies({ port, keys, rate, ms, shares }: LatencyTask): Promise<number[]> {
  const latencies: number[] = [];
  const channels: Channel[] = [];
  for (let i = 0; i < CONNECTIONS; i++) channels.push(new Channel(await connect(port), latencies));
  const began = performance.now();
  let sent = 0;
  for (let elapsed = 0; elapsed < ms; elapsed = performance.now() - began) {
    for (; sent < elapsed * rate / 1000; sent++) {
      const request = GET_KEY.bytes.slice();
      GET_KEY.number(request, 0, Math.floor(Math.random() * keys));
      channels[sent % CONNECTIONS].send(request);
    }
    await sleep(PERIOD);
  }
  while (channels.some(({ inFlight }) => inFlight > 0) && performance.now() - began < ms * 2) await sleep(PERIOD);
  const lost = channels.reduce((sum, { inFlight }) => sum + inFlight, 0);
  for (const { connection } of channels) connection.close();
  if (lost > 0) throw new Error(`Measure latency: ${lost} requests got no reply`);
  return shares.map((share) => percentile(latencies, share));
}
