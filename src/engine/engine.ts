import type { Clock, Random } from "../platform/mod.ts";
import type { BufferPool } from "../resp/mod.ts";
import { Keyspace } from "../store/mod.ts";
import { installHashes } from "../types/hash/mod.ts";
import { Blocking } from "./blocking.ts";
import { Effects } from "./effects.ts";
import { Gate } from "./gate.ts";
import { KeyVersions } from "./key_versions.ts";
import type { Host } from "./host.ts";
import { Pause } from "./pause.ts";
import { Router } from "./router.ts";
import { type Link, Session } from "./session.ts";
import { defaultSettings, type Settings } from "./settings.ts";
import type { CommandSpec } from "./spec.ts";
import { Statistics } from "./statistics.ts";
import { CommandTable } from "./table.ts";

/** What the engine is made of. */
export interface EngineParts {
  readonly clock: Clock;
  readonly random: Random;
  readonly pool: BufferPool;
  readonly databases: number;
  readonly commands: readonly CommandSpec[];
  readonly host: Host;
}

/** The heart of the server: data, commands and clients, without sockets, files or configuration. */
export class Engine {
  readonly clock: Clock;
  readonly random: Random;
  readonly pool: BufferPool;
  readonly host: Host;
  readonly keyspace: Keyspace;
  readonly table: CommandTable;
  readonly router: Router;
  readonly pause: Pause;
  /** Who listens to changes of the data. */
  readonly effects: Effects;
  readonly keyVersions: KeyVersions;
  readonly blocking: Blocking;
  readonly settings: Settings = defaultSettings();
  readonly statistics = new Statistics();
  /** By id, in the order of their arrival. */
  readonly sessions = new Map<number, Session>();
  /** `Gate` bits that concern every session. */
  gate = 0;
  /** Whether keys whose deadline has passed are removed unasked. */
  activeExpire = true;

  #lastSession = 0;

  constructor(parts: EngineParts) {
    this.clock = parts.clock;
    this.random = parts.random;
    this.pool = parts.pool;
    this.host = parts.host;
    this.keyspace = new Keyspace(parts.databases, (limit) => this.random.below(limit));
    this.keyspace.setTime(this.clock.now());
    installHashes(this.keyspace);
    this.table = new CommandTable(parts.commands, null);
    this.router = new Router(this);
    this.pause = new Pause(this);
    this.effects = new Effects(this.keyspace);
    this.keyVersions = new KeyVersions(this.effects);
    this.blocking = new Blocking(this);
  }

  /** Admits a connection. */
  open(link: Link): Session {
    const session = new Session(++this.#lastSession, link, this.keyspace.databases[0], this.pool, this.clock.now());
    this.sessions.set(session.id, session);
    this.deauthenticate(session);
    this.statistics.connections++;
    return session;
  }

  /** Forgets a session whose connection is gone. */
  close(session: Session): void {
    this.sessions.delete(session.id);
    this.blocking.forget(session);
  }

  /** Marks a session as logged in. */
  authenticate(session: Session): void {
    session.authenticated = true;
    session.gate &= ~Gate.UNAUTHENTICATED;
  }

  /** Puts a session back to where it was when it connected: the default user, logged in only if that needs no password. */
  deauthenticate(session: Session): void {
    session.user = "default";
    session.authenticated = this.settings.password === "";
    if (session.authenticated) session.gate &= ~Gate.UNAUTHENTICATED;
    else session.gate |= Gate.UNAUTHENTICATED;
  }
}
