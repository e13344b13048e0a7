import { ReplyWriter, type Request } from "../resp/mod.ts";
import { beginRequests, endRequests } from "../store/mod.ts";
import { admit, restoreAccessMode, Verdict } from "./admission.ts";
import type { Waiter } from "./blocking.ts";
import type { Command } from "./command.ts";
import type { Context } from "./context.ts";
import type { Engine } from "./engine.ts";
import { wrongArity } from "./errors.ts";
import { Prefetch } from "./prefetch.ts";
import { refuseUnknownCommand, refuseUnknownSubcommand } from "./refusal.ts";
import { type Session, setReplyMode } from "./session.ts";

/** Calls of constant-time commands that are timed as one run at most. */
const LONGEST_RUN = 256;
/** Calls of each command that are all timed, before timing goes by samples. */
const TIMED_CALLS = 16;

const NO_INPUT = new Uint8Array(0);

/** Takes each request to its command's handler, and keeps the time. */
export class Router {
  readonly #context: Context;
  /** The commands of the requests that were read ahead. */
  readonly #foreseen: (Command | null)[] = [];
  readonly #prefetch = new Prefetch();
  /** Takes the replies that CLIENT REPLY suppresses. */
  readonly #nowhere: ReplyWriter;
  /** The command of the run under way, `null` between batches, and its calls so far. */
  #running: Command | null = null;
  #calls = 0;
  /** Whether the run is timed, and the monotonic ms at its start. */
  #timed = false;
  #since = 0;
  /** Whether nothing has run since `#since`. */
  #fresh = false;
  /** Counts runs, to choose those that are timed. */
  #runs = 0;

  constructor(readonly engine: Engine) {
    this.#context = { engine, keyspace: engine.keyspace } as Context;
    this.#nowhere = new ReplyWriter(engine.pool);
  }

  /** Starts a batch of requests from `input`: one look at the wall clock serves them all. */
  beginBatch(input: Uint8Array): void {
    beginRequests(input);
    this.engine.keyspace.setTime(this.engine.clock.now());
  }

  /** Ends the batch and books its time. */
  endBatch(): void {
    this.#endRun();
    this.#running = null;
    this.#fresh = false;
    endRequests();
  }

  /** Runs `task`, which runs commands that no connection sends now, as a batch of its own. */
  apart(task: () => void): void {
    this.beginBatch(NO_INPUT);
    try {
      task();
    } finally {
      this.endBatch();
    }
  }

  /** Monotonic ms at the last look at the clock. */
  get lastLook(): number {
    return this.#since;
  }

  /**
   * Finds the command of a request that will be run as number `index` of those read ahead, and notes the keys it will touch. Requests without
   * arguments are passed over.
   */
  foresee(session: Session, args: Request, index: number): void {
    if (args.argc === 0) return;
    const command = this.engine.table.find(args.buf, args.start[0], args.end[0]);
    this.#foreseen[index] = command;
    this.#prefetch.note(session.db, args, command, index);
  }

  /** Brings what the foreseen requests will touch into the processor's cache. */
  fetch(): void {
    this.#prefetch.fetch();
  }

  /**
   * Runs a request that was foreseen as number `index`. Returns false if it must be run again later: `session.hold` says what it waits for.
   */
  execute(session: Session, args: Request, index: number): boolean {
    const { engine } = this;
    let command = this.#foreseen[index];
    if (command === null) return this.#refuse(session, args, null);
    if (command.subcommands !== null && args.argc > 1) {
      const sub = command.subcommands.find(args.buf, args.start[1], args.end[1]);
      if (sub === null) return this.#refuse(session, args, command);
      command = sub;
    }
    if (command !== this.#running || command.timedAlone || this.#calls >= LONGEST_RUN) this.#beginRun(command);
    const { arity } = command;
    if (arity > 0 ? args.argc !== arity : args.argc < -arity) return this.#refuse(session, args, command);

    const context = this.#context;
    context.args = args;
    context.reply = session.out;
    context.session = session;
    context.db = session.db;
    context.command = command;
    if (((session.gate | engine.gate) & command.gates) !== 0) return this.#executeGuarded(context);
    this.#prefetch.recall(args, index);
    this.#calls++;
    session.commands++;
    session.lastCommand = command;
    command.run(context);
    if (context.reply.failure !== null) this.#count(session.out, command, false);
    if (engine.blocking.hasReady) engine.blocking.serveReady();
    return true;
  }

  /** The rest of {@linkcode Router.execute} where a gate bit calls for a closer look. */
  #executeGuarded(context: Context): boolean {
    const { command, session } = context;
    const silent = session.replyMode !== "on";
    if (silent) context.reply = this.#nowhere;
    const verdict = admit(context);
    if (verdict === Verdict.LATER) return false;
    if (session.replyMode === "skip") setReplyMode(session, "on");
    if (verdict === Verdict.ADMITTED) {
      this.#calls++;
      session.commands++;
      session.lastCommand = command;
      this.#runApart(context);
    }
    if (context.reply.failure !== null) this.#count(context.reply, command, verdict === Verdict.REFUSED);
    if (silent) this.#nowhere.clear();
    if (this.engine.blocking.hasReady) this.engine.blocking.serveReady();
    return true;
  }

  /** The command that runs blocks: its call counts when it has ended. */
  withdraw(session: Session): void {
    this.#calls--;
    session.commands--;
  }

  /** Runs the request of a blocked session again. Within a batch, after the command that makes it do so has ended. */
  runAgain(waiter: Waiter): void {
    const { command, request, session, silent } = waiter;
    if (command !== this.#running || command.timedAlone || this.#calls >= LONGEST_RUN) this.#beginRun(command);
    const context = this.#context;
    const reply = silent ? this.#nowhere : session.out;
    context.args = request;
    context.reply = reply;
    context.session = session;
    context.db = session.db;
    context.command = command;
    // What has changed since it blocked may stand against it now.
    const isGuarded = ((session.gate | this.engine.gate) & command.gates) !== 0;
    const verdict = isGuarded ? admit(context) : Verdict.ADMITTED;
    if (verdict === Verdict.ADMITTED) {
      this.#calls++;
      session.commands++;
      this.#runApart(context);
    }
    if (reply.failure !== null) this.#count(reply, command, verdict === Verdict.REFUSED);
    if (silent) this.#nowhere.clear();
  }

  /** Ends the command of a blocked session without running it again: `write` gives the reply. */
  endUnrun({ command, session, silent }: Waiter, write: (reply: ReplyWriter) => void): void {
    const reply = silent ? this.#nowhere : session.out;
    write(reply);
    this.engine.statistics.commands++;
    session.commands++;
    command.countUntimed(1);
    if (reply.failure !== null) this.#count(reply, command, false);
    if (silent) this.#nowhere.clear();
  }

  /** Runs a command for which admission may have changed how accesses are marked. */
  #runApart(context: Context): void {
    try {
      context.command.run(context);
    } catch (error) {
      this.#nowhere.clear();
      this.#nowhere.failure = null;
      throw error;
    } finally {
      restoreAccessMode(this.engine);
    }
  }

  /**
   * Books the run so far and starts the next. Looking at the clock twice costs as much as a GET, so of the runs of a constant-time command only
   * the first and then every eighth are timed, for all.
   */
  #beginRun(command: Command): void {
    this.#endRun();
    this.#running = command;
    this.#timed = command.timedAlone || command.calls < TIMED_CALLS || (++this.#runs & 7) === 0;
    if (this.#timed && !this.#fresh) this.#since = this.engine.clock.monotonic();
    this.#fresh = false;
  }

  #endRun(): void {
    if (this.#calls === 0) return;
    const command = this.#running!;
    this.engine.statistics.commands += this.#calls;
    if (this.#timed) {
      const now = this.engine.clock.monotonic();
      command.count(this.#calls, now - this.#since);
      this.#since = now;
      this.#fresh = true;
    } else {
      command.countUntimed(this.#calls);
    }
    this.#calls = 0;
  }

  #refuse(session: Session, args: Request, command: Command | null): boolean {
    if (command === null && isHttp(args)) return this.#dropAttacker(session);
    const silent = session.replyMode !== "on";
    const out = silent ? this.#nowhere : session.out;
    if (session.replyMode === "skip") setReplyMode(session, "on");
    session.lastCommand = null;
    if (command === null) refuseUnknownCommand(out, args);
    else if (command.subcommands !== null && args.argc > 1) refuseUnknownSubcommand(out, args, command);
    else {
      session.lastCommand = command;
      out.error(wrongArity(command.name));
    }
    this.#count(out, command, true);
    if (silent) this.#nowhere.clear();
    return true;
  }

  #dropAttacker(session: Session): boolean {
    this.engine.host.log(
      "warning",
      "Possible SECURITY ATTACK detected. It looks like somebody is sending POST or Host: commands to Redis. " +
        "This is likely due to an attacker attempting to use Cross Protocol Scripting to compromise your Redis instance. " +
        "Connection aborted.",
    );
    session.closing = true;
    session.link.close();
    return true;
  }

  /** Counts an error reply, of a command that ran or that was refused. */
  #count(out: ReplyWriter, command: Command | null, refused: boolean): boolean {
    if (out.failure !== null) this.engine.statistics.countError(out.failure);
    out.failure = null;
    if (command !== null) {
      if (refused) command.rejected++;
      else command.failed++;
    }
    return true;
  }
}

/** A line of an HTTP request, which a web page may have made a browser send here. */
function isHttp(args: Request): boolean {
  return args.is(0, "POST") || args.is(0, "HOST:");
}
