import { type BufferPool, ReplyWriter } from "../resp/mod.ts";
import type { Database } from "../store/mod.ts";
import type { Waiter } from "./blocking.ts";
import type { Command } from "./command.ts";
import { Gate } from "./gate.ts";

/** The connection under a session, as the engine sees it. */
export interface Link {
  /** The other side as CLIENT LIST prints it: `127.0.0.1:5123`, `[::1]:5123`, `/tmp/redis.sock:0`. */
  readonly peer: string;
  /** This side, likewise. */
  readonly local: string;
  /** A unix socket or a loopback address: what `protected-mode` lets in. */
  readonly isLocal: boolean;
  readonly isUnix: boolean;
  /** Bytes in the input buffer that wait to be run, and the room left there. */
  readonly inputBytes: number;
  readonly inputRoom: number;
  /** Bytes of replies that the other side has not taken: those that wait in the session's writer, and those being written. */
  readonly outputBytes: number;
  /** Bytes of memory of all buffers of the connection. */
  readonly memory: number;
  /** Sends what the session's writer holds, at the end of the turn. */
  wake(): void;
  /** Goes on with the requests that wait in the input buffer: what held the session has ended. */
  resume(): void;
  /** Closes at once; what was not sent is lost. */
  close(): void;
}

/** Why a session runs no commands for now: CLIENT PAUSE stops the next one, or the last one blocks. */
export type Hold = "paused" | "blocked";

/** What sort of client it is, as CLIENT LIST and CLIENT KILL tell them apart. */
export type ClientType = "normal" | "master" | "replica" | "pubsub";

/** What CLIENT REPLY asked for. */
export type ReplyMode = "on" | "off" | "skip";

/** One client: who it is and what state the protocol is in. */
export class Session {
  readonly out: ReplyWriter;
  /** `Gate` bits that concern this session. */
  gate = 0;
  authenticated = true;
  user = "default";
  name = "";
  type: ClientType = "normal";
  libraryName = "";
  libraryVersion = "";
  replyMode: ReplyMode = "on";
  noEvict = false;
  noTouch = false;
  /** Close once all replies have gone out. */
  closing = false;
  /** Set while the session waits for something; its requests stay in the input buffer. */
  hold: Hold | null = null;
  /** Set while the session is blocked: {@linkcode Blocking.block}. */
  waiter: Waiter | null = null;
  /** Whether a command may block: not within a transaction or script. */
  canBlock = true;
  /** Unix time in ms. */
  lastActive: number;
  lastCommand: Command | null = null;
  commands = 0;
  inputTotal = 0;
  outputTotal = 0;

  constructor(
    /** Never given twice. */
    readonly id: number,
    readonly link: Link,
    public db: Database,
    pool: BufferPool,
    /** Unix time in ms. */
    readonly createdAt: number,
  ) {
    this.out = new ReplyWriter(pool);
    this.lastActive = createdAt;
  }

  /** 2 or 3. */
  get protocol(): 2 | 3 {
    return this.out.resp3 ? 3 : 2;
  }
}

/** CLIENT REPLY: `skip` holds for the next command only. */
export function setReplyMode(session: Session, mode: ReplyMode): void {
  session.replyMode = mode;
  concernEveryCommand(session);
}

/** CLIENT NO-TOUCH. */
export function setNoTouch(session: Session, on: boolean): void {
  session.noTouch = on;
  concernEveryCommand(session);
}

function concernEveryCommand(session: Session): void {
  if (session.replyMode !== "on" || session.noTouch) session.gate |= Gate.EVERY;
  else session.gate &= ~Gate.EVERY;
}
