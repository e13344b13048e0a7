import { parseInt64 } from "../../bytes/mod.ts";
import { type Context, invalidExpire, NOT_AN_INTEGER, quoted } from "../../engine/mod.ts";
import type { Request } from "../../resp/mod.ts";
import { MAX_DEADLINE, NO_DEADLINE } from "../../store/mod.ts";

const MIN_INT64 = -(2n ** 63n);
const MAX_INT64 = 2n ** 63n - 1n;

/** When EXPIRE and its kin may set a deadline. */
export interface Condition {
  /** Only if there is none. */
  nx: boolean;
  /** Only if there is one. */
  xx: boolean;
  /** Only if it becomes later; no deadline is the latest. */
  gt: boolean;
  /** Only if it becomes earlier. */
  lt: boolean;
}

/** The condition that the arguments from 3 on make, or the error. */
export function readCondition(args: Request): Condition | string {
  const condition: Condition = { nx: false, xx: false, gt: false, lt: false };
  for (let i = 3; i < args.argc; i++) {
    if (args.is(i, "NX")) condition.nx = true;
    else if (args.is(i, "XX")) condition.xx = true;
    else if (args.is(i, "GT")) condition.gt = true;
    else if (args.is(i, "LT")) condition.lt = true;
    else return `ERR Unsupported option ${quoted(args, i)}`;
  }
  const { nx, xx, gt, lt } = condition;
  if (nx && (xx || gt || lt)) {
    return "ERR NX and XX, GT or LT options at the same time are not compatible";
  }
  if (gt && lt) return "ERR GT and LT options at the same time are not compatible";
  return condition;
}

/** Whether `deadline` may take the place of `before`. */
export function allows({ nx, xx, gt, lt }: Condition, before: number, deadline: number): boolean {
  if (before === NO_DEADLINE) return !xx && !gt;
  return !nx && !(gt && deadline <= before) && !(lt && deadline >= before);
}

/**
 * The deadline, Unix ms, that argument 2 means in units of `unit` ms, from now on or from the start of Unix time; it may be negative. NaN if it
 * means none: then the error has been replied.
 */
export function readDeadline({ args, command, keyspace, reply }: Context, unit: number, relative: boolean): number {
  const amount = args.int(2);
  if (amount !== amount) {
    reply.error(NOT_AN_INTEGER);
    return NaN;
  }
  const base = relative ? keyspace.now : 0;
  const deadline = amount * unit + base;
  if (Math.abs(deadline) <= MAX_DEADLINE) return deadline;

  const exact = parseInt64(args.buf, args.start[2], args.end[2])! * BigInt(unit);
  if (exact < MIN_INT64 || exact + BigInt(base) > MAX_INT64) {
    reply.error(invalidExpire(command.name));
    return NaN;
  }
  return Math.min(Number(exact), MAX_DEADLINE);
}
