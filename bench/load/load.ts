import { encode } from "../../tests/support/client.ts";

/** Keys to be set: `key:` and twelve digits, values of 16 bytes. */
export interface Keys {
  /** The number of the first. Default: 0. */
  readonly first?: number;
  readonly count: number;
  /** Unix time in ms at which key number `i` expires. */
  readonly deadline?: (i: number) => number;
}

/** Bytes of a value. */
export const VALUE_LENGTH = 16;

/** Enough connections to keep a server busy, each with so few requests in flight that all of them together are done within about a millisecond. */
const CONNECTIONS = 8;
const BATCH = 128;
const KEY_DIGITS = 12;
const DEADLINE_DIGITS = 13;
const [LF, MINUS, ZERO] = [10, 45, 48];

/** The request `GET key:...`, and where its key's digits begin. */
export function getRequest(): { readonly bytes: Uint8Array; readonly digitsAt: number } {
  const bytes = encode(["GET", `key:${"0".repeat(KEY_DIGITS)}`]);
  return { bytes, digitsAt: bytes.length - 2 - KEY_DIGITS };
}

/** Writes the digits of key number `i`. */
export function writeKey(bytes: Uint8Array, at: number, i: number): void {
  writeDigits(bytes, at, KEY_DIGITS, i);
}

/**
 * Sets keys through pipelines over several connections, in the order of their numbers. Resolves with the number of keys set; that is fewer than
 * asked for if the server has not taken all of them after `patience` ms.
 */
export async function load(port: number, keys: Keys, patience = 60_000): Promise<number> {
  const until = performance.now() + patience;
  let done = 0;
  const take = () => {
    const from = done;
    if (performance.now() < until) done = Math.min(keys.count, done + BATCH);
    return { from: from + (keys.first ?? 0), count: done - from };
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, () => loadThrough(port, keys, take)));
  return done;
}

async function loadThrough(
  port: number,
  { deadline }: Keys,
  take: () => { from: number; count: number },
): Promise<void> {
  using connection = await Deno.connect({ hostname: "127.0.0.1", port });
  connection.setNoDelay(true);
  const expiry = deadline === undefined ? [] : ["PXAT", "0".repeat(DEADLINE_DIGITS)];
  const request = encode(["SET", `key:${"0".repeat(KEY_DIGITS)}`, "v".repeat(VALUE_LENGTH), ...expiry]);
  const keyAt = request.indexOf(58) + 1;
  const deadlineAt = request.length - 2 - DEADLINE_DIGITS;
  const batch = new Uint8Array(request.length * BATCH);
  for (let i = 0; i < BATCH; i++) batch.set(request, i * request.length);
  const replies = new Uint8Array(8192);
  for (let part = take(); part.count > 0; part = take()) {
    for (let i = 0; i < part.count; i++) {
      const at = i * request.length;
      writeDigits(batch, at + keyAt, KEY_DIGITS, part.from + i);
      if (deadline !== undefined) writeDigits(batch, at + deadlineAt, DEADLINE_DIGITS, deadline(part.from + i));
    }
    for (let rest = batch.subarray(0, part.count * request.length); rest.length > 0;) {
      rest = rest.subarray(await connection.write(rest));
    }
    for (let missing = part.count; missing > 0;) {
      const count = await connection.read(replies);
      if (count === null || replies.subarray(0, count).includes(MINUS)) throw new Error("Set keys: the server refused");
      for (let i = 0; i < count; i++) if (replies[i] === LF) missing--;
    }
  }
}

function writeDigits(bytes: Uint8Array, at: number, digits: number, value: number): void {
  let rest = value;
  for (let i = at + digits - 1; i >= at; i--) {
    const tens = Math.floor(rest / 10);
    bytes[i] = ZERO + rest - tens * 10;
    rest = tens;
  }
}
