import { command, keyRange } from "../../engine/mod.ts";
import { NO_DEADLINE, StringEncoding } from "../../store/mod.ts";

export const mset = command({
  name: "MSET",
  since: "1.0.1",
  group: "string",
  summary: "Atomically creates or modifies the string values of one or more keys.",
  complexity: "O(N) where N is the number of keys to set.",
  arity: -3,
  flags: ["write", "denyoom"],
  keys: keyRange(1, -1, 2, "OW", "update"),
  syntax: "key value [key value ...]",
  run({ args, db, reply, command }) {
    const { buf, start, end, argc } = args;
    if ((argc & 1) === 0) return reply.error(`ERR wrong number of arguments for '${command.name}' command`);
    for (let i = 1; i < argc; i += 2) {
      db.setString(buf, start[i], end[i], buf, start[i + 1], end[i + 1], NO_DEADLINE, StringEncoding.AUTO);
    }
    reply.ok();
  },
});
