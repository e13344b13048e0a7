import {
  command,
  type Context,
  errorQuoting,
  oneKey,
  OTHER_TYPE,
  quoted,
  writeTyped,
  wrongArity,
} from "../../engine/mod.ts";
import { NO_DEADLINE, type Ref, Type } from "../../store/mod.ts";
import { lifetimeAt, readDeadline } from "./_fields.ts";
import { HASH } from "./_hash.ts";

/** The largest number of fields that can be named: an int32. */
const MAX_FIELDS = 2 ** 31 - 1;

/** What HSETEX asks for. */
class Options {
  /** `FNX`: only if no field is there; `FXX`: only if all are. */
  condition: "FNX" | "FXX" | null = null;
  /** Unix time in ms; 0 for none. */
  deadline = NO_DEADLINE;
  keepsDeadlines = false;
  /** The argument that is the first field. */
  first = 0;
}

export const hsetex = command({
  name: "HSETEX",
  since: "8.0.0",
  group: "hash",
  summary: "Set the value of one or more fields of a given hash key, and optionally set their expiration.",
  complexity: "O(N) where N is the number of fields being set.",
  arity: -6,
  flags: ["write", "denyoom", "fast"],
  keys: oneKey("RW", "update"),
  types: { numfields: "integer" },
  names: { "fnx-or-fxx": "condition" },
  syntax:
    "key [FNX | FXX] [EX seconds | PX milliseconds | EXAT unix-time-seconds | PXAT unix-time-milliseconds | KEEPTTL] " +
    "FIELDS numfields field value [field value ...]",
  run(ctx) {
    const { args, db, reply } = ctx;
    const options = readOptions(ctx);
    if (options === null) return;
    const ref = writeTyped(ctx, 1, Type.HASH);
    if (ref === OTHER_TYPE) return;
    if (ref !== 0) HASH.open(db, ref);
    if (!isMet(ctx, options, ref)) {
      if (ref !== 0) HASH.close();
      return reply.integer(0);
    }
    const { deadline, first, keepsDeadlines } = options;
    if (deadline !== NO_DEADLINE && deadline <= ctx.keyspace.now) {
      removeAll(ctx, first, ref);
    } else if (deadline === NO_DEADLINE && !keepsDeadlines) {
      if (ref === 0) HASH.create(db, args.buf, args.start, args.end, 1, first, args.argc - 1);
      else HASH.setAll(args.buf, args.start, args.end, first, args.argc - 1);
      HASH.close((args.argc - first) / 2);
    } else {
      setWithDeadlines(ctx, options, ref);
    }
    reply.integer(1);
  },
});

/** `null` if the request is wrong: then the error has been replied. */
function readOptions(ctx: Context): Options | null {
  const { args, reply } = ctx;
  const options = new Options();
  let timed = false;
  for (let i = 2; i < args.argc; i++) {
    const lifetime = lifetimeAt(args, i);
    const keeps = args.is(i, "KEEPTTL");
    if (args.is(i, "FIELDS")) {
      return readPairs(ctx, i, options);
    } else if (lifetime !== null || keeps) {
      if (timed) return refuse(ctx, "ERR Only one of EX, PX, EXAT, PXAT or KEEPTTL arguments can be specified");
      timed = true;
      options.keepsDeadlines = keeps;
      if (lifetime === null) continue;
      if (++i === args.argc) return refuse(ctx, "ERR missing expire time");
      options.deadline = readDeadline(ctx, i, lifetime.unit, lifetime.relative);
      if (options.deadline !== options.deadline) return null;
    } else if (args.is(i, "FNX") || args.is(i, "FXX")) {
      if (options.condition !== null) return refuse(ctx, "ERR Only one of FXX or FNX arguments can be specified");
      options.condition = args.is(i, "FNX") ? "FNX" : "FXX";
    } else {
      errorQuoting(reply, `ERR unknown argument: ${quoted(args, i)}`);
      return null;
    }
  }
  return refuse(ctx, wrongArity("hsetex"));
}

/** Reads how many fields stand behind `FIELDS`, which is argument `i`: they must end the request. */
function readPairs(ctx: Context, i: number, options: Options): Options | null {
  const { args } = ctx;
  options.first = i + 2;
  const values = args.argc - options.first;
  // One pair at least, whatever its number.
  if (values < 2) return refuse(ctx, wrongArity("hsetex"));
  const count = args.int(i + 1);
  if (!(count > 0 && count <= MAX_FIELDS)) return refuse(ctx, "ERR invalid number of fields");
  return values === count * 2 ? options : refuse(ctx, wrongArity("hsetex"));
}

function refuse({ reply }: Context, error: string): null {
  reply.error(error);
  return null;
}

function isMet({ args: { argc, buf, start, end } }: Context, { condition, first }: Options, ref: Ref): boolean {
  if (condition === null) return true;
  for (let i = first; i < argc; i += 2) {
    const found = ref !== 0 && HASH.find(buf, start[i], end[i]) !== null;
    if (found !== (condition === "FXX")) return false;
  }
  return true;
}

/** Sets all fields, each with a deadline or the one that it has. */
function setWithDeadlines(ctx: Context, { deadline, first }: Options, ref: Ref): void {
  const { args: { argc, buf, start, end }, db } = ctx;
  if (ref === 0) HASH.create(db, buf, start, end, 1, first, argc - 1);
  for (let i = first; i < argc && ref !== 0; i += 2) {
    if (HASH.find(buf, start[i], end[i]) !== null) HASH.replace(buf, start[i + 1], end[i + 1]);
    else HASH.set(buf, start[i], end[i], buf, start[i + 1], end[i + 1]);
  }
  for (let i = first; i < argc && deadline !== NO_DEADLINE; i += 2) {
    HASH.find(buf, start[i], end[i]);
    HASH.setDeadline(deadline);
  }
  HASH.close((argc - first) / 2);
}

/** Does what setting all fields with a deadline that has passed comes to. */
function removeAll({ args: { argc, buf, start, end } }: Context, first: number, ref: Ref): void {
  if (ref === 0) return;
  let removed = 0;
  for (let i = first; i < argc; i += 2) if (HASH.remove(buf, start[i], end[i])) removed++;
  HASH.close(removed);
}
