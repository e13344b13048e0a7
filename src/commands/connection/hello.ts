import { command, type Context, errorQuoting, quoted, REDIS_VERSION } from "../../engine/mod.ts";
import { login } from "./_login.ts";
import { BAD_NAME, isVisibleAscii } from "./_names.ts";

const NOT_LOGGED_IN =
  "NOAUTH HELLO must be called with the client already authenticated, otherwise the HELLO <proto> AUTH <user> <pass> option can be used " +
  "to authenticate the client and select the RESP protocol version at the same time";

/** Where HELLO's options stand among the arguments: 0 for one that is not there. */
interface Options {
  user: number;
  name: number;
}

export const hello = command({
  name: "HELLO",
  since: "6.0.0",
  group: "connection",
  summary: "Handshakes with the Redis server.",
  complexity: "O(1)",
  arity: -1,
  flags: ["noscript", "loading", "stale", "fast", "no_auth", "allow_busy"],
  history: [[
    "6.2.0",
    "`protover` made optional; when called without arguments the command reports the current connection's context.",
  ]],
  syntax: "[protover [AUTH username password] [SETNAME clientname]]",
  run(ctx) {
    const { args, reply, session } = ctx;
    const protocol = args.argc > 1 ? args.int(1) : session.protocol;
    if (protocol !== protocol) return reply.error("ERR Protocol version is not an integer or out of range");
    if (protocol !== 2 && protocol !== 3) return reply.error("NOPROTO unsupported protocol version");
    const options = parseOptions(ctx);
    if (options === null) return;
    if (options.user > 0 && !login(ctx, args.string(options.user), options.user + 1)) return;
    if (!session.authenticated) return reply.error(NOT_LOGGED_IN);
    if (options.name > 0) session.name = args.latin1(options.name);
    session.out.resp3 = protocol === 3;
    introduce(ctx, protocol);
  },
});

/** Replies the error and returns `null` if there is one. */
function parseOptions({ args, reply }: Context): Options | null {
  const options = { user: 0, name: 0 };
  for (let i = 2; i < args.argc; i++) {
    const more = args.argc - 1 - i;
    if (more >= 2 && args.is(i, "AUTH")) {
      options.user = i + 1;
      i += 2;
    } else if (more >= 1 && args.is(i, "SETNAME")) {
      options.name = ++i;
      if (!isVisibleAscii(args.bytes(i))) {
        reply.error(BAD_NAME);
        return null;
      }
    } else {
      errorQuoting(reply, `ERR Syntax error in HELLO option '${quoted(args, i)}'`);
      return null;
    }
  }
  return options;
}

function introduce({ reply, session }: Context, protocol: number): void {
  reply.map(7);
  reply.bulkString("server");
  reply.bulkString("redis");
  reply.bulkString("version");
  reply.bulkString(REDIS_VERSION);
  reply.bulkString("proto");
  reply.integer(protocol);
  reply.bulkString("id");
  reply.integer(session.id);
  reply.bulkString("mode");
  reply.bulkString("standalone");
  reply.bulkString("role");
  reply.bulkString("master");
  reply.bulkString("modules");
  reply.array(0);
}
