import { command } from "../../engine/mod.ts";
import { replyInfo } from "./_info.ts";
import { getKeys, getKeysAndFlags } from "./get_keys.ts";
import { list } from "./list.ts";
import { count, docs, info } from "./lookup.ts";

export const commandCommand = command({
  name: "COMMAND",
  since: "2.8.13",
  group: "server",
  summary: "Returns detailed information about all commands.",
  complexity: "O(N) where N is the total number of Redis commands",
  arity: -1,
  flags: ["loading", "stale"],
  categories: ["connection"],
  tips: ["nondeterministic_output_order"],
  syntax: "",
  subcommands: [count, docs, getKeys, getKeysAndFlags, info, list],
  run({ engine, reply }) {
    const { commands } = engine.table;
    reply.array(commands.length);
    for (const each of commands) replyInfo(reply, each);
  },
});
