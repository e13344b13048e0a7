import { command, oneKey } from "../../engine/mod.ts";
import { NO_DEADLINE, StringEncoding } from "../../store/mod.ts";

export const set = command({
  name: "SET",
  since: "1.0.0",
  group: "string",
  summary: "Sets the string value of a key, ignoring its type. The key is created if it doesn't exist.",
  complexity: "O(1)",
  arity: -3,
  flags: ["write", "denyoom"],
  keys: oneKey("RW", "access", "update", "variable_flags"),
  syntax: "key value",
  run({ args, db, reply }) {
    const { buf, start, end } = args;
    db.setString(buf, start[1], end[1], buf, start[2], end[2], NO_DEADLINE, StringEncoding.AUTO);
    reply.ok();
  },
});
