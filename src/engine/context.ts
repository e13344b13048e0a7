import type { ReplyWriter, Request } from "../resp/mod.ts";
import type { Database, Keyspace } from "../store/mod.ts";
import type { Command } from "./command.ts";
import type { Engine } from "./engine.ts";
import type { Session } from "./session.ts";

/** What a handler gets. One object serves all calls: keep nothing of it past the handler's return. */
export interface Context {
  /** The request: `args.bytes(0)` is the command's name. */
  args: Request;
  /** Where the reply goes. */
  reply: ReplyWriter;
  session: Session;
  /** The session's selected database. */
  db: Database;
  keyspace: Keyspace;
  engine: Engine;
  /** The command that runs. */
  command: Command;
}
