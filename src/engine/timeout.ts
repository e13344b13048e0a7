import { parseDouble, parseInt64, parseLongDouble } from "../bytes/mod.ts";
import type { Context } from "./context.ts";

/** In place of a timeout: the argument is none, and the error has been replied. */
export const NO_TIMEOUT = -1;

/** Redis keeps the end of a wait, Unix time in ms, in a signed 64-bit integer. */
const LATEST = 2n ** 63n - 1n;
const LATEST_NUMBER = Number(LATEST);
/** Takes away what multiplying by 1,000 may have rounded up: 1.1 seconds are 1,100 ms, not 1,101. */
const UNROUND = 1 - 2 ** -51;

/**
 * The timeout in argument `i`, in seconds with or without a fraction, as whole ms, rounded up; 0: for ever. {@linkcode NO_TIMEOUT} if it is none: the
 * error has been replied.
 */
export function readTimeout(ctx: Context, i: number): number {
  const { args, keyspace } = ctx;
  let seconds = parseDouble(args.buf, args.start[i], args.end[i]);
  if (seconds !== seconds) {
    seconds = parseBeyondDouble(args.buf, args.start[i], args.end[i]);
    if (seconds !== seconds) return refuse(ctx, "ERR timeout is not a float or out of range");
  }
  const ms = Math.ceil(seconds * 1000 * (seconds > 0 ? UNROUND : 1)) + 0;
  if (ms < 0) return refuse(ctx, "ERR timeout is negative");
  if (ms > LATEST_NUMBER - keyspace.now) return refuse(ctx, "ERR timeout is out of range");
  return ms;
}

/** The timeout in argument `i`, in whole ms; 0: for ever. {@linkcode NO_TIMEOUT} if it is none: the error has been replied. */
export function readTimeoutMs(ctx: Context, i: number): number {
  const { args, keyspace } = ctx;
  const ms = parseInt64(args.buf, args.start[i], args.end[i]);
  if (ms === null) return refuse(ctx, "ERR timeout is not an integer or out of range");
  if (ms < 0n) return refuse(ctx, "ERR timeout is negative");
  if (ms > LATEST - BigInt(keyspace.now)) return refuse(ctx, "ERR timeout is out of range");
  return Number(ms);
}

function refuse({ reply }: Context, error: string): number {
  reply.error(error);
  return NO_TIMEOUT;
}

/** A number that only a long double can hold, as the nearest extreme of a double; NaN if it is no number. */
function parseBeyondDouble(b: Uint8Array, s: number, e: number): number {
  const value = parseLongDouble(b, s, e);
  if (value === null) return NaN;
  const size = value.exponent > 0 ? Infinity : Number.MIN_VALUE;
  return value.negative ? -size : size;
}
