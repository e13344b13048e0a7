import { latin1 } from "../../src/bytes/mod.ts";
import { type Reply, ReplyReader } from "../../src/resp/mod.ts";
import type { Command } from "./values.ts";

/** A difference between this server and Redis 7.0 that is no fault. */
interface Allowed {
  readonly reason: string;
  /** Whether it may show in the replies to `command`, whose words are in upper case. */
  readonly concerns: (command: Command) => boolean;
  /** Whether two replies, decoded, differ in no other way. */
  readonly same: (ours: Reply, theirs: Reply) => boolean;
}

/** The clocks of the two servers are read at moments that lie this far apart at most. */
const SECONDS = 10;

const named = (...names: string[]) => ([name]: Command) => names.includes(name);
const within = (tolerance: number) => (ours: Reply, theirs: Reply) =>
  ours.type === "integer" && theirs.type === "integer" && ours.value >= 0 && theirs.value >= 0 &&
  Math.abs(Number(ours.value) - Number(theirs.value)) <= tolerance;

/** All differences that a run may find. */
export const ALLOWED: readonly Allowed[] = [
  {
    reason: "Time goes on between the two servers' replies",
    concerns: named("TTL", "EXPIRETIME"),
    same: within(SECONDS),
  },
  {
    reason: "Time goes on between the two servers' replies",
    concerns: named("PTTL", "PEXPIRETIME"),
    same: within(SECONDS * 1000),
  },
  {
    reason: "Time goes on between the two servers' replies",
    concerns: ([name, word]) => name === "OBJECT" && word === "IDLETIME",
    same: within(SECONDS * 10),
  },
  {
    reason: "The order of keys is a server's own",
    concerns: named("KEYS", "SCAN"),
    same: (ours, theirs) => sorted(ours) === sorted(theirs),
  },
  {
    reason: "The key is drawn at random",
    concerns: named("RANDOMKEY"),
    same: (ours, theirs) => ours.type === "bulk" && theirs.type === "bulk",
  },
  {
    reason: "Ids, addresses and buffers of clients are a server's own",
    concerns: ([name, word]) => name === "CLIENT" && word === "LIST",
    same: (ours, theirs) => ours.type === theirs.type && ours.type !== "error",
  },
  {
    reason:
      "Redis shares the objects of small integers, and counts 1 for one that COPY made; this server has no objects to share",
    concerns: ([name, word]) => name === "OBJECT" && word === "REFCOUNT",
    same: (ours, theirs) => ours.type === "integer" && theirs.type === "integer",
  },
  {
    reason: "For Redis a cursor ends at a NUL",
    concerns: ([name, cursor]) => name === "SCAN" && cursor?.includes("\0"),
    same: (ours) => ours.type === "error",
  },
  {
    reason: "Redis 7.2 takes COMMAND GETKEYS of a name without arguments, 7.0 does not",
    concerns: ({ 0: name, 1: word, length }) => name === "COMMAND" && word === "GETKEYS" && length === 3,
    same: (ours, theirs) => ours.type === "error" && theirs.type === "error",
  },
];

/** Whether two replies to `command` differ in nothing but what is allowed. */
export function isAllowed(command: Command, ours: Uint8Array, theirs: Uint8Array): boolean {
  const words = command.map((word) => word.toUpperCase());
  const allowed = ALLOWED.filter(({ concerns }) => concerns(words));
  return allowed.length > 0 && allowed.some(({ same }) => same(decode(ours), decode(theirs)));
}

function decode(frame: Uint8Array): Reply {
  const reader = new ReplyReader();
  reader.push(frame);
  return reader.next()!;
}

/** A text that is the same for all orders of the elements. */
function sorted(reply: Reply): string {
  if (reply.type === "array") return `[${reply.value.map(sorted).sort().join()}]`;
  return reply.type === "bulk"
    ? JSON.stringify(latin1(reply.value, 0, reply.value.length))
    : `${reply.type}:${"value" in reply ? reply.value : ""}`;
}
