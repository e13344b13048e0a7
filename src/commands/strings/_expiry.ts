import { parseInt64 } from "../../bytes/mod.ts";
import { type Context, invalidExpire, NOT_AN_INTEGER } from "../../engine/mod.ts";
import type { Request } from "../../resp/mod.ts";
import { MAX_DEADLINE } from "../../store/mod.ts";

/** An option by which a command says when its key expires. At most one of them may be given, that one repeatedly: the last amount counts. */
export interface ExpiryOption {
  /** In upper case. */
  readonly word: string;
  /** Milliseconds that one unit of the amount after the word is; 0 where no amount follows. */
  readonly unit: number;
  /** Whether the amount counts from now on, not from the start of Unix time. */
  readonly relative: boolean;
}

/** The options by name. */
export const EX: ExpiryOption = { word: "EX", unit: 1000, relative: true };
export const PX: ExpiryOption = { word: "PX", unit: 1, relative: true };
export const PERSIST: ExpiryOption = { word: "PERSIST", unit: 0, relative: false };
const KEEPTTL: ExpiryOption = { word: "KEEPTTL", unit: 0, relative: false };
const EXP: ExpiryOption = { word: "EXP", unit: 1000, relative: true };
const EXAT: ExpiryOption = { word: "EXAT", unit: 1000, relative: false };
const PXAT: ExpiryOption = { word: "PXAT", unit: 1, relative: false };

/** What SET takes. */
export const SET_EXPIRY: readonly ExpiryOption[] = [EX, PX, EXAT, PXAT, KEEPTTL, EXP];
/** What GETEX takes. */
export const GETEX_EXPIRY: readonly ExpiryOption[] = [EX, PX, EXAT, PXAT, PERSIST];

const MAX_INT64 = 2n ** 63n - 1n;

/** The option of `options` that argument `i` is, with all that belongs to it there; `null` if it is none. */
export function expiryOptionAt(args: Request, i: number, options: readonly ExpiryOption[]): ExpiryOption | null {
  for (const option of options) {
    if (args.is(i, option.word)) return option.unit === 0 || i + 1 < args.argc ? option : null;
  }
  return null;
}

/** The deadline, Unix ms, that argument `i` as the amount of `option` means. NaN if it means none: then the error has been replied. */
export function readDeadline({ args, command, keyspace, reply }: Context, i: number, option: ExpiryOption): number {
  const amount = args.int(i);
  if (amount !== amount) {
    reply.error(NOT_AN_INTEGER);
    return NaN;
  }
  const base = option.relative ? keyspace.now : 0;
  const deadline = amount * option.unit + base;
  if (amount > 0 && deadline <= MAX_DEADLINE) return deadline;

  const exact = parseInt64(args.buf, args.start[i], args.end[i])! * BigInt(option.unit) + BigInt(base);
  if (amount > 0 && exact <= MAX_INT64) return MAX_DEADLINE;
  reply.error(invalidExpire(command.name));
  return NaN;
}
