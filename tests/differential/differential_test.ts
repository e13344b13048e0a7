import { assert } from "@std/assert";
import { fromLatin1, latin1 } from "../../src/bytes/mod.ts";
import { type Client, encode, joined, type Protocol } from "../support/client.ts";
import { SeededRandom } from "../support/fakes/mod.ts";
import { startRedis } from "../support/redis.ts";
import { startServer } from "../support/server.ts";
import { isAllowed } from "./allowed.ts";
import { randomCommand } from "./commands.ts";
import { type Command, Draw } from "./values.ts";

/** Commands that each of the two runs sends. `DIFFERENTIAL_COMMANDS=1000000` makes them long, `DIFFERENTIAL_SEED=5` repeats one. */
const COMMANDS = Number(Deno.env.get("DIFFERENTIAL_COMMANDS") ?? 250_000);
const BATCH = 500;
const DATABASES = 16;
/** Earlier commands on the same keys that a failure shows. */
const SHOWN = 12;

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
    }
    await pair.compareStates();
  });
}

/** The two servers, each behind one connection. */
class Pair {
  readonly #history: Command[] = [];

  constructor(readonly ours: Client, readonly theirs: Client, readonly protocol: Protocol, readonly seed: number) {}

  /** Sends the commands to both; fails at the first reply that differs. Returns the replies of Redis. */
  async run(commands: readonly Command[]): Promise<Uint8Array[]> {
    const bytes = joined(commands.map((command) => encode(command.map(fromLatin1))));
    const [ours, theirs] = await Promise.all([this.ours, this.theirs].map((client) => {
      client.write(bytes);
      return client.frames(commands.length);
    }));
    commands.forEach((command, i) => {
      this.#history.push(command);
      if (equal(ours[i], theirs[i]) || isAllowed(command, ours[i], theirs[i])) return;
      throw new Error(this.#describe(command, ours[i], theirs[i]));
    });
    return theirs;
  }

  /** Every key of every database: type, encoding, value and deadline. */
  async compareStates(): Promise<void> {
    for (let database = 0; database < DATABASES; database++) {
      const [, frame] = await this.run([["SELECT", String(database)], ["KEYS", "*"]]);
      const keys = bulks(frame);
      if (keys.length === 0) continue;
      const questions = (key: string) => [["TYPE", key], ["OBJECT", "ENCODING", key], ["PTTL", key], ["GET", key]];
      await this.run(keys.flatMap(questions));
    }
  }

  #describe(command: Command, ours: Uint8Array, theirs: Uint8Array): string {
    const keys = command.slice(1).filter((word) => word.length > 3);
    const related = this.#history.slice(0, -1).filter((earlier) => keys.some((key) => earlier.includes(key)));
    return [
      `DIFFERENTIAL_SEED=${this.seed}, RESP${this.protocol}, command ${this.#history.length}: ${show(command)}`,
      `  this server: ${JSON.stringify(latin1(ours, 0, ours.length))}`,
      `  Redis:       ${JSON.stringify(latin1(theirs, 0, theirs.length))}`,
      "  earlier commands on the same keys:",
      ...related.slice(-SHOWN).map((earlier) => `    ${show(earlier)}`),
    ].join("\n");
  }
}

function show(command: Command): string {
  return command.map((word) => /^[\w:.*-]+$/.test(word) ? word : JSON.stringify(word)).join(" ");
}

function equal(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

/** The elements of a reply that is an array of bulk strings. */
function bulks(frame: Uint8Array): string[] {
  const text = latin1(frame, 0, frame.length);
  const found: string[] = [];
  for (let at = text.indexOf("\r\n") + 2; at < text.length;) {
    assert(text[at] === "$", "an array of bulk strings");
    const end = text.indexOf("\r\n", at);
    const length = Number(text.slice(at + 1, end));
    found.push(text.slice(end + 2, end + 2 + length));
    at = end + length + 4;
  }
  return found;
}
