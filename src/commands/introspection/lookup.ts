import { type Command, command, type Context } from "../../engine/mod.ts";
import { replyAllDocs } from "./_docs.ts";
import { replyInfo } from "./_info.ts";

export const count = command({
  name: "COUNT",
  since: "2.8.13",
  group: "server",
  summary: "Returns a count of commands.",
  complexity: "O(1)",
  arity: 2,
  flags: ["loading", "stale"],
  categories: ["connection"],
  syntax: "",
  run({ engine, reply }) {
    reply.integer(engine.table.commands.length);
  },
});

export const docs = command({
  name: "DOCS",
  since: "7.0.0",
  group: "server",
  summary: "Returns documentary information about one, multiple or all commands.",
  complexity: "O(N) where N is the number of commands to look up",
  arity: -2,
  flags: ["loading", "stale"],
  categories: ["connection"],
  tips: ["nondeterministic_output_order"],
  syntax: "[command-name [command-name ...]]",
  run(ctx) {
    const found = named(ctx).filter((each) => each !== undefined);
    replyAllDocs(ctx.reply, found);
  },
});

export const info = command({
  name: "INFO",
  since: "2.8.13",
  group: "server",
  summary: "Returns information about one, multiple or all commands.",
  complexity: "O(N) where N is the number of commands to look up",
  arity: -2,
  flags: ["loading", "stale"],
  categories: ["connection"],
  tips: ["nondeterministic_output_order"],
  history: [["7.0.0", "Allowed to be called with no argument to get info on all commands."]],
  syntax: "[command-name [command-name ...]]",
  run(ctx) {
    const found = named(ctx);
    ctx.reply.array(found.length);
    for (const each of found) replyInfo(ctx.reply, each);
  },
});

/** The commands that the arguments name, `container|subcommand` too; all commands if there are no arguments. */
function named({ args, engine }: Context): readonly (Command | undefined)[] {
  if (args.argc === 2) return engine.table.commands;
  return Array.from({ length: args.argc - 2 }, (_, i) => engine.table.named(args.latin1(i + 2).toLowerCase()));
}
