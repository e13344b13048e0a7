import type { ReplyWriter, Request } from "../resp/mod.ts";
import type { Database, Type } from "../store/mod.ts";
import type { Command } from "./command.ts";
import type { Context } from "./context.ts";
import type { EffectListener } from "./effects.ts";
import type { Engine } from "./engine.ts";
import type { Session } from "./session.ts";
import { WaitTimer } from "./wait_timer.ts";
import { type Place, type WaitQueue, WaitQueues } from "./wait_queues.ts";

/** What a command waits for. */
export interface Wait {
  /** As {@linkcode readTimeout} gives it: ms, 0 for ever. */
  readonly timeout: number;
  /** The arguments that are the keys, if it waits for any: the first, the last, and the type of value that one of them must hold. */
  readonly keys?: { readonly first: number; readonly last: number; readonly type: Type };
  /** Run as well when a key is gone or holds another type: XREADGROUP must tell that its group went. */
  readonly onLoss?: boolean;
  /** To be run in place of the request as it came, with the keys at the same places: XREAD replaces `$` by the ID that it stands for now. */
  readonly request?: Request;
  /** Writes the reply at the timeout. Default: a null array. */
  readonly timedOut?: (reply: ReplyWriter) => void;
}

/** A session that waits, and what for. */
export interface Waiter {
  readonly session: Session;
  readonly command: Command;
  /** Its own copy of the request. */
  readonly request: Request;
  /** Whether CLIENT REPLY suppresses the reply. */
  readonly silent: boolean;
  readonly onLoss: boolean;
  readonly timedOut: (reply: ReplyWriter) => void;
  /** Its places in the queues of its keys, each key once. */
  readonly places: Place[];
  /** Monotonic ms; `Infinity`: it waits for ever. */
  readonly due: number;
  timerIndex: number;
  /** Whether it waits still: false once it was served, gave up, or its connection went. */
  waiting: boolean;
  /** Whether it has blocked again while it was run. */
  again: boolean;
}

/**
 * Blocking commands. A handler that finds nothing to do calls {@linkcode Blocking.block} in place of a reply, and returns:
 *
 *     run(ctx) {
 *       const timeout = readTimeout(ctx, ctx.args.argc - 1);
 *       if (timeout === NO_TIMEOUT) return;
 *       if (popFromFirstThatHasSome(ctx)) return;
 *       ctx.engine.blocking.block(ctx, { timeout, keys: { first: 1, last: ctx.args.argc - 2, type: Type.LIST } });
 *     }
 *
 * Its session runs nothing else meanwhile; later requests stay in the input buffer. Once one of the keys holds the type of value that it waits for,
 * the same request is run again from its start: the handler then replies, or blocks again, which leaves its place and its deadline as they were.
 *
 * Waiters are served in the order of their arrival at each key, and keys in the order in which they were touched, after the command (transaction,
 * script) that touched them has ended. Serving may make other keys ready; it goes on until none is left.
 *
 * While nobody waits for keys, changes of the data cost nothing.
 */
export class Blocking implements EffectListener {
  /** Whether keys were touched that somebody waits for: {@linkcode Blocking.serveReady} is to be called after the command. */
  hasReady = false;
  readonly #queues = new WaitQueues();
  readonly #timer: WaitTimer<Waiter>;
  /** What was touched, each queue once (`noted`). */
  readonly #ready: WaitQueue[] = [];
  /** Waiters to be run again, which wait for no key. */
  #retries: Waiter[] = [];
  /** Keys that were touched and whose waiters CLIENT PAUSE stops; they stay `noted`. */
  #held: WaitQueue[] = [];
  #serving = false;

  constructor(readonly engine: Engine) {
    this.#timer = new WaitTimer(engine.clock, (waiter) => this.#giveUp(waiter));
  }

  /** How many keys somebody waits for. */
  get keyCount(): number {
    return this.#queues.count;
  }

  /** How many keys somebody waits for to be lost. */
  get lossKeyCount(): number {
    return this.#queues.onLoss;
  }

  /** How many waiters have a timeout. */
  get timedCount(): number {
    return this.#timer.size;
  }

  /**
   * Blocks the session whose command runs, until it can be served, gives up (timeout, CLIENT UNBLOCK) or goes. Nothing must have been replied. Where
   * blocking is not allowed (`session.canBlock`) the reply is that of the timeout, at once.
   */
  block(ctx: Context, wait: Wait): void {
    const { session } = ctx;
    const timedOut = wait.timedOut ?? replyNullArray;
    if (!session.canBlock) return timedOut(ctx.reply);
    this.engine.router.withdraw(session);
    if (session.waiter !== null) {
      session.waiter.again = true;
      return;
    }
    const waiter: Waiter = {
      session,
      command: ctx.command,
      request: wait.request ?? ctx.args.clone(),
      silent: ctx.reply !== session.out,
      onLoss: wait.onLoss === true,
      timedOut,
      places: [],
      due: wait.timeout === 0 ? Infinity : this.engine.clock.monotonic() + wait.timeout,
      timerIndex: -1,
      waiting: true,
      again: false,
    };
    session.waiter = waiter;
    session.hold = "blocked";
    if (wait.timeout !== 0) this.#timer.add(waiter);
    if (wait.keys !== undefined) this.#queueUp(waiter, ctx.db, wait.keys.first, wait.keys.last, wait.keys.type);
  }

  /**
   * Has the request of a blocked session run again, if it is blocked: what it waits for is no key, and has come. That is done after the command that
   * runs; outside of any, call {@linkcode Blocking.serveReadyApart}.
   */
  retry({ waiter }: Session): void {
    if (waiter === null) return;
    this.#retries.push(waiter);
    this.hasReady = true;
  }

  /** CLIENT UNBLOCK: ends a session's wait as its timeout would, or with an error. Returns whether it was blocked. */
  unblock(session: Session, error?: string): boolean {
    const { waiter } = session;
    if (waiter === null) return false;
    if (error === undefined) this.#giveUp(waiter);
    else this.#end(waiter, (reply) => reply.error(error));
    return true;
  }

  /** The session's connection is gone. */
  forget(session: Session): void {
    if (session.waiter !== null) this.#leave(session.waiter);
  }

  /** Serves those who wait for keys that were touched, in a batch of the router. */
  serveReady(): void {
    if (this.#serving) return;
    this.#serving = true;
    if (this.#retries.length > 0) this.#serveRetries();
    // More may become ready on the way.
    for (let i = 0; i < this.#ready.length; i++) this.#serveQueue(this.#ready[i]);
    this.#ready.length = 0;
    this.#serving = this.hasReady = false;
  }

  /** The same outside of any batch. */
  serveReadyApart(): void {
    if (this.hasReady) this.engine.router.apart(() => this.serveReady());
  }

  /** CLIENT PAUSE has ended: what it held up is ready. */
  resume(): void {
    const held = this.#held;
    this.#held = [];
    for (const queue of held) this.#note(queue);
    if (this.#retries.length > 0) this.hasReady = true;
  }

  /** Leaves no timer behind. */
  stop(): void {
    this.#timer.stop();
  }

  touched(database: Database, buf: Uint8Array, start: number, end: number): void {
    let queue = this.#queues.find(database, buf, start, end) ?? null;
    for (; queue !== null; queue = queue.sibling) {
      if (!queue.noted && queue.isFor(buf, start, end)) this.#note(queue);
    }
  }

  expired(database: Database, buf: Uint8Array, start: number, end: number): void {
    this.touched(database, buf, start, end);
  }

  replaced(database: Database): void {
    for (const queue of this.#queues.of(database)) if (!queue.noted) this.#note(queue);
  }

  #note(queue: WaitQueue): void {
    queue.noted = true;
    this.hasReady = true;
    this.#ready.push(queue);
  }

  #queueUp(waiter: Waiter, database: Database, first: number, last: number, type: Type): void {
    if (this.#queues.count === 0) this.engine.effects.add(this);
    for (let i = first; i <= last; i++) {
      const place = this.#queues.join(waiter, i, database, type);
      if (place !== null) waiter.places.push(place);
    }
  }

  #serveRetries(): void {
    const retries = this.#retries;
    this.#retries = [];
    for (const waiter of retries) {
      if (this.engine.pause.stops(waiter.command)) this.#retries.push(waiter);
      else if (waiter.waiting) this.#serve(waiter);
    }
  }

  /** Serves the waiters of a key in their order, as long as it holds what they wait for. */
  #serveQueue(queue: WaitQueue): void {
    const { database, type } = queue;
    const { pause } = this.engine;
    let isHeld = false;
    for (let place = queue.first; place !== null; place = place.next) {
      const { argument, waiter } = place;
      const { buf, start, end } = waiter.request;
      const ref = database.peek(buf, start[argument], end[argument]);
      const isReady = ref !== 0 && database.type(ref) === type;
      if (!isReady && queue.onLoss === 0) break;
      if (!waiter.waiting || (!isReady && !waiter.onLoss)) continue;
      if (pause.stops(waiter.command)) isHeld = true;
      else this.#serve(waiter);
    }
    // Until here, so that what its own waiters do to the key does not put it in the line again.
    queue.noted = isHeld;
    if (isHeld) this.#held.push(queue);
  }

  /** Runs the waiter's request again; that may end its wait, or not. */
  #serve(waiter: Waiter): void {
    waiter.again = false;
    try {
      this.engine.router.runAgain(waiter);
    } catch (error) {
      this.#fail(waiter, error);
      return;
    }
    if (waiter.again || !waiter.waiting) return;
    this.#leave(waiter);
    this.#goOn(waiter.session);
  }

  #giveUp(waiter: Waiter): void {
    this.#end(waiter, waiter.timedOut);
  }

  #end(waiter: Waiter, write: (reply: ReplyWriter) => void): void {
    this.#leave(waiter);
    this.engine.router.endUnrun(waiter, write);
    this.#goOn(waiter.session);
  }

  /** Takes the waiter out of everything. */
  #leave(waiter: Waiter): void {
    const { session, places } = waiter;
    this.#timer.remove(waiter);
    waiter.waiting = false;
    session.waiter = null;
    session.hold = null;
    if (places.length === 0) return;
    for (const place of places) this.#queues.leave(place);
    if (this.#queues.count === 0) this.engine.effects.remove(this);
  }

  /** Sends the reply, and runs the requests that have come in meanwhile. */
  #goOn(session: Session): void {
    session.lastActive = this.engine.clock.now();
    session.link.wake();
    if (session.link.inputBytes > 0) session.link.resume();
  }

  /** A handler threw: a fault of the server. Its client cannot go on, the one whose command woke it can. */
  #fail({ session }: Waiter, error: unknown): void {
    const text = error instanceof Error ? error.stack ?? error.message : String(error);
    const { id, link, name } = session;
    this.engine.host.log(
      "warning",
      `Internal error, closing client id=${id} addr=${link.peer} laddr=${link.local} name=${name}: ${text}`,
    );
    link.close();
  }
}

function replyNullArray(reply: ReplyWriter): void {
  reply.nullArray();
}
