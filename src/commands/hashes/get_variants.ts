import { command, type Context, oneKey, OTHER_TYPE, writeTyped, wrongArity } from "../../engine/mod.ts";
import { NO_DEADLINE, type Ref, Type } from "../../store/mod.ts";
import { lifetimeAt, NOT_POSITIVE, readDeadline, readFields } from "./_fields.ts";
import { HASH, replyFound } from "./_hash.ts";

export const hgetdel = command({
  name: "HGETDEL",
  since: "8.0.0",
  group: "hash",
  summary: "Returns the value of a field and deletes it from the hash.",
  complexity: "O(N) where N is the number of specified fields",
  arity: -5,
  flags: ["write", "fast"],
  keys: oneKey("RW", "access", "delete"),
  types: { numfields: "integer" },
  syntax: "key FIELDS numfields field [field ...]",
  run(ctx) {
    const ref = writeTyped(ctx, 1, Type.HASH);
    if (ref === OTHER_TYPE || readFields(ctx, 2, NOT_POSITIVE) === 0) return;
    replyEach(ctx, ref, 4, () => {
      HASH.removeFound();
      return true;
    });
  },
});

export const hgetex = command({
  name: "HGETEX",
  since: "8.0.0",
  group: "hash",
  summary: "Get the value of one or more fields of a given hash key, and optionally set their expiration.",
  complexity: "O(N) where N is the number of specified fields",
  arity: -5,
  flags: ["write", "fast"],
  keys: [{ ...oneKey("RW", "access", "update")[0], notes: "RW and UPDATE because it changes the TTL" }],
  types: { numfields: "integer" },
  syntax: "key [EX seconds | PX milliseconds | EXAT unix-time-seconds | PXAT unix-time-milliseconds | PERSIST] " +
    "FIELDS numfields field [field ...]",
  run(ctx) {
    const { args, keyspace, reply } = ctx;
    const ref = writeTyped(ctx, 1, Type.HASH);
    if (ref === OTHER_TYPE) return;
    const lifetime = lifetimeAt(args, 2);
    let deadline = NO_DEADLINE;
    if (lifetime !== null) {
      deadline = readDeadline(ctx, 3, lifetime.unit, lifetime.relative);
      if (deadline !== deadline) return;
    }
    const persist = args.is(2, "PERSIST");
    const at = lifetime !== null ? 4 : persist ? 3 : 2;
    if (at === args.argc - 1 && args.is(at, "FIELDS")) return reply.error(wrongArity("hgetex"));
    if (readFields(ctx, at, NOT_POSITIVE) === 0) return;
    replyEach(ctx, ref, at + 2, () => {
      if (lifetime === null && (!persist || HASH.deadline === NO_DEADLINE)) return false;
      if (lifetime !== null && deadline <= keyspace.now) HASH.removeFound();
      else HASH.setDeadline(deadline);
      return true;
    });
  },
});

/** Replies with the values of the fields from argument `first` on. `found` is run for each that is there, and returns whether it has changed the field. */
function replyEach(ctx: Context, ref: Ref, first: number, found: () => boolean): void {
  const { args: { argc, buf, start, end }, db, reply } = ctx;
  reply.array(argc - first);
  if (ref !== 0) HASH.open(db, ref);
  let changes = 0;
  for (let i = first; i < argc; i++) {
    const value = ref === 0 ? null : HASH.find(buf, start[i], end[i]);
    replyFound(ctx, value);
    if (value !== null && found()) changes++;
  }
  if (ref !== 0) HASH.close(changes);
}
