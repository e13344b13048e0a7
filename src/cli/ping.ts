import { fromString } from "../bytes/mod.ts";
import type { Address, Clock, Connection, Network, Platform } from "../platform/mod.ts";
import { BufferPool, type Reply, ReplyReader, ReplyWriter } from "../resp/mod.ts";

/** Milliseconds that the server gets to answer. */
const PATIENCE = 2000;
const EXIT_FAILURE = 1;

type Command = readonly Uint8Array[];

/** Where a server should be, by the directives that it was started with. */
export interface Expected {
  /** The words of `bind`. */
  readonly bind: readonly string[];
  /** 0: it has no TCP port. */
  readonly port: number;
  /** Empty: it has no unix socket. */
  readonly unixSocket: string;
  /** Empty: it asks for none. */
  readonly password: Uint8Array;
}

/**
 * Asks a server whether it serves: connects to the first of its addresses that takes a connection, logs in and sends PING. Prints the answer.
 * Resolves with the exit code: 0 for `PONG`, else 1.
 */
export async function ping({ clock, network, process }: Platform, expected: Expected): Promise<number> {
  let connection: Connection | null = null;
  try {
    connection = await connect(network, addressesOf(expected));
    const replies = await ask(connection, clock, commandsFor(expected.password));
    const answer = replies.at(-1)!;
    if (answer.type === "simple" && answer.value === "PONG") {
      process.print("PONG\n");
      return 0;
    }
    const error = replies.find((reply) => reply.type === "error");
    process.printError(`${error?.value ?? `Expected PONG, got a reply of type ${answer.type}`}\n`);
  } catch (error) {
    process.printError(`${messageOf(error)}\n`);
  } finally {
    connection?.close();
  }
  return EXIT_FAILURE;
}

/** Where to look, in this order. A server that listens on all addresses of its machine is asked on the loopback interface. */
function addressesOf({ bind, port, unixSocket }: Expected): Address[] {
  const words = port === 0 ? [] : bind.filter((word) => word !== "");
  const addresses: Address[] = words.map((word) => ({ transport: "tcp", hostname: hostOf(word), port }));
  if (unixSocket !== "") addresses.push({ transport: "unix", path: unixSocket });
  return addresses;
}

function hostOf(word: string): string {
  const name = word.replace(/^-/, "");
  if (name === "*" || name === "0.0.0.0") return "127.0.0.1";
  return name === "::*" || name === "::" ? "::1" : name;
}

async function connect(network: Network, addresses: readonly Address[]): Promise<Connection> {
  let failure = new Error("Find the server: it is to listen nowhere");
  for (const address of addresses) {
    try {
      return await network.connect(address);
    } catch (error) {
      const place = address.transport === "tcp" ? `${address.hostname}:${address.port}` : address.path;
      failure = new Error(`Connect to ${place}: ${messageOf(error)}`, { cause: error });
    }
  }
  throw failure;
}

function commandsFor(password: Uint8Array): readonly Command[] {
  const login = [fromString("AUTH"), password];
  return [...(password.length === 0 ? [] : [login]), [fromString("PING")]];
}

/** The replies to `commands`, fewer if the server hangs up, but one at least. Rejects if it stays silent. */
async function ask(connection: Connection, clock: Clock, commands: readonly Command[]): Promise<Reply[]> {
  let silent = false;
  const timer = clock.after(PATIENCE, () => {
    silent = true;
    connection.close();
  });
  try {
    await send(connection, commands);
    const replies = await receive(connection, commands.length);
    if (replies.length === 0) throw new Error("Read the answer: the server closed the connection");
    return replies;
  } catch (error) {
    if (silent) throw new Error(`Read the answer: none within ${PATIENCE} ms`, { cause: error });
    throw error;
  } finally {
    timer.cancel();
  }
}

async function send(connection: Connection, commands: readonly Command[]): Promise<void> {
  const writer = new ReplyWriter(new BufferPool());
  for (const words of commands) {
    writer.array(words.length);
    for (const word of words) writer.bulkBytes(word);
  }
  for (let buffer = writer.take(); buffer !== null; buffer = writer.take()) {
    let rest = buffer.subarray(0, writer.takenBytes);
    while (rest.length > 0) rest = rest.subarray(await connection.write(rest));
  }
}

async function receive(connection: Connection, count: number): Promise<Reply[]> {
  const reader = new ReplyReader();
  const buffer = new Uint8Array(4096);
  const replies: Reply[] = [];
  while (replies.length < count) {
    const bytes = await connection.read(buffer);
    if (bytes === null) break;
    reader.push(buffer.subarray(0, bytes));
    for (let reply = reader.next(); reply !== undefined; reply = reader.next()) replies.push(reply);
  }
  return replies;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
