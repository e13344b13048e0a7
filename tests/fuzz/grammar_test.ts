import { assert, assertEquals } from "@std/assert";
import { fromLatin1 } from "../../src/bytes/mod.ts";
import { commands } from "../../src/commands/mod.ts";
import type { CommandSpec, Group } from "../../src/engine/mod.ts";
import { type Client, encode, ErrorReply, joined } from "../support/client.ts";
import { startServer } from "../support/server.ts";
import { Grammar } from "./grammar.ts";
import { expectConnections, expectEmptied, expectWell, seeded } from "./harness.ts";

const REQUESTS = Number(Deno.env.get("FUZZ_REQUESTS") ?? 40_000);
const BATCH = 400;

/** Commands that end the connection, silence it or make it wait, or that take away what the other connections need. */
const LEFT_OUT = new Set(["QUIT", "SHUTDOWN", "CLIENT KILL", "CLIENT PAUSE", "CLIENT REPLY", "CONFIG SET"]);

/** Commands that take a client away from the keys that others have filled, or the keys away, or that take long: few of them are sent. */
const SELDOM = new Set(["DEBUG", "FLUSHALL", "FLUSHDB", "PFSELFTEST", "RESET", "SELECT", "SWAPDB"]);
const SELDOM_SHARE = 0.03;

/** Groups of commands by the type of their keys. */
const TYPES: Readonly<Partial<Record<Group, string>>> = {
  "string": "string",
  "list": "list",
  "set": "set",
  "sorted-set": "zset",
  "hash": "hash",
};

/** Limits of the packed encodings that few elements pass, so that there are collections of both forms. */
const LOW_LIMITS = {
  "hash-max-listpack-entries": "4",
  "list-max-listpack-size": "4",
  "set-max-intset-entries": "3",
  "set-max-listpack-entries": "4",
  "zset-max-listpack-entries": "4",
};

/** A command or subcommand with the names before its own. */
interface Callable {
  readonly spec: CommandSpec;
  readonly path: readonly string[];
}

const callables: readonly Callable[] = commands.flatMap((spec) => [
  { spec, path: [] },
  ...(spec.subcommands ?? []).map((sub) => ({ spec: sub, path: [spec.name] })),
]);

function nameOf({ spec, path }: Callable): string {
  return [...path, spec.name].join(" ");
}

/** Sends requests and waits for one reply each; every reply is well-formed, or this rejects. Until then `unblock` is called again and again. */
async function send(
  client: Client,
  requests: readonly (readonly string[])[],
  unblock: () => Promise<unknown>,
): Promise<string[]> {
  client.write(joined(requests.map((args) => encode(args.map(fromLatin1)))));
  let isWaiting = true;
  const frames = client.frames(requests.length).finally(() => isWaiting = false);
  while (isWaiting) await Promise.race([frames, unblock()]);
  return (await frames).map((frame) => String.fromCharCode(...frame.subarray(0, 300)));
}

Deno.test("every command answers requests that follow its syntax", async () => {
  const random = seeded();
  const grammar = new Grammar(random);
  await using server = await startServer({ config: LOW_LIMITS });
  const [client, good] = [await server.client(3), await server.client()];
  const id = await client.call("CLIENT", "ID") as number;
  const unblock = () => good.call("CLIENT", "UNBLOCK", id);
  const empty = server.server.engine.keyspace.arena.used;
  const used = callables.filter((each) => !LEFT_OUT.has(nameOf(each)));
  const found = new Set<string>();
  for (let sent = 0; sent < REQUESTS; sent += BATCH) {
    const requests = Array.from({ length: BATCH }, () => {
      let callable = used[random.below(used.length)];
      while (SELDOM.has(nameOf(callable)) && !random.chance(SELDOM_SHARE)) callable = used[random.below(used.length)];
      return grammar.request(callable.spec, callable.path);
    });
    const replies = await send(client, requests, unblock);
    replies.forEach((reply, i) => {
      const leak = reply.startsWith("-") &&
        /undefined|\bNaN\b(?! or Infinity|\))|\[object|TypeError|RangeError|not a function/.test(reply);
      assert(!leak, `${JSON.stringify(requests[i])}: ${reply}`);
    });
    await expectWell(server, good);
    const names = await good.call("KEYS", "*") as string[];
    for (const type of await good.pipeline(names.map((name) => ["TYPE", name]))) found.add(String(type));
  }
  for (const { spec: { group } } of used) assert(found.has(TYPES[group] ?? "string"), `keys of commands of ${group}`);
  client.close();
  await expectConnections(server, 1);
  await expectEmptied(server, good, empty);
});

Deno.test("every command refuses a wrong number of arguments", async () => {
  await using server = await startServer();
  const client = await server.client();
  for (const { spec, path } of callables) {
    const names = [...path, spec.name];
    const wrong: string[][] = [];
    if (Math.abs(spec.arity) > names.length) wrong.push(Array(Math.abs(spec.arity) - names.length - 1).fill("1"));
    if (spec.arity > 0) wrong.push(Array(spec.arity - names.length + 1).fill("1"));
    for (const rest of wrong) {
      const name = names.join("|").toLowerCase();
      const [reply] = await client.pipeline([[...names, ...rest]]);
      assert(reply instanceof ErrorReply, `${names.join(" ")} ${rest.join(" ")}`);
      assertEquals(reply.message, `ERR wrong number of arguments for '${name}' command`);
    }
  }
});

Deno.test("a server that asks for a password runs nothing before it but what may run", async () => {
  await using server = await startServer({ config: { requirepass: "secret" } });
  const client = await server.client();
  for (const callable of callables) {
    const { spec, path } = callable;
    if (spec.flags.includes("no_auth") || spec.subcommands !== undefined) continue;
    const names = [...path, spec.name];
    const reply = await client.error(...names, ...Array(Math.max(0, Math.abs(spec.arity) - names.length)).fill("1"));
    assertEquals(reply, "NOAUTH Authentication required.", nameOf(callable));
  }
  assertEquals(await client.call("AUTH", "secret"), "OK");
  assertEquals(await client.call("DBSIZE"), 0);
});
