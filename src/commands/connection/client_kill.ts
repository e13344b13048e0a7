import {
  type ClientType,
  command,
  type Context,
  errorQuoting,
  quoted,
  type Session,
  SYNTAX_ERROR,
} from "../../engine/mod.ts";
import { clientType } from "./_client_type.ts";
import { DEFAULT_USER } from "./_login.ts";

/** Whom to kill: clients that meet all that is set. */
interface Filter {
  id?: number;
  peer?: string;
  local?: string;
  type?: ClientType;
  user?: string;
  /** Seconds since the client connected, at least. */
  age?: number;
  skipSelf: boolean;
}

export const kill = command({
  name: "KILL",
  since: "2.4.0",
  group: "connection",
  summary: "Terminates open connections.",
  complexity: "O(N) where N is the number of client connections",
  arity: -3,
  flags: ["admin", "noscript", "loading", "stale"],
  history: [
    ["2.8.12", "Added new filter format."],
    ["2.8.12", "`ID` option."],
    ["3.2.0", "Added `master` type in for `TYPE` option."],
    ["5.0.0", "Replaced `slave` `TYPE` with `replica`. `slave` still supported for backward compatibility."],
    ["6.2.0", "`LADDR` option."],
    ["7.4.0", "`MAXAGE` option."],
  ],
  syntax:
    "<ip:port | <[ID client-id] | [TYPE <NORMAL | MASTER | SLAVE | REPLICA | PUBSUB>] | [USER username] | [ADDR ip:port] | " +
    "[LADDR ip:port] | [SKIPME <YES | NO>] | [MAXAGE maxage] ...>>",
  run(ctx) {
    const { args, reply } = ctx;
    if (args.argc === 3) {
      if (killMatching(ctx, { peer: args.string(2), skipSelf: false }) === 0) reply.error("ERR No such client");
      else reply.ok();
      return;
    }
    const filter = parseFilter(ctx);
    if (filter !== null) reply.integer(killMatching(ctx, filter));
  },
});

/** Replies the error and returns `null` if there is one. */
function parseFilter({ args, reply }: Context): Filter | null {
  const filter: Filter = { skipSelf: true };
  for (let i = 2; i < args.argc; i += 2) {
    const error = i + 1 < args.argc ? addFilter(filter, args, i) : SYNTAX_ERROR;
    if (error === null) continue;
    errorQuoting(reply, error);
    return null;
  }
  return filter;
}

/** Adds the filter that arguments `i` and `i + 1` are; returns an error text if they are none. */
function addFilter(filter: Filter, args: Context["args"], i: number): string | null {
  const value = i + 1;
  if (args.is(i, "ID")) {
    const id = args.int(value);
    if (!(id > 0)) return "ERR client-id should be greater than 0";
    filter.id = id;
  } else if (args.is(i, "TYPE")) {
    const type = clientType(args, value);
    if (type === undefined) return `ERR Unknown client type '${quoted(args, value)}'`;
    filter.type = type;
  } else if (args.is(i, "USER")) {
    if (args.string(value) !== DEFAULT_USER) return `ERR No such user '${quoted(args, value)}'`;
    filter.user = DEFAULT_USER;
  } else if (args.is(i, "MAXAGE")) {
    const age = args.int(value);
    if (age !== age) return "ERR maxage is not an integer or out of range";
    if (age <= 0) return "ERR maxage should be greater than 0";
    filter.age = age;
  } else if (args.is(i, "ADDR")) filter.peer = args.string(value);
  else if (args.is(i, "LADDR")) filter.local = args.string(value);
  else if (args.is(i, "SKIPME") && args.is(value, "YES")) filter.skipSelf = true;
  else if (args.is(i, "SKIPME") && args.is(value, "NO")) filter.skipSelf = false;
  else return SYNTAX_ERROR;
  return null;
}

/** Kills; returns how many. The session's own connection goes once the reply has gone out. */
function killMatching({ engine, keyspace, session }: Context, filter: Filter): number {
  let killed = 0;
  for (const other of engine.sessions.values()) {
    if (!meets(other, filter, keyspace.now) || (filter.skipSelf && other === session)) continue;
    killed++;
    if (other === session) session.closing = true;
    else other.link.close();
  }
  return killed;
}

function meets({ id, link, type, user, createdAt }: Session, filter: Filter, now: number): boolean {
  return (filter.id === undefined || filter.id === id) &&
    (filter.peer === undefined || filter.peer === link.peer) &&
    (filter.local === undefined || filter.local === link.local) &&
    (filter.type === undefined || filter.type === type) &&
    (filter.user === undefined || filter.user === user) &&
    (filter.age === undefined || now - createdAt >= filter.age * 1000);
}
