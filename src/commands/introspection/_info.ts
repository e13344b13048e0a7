import { categoriesOf, type Command, type Flag, type KeySpec, legacyRange } from "../../engine/mod.ts";
import type { ReplyWriter } from "../../resp/mod.ts";

/** Flags that COMMAND INFO shows, in its order. */
const SHOWN_FLAGS: readonly Flag[] = [
  "write",
  "readonly",
  "denyoom",
  "admin",
  "pubsub",
  "noscript",
  "blocking",
  "loading",
  "stale",
  "skip_monitor",
  "skip_slowlog",
  "asking",
  "fast",
  "no_auth",
  "no_mandatory_keys",
  "no_async_loading",
  "no_multi",
  "movablekeys",
  "allow_busy",
];

/** A command as COMMAND INFO describes it; no command: null. */
export function replyInfo(reply: ReplyWriter, command: Command | undefined): void {
  if (command === undefined) return reply.null();
  const { spec, subcommands } = command;
  const { first, last, step, movable } = legacyRange(spec.keys);
  reply.array(10);
  reply.bulkString(command.name);
  reply.integer(spec.arity);
  replyFlags(reply, SHOWN_FLAGS.filter((flag) => command.has(flag) || (flag === "movablekeys" && movable)));
  reply.integer(first);
  reply.integer(last);
  reply.integer(step);
  replyFlags(reply, categoriesOf(spec).map((category) => `@${category}`));
  const { keys = [], tips = [] } = spec;
  reply.set(tips.length);
  for (const tip of tips) reply.bulkString(tip);
  reply.set(keys.length);
  for (const key of keys) replyKeySpec(reply, key);
  if (subcommands === null) return reply.set(0);
  reply.array(subcommands.commands.length);
  for (const subcommand of subcommands.commands) replyInfo(reply, subcommand);
}

/** A set of flags. */
export function replyFlags(reply: ReplyWriter, flags: readonly string[]): void {
  reply.set(flags.length);
  for (const flag of flags) reply.simple(flag);
}

function replyKeySpec(reply: ReplyWriter, { begin, find, flags, notes }: KeySpec): void {
  reply.map(notes === undefined ? 3 : 4);
  if (notes !== undefined) {
    reply.bulkString("notes");
    reply.bulkString(notes);
  }
  reply.bulkString("flags");
  replyFlags(reply, flags);
  reply.bulkString("begin_search");
  if (begin === "unknown") replyMethod(reply, "unknown", {});
  else if ("index" in begin) replyMethod(reply, "index", { index: begin.index });
  else replyMethod(reply, "keyword", { keyword: begin.keyword, startfrom: begin.startFrom });
  reply.bulkString("find_keys");
  if (find === "unknown") replyMethod(reply, "unknown", {});
  else if ("last" in find) replyMethod(reply, "range", { lastkey: find.last, keystep: find.step, limit: find.limit });
  else replyMethod(reply, "keynum", { keynumidx: find.keynum, firstkey: find.first, keystep: find.step });
}

function replyMethod(reply: ReplyWriter, type: string, details: Readonly<Record<string, string | number>>): void {
  reply.map(2);
  reply.bulkString("type");
  reply.bulkString(type);
  reply.bulkString("spec");
  const entries = Object.entries(details);
  reply.map(entries.length);
  for (const [name, value] of entries) {
    reply.bulkString(name);
    if (typeof value === "number") reply.integer(value);
    else reply.bulkString(value);
  }
}
