import { type Command, command, type Context, findKeys, hasKeys, KeyList } from "../../engine/mod.ts";
import type { Request } from "../../resp/mod.ts";
import { replyFlags } from "./_info.ts";

/** The argument that is the name of the command asked about. */
const NAME = 2;
const KEYS = new KeyList();

export const getKeys = command({
  name: "GETKEYS",
  since: "2.8.13",
  group: "server",
  summary: "Extracts the key names from an arbitrary command.",
  complexity: "O(N) where N is the number of arguments to the command",
  arity: -3,
  flags: ["loading", "stale"],
  categories: ["connection"],
  syntax: "command [arg [arg ...]]",
  run(ctx) {
    if (!listKeys(ctx)) return;
    ctx.reply.array(KEYS.count);
    for (let i = 0; i < KEYS.count; i++) replyArgument(ctx, KEYS.positions[i]);
  },
});

export const getKeysAndFlags = command({
  name: "GETKEYSANDFLAGS",
  since: "7.0.0",
  group: "server",
  summary: "Extracts the key names and access flags for an arbitrary command.",
  complexity: "O(N) where N is the number of arguments to the command",
  arity: -3,
  flags: ["loading", "stale"],
  categories: ["connection"],
  syntax: "command [arg [arg ...]]",
  run(ctx) {
    if (!listKeys(ctx)) return;
    const { reply } = ctx;
    reply.array(KEYS.count);
    for (let i = 0; i < KEYS.count; i++) {
      reply.array(2);
      replyArgument(ctx, KEYS.positions[i]);
      replyFlags(reply, KEYS.flags[i]);
    }
  },
});

function replyArgument({ args, reply }: Context, i: number): void {
  reply.bulk(args.buf, args.start[i], args.end[i]);
}

/** Fills `KEYS` for the command asked about; replies the error and returns false if there is one. */
function listKeys({ args, engine, reply }: Context): boolean {
  const asked = lookUp(engine.table, args);
  if (asked === null) return refuse(reply, "ERR Invalid command specified");
  const { arity, spec } = asked;
  if (!hasKeys(spec)) return refuse(reply, "ERR The command has no key arguments");
  const argc = args.argc - NAME;
  if (arity > 0 ? argc !== arity : argc < -arity) {
    return refuse(reply, "ERR Invalid number of arguments specified for command");
  }
  findKeys(spec, args, NAME, KEYS);
  if (KEYS.count > 0 || asked.has("no_mandatory_keys")) return true;
  return refuse(reply, "ERR Invalid arguments specified for command");
}

function lookUp(table: Context["engine"]["table"], args: Request): Command | null {
  const found = table.find(args.buf, args.start[NAME], args.end[NAME]);
  if (found === null || found.subcommands === null || args.argc === NAME + 1) return found;
  return found.subcommands.find(args.buf, args.start[NAME + 1], args.end[NAME + 1]);
}

function refuse(reply: Context["reply"], error: string): false {
  reply.error(error);
  return false;
}
