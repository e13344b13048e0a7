/** Kinds of directives that take several words or have a notation of their own. */

import type { Kind, Parsed } from "./kind.ts";
import { digits, formatMemory, INT_MAX, LONG_MAX, notOneOf, parseMemory, ULONG_MAX } from "./kinds.ts";
import { joinPath } from "./paths.ts";
import { quote, word } from "./text.ts";

const MAX_ADDRESSES = 16;
const WRONG_NUMBER = { error: "wrong number of arguments" };

/** A snapshot is due `seconds` after the last one if at least `changes` keys changed. */
export interface SavePoint {
  readonly seconds: number;
  readonly changes: number;
}

/** Pairs of seconds and changes; a repeated directive adds to them, an empty one drops them all. */
export const savePoints: Kind<readonly SavePoint[]> = {
  words: "many",
  parse(words, current, repeated) {
    if (isEmpty(words)) return { value: [] };
    const points: SavePoint[] = repeated ? [...current] : [];
    for (let i = 0; i < words.length; i += 2) {
      const seconds = signed(words[i], LONG_MAX);
      const changes = signed(words[i + 1], INT_MAX);
      if (seconds === null || changes === null || seconds < 1 || changes < 0) {
        return { error: "Invalid save parameters" };
      }
      points.push({ seconds, changes });
    }
    return { value: points };
  },
  text: (points) => points.map(savePointText).join(" "),
  lines: (points) => points.length === 0 ? ['""'] : points.map(savePointText),
};

function savePointText({ seconds, changes }: SavePoint): string {
  return `${digits(seconds, LONG_MAX)} ${changes}`;
}

/** Addresses to listen on; `*` and `::*` are all of IPv4 and IPv6, a leading `-` allows that the machine has none such. */
export const addresses: Kind<readonly string[]> = {
  words: "many",
  parse(words) {
    if (words.length > MAX_ADDRESSES) return { error: "Too many bind addresses specified." };
    return { value: isEmpty(words) ? [] : [...words] };
  },
  text: (value) => value.join(" "),
  lines: (value) => [value.length === 0 ? '""' : value.map(word).join(" ")],
};

/** Where the primary is, `null` for a server that is one itself. */
export interface ReplicaOf {
  readonly host: string;
  readonly port: number;
}

/** A host and its port, or `no one`. */
export const replicaOf: Kind<ReplicaOf | null> = {
  words: "many",
  parse(words) {
    if (words.length !== 2) return WRONG_NUMBER;
    const [host, portWord] = words;
    if (host.toLowerCase() === "no" && portWord.toLowerCase() === "one") return { value: null };
    const port = signed(portWord, 65535n);
    return port === null || port < 0 ? { error: "Invalid master port" } : { value: { host, port } };
  },
  text: (value) => value === null ? "" : `${value.host} ${value.port}`,
  lines: (value) => value === null ? [] : [`${word(value.host)} ${value.port}`],
};

/** Bytes at which a client's output buffer closes it: `hard` at once, `soft` after `seconds`; 0 is no limit. */
export interface BufferLimit {
  readonly hard: number;
  readonly soft: number;
  readonly seconds: number;
}

/** One limit for each class of clients. */
export interface BufferLimits {
  readonly normal: BufferLimit;
  readonly replica: BufferLimit;
  readonly pubsub: BufferLimit;
}

const CLIENT_CLASSES = ["normal", "replica", "pubsub"] as const;

/** Groups of class, hard, soft and seconds; classes not named keep their limit. */
export const bufferLimits: Kind<BufferLimits> = {
  words: "many",
  parse(words, current) {
    const where = "in buffer limit configuration.";
    if (words.length % 4 !== 0) return { error: `Wrong number of arguments ${where}` };
    const limits = { ...current };
    for (let i = 0; i < words.length; i += 4) {
      const named = words[i].toLowerCase();
      const client = CLIENT_CLASSES.find((known) => known === named) ?? (named === "slave" ? "replica" : null);
      if (client === null) return { error: `Invalid client class specified ${where}` };
      const limit = bufferLimit(words[i + 1], words[i + 2], words[i + 3]);
      if (limit === null) return { error: `Error in hard, soft or soft_seconds setting ${where}` };
      limits[client] = limit;
    }
    return { value: limits };
  },
  text(limits) {
    const each = CLIENT_CLASSES.map((client) => {
      const { hard, soft, seconds } = limits[client];
      // CONFIG GET still names the class by its old name.
      const name = client === "replica" ? "slave" : client;
      return `${name} ${digits(hard, ULONG_MAX)} ${digits(soft, ULONG_MAX)} ${seconds}`;
    });
    return each.join(" ");
  },
  lines(limits, standard) {
    const each = CLIENT_CLASSES.map((client) => limitLine(client, limits[client]));
    return standard === undefined
      ? each
      : each.filter((line, i) => line !== limitLine(CLIENT_CLASSES[i], standard[CLIENT_CLASSES[i]]));
  },
};

function bufferLimit(hardWord: string, softWord: string, secondsWord: string): BufferLimit | null {
  const hard = parseMemory(hardWord);
  const soft = parseMemory(softWord);
  const seconds = signed(secondsWord, INT_MAX);
  if (hard === null || soft === null || seconds === null || seconds < 0) return null;
  return { hard: Number(hard), soft: Number(soft), seconds };
}

function limitLine(client: string, { hard, soft, seconds }: BufferLimit): string {
  return `${client} ${formatMemory(hard, ULONG_MAX)} ${formatMemory(soft, ULONG_MAX)} ${seconds}`;
}

/** Adjustments for a primary, a replica and a background process, each from -2000 to 2000. */
export const oomScores: Kind<readonly number[]> = {
  words: "many",
  parse(words) {
    if (words.length !== 3) return WRONG_NUMBER;
    const scores = words.map((each) => signed(each, 2000n));
    return scores.every((score) => score !== null && score >= -2000)
      ? { value: scores as number[] }
      : { error: "Invalid oom-score-adj-values, elements must be between -2000 and 2000." };
  },
  text: (scores) => scores.join(" "),
  lines: (scores) => [scores.join(" ")],
};

/** Numbers from 0 to 100, printed with up to six digits after the point. */
export const percentiles: Kind<readonly number[]> = {
  words: "many",
  parse(words) {
    if (isEmpty(words)) return { value: [] };
    const values = words.map(decimal);
    if (values.some(Number.isNaN)) return { error: "Invalid latency-tracking-info-percentiles parameters" };
    return values.every((value) => value >= 0 && value <= 100)
      ? { value: values }
      : { error: "latency-tracking-info-percentiles parameters should sit between [0.0,100.0]" };
  },
  text: percentilesText,
  lines: (values) => [values.length === 0 ? '""' : percentilesText(values)],
};

function percentilesText(values: readonly number[]): string {
  return values.map((value) => value.toFixed(6).replace(/\.?0+$/, "")).join(" ");
}

/** The classes that `A` stands for, and all of them in the order in which Redis prints them. */
const EVENTS_OF_A = "g$lshzxetd";
const ALL_EVENTS = `${EVENTS_OF_A}nKEm`;

/** Classes of keyspace events; the value holds each letter once and never `A`, which text and file have for all that it stands for. */
export const events: Kind<string> = {
  words: "one",
  parse([classes]) {
    const letters = new Set<string>();
    for (const letter of classes) {
      if (letter !== "A" && !ALL_EVENTS.includes(letter)) {
        return { error: "Invalid event class character. Use 'Ag$lshzxeKEtmdn'." };
      }
      for (const each of letter === "A" ? EVENTS_OF_A : letter) letters.add(each);
    }
    return { value: [...ALL_EVENTS].filter((letter) => letters.has(letter)).join("") };
  },
  // Redis prints no `n` beside an `A`.
  text: (value) => value.startsWith(EVENTS_OF_A) ? `A${value.slice(EVENTS_OF_A.length).replace("n", "")}` : value,
  lines: (value) => [quote(value.startsWith(EVENTS_OF_A) ? `A${value.slice(EVENTS_OF_A.length)}` : value)],
};

/** Any of `names`, or `none` for no one. */
export function choices<const N extends string>(names: readonly N[], none: string): Kind<readonly N[]> {
  const text = (value: readonly N[]) => value.length === 0 ? none : value.join(" ");
  return {
    words: "many",
    parse(words): Parsed<readonly N[]> {
      const chosen = words.map((each) => each.toLowerCase());
      const known = (each: string) => each === none || names.some((name) => name === each);
      if (chosen.length === 0 || !chosen.every(known)) return notOneOf([none, ...names]);
      return { value: names.filter((name) => chosen.includes(name)) };
    },
    text,
    lines: (value) => [text(value)],
  };
}

/** An absolute folder; a relative one counts from the folder so far. */
export const folder: Kind<string> = {
  words: "one",
  parse: ([path], current) => path === "" ? { error: "No such file or directory" } : { value: joinPath(current, path) },
  text: (path) => path,
  lines: (path) => [quote(path)],
};

function isEmpty(words: readonly string[]): boolean {
  return words.length === 0 || (words.length === 1 && words[0] === "");
}

/** A decimal integer up to `max`, signs and leading zeros allowed, and 0 for no digits as C's `strtoll` has it; else `null`. */
function signed(text: string | undefined, max: bigint): number | null {
  if (text === undefined || !/^([+-]?\d{1,20})?$/.test(text)) return null;
  const value = BigInt(text.replace("+", ""));
  return value <= max ? Number(value) : null;
}

/** NaN if `text` is no number as C's `strtod` reads it. */
function decimal(text: string): number {
  const trimmed = text.trimStart();
  if (/^[+-]?inf(inity)?$/i.test(trimmed)) return trimmed.startsWith("-") ? -Infinity : Infinity;
  return /^([+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?|0x[\da-f]+)$/i.test(trimmed) ? Number(trimmed) : NaN;
}
