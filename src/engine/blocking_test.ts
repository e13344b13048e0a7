import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { FakeClock } from "../../tests/support/fakes/mod.ts";
import { fromString, latin1 } from "../bytes/mod.ts";
import { BufferPool, Request } from "../resp/mod.ts";
import { type Database, NO_DEADLINE, Span, StringEncoding, Type } from "../store/mod.ts";
import type { Context } from "./context.ts";
import { Engine } from "./engine.ts";
import { Gate } from "./gate.ts";
import type { Host } from "./host.ts";
import { type Link, type Session, setReplyMode } from "./session.ts";
import { command, type CommandSpec, type Flag } from "./spec.ts";

/** A connection of which only the replies are of interest. */
class TestLink implements Link {
  readonly peer = "test:1";
  readonly local = "test:2";
  readonly isLocal = true;
  readonly isUnix = false;
  inputBytes = 0;
  readonly inputRoom = 0;
  readonly outputBytes = 0;
  readonly memory = 0;
  woken = 0;
  resumed = 0;
  isClosed = false;
  readonly session: Session;

  constructor(readonly engine: Engine) {
    this.session = engine.open(this);
  }

  wake(): void {
    this.woken++;
  }

  resume(): void {
    this.resumed++;
  }

  close(): void {
    this.isClosed = true;
    this.engine.close(this.session);
  }

  /** What has been replied since the last look. */
  get replies(): string {
    const { out } = this.session;
    let text = "";
    for (let buffer = out.take(); buffer !== null; buffer = out.take()) text += latin1(buffer, 0, out.takenBytes);
    return text.replaceAll("\r\n", " ").trim();
  }

  get isBlocked(): boolean {
    return this.session.hold === "blocked";
  }
}

const span = new Span();

/** Strings serve as lists of characters, so that the mechanism can be told from the lists of Redis. */
function read(database: Database, key: Uint8Array): string {
  const ref = database.peek(key, 0, key.length);
  if (ref === 0) return "";
  const { buf, start, end } = database.value(ref, span);
  return latin1(buf, start, end);
}

function write(database: Database, key: Uint8Array, text: string): void {
  const value = fromString(text);
  if (text === "") database.remove(key, 0, key.length);
  else database.setString(key, 0, key.length, value, 0, value.length, NO_DEADLINE, StringEncoding.AUTO);
}

function takeFirst(database: Database, key: Uint8Array): string {
  const text = read(database, key);
  if (text !== "") write(database, key, text.slice(1));
  return text.slice(0, 1);
}

/** How often a command was run that may block. */
let runs = 0;

function spec(name: string, flags: Flag[], run: (ctx: Context) => void, complexity = "O(N)"): CommandSpec {
  return command({ name, since: "1.0.0", group: "list", summary: "", complexity, arity: -1, flags, syntax: "", run });
}

const COMMANDS = [
  /** PUSH (key text)...: all pairs, as a transaction would. */
  spec("PUSH", ["write"], ({ args, db, reply }) => {
    for (let i = 1; i < args.argc; i += 2) write(db, args.copy(i), read(db, args.copy(i)) + args.latin1(i + 1));
    reply.ok();
  }, "O(1)"),
  spec(
    "DEL",
    ["write"],
    ({ args, db, reply }) => reply.integer(db.remove(args.buf, args.start[1], args.end[1]) ? 1 : 0),
  ),
  /** TAKE key... timeout: the first character of the first key that has one. */
  spec("TAKE", ["write", "blocking", "denyoom"], (ctx) => {
    const { args, db, engine, reply } = ctx;
    runs++;
    const last = args.argc - 2;
    for (let i = 1; i <= last; i++) {
      const text = takeFirst(db, args.copy(i));
      if (text !== "") return reply.simple(text);
    }
    engine.blocking.block(ctx, { timeout: args.int(last + 1), keys: { first: 1, last, type: Type.STRING } });
  }),
  /** SHIFT from to timeout: moves a character. */
  spec("SHIFT", ["write", "blocking"], (ctx) => {
    const { args, db, engine, reply } = ctx;
    runs++;
    const text = takeFirst(db, args.copy(1));
    if (text === "") {
      return engine.blocking.block(ctx, { timeout: args.int(3), keys: { first: 1, last: 1, type: Type.STRING } });
    }
    write(db, args.copy(2), read(db, args.copy(2)) + text);
    reply.simple(text);
  }, "O(1)"),
  /** ALERT key type: waits for a type of value, or for the loss of the key. */
  spec("ALERT", ["readonly", "blocking"], (ctx) => {
    const { args, db, engine, reply } = ctx;
    runs++;
    if (args.argc === 4 && read(db, args.copy(1)) === "") return reply.simple("lost");
    const keys = { first: 1, last: 1, type: args.int(2) as Type };
    const timedOut = () => reply.null();
    engine.blocking.block(ctx, { timeout: 0, keys, onLoss: args.argc === 4, timedOut });
  }),
  /** PARK flag timeout: until the flag is set, which is no key. */
  spec("PARK", ["blocking"], (ctx) => {
    runs++;
    if (flags.has(ctx.args.latin1(1))) return ctx.reply.simple("set");
    ctx.engine.blocking.block(ctx, { timeout: ctx.args.int(2), timedOut: (reply) => reply.integer(0) });
  }),
  spec("FAIL", ["blocking"], (ctx) => {
    if (read(ctx.db, ctx.args.copy(1)) !== "") throw new Error("a fault");
    ctx.engine.blocking.block(ctx, { timeout: 0, keys: { first: 1, last: 1, type: Type.STRING } });
  }),
];
const flags = new Set<string>();

class Tested {
  readonly clock = new FakeClock();
  readonly log: string[] = [];
  readonly engine = new Engine({
    clock: this.clock,
    random: { fill: () => {}, below: () => 0 },
    pool: new BufferPool(),
    databases: 2,
    commands: COMMANDS,
    host: { log: (_, message) => this.log.push(message) } as Partial<Host> as Host,
  });

  client(): TestLink {
    return new TestLink(this.engine);
  }

  /** Runs a command as the connection does; the reply, empty if there is none yet. */
  call({ session }: TestLink, ...words: (string | number)[]): void {
    const { router } = this.engine;
    const request = Request.of(words.map((word) => fromString(String(word))));
    router.beginBatch(request.buf);
    router.foresee(session, request, 0);
    assert(router.execute(session, request, 0));
    // The input buffer is used for other requests.
    request.buf.fill(0);
    router.endBatch();
  }

  ask(link: TestLink, ...words: (string | number)[]): string {
    this.call(link, ...words);
    return link.replies;
  }

  stats(name: string): { calls: number; failed: number; rejected: number } {
    const { calls, failed, rejected } = this.engine.table.named(name)!;
    return { calls, failed, rejected };
  }
}

Deno.test("waiters are served in the order of their arrival, after the command", () => {
  const tested = new Tested();
  const [a, b, c, pusher] = Array.from({ length: 4 }, () => tested.client());
  for (const each of [a, b, c]) assertEquals(tested.ask(each, "TAKE", "k", 0), "");
  assertEquals([a.isBlocked, tested.engine.blocking.keyCount], [true, 1]);
  assertEquals(tested.ask(pusher, "PUSH", "k", "xy"), "+OK");
  assertEquals([a.replies, b.replies, c.replies], ["+x", "+y", ""]);
  assertEquals([a, b, c].map((each) => [each.isBlocked, each.woken]), [[false, 1], [false, 1], [true, 0]]);
  assertEquals(tested.ask(pusher, "PUSH", "k", "z"), "+OK");
  assertEquals([c.replies, c.isBlocked], ["+z", false]);
  assertEquals(tested.engine.blocking.keyCount, 0);
  assertEquals(tested.engine.keyspace.observer, null);
});

Deno.test("a client that pipelines a push and a pop stands at the end of the line", () => {
  const tested = new Tested();
  const [a, b] = [tested.client(), tested.client()];
  tested.ask(a, "TAKE", "k", 0);
  assertEquals(tested.ask(b, "PUSH", "k", "x"), "+OK");
  assertEquals(tested.ask(b, "TAKE", "k", 0), "");
  assertEquals([a.replies, b.isBlocked], ["+x", true]);
});

Deno.test("serving one waiter makes the next key ready, after those that were ready before", () => {
  const tested = new Tested();
  const [a, b, c, pusher] = Array.from({ length: 4 }, () => tested.client());
  tested.call(a, "SHIFT", "l1", "l3", 0);
  tested.call(b, "TAKE", "l2", 0);
  tested.call(c, "TAKE", "l2", "l3", 0);
  tested.call(pusher, "PUSH", "l1", "1", "l2", "2");
  assertEquals([a.replies, b.replies, c.replies], ["+1", "+2", "+1"]);
});

Deno.test("two waiters that move an element in a circle come to rest", () => {
  const tested = new Tested();
  const [a, b, pusher] = Array.from({ length: 3 }, () => tested.client());
  tested.call(a, "SHIFT", "l1", "l2", 0);
  tested.call(b, "SHIFT", "l2", "l1", 0);
  tested.call(pusher, "PUSH", "l1", "x");
  assertEquals([a.replies, b.replies, read(tested.engine.keyspace.databases[0], fromString("l1"))], ["+x", "+x", "x"]);
});

Deno.test("what a command pushes and removes again wakes nobody", () => {
  const tested = new Tested();
  const [a, pusher] = [tested.client(), tested.client()];
  tested.call(a, "TAKE", "k", 0);
  runs = 0;
  const db = tested.engine.keyspace.databases[0];
  write(db, fromString("k"), "x");
  write(db, fromString("k"), "");
  tested.call(pusher, "DEL", "other");
  assertEquals([a.isBlocked, runs], [true, 0]);
});

Deno.test("a wake-up costs the waiters that are served, however many wait", () => {
  const tested = new Tested();
  const pusher = tested.client();
  const links = Array.from({ length: 10_000 }, () => tested.client());
  for (const link of links) tested.call(link, "TAKE", "k", 0);
  const wide = tested.client();
  const keys = Array.from({ length: 1000 }, (_, i) => `key:${i}`);
  tested.call(wide, "TAKE", ...keys, ...keys, 0);
  assertEquals(tested.engine.blocking.keyCount, 1001);
  runs = 0;
  tested.call(pusher, "PUSH", "k", "x");
  assertEquals([runs, links[0].replies, links[1].isBlocked], [1, "+x", true]);
  for (let i = 0; i < 10; i++) tested.call(pusher, "DEL", "k");
  assertEquals(runs, 1);
  links[5000].close();
  wide.close();
  assertEquals(tested.engine.blocking.keyCount, 1);
  tested.call(pusher, "PUSH", "k", "y".repeat(9998));
  assertEquals([runs, links[9999].replies], [9999, "+y"]);
  assertEquals(tested.engine.keyspace.observer, null);
});

Deno.test("a waiter waits for its type; other types pass it by", () => {
  const tested = new Tested();
  const [lists, strings, pusher] = Array.from({ length: 3 }, () => tested.client());
  tested.call(lists, "ALERT", "k", Type.LIST);
  tested.call(strings, "TAKE", "k", 0);
  runs = 0;
  tested.call(pusher, "PUSH", "k", "xy");
  assertEquals([lists.replies, strings.replies, runs], ["", "+x", 1]);
});

Deno.test("a waiter may ask to be run when its key is lost", () => {
  for (const lose of ["DEL", "expire", "flush"]) {
    const tested = new Tested();
    const [watcher, patient, other] = Array.from({ length: 3 }, () => tested.client());
    const { engine } = tested;
    const [db] = engine.keyspace.databases;
    const key = fromString("k");
    write(db, key, "x");
    db.setDeadline(db.peek(key, 0, 1), engine.clock.now() + 100);
    tested.call(watcher, "ALERT", "k", Type.STRING, "loss");
    tested.call(patient, "ALERT", "k", Type.STRING);
    tested.call(other, "PUSH", "other", "x");
    assertEquals([watcher.isBlocked, patient.isBlocked, engine.blocking.lossKeyCount], [true, true, 1]);
    runs = 0;
    if (lose === "DEL") tested.call(other, "DEL", "k");
    else if (lose === "flush") engine.keyspace.flush([db], false);
    else {
      tested.clock.advance(100);
      engine.keyspace.setTime(engine.clock.now());
      engine.keyspace.expireDue(() => true);
    }
    engine.blocking.serveReadyApart();
    assertEquals([watcher.replies, patient.isBlocked, engine.blocking.lossKeyCount, runs], ["+lost", true, 0, 1]);
  }
});

Deno.test("SWAPDB and a key that moves in wake those who wait there", () => {
  const tested = new Tested();
  const { keyspace } = tested.engine;
  const [first, second] = keyspace.databases;
  const [a, b, other] = Array.from({ length: 3 }, () => tested.client());
  b.session.db = second;
  tested.call(a, "TAKE", "k", 0);
  tested.call(b, "TAKE", "k", 0);
  const key = fromString("k");
  write(second, fromString("j"), "x");
  second.moveTo(second.peek(fromString("j"), 0, 1), first, key, 0, 1);
  tested.call(other, "DEL", "none");
  assertEquals([a.replies, b.isBlocked], ["+x", true]);
  write(first, key, "y");
  keyspace.swap(0, 1);
  tested.call(other, "DEL", "none");
  assertEquals(b.replies, "+y");
});

Deno.test("timeouts come on time over a single timer", () => {
  const tested = new Tested();
  const { blocking } = tested.engine;
  const links = Array.from({ length: 1000 }, () => tested.client());
  links.forEach((link, i) => tested.call(link, "TAKE", "k", 2000 - i));
  assertEquals([blocking.timedCount, tested.clock.pendingTimers], [1000, 1]);
  tested.clock.advance(1000);
  assertEquals(blocking.timedCount, 1000);
  tested.clock.advance(1);
  assertEquals([links[999].replies, links[999].session.lastActive], ["*-1", tested.clock.now()]);
  links[500].close();
  tested.clock.advance(999);
  assertEquals(links.filter((link) => link.replies === "*-1").length, 998);
  assertEquals([blocking.timedCount, blocking.keyCount, tested.clock.pendingTimers], [0, 0, 0]);
});

Deno.test("a deadline and the place in the line outlast runs in vain", () => {
  const tested = new Tested();
  const [a, b, other] = Array.from({ length: 3 }, () => tested.client());
  tested.call(a, "PARK", "x", 100);
  tested.call(b, "PARK", "y", 100);
  for (let i = 0; i < 9; i++) {
    tested.clock.advance(10);
    runs = 0;
    tested.engine.blocking.retry(a.session);
    tested.call(other, "DEL", "none");
    assertEquals([runs, a.isBlocked], [1, true]);
  }
  flags.add("y");
  tested.engine.blocking.retry(b.session);
  tested.engine.blocking.serveReadyApart();
  flags.clear();
  assertEquals([b.replies, b.isBlocked], ["+set", false]);
  tested.clock.advance(10);
  assertEquals([a.replies, a.isBlocked], [":0", false]);
  tested.engine.blocking.retry(a.session);
  assertEquals(tested.engine.blocking.hasReady, false);
});

Deno.test("where blocking is not allowed, it times out at once", () => {
  const tested = new Tested();
  const link = tested.client();
  link.session.canBlock = false;
  assertEquals(tested.ask(link, "TAKE", "k", 0), "*-1");
  assertEquals(tested.ask(link, "PARK", "k", 0), ":0");
  assertEquals([link.isBlocked, tested.stats("take").calls], [false, 1]);
});

Deno.test("CLIENT UNBLOCK ends a wait as the timeout does, or with an error", () => {
  const tested = new Tested();
  const [a, b, other] = Array.from({ length: 3 }, () => tested.client());
  tested.call(a, "TAKE", "k", 0);
  tested.call(b, "TAKE", "k", 1000);
  assert(tested.engine.blocking.unblock(a.session));
  assert(tested.engine.blocking.unblock(b.session, "UNBLOCKED by you"));
  assert(!tested.engine.blocking.unblock(b.session));
  assertEquals([a.replies, b.replies, other.replies], ["*-1", "-UNBLOCKED by you", ""]);
  assertEquals(tested.stats("take"), { calls: 2, failed: 1, rejected: 0 });
  assertEquals(tested.engine.statistics.errorCodes.get("UNBLOCKED"), 1);
  assertEquals([tested.engine.blocking.keyCount, tested.engine.blocking.timedCount], [0, 0]);
});

Deno.test("a blocking command counts once, when it has ended", () => {
  const tested = new Tested();
  const [a, b, other] = Array.from({ length: 3 }, () => tested.client());
  tested.call(a, "TAKE", "k", 0);
  tested.call(b, "TAKE", "k", 50);
  assertEquals([tested.stats("take").calls, a.session.commands, tested.engine.statistics.commands], [0, 0, 0]);
  assertEquals(a.session.lastCommand?.name, "take");
  tested.clock.advance(10);
  tested.call(other, "PUSH", "k", "x");
  assertEquals([tested.stats("take").calls, a.session.commands, tested.engine.statistics.commands], [1, 1, 2]);
  tested.clock.advance(40);
  assertEquals([tested.stats("take").calls, b.session.commands, tested.engine.statistics.commands], [2, 1, 3]);
  assertEquals(tested.engine.table.named("take")!.microseconds, 0);
});

Deno.test("CLIENT REPLY OFF and SKIP hold for a reply that comes later", () => {
  for (const mode of ["off", "skip"] as const) {
    const tested = new Tested();
    const [a, b, other] = Array.from({ length: 3 }, () => tested.client());
    for (const link of [a, b]) {
      setReplyMode(link.session, mode);
      tested.call(link, "TAKE", "k", 100);
    }
    tested.call(other, "PUSH", "k", "x");
    tested.engine.blocking.unblock(b.session, "UNBLOCKED");
    assertEquals([a.replies, b.replies, a.isBlocked, b.isBlocked], ["", "", false, false]);
    assertEquals(a.session.replyMode, mode === "off" ? "off" : "on");
  }
});

Deno.test("requests that came in meanwhile go on", () => {
  const tested = new Tested();
  const [a, other] = [tested.client(), tested.client()];
  tested.call(a, "TAKE", "k", 0);
  a.inputBytes = 10;
  tested.call(other, "PUSH", "k", "x");
  assertEquals([a.woken, a.resumed], [1, 1]);
});

Deno.test("what has changed since a client blocked may refuse it", () => {
  const tested = new Tested();
  const [a, b, other] = Array.from({ length: 3 }, () => tested.client());
  tested.call(a, "TAKE", "k", 0);
  tested.call(b, "SHIFT", "k", "l", 0);
  tested.engine.gate |= Gate.OUT_OF_MEMORY;
  tested.call(other, "PUSH", "k", "x");
  assertEquals([a.replies, b.replies], ["-OOM command not allowed when used memory > 'maxmemory'.", "+x"]);
  assertEquals(tested.stats("take"), { calls: 0, failed: 0, rejected: 1 });
});

Deno.test("CLIENT PAUSE holds up those it stops until it ends; timeouts go on", () => {
  for (const end of ["timer", "unpause"]) {
    const tested = new Tested();
    const { engine } = tested;
    const [a, b, c, park] = Array.from({ length: 4 }, () => tested.client());
    tested.call(a, "TAKE", "k", 0);
    tested.call(b, "TAKE", "k", 50);
    tested.call(c, "TAKE", "k", 0);
    tested.call(park, "PARK", "x", 0);
    engine.pause.begin(100, "all");
    flags.add("x");
    engine.blocking.retry(park.session);
    write(engine.keyspace.databases[0], fromString("k"), "x");
    engine.blocking.serveReadyApart();
    tested.clock.advance(50);
    write(engine.keyspace.databases[0], fromString("k"), "xy");
    engine.blocking.serveReadyApart();
    assertEquals([a.replies, b.replies, c.replies, park.replies], ["", "*-1", "", ""]);
    if (end === "timer") tested.clock.advance(50);
    else {
      engine.pause.end();
      engine.blocking.serveReadyApart();
    }
    flags.clear();
    assertEquals([a.replies, c.replies, park.replies], ["+x", "+y", "+set"]);
  }
});

Deno.test("a fault in a handler that runs again closes its client alone", () => {
  const tested = new Tested();
  const [a, b, other] = Array.from({ length: 3 }, () => tested.client());
  tested.call(a, "FAIL", "k");
  tested.call(b, "TAKE", "k", 0);
  assertEquals(tested.ask(other, "PUSH", "k", "x"), "+OK");
  assertEquals([a.isClosed, b.replies, other.isClosed], [true, "+x", false]);
  assert(tested.log[0].includes("a fault"));
});

/** What waits in the model. */
interface ModelWaiter {
  readonly client: number;
  readonly keys: readonly string[];
  readonly to: string | null;
  readonly due: number;
}

/** Keys in the order in which they became ready, each in the line once. */
class Ready {
  readonly #keys: string[];

  constructor(keys: Iterable<string> = []) {
    this.#keys = [...new Set(keys)];
  }

  get key(): string | undefined {
    return this.#keys[0];
  }

  next(): void {
    this.#keys.shift();
  }

  add(key: string): void {
    if (!this.#keys.includes(key)) this.#keys.push(key);
  }
}

/** A plain model: texts by key, waiters in the order of their arrival, looked through from the start each time. */
class Model {
  now = 0;
  databases: Map<string, string>[] = [new Map(), new Map()];
  waiters: ModelWaiter[][] = [[], []];
  /** The keys that are waited for, in the order in which that began. */
  readonly waitedFor: Set<string>[] = [new Set(), new Set()];
  readonly replies: string[][];

  constructor(clients: number) {
    this.replies = Array.from({ length: clients }, () => []);
  }

  isBlocked(client: number): boolean {
    return this.waiters.flat().some((waiter) => waiter.client === client);
  }

  block(database: number, waiter: ModelWaiter): void {
    this.waiters[database].push(waiter);
    for (const key of waiter.keys) this.waitedFor[database].add(key);
    const ready = new Ready();
    if (this.#run(database, waiter, ready)) this.serve(database, ready);
  }

  push(database: number, pairs: readonly (readonly [string, string])[]): void {
    const texts = this.databases[database];
    for (const [key, text] of pairs) texts.set(key, (texts.get(key) ?? "") + text);
    this.serve(database, new Ready(pairs.map(([key]) => key)));
  }

  swap(): void {
    this.databases.reverse();
    for (const database of [0, 1]) this.serve(database, new Ready(this.waitedFor[database]));
  }

  drop(client: number): void {
    this.waiters = this.waiters.map((waiters) => waiters.filter((waiter) => waiter.client !== client));
    for (const database of [0, 1]) {
      for (const key of this.waitedFor[database]) {
        if (!this.waiters[database].some(({ keys }) => keys.includes(key))) this.waitedFor[database].delete(key);
      }
    }
  }

  advance(ms: number): void {
    this.now += ms;
    for (const { client, due } of this.waiters.flat()) if (due <= this.now) this.give(client, "*-1");
  }

  give(client: number, reply: string): void {
    this.replies[client].push(reply);
    this.drop(client);
  }

  serve(database: number, ready: Ready): void {
    for (; ready.key !== undefined; ready.next()) {
      for (const { key } = ready;;) {
        if (!this.databases[database].has(key)) break;
        const waiter = this.waiters[database].find(({ keys }) => keys.includes(key));
        if (waiter === undefined) break;
        this.#run(database, waiter, ready);
      }
    }
  }

  #run(database: number, waiter: ModelWaiter, ready: Ready): boolean {
    const texts = this.databases[database];
    const key = waiter.keys.find((each) => texts.has(each));
    if (key === undefined) return false;
    const text = texts.get(key)!;
    if (text.length === 1) texts.delete(key);
    else texts.set(key, text.slice(1));
    if (waiter.to !== null) {
      texts.set(waiter.to, (texts.get(waiter.to) ?? "") + text[0]);
      ready.add(waiter.to);
    }
    this.give(waiter.client, `+${text[0]}`);
    return true;
  }
}

const CLIENTS = 12;
const key = fc.constantFrom("a", "b", "c", "d");
const client = fc.nat(CLIENTS - 1);
const timeout = fc.constantFrom(0, 1, 5, 5, 20, 100);
const pairs = fc.array(fc.tuple(key, fc.stringMatching(/^[a-z]{1,3}$/)), { minLength: 1, maxLength: 3 });

/** What happens to a server and to the model of it at a step. */
type Step = (tested: Tested, model: Model, links: TestLink[]) => void;

const take = fc.tuple(client, fc.array(key, { minLength: 1, maxLength: 5 }), timeout).map(
  ([client, keys, timeout]): Step => (tested, model, links) => {
    if (model.isBlocked(client)) return;
    const due = timeout === 0 ? Infinity : model.now + timeout;
    model.block(client % 2, { client, keys, to: null, due });
    tested.call(links[client], "TAKE", ...keys, timeout);
  },
);
const shift = fc.tuple(client, key, key, timeout).map(
  ([client, from, to, timeout]): Step => (tested, model, links) => {
    if (model.isBlocked(client)) return;
    const due = timeout === 0 ? Infinity : model.now + timeout;
    model.block(client % 2, { client, keys: [from], to, due });
    tested.call(links[client], "SHIFT", from, to, timeout);
  },
);
const push = fc.tuple(fc.nat(1), pairs).map(([database, pairs]): Step => (tested, model, links) => {
  model.push(database, pairs);
  assertEquals(tested.ask(links[CLIENTS + database], "PUSH", ...pairs.flat()), "+OK");
});
const pass = fc.nat(30).map((ms): Step => (tested, model) => {
  model.advance(ms);
  tested.clock.advance(ms);
});
const leave = client.map((client): Step => (tested, model, links) => {
  model.drop(client);
  links[client].close();
  links[client] = tested.client();
  links[client].session.db = tested.engine.keyspace.databases[client % 2];
});
const unblock = client.map((client): Step => (tested, model, links) => {
  if (model.isBlocked(client)) model.give(client, "-UNBLOCKED");
  tested.engine.blocking.unblock(links[client].session, "UNBLOCKED");
});
const swap = fc.constant<Step>((tested, model) => {
  model.swap();
  tested.engine.keyspace.swap(0, 1);
  tested.engine.blocking.serveReadyApart();
});
const step = fc.oneof(
  { weight: 5, arbitrary: take },
  { weight: 3, arbitrary: shift },
  { weight: 4, arbitrary: push },
  { weight: 2, arbitrary: pass },
  { weight: 1, arbitrary: fc.oneof(leave, unblock, swap) },
);

Deno.test("whatever happens, each waiter gets what a plain model gives it", () => {
  const property = fc.property(fc.array(step, { minLength: 50, maxLength: 200 }), (steps) => {
    const tested = new Tested();
    const { databases } = tested.engine.keyspace;
    const model = new Model(CLIENTS);
    const links = Array.from({ length: CLIENTS + 2 }, () => tested.client());
    links.forEach(({ session }, i) => session.db = databases[i % 2]);
    for (const run of steps) {
      run(tested, model, links);
      for (let i = 0; i < CLIENTS; i++) {
        assertEquals(links[i].replies, model.replies[i].splice(0).join(" "));
        assertEquals(links[i].isBlocked, model.isBlocked(i));
      }
      for (const [i, texts] of model.databases.entries()) {
        for (const [key, text] of texts) assertEquals(read(databases[i], fromString(key)), text);
        assertEquals(databases[i].size, texts.size);
      }
      const { blocking } = tested.engine;
      assertEquals(blocking.keyCount, model.waitedFor[0].size + model.waitedFor[1].size);
      assertEquals(blocking.timedCount, model.waiters.flat().filter(({ due }) => due < Infinity).length);
      assertEquals(tested.engine.keyspace.observer === null, blocking.keyCount === 0);
    }
  });
  fc.assert(property, { numRuns: 100 });
});
