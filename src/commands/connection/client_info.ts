import { command, type Context, errorQuoting, quoted, type Session, SYNTAX_ERROR } from "../../engine/mod.ts";
import { clientLine } from "./_client_line.ts";
import { clientType } from "./_client_type.ts";

export const id = command({
  name: "ID",
  since: "5.0.0",
  group: "connection",
  summary: "Returns the unique client ID of the connection.",
  complexity: "O(1)",
  arity: 2,
  flags: ["noscript", "loading", "stale"],
  syntax: "",
  run({ reply, session }) {
    reply.integer(session.id);
  },
});

export const getName = command({
  name: "GETNAME",
  since: "2.6.9",
  group: "connection",
  summary: "Returns the name of the connection.",
  complexity: "O(1)",
  arity: 2,
  flags: ["noscript", "loading", "stale"],
  syntax: "",
  run({ reply, session }) {
    if (session.name === "") reply.null();
    else reply.bulkString(session.name);
  },
});

export const info = command({
  name: "INFO",
  since: "6.2.0",
  group: "connection",
  summary: "Returns information about the connection.",
  complexity: "O(1)",
  arity: 2,
  flags: ["noscript", "loading", "stale"],
  tips: ["nondeterministic_output"],
  syntax: "",
  run(ctx) {
    describe(ctx, [ctx.session]);
  },
});

export const list = command({
  name: "LIST",
  since: "2.4.0",
  group: "connection",
  summary: "Lists open connections.",
  complexity: "O(N) where N is the number of client connections",
  arity: -2,
  flags: ["admin", "noscript", "loading", "stale"],
  tips: ["nondeterministic_output"],
  history: [
    ["2.8.12", "Added unique client `id` field."],
    ["5.0.0", "Added optional `TYPE` filter."],
    ["6.0.0", "Added `user` field."],
    ["6.2.0", "Added `argv-mem`, `tot-mem`, `laddr` and `redir` fields and the optional `ID` filter."],
    ["7.0.0", "Added `resp`, `multi-mem`, `rbs` and `rbp` fields."],
    ["7.0.3", "Added `ssub` field."],
  ],
  syntax: "[TYPE <NORMAL | MASTER | REPLICA | PUBSUB>] [ID client-id [client-id ...]]",
  run(ctx) {
    const { args, engine, reply } = ctx;
    if (args.argc === 2) return describe(ctx, engine.sessions.values());
    if (args.argc === 4 && args.is(2, "TYPE")) {
      const type = clientType(args, 3);
      if (type === undefined) return errorQuoting(reply, `ERR Unknown client type '${quoted(args, 3)}'`);
      return describe(ctx, [...engine.sessions.values()].filter((session) => session.type === type));
    }
    if (args.argc > 3 && args.is(2, "ID")) return listById(ctx);
    reply.error(SYNTAX_ERROR);
  },
});

function listById(ctx: Context): void {
  const { args, engine, reply } = ctx;
  const found: Session[] = [];
  for (let i = 3; i < args.argc; i++) {
    const id = args.int(i);
    if (id !== id) return reply.error("ERR Invalid client ID");
    const session = engine.sessions.get(id);
    if (session !== undefined) found.push(session);
  }
  describe(ctx, found);
}

function describe({ keyspace, reply }: Context, sessions: Iterable<Session>): void {
  let text = "";
  for (const session of sessions) text += `${clientLine(session, keyspace.now)}\n`;
  reply.verbatim("txt", text);
}
