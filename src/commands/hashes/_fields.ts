import { type Context, invalidExpire, NOT_AN_INTEGER } from "../../engine/mod.ts";
import type { Request } from "../../resp/mod.ts";

/** Redis keeps deadlines of fields in 46 bits: Unix time in ms. */
const LATEST = 2 ** 46 - 1;

/** What Redis says of a count of fields that is none; HEXPIRE and its kin say it in their own way. */
export const NOT_POSITIVE = "ERR Number of fields must be a positive integer";

/**
 * The number of fields that stand behind `FIELDS numfields`, which begins at argument `at` and must end the request. 0 if it is wrong: then the error has
 * been replied.
 */
export function readFields({ args, reply }: Context, at: number, notPositive: string): number {
  const count = at + 1 < args.argc ? args.int(at + 1) : 0;
  if (!args.is(at, "FIELDS")) reply.error("ERR Mandatory argument FIELDS is missing or not at the right position");
  else if (!(count > 0)) reply.error(notPositive);
  else if (count !== args.argc - at - 2) {
    reply.error("ERR The `numfields` parameter must match the number of arguments");
  } else return count;
  return 0;
}

/** The deadline, Unix ms, that argument `i` means in units of `unit` ms, from now on or absolute. NaN if it means none: then the error has been replied. */
export function readDeadline(
  { args, command, keyspace, reply }: Context,
  i: number,
  unit: number,
  relative: boolean,
): number {
  const amount = args.int(i);
  const deadline = amount * unit + (relative ? keyspace.now : 0);
  if (amount !== amount) reply.error(NOT_AN_INTEGER);
  else if (amount < 0) reply.error("ERR invalid expire time, must be >= 0");
  else if (deadline > LATEST) reply.error(invalidExpire(command.name));
  else return deadline;
  return NaN;
}

/** An option that says when fields expire, by an amount that follows it. */
interface Lifetime {
  /** In upper case. */
  readonly word: string;
  /** Milliseconds that one unit of the amount is. */
  readonly unit: number;
  /** Whether the amount counts from now on, not from the start of Unix time. */
  readonly relative: boolean;
}

const LIFETIMES: readonly Lifetime[] = [
  { word: "EX", unit: 1000, relative: true },
  { word: "PX", unit: 1, relative: true },
  { word: "EXAT", unit: 1000, relative: false },
  { word: "PXAT", unit: 1, relative: false },
];

/** The option that argument `i` is, `null` if it is none. */
export function lifetimeAt(args: Request, i: number): Lifetime | null {
  return LIFETIMES.find(({ word }) => args.is(i, word)) ?? null;
}
