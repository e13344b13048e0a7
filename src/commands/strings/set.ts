import { command, type KeyFlag, oneKey } from "../../engine/mod.ts";
import { NO_DEADLINE, StringEncoding } from "../../store/mod.ts";
import { setWithOptions } from "./_set_options.ts";

const READS: readonly KeyFlag[] = ["RW", "access", "update"];
const OVERWRITES: readonly KeyFlag[] = ["OW", "update"];

export const set = command({
  name: "SET",
  since: "1.0.0",
  group: "string",
  summary: "Sets the string value of a key, ignoring its type. The key is created if it doesn't exist.",
  complexity: "O(1)",
  history: [
    ["2.6.12", "Added the `EX`, `PX`, `NX` and `XX` options."],
    ["6.0.0", "Added the `KEEPTTL` option."],
    ["6.2.0", "Added the `GET`, `EXAT` and `PXAT` option."],
    ["7.0.0", "Allowed the `NX` and `GET` options to be used together."],
    ["8.1.0", "Added the `IFEQ` option."],
  ],
  arity: -3,
  flags: ["write", "denyoom"],
  keys: [{
    ...oneKey("RW", "access", "update", "variable_flags")[0],
    notes: "RW and ACCESS due to the optional `GET` argument",
  }],
  findKeys(args, first, into) {
    if (first + 2 >= args.argc) return false;
    let reads = false;
    for (let i = first + 3; i < args.argc; i++) reads ||= args.is(i, "GET") || args.is(i, "IFEQ");
    into.add(first + 1, reads ? READS : OVERWRITES);
    return true;
  },
  syntax:
    "key value [NX | XX | IFEQ comparison-value] [GET] [EX seconds | PX milliseconds | EXAT unix-time-seconds | " +
    "PXAT unix-time-milliseconds | KEEPTTL | EXP seconds]",
  run(ctx) {
    const { args, db, reply } = ctx;
    if (args.argc > 3) return setWithOptions(ctx);
    const { buf, start, end } = args;
    db.setString(buf, start[1], end[1], buf, start[2], end[2], NO_DEADLINE, StringEncoding.AUTO);
    reply.ok();
  },
});
