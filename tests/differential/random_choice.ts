import { assert, assertEquals } from "@std/assert";
import { latin1 } from "../../src/bytes/mod.ts";
import { type Reply, ReplyReader } from "../../src/resp/mod.ts";
import { isAllowed } from "./allowed.ts";
import type { Command } from "./values.ts";

/** What is asked afterwards about elements that a command has chosen at random: about those of one server, of both servers. */
const QUESTIONS: Readonly<Record<string, string>> = {
  // The elements that one server took are taken from the other as well, so that both hold the same again.
  SPOP: "SREM",
  SRANDMEMBER: "SMISMEMBER",
  HRANDFIELD: "HMGET",
  ZRANDMEMBER: "ZMSCORE",
};

/** Whether a command's reply is drawn at random from the elements of its key. */
export function choosesAtRandom([name]: Command): boolean {
  return Object.hasOwn(QUESTIONS, name.toUpperCase());
}

/** Two servers' answers to a question: each frame for frame. */
type Ask = (ours: Command, theirs: Command) => Promise<readonly [Uint8Array, Uint8Array]>;

/**
 * Checks the replies of two servers to a command that chooses at random: as many elements of the same form, different ones if they have to be, and
 * all of them of the collection. Afterwards both servers hold the same.
 */
export async function compareChoices(
  command: Command,
  frames: readonly [Uint8Array, Uint8Array],
  ask: Ask,
): Promise<void> {
  const [ours, theirs] = frames.map(decode);
  assertEquals(shape(ours), shape(theirs), "the form of the reply");
  if (ours.type === "error" || ours.type === "null") return;
  const [chosen, expected] = [elements(command, ours), elements(command, theirs)];
  if (chosen.length === 0) return;
  const name = command[0].toUpperCase();
  if (name === "SPOP" || !command[2]?.startsWith("-")) {
    assertEquals(new Set(chosen).size, chosen.length, "different elements");
  }
  if (name === "SPOP") {
    const missing = (from: string[], other: string[]) => from.filter((element) => !other.includes(element));
    const [removedHere, removedThere] = await ask(["SREM", command[1], ...expected], ["SREM", command[1], ...chosen]);
    assertEquals(number(removedHere), missing(expected, chosen).length, "what Redis popped is in this server's set");
    assertEquals(number(removedThere), missing(chosen, expected).length, "what this server popped is in Redis's set");
    // Taking many, Redis may write what is left as a new set, in an encoding of its own; from here both have it anew.
    const renew = ["SUNIONSTORE", command[1], command[1]];
    await ask(renew, renew);
    return;
  }
  for (const drawn of [chosen, expected]) {
    const question = [QUESTIONS[name], command[1], ...new Set(drawn)];
    const [here, there] = await ask(question, question);
    if (!isAllowed(question, here, there)) assertEquals(text(here), text(there), "the chosen elements on both servers");
    assert(holdsAll(decode(there)), "all that was chosen is in the collection");
  }
}

/** The reply with its elements left out: types and lengths. */
function shape(reply: Reply): string {
  switch (reply.type) {
    case "array":
    case "set":
      return `${reply.type}[${reply.value.map(shape).join()}]`;
    case "error":
      return reply.value;
    default:
      return reply.type;
  }
}

/** The chosen elements without their values or scores. */
function elements(command: Command, reply: Reply): string[] {
  if (reply.type === "bulk") return [latin1(reply.value, 0, reply.value.length)];
  if (reply.type !== "array" && reply.type !== "set") throw new Error(`Choose elements: the reply is ${reply.type}`);
  const withValues = command.length > 3;
  return reply.value.flatMap((item, i) => {
    if (item.type === "array") return elements(command, item).slice(0, 1);
    if (item.type !== "bulk") return [];
    return withValues && reply.value[0].type !== "array" && i % 2 === 1 ? [] : elements(command, item);
  });
}

/** Whether the reply to a question has something to tell of each element. */
function holdsAll(reply: Reply): boolean {
  return reply.type === "array" &&
    reply.value.every((item) => item.type !== "null" && !(item.type === "integer" && item.value === 0));
}

function number(frame: Uint8Array): number {
  const reply = decode(frame);
  return reply.type === "integer" ? Number(reply.value) : NaN;
}

function text(frame: Uint8Array): string {
  return latin1(frame, 0, frame.length);
}

function decode(frame: Uint8Array): Reply {
  const reader = new ReplyReader();
  reader.push(frame);
  return reader.next()!;
}
