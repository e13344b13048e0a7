import {
  command,
  type CommandSpec,
  type Context,
  oneKey,
  OTHER_TYPE,
  readTyped,
  writeTyped,
} from "../../engine/mod.ts";
import { NO_DEADLINE, type Ref, Type } from "../../store/mod.ts";
import { NOT_POSITIVE, readFields } from "./_fields.ts";
import { HASH } from "./_hash.ts";

/** Replies for a field that is not there, for one that never expires, and for one that expires no more. */
const NO_FIELD = -2;
const NEVER = -1;
const PERSISTED = 1;

/** What the commands on deadlines of fields have in common. */
const onDeadlines = {
  since: "7.4.0",
  group: "hash",
  complexity: "O(N) where N is the number of specified fields",
  arity: -5,
  types: { numfields: "integer" },
  syntax: "key FIELDS numfields field [field ...]",
} satisfies Partial<CommandSpec>;

/** And those that read them. */
const readsDeadlines = {
  ...onDeadlines,
  flags: ["readonly", "fast"],
  keys: oneKey("RO", "access"),
} satisfies Partial<CommandSpec>;

export const httl = command({
  ...readsDeadlines,
  name: "HTTL",
  summary: "Returns the TTL in seconds of a hash field.",
  run: (ctx) => replyDeadlines(ctx, 1000, true),
});

export const hpttl = command({
  ...readsDeadlines,
  name: "HPTTL",
  summary: "Returns the TTL in milliseconds of a hash field.",
  run: (ctx) => replyDeadlines(ctx, 1, true),
});

export const hexpiretime = command({
  ...readsDeadlines,
  name: "HEXPIRETIME",
  summary: "Returns the expiration time of a hash field as a Unix timestamp, in seconds.",
  run: (ctx) => replyDeadlines(ctx, 1000, false),
});

export const hpexpiretime = command({
  ...readsDeadlines,
  name: "HPEXPIRETIME",
  summary: "Returns the expiration time of a hash field as a Unix timestamp, in msec.",
  run: (ctx) => replyDeadlines(ctx, 1, false),
});

/** Replies when fields expire, in units of `unit` ms, rounded up. */
function replyDeadlines(ctx: Context, unit: number, relative: boolean): void {
  const ref = readTyped(ctx, 1, Type.HASH);
  const base = relative ? ctx.keyspace.now : 0;
  const opened = answerEach(ctx, ref, () => {
    const { deadline } = HASH;
    return deadline === NO_DEADLINE ? NEVER : Math.ceil((deadline - base) / unit);
  });
  if (opened) HASH.close();
}

export const hpersist = command({
  ...onDeadlines,
  name: "HPERSIST",
  summary: "Removes the expiration time for each specified field",
  flags: ["write", "fast"],
  keys: oneKey("RW", "update"),
  run(ctx) {
    const ref = writeTyped(ctx, 1, Type.HASH);
    let changes = 0;
    const opened = answerEach(ctx, ref, () => {
      if (HASH.deadline === NO_DEADLINE) return NEVER;
      HASH.setDeadline(NO_DEADLINE);
      changes++;
      return PERSISTED;
    });
    if (opened) HASH.close(changes);
  },
});

/** Replies for each field of the request: what `answer` makes of it once it is found. Returns whether it has opened the hash. */
function answerEach(ctx: Context, ref: Ref, answer: () => number): boolean {
  const { args: { argc, buf, start, end }, db, reply } = ctx;
  if (ref === OTHER_TYPE) return false;
  const count = readFields(ctx, 2, NOT_POSITIVE);
  if (count === 0) return false;
  reply.array(count);
  if (ref !== 0) HASH.open(db, ref);
  for (let i = 4; i < argc; i++) {
    reply.integer(ref === 0 || HASH.find(buf, start[i], end[i]) === null ? NO_FIELD : answer());
  }
  return ref !== 0;
}
