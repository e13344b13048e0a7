import { assert } from "@std/assert";
import { fromLatin1, latin1 } from "../../src/bytes/mod.ts";
import { type Client, encode, joined, type Protocol } from "../support/client.ts";
import { SeededRandom } from "../support/fakes/mod.ts";
import { startRedis } from "../support/redis.ts";
import { startServer } from "../support/server.ts";
import { isAllowed } from "./allowed.ts";
import { randomCommand } from "./commands.ts";
import { choosesAtRandom, compareChoices } from "./random_choice.ts";
import { type Command, Draw } from "./values.ts";

/**
 * Commands that each of the two runs sends. `DIFFERENTIAL_COMMANDS=1000000` makes them long, `DIFFERENTIAL_SEED=5` repeats one,
 * `DIFFERENTIAL_FAMILIES=lists,keys` sends the commands of these families only, `DIFFERENTIAL_BATCH=1` waits for the reply to each command: that finds
 * the one that gets none.
 */
const COMMANDS = Number(Deno.env.get("DIFFERENTIAL_COMMANDS") ?? 150_000);
const BATCH = Number(Deno.env.get("DIFFERENTIAL_BATCH") ?? 500);
/** Commands between two comparisons of everything that the servers hold. */
const PERIOD = 25_000;
const DATABASES = 16;
/** Earlier commands that are kept, those of them on the same keys that a failure shows, how many of their words, and how much of a word. */
const KEPT = 50_000;
const SHOWN = 15;
const SHOWN_WORDS = 24;
const SHOWN_LENGTH = 100;

for (const protocol of [2, 3] as const) {
  Deno.test(`random commands get the replies of redis-server (RESP${protocol})`, async () => {
    const seed = Number(Deno.env.get("DIFFERENTIAL_SEED") ?? crypto.getRandomValues(new Uint32Array(1))[0]);
    console.log(`DIFFERENTIAL_SEED=${seed}`);
    await using ours = await startServer({ fakeTime: false });
    await using theirs = await startRedis();
    const pair = new Pair(await ours.client(protocol), await theirs.client(protocol), protocol, seed);
    const draw = new Draw(new SeededRandom(seed));
    for (let sent = 0; sent < COMMANDS; sent += BATCH) {
      await pair.run(Array.from({ length: BATCH }, () => randomCommand(draw)));
      if (sent % PERIOD === PERIOD - BATCH) await pair.compareStates();
    }
    await pair.compareStates();
  });
}

/** How the whole content of a key is asked for, by type. */
const CONTENTS: Readonly<Record<string, (key: string) => Command>> = {
  string: (key) => ["GET", key],
  list: (key) => ["LRANGE", key, "0", "-1"],
  hash: (key) => ["HGETALL", key],
  set: (key) => ["SMEMBERS", key],
  zset: (key) => ["ZRANGE", key, "0", "-1", "WITHSCORES"],
};

/**
 * Comes before every SORT: to that, Redis 7.0 takes the `errno` that an earlier number out of range has left for an error of its own. Converting this
 * number clears it.
 */
const CONVERSION: Command = ["INCRBYFLOAT", "converted", "0"];

/** The two servers, each behind one connection. */
class Pair {
  readonly #history: Command[] = [];
  #sent = 0;

  constructor(readonly ours: Client, readonly theirs: Client, readonly protocol: Protocol, readonly seed: number) {}

  /** Sends the commands to both; fails at the first reply that differs. */
  async run(commands: readonly Command[]): Promise<void> {
    const all = commands.flatMap((command) => /^sort/i.test(command[0]) ? [CONVERSION, command] : [command]);
    let from = 0;
    for (let at = 0; at < all.length; at++) {
      if (!choosesAtRandom(all[at])) continue;
      await this.#compare(all.slice(from, at));
      await this.#choose(all[at]);
      from = at + 1;
    }
    await this.#compare(all.slice(from));
  }

  /** Every key of every database: type, encoding, value and deadline. Leaves database 0 selected. */
  async compareStates(): Promise<void> {
    for (let database = DATABASES - 1; database >= 0; database--) {
      const { theirs: [, frame] } = await this.#compare([["SELECT", String(database)], ["KEYS", "*"]]);
      const keys = bulks(frame);
      const types = await this.#compare(keys.map((key) => ["TYPE", key]));
      await this.#compare(keys.map((key) => ["PTTL", key]));
      const encodings = await this.#compare(keys.map((key) => ["OBJECT", "ENCODING", key]));
      // Small sets and hashes have an order that is not a server's own.
      const exact = keys.map((_, i) =>
        /^\+(?:set|hash)/.test(text(types.theirs[i])) && equal(encodings.ours[i], encodings.theirs[i]) &&
        /listpack|intset/.test(text(encodings.theirs[i]))
      );
      await this.#compare(keys.map((key, i) => CONTENTS[text(types.theirs[i]).slice(1, -2)](key)), exact);
    }
  }

  /** `exact` says of which commands the replies have to be the same to the byte. */
  async #compare(
    commands: readonly Command[],
    exact: readonly boolean[] = [],
  ): Promise<{ ours: Uint8Array[]; theirs: Uint8Array[] }> {
    if (commands.length === 0) return { ours: [], theirs: [] };
    const [ours, theirs] = await this.#ask(commands, commands).catch((cause) => {
      const first = `DIFFERENTIAL_SEED=${this.seed}, RESP${this.protocol}, after command ${this.#sent}: ${
        show(commands[0])
      }`;
      throw new Error(commands.length === 1 ? first : `${first} and ${commands.length - 1} others`, { cause });
    });
    commands.forEach((command, i) => {
      this.#keep(command);
      if (equal(ours[i], theirs[i]) || !exact[i] && isAllowed(command, ours[i], theirs[i])) return;
      throw new Error(this.#describe(command, ours[i], theirs[i]));
    });
    return { ours, theirs };
  }

  async #choose(command: Command): Promise<void> {
    this.#keep(command);
    const [[ours], [theirs]] = await this.#ask([command], [command]);
    try {
      await compareChoices(command, [ours, theirs], async (one, other) => {
        const [[here], [there]] = await this.#ask([one], [other]);
        return [here, there];
      });
    } catch (error) {
      throw new Error(this.#describe(command, ours, theirs), { cause: error });
    }
  }

  async #ask(toOurs: readonly Command[], toTheirs: readonly Command[]): Promise<Uint8Array[][]> {
    const send = (client: Client, commands: readonly Command[]) => {
      client.write(joined(commands.map((command) => encode(command.map(fromLatin1)))));
      return client.frames(commands.length);
    };
    return await Promise.all([send(this.ours, toOurs), send(this.theirs, toTheirs)]);
  }

  #keep(command: Command): void {
    this.#sent++;
    if (this.#history.push(command) > 2 * KEPT) this.#history.splice(0, KEPT);
  }

  #describe(command: Command, ours: Uint8Array, theirs: Uint8Array): string {
    const words = command.slice(1);
    const pooled = words.filter((word) => /^[a-z]+:\d+$/.test(word));
    const keys = pooled.length > 0 ? pooled : words.filter((word) => word.length > 3);
    const related = this.#history.slice(0, -1).filter((earlier) => keys.some((key) => earlier.includes(key)));
    return [
      `DIFFERENTIAL_SEED=${this.seed}, RESP${this.protocol}, command ${this.#sent}: ${show(command)}`,
      `  this server: ${JSON.stringify(text(ours))}`,
      `  Redis:       ${JSON.stringify(text(theirs))}`,
      "  earlier commands on the same keys:",
      ...related.slice(-SHOWN).map((earlier) => `    ${show(earlier)}`),
    ].join("\n");
  }
}

function show(command: Command): string {
  const words = command.slice(0, SHOWN_WORDS).map((word) => {
    const start = word.length > SHOWN_LENGTH ? `${word.slice(0, SHOWN_LENGTH)}... (${word.length})` : word;
    return /^[\w:.*-]+$/.test(start) ? start : JSON.stringify(start);
  });
  return words.join(" ") + (command.length > SHOWN_WORDS ? ` ... (${command.length} words)` : "");
}

function equal(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

function text(frame: Uint8Array): string {
  return latin1(frame, 0, frame.length);
}

/** The elements of a reply that is an array of bulk strings. */
function bulks(frame: Uint8Array): string[] {
  const whole = text(frame);
  const found: string[] = [];
  for (let at = whole.indexOf("\r\n") + 2; at < whole.length;) {
    assert(whole[at] === "$", "an array of bulk strings");
    const end = whole.indexOf("\r\n", at);
    const length = Number(whole.slice(at + 1, end));
    found.push(whole.slice(end + 2, end + 2 + length));
    at = end + length + 4;
  }
  return found;
}
