import { command, setNoTouch, setReplyMode } from "../../engine/mod.ts";

export const echo = command({
  name: "ECHO",
  since: "1.0.0",
  group: "connection",
  summary: "Returns the given string.",
  complexity: "O(1)",
  arity: 2,
  flags: ["loading", "stale", "fast"],
  syntax: "message",
  run({ args, reply }) {
    reply.bulk(args.buf, args.start[1], args.end[1]);
  },
});

export const quit = command({
  name: "QUIT",
  since: "1.0.0",
  group: "connection",
  summary: "Closes the connection.",
  complexity: "O(1)",
  arity: -1,
  flags: ["noscript", "loading", "stale", "fast", "no_auth", "allow_busy"],
  deprecated: { since: "7.2.0", replacedBy: "just closing the connection" },
  syntax: "",
  run({ reply, session }) {
    reply.ok();
    session.closing = true;
  },
});

export const reset = command({
  name: "RESET",
  since: "6.2.0",
  group: "connection",
  summary: "Resets the connection.",
  complexity: "O(1)",
  arity: 1,
  flags: ["noscript", "loading", "stale", "fast", "no_auth", "allow_busy"],
  syntax: "",
  run({ engine, keyspace, reply, session }) {
    // CLIENT REPLY OFF ends here, so this reply goes out.
    const out = session.replyMode === "off" ? session.out : reply;
    engine.deauthenticate(session);
    session.db = keyspace.databases[0];
    session.name = "";
    session.noEvict = false;
    session.out.resp3 = false;
    setReplyMode(session, "on");
    setNoTouch(session, false);
    out.simple("RESET");
  },
});
