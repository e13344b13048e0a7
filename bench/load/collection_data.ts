import type { RunningServer } from "./contender.ts";
import { load } from "./load.ts";
import { type Numbered, numbered, Template } from "./template.ts";

/** Elements of one request that fills a collection. */
const CHUNK = 100;
/** A prime: consecutive elements get scores far from one another. */
const STRIDE = 7_919;
const VALUE = "v".repeat(16);

/** What fills one collection: a command and its key, and the words of element number `i`. */
interface Filling {
  readonly command: readonly [name: string, key: string];
  readonly element: (number: (i: number) => number) => (string | Numbered)[];
}

const member = (number: (i: number) => number) => numbered("element:", 12, number);

/** One list, set, hash or sorted set: 16 or 20 bytes an element, scores that are integers below a million. */
const FILLINGS = {
  list: { command: ["RPUSH", "list"], element: (number) => [numbered("list:", 11, number)] },
  set: { command: ["SADD", "set"], element: (number) => [member(number)] },
  hash: { command: ["HSET", "hash"], element: (number) => [member(number), VALUE] },
  "sorted set": {
    command: ["ZADD", "zset"],
    element: (number) => [numbered("", 6, (i) => number(i) * STRIDE % 1_000_000), member(number)],
  },
} as const satisfies Readonly<Record<string, Filling>>;

/** A kind of collection. Its key is `list`, `set`, `hash` or `zset`. */
export type Kind = keyof typeof FILLINGS;
/** All kinds. */
export const KINDS = Object.keys(FILLINGS) as Kind[];

/** Puts elements 0 to `count` - 1 into one collection, 100 with a request. `count` is a multiple of 100. */
export async function fill(server: RunningServer, kind: Kind, count: number, patience?: number): Promise<void> {
  const { command, element }: Filling = FILLINGS[kind];
  const elements = Array.from({ length: CHUNK }, (_, k) => element((i) => i * CHUNK + k)).flat();
  const requests = count / CHUNK;
  const done = await load(server.port, { request: new Template([...command, ...elements]), count: requests }, patience);
  if (done < requests) throw new Error(`Fill a ${kind} of ${count} elements: only ${done * CHUNK} were done in time`);
}

/** Adds elements one by one, as clients would. */
export function adding(kind: Kind): Template {
  const { command, element }: Filling = FILLINGS[kind];
  return new Template([...command, ...element((i) => i)]);
}

/** Many small collections under keys of their own, 12 digits in the key. */
export const SMALL = {
  "hashes of 5 fields": new Template([
    "HSET",
    numbered("user:", 12),
    ...["name", "city", "mail", "last", "plan"].flatMap((field, k) => [field, numbered("", 8, (i) => i * 5 + k)]),
  ]),
  "sets of 8 integers": new Template([
    "SADD",
    numbered("tags:", 12),
    ...Array.from({ length: 8 }, (_, k) => numbered("", 5, (i) => 10_000 + (i * 31 + k * STRIDE) % 90_000)),
  ]),
  "sorted sets of 8 members": new Template([
    "ZADD",
    numbered("rank:", 12),
    ...Array.from({ length: 8 }, (_, k) => [numbered("", 4, (i) => (i + k * STRIDE) % 10_000), `member:${k}`]).flat(),
  ]),
} as const;
