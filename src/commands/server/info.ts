import { command } from "../../engine/mod.ts";

export const info = command({
  name: "INFO",
  since: "1.0.0",
  group: "server",
  summary: "Returns information and statistics about the server.",
  complexity: "O(1)",
  arity: -1,
  flags: ["loading", "stale"],
  categories: ["dangerous"],
  tips: ["nondeterministic_output", "request_policy:all_shards", "response_policy:special"],
  history: [["7.0.0", "Added support for taking multiple section arguments."]],
  syntax: "[section [section ...]]",
  run({ args, engine, reply }) {
    const sections: string[] = [];
    for (let i = 1; i < args.argc; i++) sections.push(args.latin1(i).toLowerCase());
    reply.verbatim("txt", engine.host.info(sections));
  },
});
