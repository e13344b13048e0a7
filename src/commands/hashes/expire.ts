import { command, type CommandSpec, type Context, oneKey, OTHER_TYPE, writeTyped } from "../../engine/mod.ts";
import type { Request } from "../../resp/mod.ts";
import { NO_DEADLINE, Type } from "../../store/mod.ts";
import { readDeadline, readFields } from "./_fields.ts";
import { HASH } from "./_hash.ts";

/** Replies for each field. */
const NO_FIELD = -2;
const REFUSED = 0;
const SET = 1;
const DELETED = 2;

const CONDITIONS = ["NX", "XX", "GT", "LT"] as const;
/** When a deadline may be set: if there is none; if there is one; if it becomes later; if it becomes earlier, no deadline being the latest. */
type Condition = (typeof CONDITIONS)[number];

/** What the commands that set deadlines of fields have in common. */
const setsDeadlines = {
  since: "7.4.0",
  group: "hash",
  complexity: "O(N) where N is the number of specified fields",
  arity: -6,
  flags: ["write", "denyoom", "fast"],
  keys: oneKey("RW", "update"),
  types: { numfields: "integer" },
} satisfies Partial<CommandSpec>;

export const hexpire = command({
  ...setsDeadlines,
  name: "HEXPIRE",
  summary: "Set expiry for hash field using relative time to expire (seconds)",
  syntax: "key seconds [NX | XX | GT | LT] FIELDS numfields field [field ...]",
  run: (ctx) => setDeadlines(ctx, 1000, true),
});

export const hpexpire = command({
  ...setsDeadlines,
  name: "HPEXPIRE",
  summary: "Set expiry for hash field using relative time to expire (milliseconds)",
  syntax: "key milliseconds [NX | XX | GT | LT] FIELDS numfields field [field ...]",
  run: (ctx) => setDeadlines(ctx, 1, true),
});

export const hexpireat = command({
  ...setsDeadlines,
  name: "HEXPIREAT",
  summary: "Set expiry for hash field using an absolute Unix timestamp (seconds)",
  syntax: "key unix-time-seconds [NX | XX | GT | LT] FIELDS numfields field [field ...]",
  run: (ctx) => setDeadlines(ctx, 1000, false),
});

export const hpexpireat = command({
  ...setsDeadlines,
  name: "HPEXPIREAT",
  summary: "Set expiry for hash field using an absolute Unix timestamp (milliseconds)",
  syntax: "key unix-time-milliseconds [NX | XX | GT | LT] FIELDS numfields field [field ...]",
  run: (ctx) => setDeadlines(ctx, 1, false),
});

function setDeadlines(ctx: Context, unit: number, relative: boolean): void {
  const { args, db, reply } = ctx;
  const ref = writeTyped(ctx, 1, Type.HASH);
  if (ref === OTHER_TYPE) return;
  const deadline = readDeadline(ctx, 2, unit, relative);
  if (deadline !== deadline) return;
  const condition = readCondition(args);
  const at = condition === null ? 3 : 4;
  const count = readFields(ctx, at, "ERR Parameter `numFields` should be greater than 0");
  if (count === 0) return;
  reply.array(count);
  if (ref !== 0) HASH.open(db, ref);
  let changes = 0;
  for (let i = at + 2; i < args.argc; i++) {
    const answer = ref === 0 ? NO_FIELD : setDeadline(ctx, i, deadline, condition);
    if (answer > REFUSED) changes++;
    reply.integer(answer);
  }
  if (ref !== 0) HASH.close(changes);
}

function readCondition(args: Request): Condition | null {
  return CONDITIONS.find((word) => args.is(3, word)) ?? null;
}

/** Sets the deadline of the field that is argument `i`; one that has passed already removes it. Returns the reply. */
function setDeadline({ args, keyspace }: Context, i: number, deadline: number, condition: Condition | null): number {
  if (HASH.find(args.buf, args.start[i], args.end[i]) === null) return NO_FIELD;
  if (condition !== null && !allows(condition, HASH.deadline, deadline)) return REFUSED;
  if (deadline <= keyspace.now) {
    HASH.removeFound();
    return DELETED;
  }
  HASH.setDeadline(deadline);
  return SET;
}

function allows(condition: Condition, before: number, deadline: number): boolean {
  if (before === NO_DEADLINE) return condition === "NX" || condition === "LT";
  switch (condition) {
    case "NX":
      return false;
    case "XX":
      return true;
    case "GT":
      return deadline > before;
    case "LT":
      return deadline < before;
  }
}
