/** Kinds of directives whose value is one word. */

import type { Kind, Parsed } from "./kind.ts";
import { quote } from "./text.ts";

/** Limits of C's integers, as Redis's errors name them. */
export const INT_MAX = 2n ** 31n - 1n;
export const INT_MIN = -(2n ** 31n);
export const UINT_MAX = 2n ** 32n - 1n;
export const LONG_MAX = 2n ** 63n - 1n;
export const ULONG_MAX = 2n ** 64n - 1n;
const LONG_MIN = -(2n ** 63n);

const UNITS: Readonly<Record<string, bigint>> = {
  "": 1n,
  b: 1n,
  k: 1000n,
  kb: 1024n,
  m: 1000n ** 2n,
  mb: 1024n ** 2n,
  g: 1000n ** 3n,
  gb: 1024n ** 3n,
};

/** `yes` or `no`. */
export const flag: Kind<boolean> = {
  words: "one",
  parse([word]) {
    switch (word.toLowerCase()) {
      case "yes":
        return { value: true };
      case "no":
        return { value: false };
      default:
        return { error: "argument must be 'yes' or 'no'" };
    }
  },
  text: yesNo,
  lines: (value) => [yesNo(value)],
};

function yesNo(value: boolean): string {
  return value ? "yes" : "no";
}

/**
 * A whole number from `min` to `max`; values beyond 2^53 are the nearest double. `clamp` gives narrower limits that a value is silently
 * brought to.
 */
export function integer(min: number | bigint, max: number | bigint, clamp?: readonly [number, number]): Kind<number> {
  const [least, most] = [BigInt(min), BigInt(max)];
  return {
    words: "one",
    parse([word]) {
      const value = wholeNumber(word);
      if (value === null) return { error: "argument couldn't be parsed into an integer" };
      const parsed = within(value, least, most);
      return clamp && "value" in parsed ? { value: Math.min(Math.max(parsed.value, clamp[0]), clamp[1]) } : parsed;
    },
    text: (value) => digits(value, most),
    lines: (value) => [digits(value, most)],
  };
}

/** Bytes, also with a unit: `1k` is 1,000, `1kb` 1,024. `least` is what a smaller value is silently brought to. */
export function memory(min: number | bigint, max: bigint, least = 0): Kind<number> {
  return {
    words: "one",
    parse([word]) {
      const value = parseMemory(word);
      if (value === null) return { error: "argument must be a memory value" };
      const parsed = within(value, BigInt(min), max);
      return "value" in parsed ? { value: Math.max(parsed.value, least) } : parsed;
    },
    text: (value) => digits(value, max),
    lines: (value) => [formatMemory(value, max)],
  };
}

/** An amount of memory, in bytes or in percent of `maxmemory`. */
export interface MemoryShare {
  readonly amount: number;
  readonly unit: "bytes" | "percent";
}

/** Bytes as {@linkcode memory} has them, or `5%`. */
export const memoryShare: Kind<MemoryShare> = {
  words: "one",
  parse([word]) {
    const share = /^(0|[1-9]\d{0,17})%$/.exec(word);
    if (share !== null) {
      const amount = Number(share[1]);
      if (amount > 100) return { error: "percentage argument must be less or equal to 100" };
      return { value: { amount, unit: amount === 0 ? "bytes" : "percent" } };
    }
    const bytes = parseMemory(word);
    if (bytes === null) return { error: "argument must be a memory or percent value" };
    const parsed = within(bytes, 0n, LONG_MAX);
    return "value" in parsed ? { value: { amount: parsed.value, unit: "bytes" } } : parsed;
  },
  text: ({ amount, unit }) => unit === "percent" ? `${amount}%` : digits(amount, LONG_MAX),
  lines: ({ amount, unit }) => [unit === "percent" ? `${amount}%` : formatMemory(amount, LONG_MAX)],
};

/** Permission bits in octal, up to `max`. */
export function octal(max: number): Kind<number> {
  return {
    words: "one",
    parse([word]) {
      if (!/^-?[0-7]+$/.test(word)) return { error: "argument couldn't be parsed as an octal number" };
      const value = Number.parseInt(word, 8);
      return value >= 0 && value <= max
        ? { value }
        : { error: `argument must be between 0 and ${max.toString(8)} inclusive` };
    },
    text: (value) => value.toString(8),
    lines: (value) => [value.toString(8)],
  };
}

/** Any text; empty where Redis has none. */
export const string: Kind<string> = {
  words: "one",
  parse: ([word]) => ({ value: word }),
  text: (value) => value,
  lines: (value) => [quote(value)],
};

/** One of `names`, in any case; `synonyms` maps further names to one of these. */
export function choice<const N extends string>(
  names: readonly N[],
  synonyms: Readonly<Record<string, NoInfer<N>>> = {},
  listed: readonly string[] = names,
): Kind<N> {
  return {
    words: "one",
    parse([word]) {
      const name = word.toLowerCase();
      const value = names.find((known) => known === name) ?? synonyms[name];
      return value === undefined ? notOneOf(listed) : { value };
    },
    text: (value) => value,
    lines: (value) => [value],
  };
}

/** The error of a word that is none of `names`. */
export function notOneOf(names: readonly string[]): { readonly error: string } {
  return { error: `argument(s) must be one of the following: ${names.join(", ")}` };
}

/** Bytes that `word` stands for, or `null`; digits may be missing, which is 0. */
export function parseMemory(word: string): bigint | null {
  const match = /^(\d*)([a-z]*)$/i.exec(word);
  const unit = match && UNITS[match[2].toLowerCase()];
  if (!match || unit === undefined || unit === null) return null;
  const bytes = BigInt(match[1]) * unit;
  return bytes > ULONG_MAX ? ULONG_MAX : bytes;
}

/** `bytes` in the largest unit that divides it. */
export function formatMemory(bytes: number, max: bigint): string {
  for (const unit of ["gb", "mb", "kb"]) {
    const size = Number(UNITS[unit]);
    if (bytes !== 0 && bytes % size === 0 && bytes <= Number.MAX_SAFE_INTEGER) return `${bytes / size}${unit}`;
  }
  return digits(bytes, max);
}

/** `word` as a 64-bit integer, written without sign `+`, leading zeros or blanks; else `null`. */
export function wholeNumber(word: string): bigint | null {
  if (!/^(0|-?[1-9]\d{0,18})$/.test(word)) return null;
  const value = BigInt(word);
  return value <= LONG_MAX && value >= LONG_MIN ? value : null;
}

/** All digits of `value`; where the double of `max` lies above it, `max`. */
export function digits(value: number, max: bigint): string {
  if (Number.isSafeInteger(value)) return String(value);
  const exact = BigInt(value);
  return String(exact > max ? max : exact);
}

function within(value: bigint, min: bigint, max: bigint): Parsed<number> {
  return value < min || value > max
    ? { error: `argument must be between ${min} and ${max} inclusive` }
    : { value: Number(value) };
}
