import { command, errorQuoting, quoted, setNoTouch, setReplyMode, SYNTAX_ERROR } from "../../engine/mod.ts";
import type { Request } from "../../resp/mod.ts";
import { BAD_NAME, isVisibleAscii } from "./_names.ts";

export const setName = command({
  name: "SETNAME",
  since: "2.6.9",
  group: "connection",
  summary: "Sets the connection name.",
  complexity: "O(1)",
  arity: 3,
  flags: ["noscript", "loading", "stale"],
  tips: ["request_policy:all_nodes", "response_policy:all_succeeded"],
  syntax: "connection-name",
  run({ args, reply, session }) {
    if (!isVisibleAscii(args.bytes(2))) return reply.error(BAD_NAME);
    session.name = args.latin1(2);
    reply.ok();
  },
});

export const setInfo = command({
  name: "SETINFO",
  since: "7.2.0",
  group: "connection",
  summary: "Sets information specific to the client or connection.",
  complexity: "O(1)",
  arity: 4,
  flags: ["noscript", "loading", "stale"],
  tips: ["request_policy:all_nodes", "response_policy:all_succeeded"],
  syntax: "<LIB-NAME libname | LIB-VER libver>",
  run({ args, reply, session }) {
    const isName = args.is(2, "LIB-NAME");
    if (!isName && !args.is(2, "LIB-VER")) return errorQuoting(reply, `ERR Unrecognized option '${quoted(args, 2)}'`);
    if (!isVisibleAscii(args.bytes(3))) {
      return reply.error(`ERR ${args.latin1(2)} cannot contain spaces, newlines or special characters.`);
    }
    if (isName) session.libraryName = args.latin1(3);
    else session.libraryVersion = args.latin1(3);
    reply.ok();
  },
});

export const replyMode = command({
  name: "REPLY",
  since: "3.2.0",
  group: "connection",
  summary: "Instructs the server whether to reply to commands.",
  complexity: "O(1)",
  arity: 3,
  flags: ["noscript", "loading", "stale"],
  syntax: "<ON | OFF | SKIP>",
  run({ args, reply, session }) {
    if (args.is(2, "ON")) {
      setReplyMode(session, "on");
      // `reply` may be the one that swallows replies.
      session.out.ok();
    } else if (args.is(2, "OFF")) setReplyMode(session, "off");
    else if (!args.is(2, "SKIP")) reply.error(SYNTAX_ERROR);
    else if (session.replyMode !== "off") setReplyMode(session, "skip");
  },
});

export const noEvict = command({
  name: "NO-EVICT",
  since: "7.0.0",
  group: "connection",
  summary: "Sets the client eviction mode of the connection.",
  complexity: "O(1)",
  arity: 3,
  flags: ["admin", "noscript", "loading", "stale"],
  syntax: "<ON | OFF>",
  run({ args, reply, session }) {
    const on = onOrOff(args);
    if (on === null) return reply.error(SYNTAX_ERROR);
    session.noEvict = on;
    reply.ok();
  },
});

export const noTouch = command({
  name: "NO-TOUCH",
  since: "7.2.0",
  group: "connection",
  summary: "Controls whether commands sent by the client affect the LRU/LFU of accessed keys.",
  complexity: "O(1)",
  arity: 3,
  flags: ["noscript", "loading", "stale"],
  syntax: "<ON | OFF>",
  run({ args, reply, session }) {
    const on = onOrOff(args);
    if (on === null) return reply.error(SYNTAX_ERROR);
    setNoTouch(session, on);
    reply.ok();
  },
});

function onOrOff(args: Request): boolean | null {
  if (args.is(2, "ON")) return true;
  return args.is(2, "OFF") ? false : null;
}
