import { command, wrongArity } from "../../engine/mod.ts";

export const ping = command({
  name: "PING",
  since: "1.0.0",
  group: "connection",
  summary: "Returns the server's liveliness response.",
  complexity: "O(1)",
  arity: -1,
  flags: ["fast"],
  tips: ["request_policy:all_shards", "response_policy:all_succeeded"],
  syntax: "[message]",
  run({ args, reply, command }) {
    if (args.argc > 2) return reply.error(wrongArity(command.name));
    if (args.argc === 1) reply.simple("PONG");
    else reply.bulk(args.buf, args.start[1], args.end[1]);
  },
});
