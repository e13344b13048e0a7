import { latin1 } from "../../src/bytes/mod.ts";
import { type Reply, ReplyReader } from "../../src/resp/mod.ts";
import { limitsHits, sameButForEqualHits } from "./equal_hits.ts";
import type { Command } from "./values.ts";

/** A difference between this server and Redis 7.0 that is no fault. */
interface Allowed {
  readonly reason: string;
  /** Whether it may show in the replies to `command`, whose words are in upper case. */
  readonly concerns: (command: Command) => boolean;
  /** Whether two replies, decoded, differ in no other way. */
  readonly same: (ours: Reply, theirs: Reply) => boolean;
}

/** A score that is no integer of few digits. */
const DOUBLE = /^-?\d+(?:\.\d+)?(?:e[+-]\d+)?$/;

/** The clocks of the two servers are read at moments that lie this far apart at most. */
const SECONDS = 10;

const named = (...names: string[]) => ([name]: Command) => names.includes(name);
const encoding = ([name, word]: Command) => name === "OBJECT" && word === "ENCODING";
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
    reason: "Redis shares the objects of small integers, and with them the time of the last access",
    concerns: ([name, word]) => name === "OBJECT" && word === "IDLETIME",
    same: (ours, theirs) => ours.type === "integer" && theirs.type === "integer",
  },
  {
    reason: "The order of keys is a server's own",
    concerns: named("KEYS", "SCAN"),
    same: (ours, theirs) => sorted(ours) === sorted(theirs),
  },
  {
    reason: "The order of members and fields is a server's own",
    concerns: named("SMEMBERS", "SINTER", "SUNION", "SDIFF", "SSCAN", "HKEYS", "HVALS"),
    same: (ours, theirs) => sorted(ours) === sorted(theirs),
  },
  {
    reason: "The order of members and fields is a server's own",
    concerns: named("HGETALL", "HSCAN"),
    same: (ours, theirs) => sorted(paired(ours)) === sorted(paired(theirs)),
  },
  {
    reason: "The order of members is a server's own, and -0 may become 0 where Redis stores a range",
    concerns: named("ZSCAN"),
    same: (ours, theirs) => sorted(paired(ours, unsigned)) === sorted(paired(theirs, unsigned)),
  },
  {
    reason: "Redis 7.2 calls a short list a listpack, 7.0 calls every list a quicklist",
    concerns: encoding,
    same: (ours, theirs) => bulk(theirs) === "quicklist" && bulk(ours) === "listpack",
  },
  {
    reason:
      "Redis 7.2 packs small sets, 7.0 only those of integers; where a set begins with many members, 7.2 decides by their number, repeated ones included",
    concerns: encoding,
    same: (ours, theirs) =>
      /^(?:hashtable|intset)$/.test(bulk(theirs) ?? "") && /^(?:hashtable|listpack)$/.test(bulk(ours) ?? ""),
  },
  {
    reason: "Redis unpacks a sorted set for good before it sorts it",
    concerns: (command) => encoding(command) && command[2]?.startsWith("SORT:ZSET:"),
    same: (ours, theirs) => bulk(theirs) === "skiplist" && bulk(ours) === "listpack",
  },
  {
    reason: "Redis 7.0 has no limits for packed sets",
    concerns: ([name, word, directive]) =>
      name === "CONFIG" && word === "SET" && directive?.startsWith("SET-MAX-LISTPACK"),
    same: (_, theirs) => theirs.type === "error" && theirs.value.startsWith("ERR Unknown option"),
  },
  {
    reason: "Redis 7.2 writes scores with the fewest digits that tell them apart, 7.0 with 17",
    concerns: ([name]) => /^(?:B?Z|GEO)/.test(name),
    same: sameButForDigits,
  },
  {
    reason: "Redis 7.2 knows an option of ZRANK and ZREVRANK, 7.0 does not",
    concerns: (command) => {
      const [name, ...args] = command[0] === "COMMAND" ? command.slice(2) : command;
      return /^Z(?:REV)?RANK$/.test(name) && args.length === 3;
    },
    same: (_, theirs) => theirs.type === "error" && /^ERR (?:wrong|Invalid) number of arguments/.test(theirs.value),
  },
  {
    reason: "Redis 7.2 has an option WITHSCORE of ZRANK and ZREVRANK, 7.0 has not",
    concerns: (command) => {
      const [name, ...args] = command[0] === "COMMAND" ? command.slice(2) : command;
      return /^Z(?:REV)?RANK$/.test(name) && args.length === 3;
    },
    same: (_, theirs) => theirs.type === "error" && /^ERR (?:wrong|Invalid) number of arguments/.test(theirs.value),
  },
  {
    reason: "Redis 7.2 refuses a rank whose negative is no 64-bit integer, 7.0 takes it for the other end's first",
    concerns: (command) => command[0] === "LPOS" && command.includes("-9223372036854775808"),
    same: (ours) => ours.type === "error" && ours.value.startsWith("ERR value is out of range, value must between"),
  },
  {
    reason: "Which of several hits at the same distance are the nearest is a server's own affair",
    concerns: limitsHits,
    same: sameButForEqualHits,
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
    concerns: ([name, ...args]) => /^[HSZ]?SCAN$/.test(name) && args[name === "SCAN" ? 0 : 1]?.includes("\0"),
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

/** Whether two replies are the same but for how their doubles are written. */
function sameButForDigits(ours: Reply, theirs: Reply): boolean {
  if (ours.type === "bulk" && theirs.type === "bulk") {
    const [one, other] = [bulk(ours)!, bulk(theirs)!];
    return one === other || DOUBLE.test(one) && DOUBLE.test(other) && Number(one) === Number(other);
  }
  if (ours.type === "array" && theirs.type === "array") {
    return ours.value.length === theirs.value.length &&
      ours.value.every((item, i) => sameButForDigits(item, theirs.value[i]));
  }
  return sorted(ours) === sorted(theirs);
}

/** A text that is the same for all orders of the elements. */
function sorted(reply: Reply): string {
  if (reply.type === "array" || reply.type === "set") return `${reply.type}[${reply.value.map(sorted).sort().join()}]`;
  if (reply.type === "map") return `map[${reply.value.map((pair) => pair.map(sorted).join("=")).sort().join()}]`;
  if (reply.type === "bulk") return JSON.stringify(bulk(reply));
  return `${reply.type}:${"value" in reply ? reply.value : ""}`;
}

/** The reply with each pair of its elements in an array of its own, the second as `show` gives it; after a cursor the elements are pairs. */
function paired(reply: Reply, show = (second: Reply) => second): Reply {
  if (reply.type !== "array") return reply;
  if (reply.value[1]?.type === "array") return { ...reply, value: [reply.value[0], paired(reply.value[1], show)] };
  const { value } = reply;
  const pairs = value.flatMap((first, i) => i % 2 === 0 ? [[first, ...value.slice(i + 1, i + 2).map(show)]] : []);
  return { ...reply, value: pairs.map((pair) => ({ ...reply, value: pair })) };
}

/** A score, 0 in place of -0. */
function unsigned(score: Reply): Reply {
  return bulk(score) === "-0" ? { type: "bulk", value: Uint8Array.of(0x30) } : score;
}

function bulk(reply: Reply): string | undefined {
  return reply.type === "bulk" ? latin1(reply.value, 0, reply.value.length) : undefined;
}
