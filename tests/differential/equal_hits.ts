import { latin1 } from "../../src/bytes/mod.ts";
import type { Reply } from "../../src/resp/mod.ts";
import type { Command } from "./values.ts";

/** Whether the command, in upper case, searches for the nearest or the farthest few positions. */
export function limitsHits(command: Command): boolean {
  return /^GEO(?:SEARCH|RADIUS(?:BYMEMBER)?(?:_RO)?)$/.test(command[0]) && command.includes("COUNT") &&
    !command.includes("ANY");
}

/**
 * Whether two replies to a search for the nearest or farthest few differ only in hits that are equally far away: in their order, and at the end in which
 * of them are left out. Without distances, the number of hits has to do.
 */
export function sameButForEqualHits(ours: Reply, theirs: Reply): boolean {
  if (ours.type !== "array" || theirs.type !== "array" || ours.value.length !== theirs.value.length) return false;
  const [a, b] = [ours.value.map(hit), theirs.value.map(hit)];
  if (a.some(({ distance }, i) => distance !== b[i].distance)) return false;
  const last = a.at(-1)?.distance;
  const inner = (hits: readonly Hit[]) => hits.filter(({ distance }) => distance !== last).map(({ all }) => all).sort();
  return inner(a).join("\n") === inner(b).join("\n");
}

interface Hit {
  /** As it was printed; empty if it was not asked for. */
  readonly distance: string;
  /** Everything that was told of it. */
  readonly all: string;
}

function hit(reply: Reply): Hit {
  if (reply.type !== "array") return { distance: "", all: text(reply) };
  const distance = reply.value.slice(1).map(text).find((word) => /^\d+\.\d{4}$/.test(word)) ?? "";
  return { distance, all: `${distance} ${text(reply)}` };
}

function text(reply: Reply): string {
  if (reply.type === "array") return `[${reply.value.map(text).join()}]`;
  if (reply.type === "bulk") return latin1(reply.value, 0, reply.value.length);
  return "value" in reply ? String(reply.value) : "";
}
