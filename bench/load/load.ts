import { numbered, Template } from "./template.ts";

/** Numbered requests, each answered by one line. */
export interface Requests {
  readonly request: Template;
  /** The number of the first. Default: 0. */
  readonly first?: number;
  readonly count: number;
}

/** Bytes of a value. */
export const VALUE_LENGTH = 16;
/** Sets `key:` and twelve digits to a value of 16 bytes. */
export const SET_KEY = new Template(["SET", numbered("key:", 12), "v".repeat(VALUE_LENGTH)]);
/** Asks for such a key. */
export const GET_KEY = new Template(["GET", numbered("key:", 12)]);

/** Sets the keys of {@linkcode SET_KEY}, to expire at Unix times in ms. */
export function setVolatileKey(deadline: (i: number) => number): Template {
  return new Template(["SET", numbered("key:", 12), "v".repeat(VALUE_LENGTH), "PXAT", numbered("", 13, deadline)]);
}

/** Enough connections to keep a server busy, each with so few requests in flight that all of them together are done within about a millisecond. */
const CONNECTIONS = 8;
const BATCH = 128;
/** The same in bytes, for long requests. */
const BATCH_BYTES = 16_384;
const [LF, MINUS] = [10, 45];

/**
 * Sends requests through pipelines over several connections, in the order of their numbers. Resolves with the number of requests done; that is fewer
 * than asked for if the server has not taken all of them after `patience` ms.
 */
export async function load(port: number, { request, first = 0, count }: Requests, patience = 60_000): Promise<number> {
  const until = performance.now() + patience;
  const batch = Math.max(1, Math.min(BATCH, Math.floor(BATCH_BYTES / request.bytes.length)));
  let done = 0;
  const take = () => {
    const from = done;
    if (performance.now() < until) done = Math.min(count, done + batch);
    return { from: from + first, count: done - from };
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, () => loadThrough(port, request, batch, take)));
  return done;
}

async function loadThrough(
  port: number,
  request: Template,
  most: number,
  take: () => { from: number; count: number },
): Promise<void> {
  using connection = await Deno.connect({ hostname: "127.0.0.1", port });
  connection.setNoDelay(true);
  const size = request.bytes.length;
  const batch = new Uint8Array(size * most);
  for (let i = 0; i < most; i++) batch.set(request.bytes, i * size);
  const replies = new Uint8Array(8192);
  for (let part = take(); part.count > 0; part = take()) {
    for (let i = 0; i < part.count; i++) request.number(batch, i * size, part.from + i);
    for (let rest = batch.subarray(0, part.count * size); rest.length > 0;) {
      rest = rest.subarray(await connection.write(rest));
    }
    for (let missing = part.count; missing > 0;) {
      const count = await connection.read(replies);
      if (count === null || replies.subarray(0, count).includes(MINUS)) {
        throw new Error(`Load the server: it refused ${new TextDecoder().decode(request.bytes.subarray(0, 100))}`);
      }
      for (let i = 0; i < count; i++) if (replies[i] === LF) missing--;
    }
  }
}
