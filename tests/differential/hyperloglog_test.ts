import { latin1 } from "../../src/bytes/mod.ts";
import { type Argument, type Client, encode, joined } from "../support/client.ts";
import { SeededRandom } from "../support/fakes/mod.ts";
import { raising } from "../support/murmur.ts";
import { startRedis } from "../support/redis.ts";
import { startServer } from "../support/server.ts";

/** Rounds for each limit of the sparse representation, and of damage. */
const ROUNDS = 800;
const DAMAGED = 1500;
/** Rounds that are sent together. */
const BATCH = 10;
/** Values of `hll-sparse-max-bytes`: none, less than is of use, Redis's default, more than the dense representation takes, all there can be. */
const LIMITS = [0, 17, 60, 400, 3000, 15_000, 100_000];
const KEYS = 5;
/** Bytes of the dense representation, and its registers. */
const DENSE = 12_304;
const REGISTERS = 16_384;

type Command = readonly Argument[];

Deno.test("HyperLogLogs have the bytes of redis-server's", async () => {
  const random = seeded();
  await compareRuns(async (send) => {
    for (const limit of LIMITS) {
      await send([["FLUSHALL"], ["CONFIG", "SET", "hll-sparse-max-bytes", limit]]);
      const draw = new Draw(random);
      for (let i = 0; i < ROUNDS; i += BATCH) {
        await send(Array.from({ length: BATCH }, () => draw.round()).flat());
      }
    }
  });
});

Deno.test("damaged HyperLogLogs get the replies of redis-server", async () => {
  const random = seeded();
  await compareRuns(async (send) => {
    for (let i = 0; i < DAMAGED; i += BATCH) {
      const limit = random.chance(0.8) ? 3000 : random.below(200);
      await send([["CONFIG", "SET", "hll-sparse-max-bytes", limit], ["PFADD", "sound", i]]);
      await send(Array.from({ length: BATCH }, () => damagedRound(random)).flat());
    }
  });
});

/** Draws commands on a few keys, each of which gets elements of a kind: spread out or crowded, few or many. */
class Draw {
  readonly #crowded: readonly boolean[];
  #last = 0;

  constructor(readonly random: SeededRandom) {
    this.#crowded = Array.from({ length: KEYS }, () => random.chance(0.5));
  }

  /** A command that changes a key, and others that show what became of it. */
  round(): Command[] {
    const number = this.random.below(KEYS);
    const key = `hll:${number}`;
    return [this.#change(key, number), ["GET", key], ...this.#looks(key)];
  }

  #change(key: string, number: number): Command {
    const kind = this.random.below(100);
    if (kind < 70) return ["PFADD", key, ...this.#elements(number)];
    if (kind < 90) return ["PFMERGE", key, ...this.#keys()];
    if (kind < 92) return ["PFDEBUG", "TODENSE", key];
    if (kind < 94) return ["SET", key, this.#unmerged()];
    return kind < 97 ? ["DEL", key] : ["PFCOUNT", key];
  }

  #looks(key: string): Command[] {
    const kind = this.random.below(20);
    if (kind < 6) return [["PFCOUNT", key], ["GET", key]];
    if (kind < 10) return [["PFCOUNT", ...this.#keys(), key]];
    if (kind < 14) return [["PFDEBUG", "DECODE", key], ["PFDEBUG", "ENCODING", key], ["OBJECT", "ENCODING", key]];
    return kind === 14 && this.random.chance(0.2) ? [["PFDEBUG", "GETREG", key]] : [];
  }

  #keys(): string[] {
    return Array.from({ length: this.random.below(4) }, () => `hll:${this.random.below(KEYS)}`);
  }

  #elements(number: number): Argument[] {
    const { random } = this;
    const count = random.chance(0.05) ? random.below(2000) : random.below(30);
    return Array.from({ length: count }, () => {
      if (this.#crowded[number]) {
        return raising(this.#near(), random.chance(0.001) ? random.between(30, 51) : random.between(1, 3));
      }
      const element = new Uint8Array(random.below(40));
      random.fill(element);
      return element;
    });
  }

  /** The index of a register, as a rule not far from the one before, so that runs of equal registers form. */
  #near(): number {
    const { random } = this;
    if (random.chance(0.95)) this.#last = (this.#last + random.between(-4, 5)) & (REGISTERS - 1);
    else this.#last = random.below(random.chance(0.5) ? 40 : REGISTERS);
    return this.#last;
  }

  /** Sparse registers as no server leaves them: runs of one value lie side by side unmerged. */
  #unmerged(): Uint8Array {
    const { random } = this;
    const opcodes: number[] = [];
    let rest = REGISTERS;
    for (let count = random.below(40); count > 0; count--) {
      const opcode = random.chance(0.2) ? 0 : 0x80 | random.below(2) << 2;
      const more = random.chance(0.5) ? 0 : random.below(4);
      opcodes.push(opcode | more);
      rest -= more + 1;
    }
    return Uint8Array.of(...header(1), ...opcodes, 0x40 | (rest - 1) >> 8, (rest - 1) & 255);
  }
}

/**
 * Commands on a value with bytes that no server has written there. PFADD gets one element: where a later one meets damage, Redis keeps what the ones
 * before it changed, this server does not.
 */
function damagedRound(random: SeededRandom): Command[] {
  const value = random.chance(0.3) ? dense(random) : sparse(random);
  const commands: Command[] = [
    ["PFCOUNT", "k"],
    ["PFADD", "k", random.below(1000)],
    ["PFADD", "k", raising(random.below(100), random.between(1, 51))],
    ["PFADD", "k", raising(REGISTERS - 1 - random.below(100), random.between(1, 51))],
    ["PFCOUNT", "sound", "k"],
    ["PFMERGE", "k"],
    ["PFMERGE", "merged", "k", "sound"],
    ["PFDEBUG", "TODENSE", "k"],
    ["PFDEBUG", "DECODE", "k"],
    ["PFDEBUG", "ENCODING", "k"],
    ["OBJECT", "ENCODING", "k"],
    ...random.chance(0.02) ? [["PFDEBUG", "GETREG", "k"]] : [],
  ];
  const drawn = Array.from({ length: 4 }, () => commands[random.below(commands.length)]);
  return [["SET", "k", value], ...drawn.flatMap((command) => [command, ["GET", "k"]])];
}

function dense(random: SeededRandom): Uint8Array {
  const value = new Uint8Array(random.chance(0.9) ? DENSE : DENSE + random.between(-2, 2));
  value.set(header(0));
  const registers = value.subarray(16);
  if (random.chance(0.5)) random.fill(registers);
  else registers.fill([0, 0xff, 0xcf, 0x3c][random.below(4)]);
  damage(value, random);
  return value;
}

function sparse(random: SeededRandom): Uint8Array {
  const opcodes = new Uint8Array(random.below(30));
  random.fill(opcodes);
  let rest = REGISTERS;
  for (let i = 0; i < opcodes.length; i++) {
    if (opcodes[i] < 0x40) rest -= opcodes[i] + 1;
    else if (opcodes[i] >= 0x80) rest -= (opcodes[i] & 3) + 1;
    // Short runs, so that in many cases the last opcode makes the total right.
    else rest -= ((opcodes[i] &= 0x41) & 1) * 256 + (opcodes[++i] ?? 0) + 1;
  }
  const last = rest > 0 ? [0x40 | (rest - 1) >> 8, (rest - 1) & 255] : [];
  const value = Uint8Array.of(...header(1), ...opcodes, ...last);
  damage(value, random);
  const cut = random.chance(0.8) ? value : value.subarray(0, value.length - random.below(4));
  return endsWithinOpcode(cut) ? Uint8Array.of(...cut, 0) : cut;
}

/** Of an XZERO without its second byte Redis takes what it finds behind the value for that byte; this server finds it corrupt. */
function endsWithinOpcode(value: Uint8Array): boolean {
  let i = 16;
  while (i < value.length) i += value[i] >= 0x40 && value[i] < 0x80 ? 2 : 1;
  return i > value.length && value.length >= 16;
}

function damage(value: Uint8Array, random: SeededRandom): void {
  while (random.chance(0.5)) {
    const reach = random.chance(0.3) ? 16 : value.length;
    value[random.below(Math.min(reach, value.length))] = random.below(256);
  }
}

/** `HYLL`, the representation, the estimate to be made anew. */
function header(representation: number): number[] {
  return [0x48, 0x59, 0x4c, 0x4c, representation, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x80];
}

function seeded(): SeededRandom {
  const seed = Number(Deno.env.get("DIFFERENTIAL_SEED") ?? crypto.getRandomValues(new Uint32Array(1))[0]);
  console.log(`DIFFERENTIAL_SEED=${seed}`);
  return new SeededRandom(seed);
}

/** Lets `run` send commands to both servers, whose replies must be the same. */
async function compareRuns(
  run: (send: (commands: readonly Command[]) => Promise<void>) => Promise<void>,
): Promise<void> {
  await using server = await startServer();
  await using redis = await startRedis();
  const clients = [await server.client(), await redis.client()];
  await run((commands) => compare(clients, commands));
}

async function compare(clients: readonly Client[], commands: readonly Command[]): Promise<void> {
  const sent = joined(commands.map((command) => encode(command)));
  const [ours, theirs] = await Promise.all(clients.map((client) => {
    client.write(sent);
    return client.frames(commands.length);
  }));
  commands.forEach((command, i) => {
    const differs = theirs[i].findIndex((byte, at) => byte !== ours[i][at]);
    if (differs < 0 && ours[i].length === theirs[i].length) return;
    throw new Error([
      `Replies differ from byte ${differs} on, this server's and Redis's:`,
      ...[ours[i], theirs[i]].map((reply) => `  ${show(reply.subarray(Math.max(0, differs - 40), differs + 40))}`),
      "  after",
      ...commands.slice(Math.max(0, i - 8), i + 1).map((each) => `  ${each.slice(0, 20).map(show).join(" ")}`),
      `  ${command.length} arguments`,
    ].join("\n"));
  });
}

function show(argument: Argument): string {
  if (!(argument instanceof Uint8Array)) return String(argument);
  const start = JSON.stringify(latin1(argument, 0, Math.min(argument.length, 200)));
  return argument.length > 200 ? `${start}... (${argument.length})` : start;
}
