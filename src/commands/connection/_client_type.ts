import type { ClientType } from "../../engine/mod.ts";
import type { Request } from "../../resp/mod.ts";

const NAMES: readonly (readonly [string, ClientType])[] = [
  ["NORMAL", "normal"],
  ["MASTER", "master"],
  ["SLAVE", "replica"],
  ["REPLICA", "replica"],
  ["PUBSUB", "pubsub"],
];

/** The type of client that argument `i` names. */
export function clientType(args: Request, i: number): ClientType | undefined {
  return NAMES.find(([name]) => args.is(i, name))?.[1];
}
