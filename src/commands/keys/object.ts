import { parseInteger } from "../../bytes/mod.ts";
import { command, type CommandSpec, type Context, keyRange } from "../../engine/mod.ts";
import { encodingName, lfuCount, type Ref, Span } from "../../store/mod.ts";
import { inspect } from "./_lookup.ts";

const VALUE = new Span();
/** Redis keeps one object each for the integers below this, and says so many references to it. */
const SHARED_INTEGERS = 10_000;
const SHARED_REFERENCES = 2147483647;
const SWITCHING =
  "Please note that when switching between policies at runtime LRU and LFU data will take some time to " +
  "adjust.";

/** What the subcommands about one key have in common. */
const aboutKey = {
  group: "generic",
  complexity: "O(1)",
  arity: 3,
  flags: ["readonly"],
  keys: keyRange(2, 2, 1, "RO"),
  tips: ["nondeterministic_output"],
  syntax: "key",
} satisfies Partial<CommandSpec>;

const encoding = command({
  ...aboutKey,
  name: "ENCODING",
  since: "2.2.3",
  summary: "Returns the internal encoding of a Redis object.",
  run: answer(({ db, reply }, ref) => reply.bulkString(encodingName(db, ref))),
});

const freq = command({
  ...aboutKey,
  name: "FREQ",
  since: "4.0.0",
  summary: "Returns the logarithmic access frequency counter of a Redis object.",
  run: answer(({ db, engine, keyspace, reply }, ref) => {
    if (engine.settings.lfu) return reply.integer(lfuCount(keyspace, db.accessClock(ref)));
    reply.error(`ERR An LFU maxmemory policy is not selected, access frequency not tracked. ${SWITCHING}`);
  }),
});

const idletime = command({
  ...aboutKey,
  name: "IDLETIME",
  since: "2.2.3",
  summary: "Returns the time since the last access to a Redis object.",
  run: answer(({ db, engine, keyspace, reply }, ref) => {
    if (!engine.settings.lfu) return reply.integer((Math.floor(keyspace.now / 1000) - db.accessClock(ref)) & 0xffffff);
    reply.error(`ERR An LFU maxmemory policy is selected, idle time not tracked. ${SWITCHING}`);
  }),
});

const refcount = command({
  ...aboutKey,
  name: "REFCOUNT",
  since: "2.2.3",
  summary: "Returns the reference count of a value of a key.",
  run: answer(({ db, reply }, ref) => reply.integer(isShared({ db }, ref) ? SHARED_REFERENCES : 1)),
});

export const object = command({
  name: "OBJECT",
  since: "2.2.3",
  helpSince: "6.2.0",
  group: "generic",
  summary: "A container for object introspection commands.",
  complexity: "Depends on subcommand.",
  arity: -2,
  flags: [],
  syntax: "",
  subcommands: [encoding, freq, idletime, refcount],
});

/** A handler that answers about the record of the key that is argument 2, and null if there is none. */
function answer(about: (ctx: Context, ref: Ref) => void): (ctx: Context) => void {
  return (ctx) => {
    const ref = inspect(ctx, 2);
    if (ref === 0) ctx.reply.null();
    else about(ctx, ref);
  };
}

function isShared({ db }: Pick<Context, "db">, ref: Ref): boolean {
  if (encodingName(db, ref) !== "int") return false;
  const { buf, start, end } = db.value(ref, VALUE);
  const value = parseInteger(buf, start, end);
  return value >= 0 && value < SHARED_INTEGERS;
}
