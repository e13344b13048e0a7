import { command, type CommandSpec, type KeyList, type KeySpec, oneKey } from "../../engine/mod.ts";
import type { Request } from "../../resp/mod.ts";
import { runSort } from "./_run.ts";

const PATTERNS: KeySpec = {
  flags: ["RO", "access"],
  notes:
    "For the optional BY/GET keyword. It is marked 'unknown' because the key names derive from the content of the key we sort",
  begin: "unknown",
  find: "unknown",
  tokens: ["BY", "GET"],
};

/** What both commands have in common. */
const sorts = {
  group: "generic",
  complexity:
    "O(N+M*log(M)) where N is the number of elements in the list or set to sort, and M the number of returned elements. " +
    "When the elements are not sorted, complexity is O(N).",
  arity: -2,
  categories: ["-keyspace", "set", "sortedset", "list", "dangerous"],
  names: { "BY pattern": "by-pattern", "GET pattern": "get-pattern" },
} satisfies Partial<CommandSpec>;
const SYNTAX = "key [BY pattern] [LIMIT offset count] [GET pattern [GET pattern ...]] [ASC | DESC] [ALPHA]";

export const sort = command({
  ...sorts,
  name: "SORT",
  since: "1.0.0",
  summary: "Sorts the elements in a list, a set, or a sorted set, optionally storing the result.",
  flags: ["write", "denyoom"],
  keys: [
    ...oneKey("RO", "access"),
    PATTERNS,
    {
      flags: ["OW", "update"],
      notes:
        "For the optional STORE keyword. It is marked 'unknown' because the keyword can appear anywhere in the argument array",
      begin: "unknown",
      find: "unknown",
      tokens: ["STORE"],
    },
  ],
  findKeys: findSortedAndStored,
  syntax: `${SYNTAX} [STORE destination]`,
  run: (ctx) => runSort(ctx, true),
});

export const sortRo = command({
  ...sorts,
  name: "SORT_RO",
  since: "7.0.0",
  summary: "Returns the sorted elements of a list, a set, or a sorted set.",
  flags: ["readonly"],
  keys: [...oneKey("RO", "access"), PATTERNS],
  findKeys: findSorted,
  syntax: SYNTAX,
  run: (ctx) => runSort(ctx, false),
});

/** Values that follow the words that may look like others. */
const VALUES: readonly (readonly [string, number])[] = [["LIMIT", 2], ["GET", 1], ["BY", 1]];

/** The key that is sorted, and the last one that follows STORE. */
function findSortedAndStored(args: Request, first: number, into: KeyList): boolean {
  findSorted(args, first, into);
  let stored = 0;
  for (let i = first + 2; i < args.argc; i++) {
    const word = VALUES.find(([name]) => args.is(i, name));
    if (word !== undefined) i += word[1];
    else if (args.is(i, "STORE") && i + 1 < args.argc) stored = i + 1;
  }
  if (stored !== 0) into.add(stored, ["OW", "update"]);
  return true;
}

function findSorted(_args: Request, first: number, into: KeyList): boolean {
  into.add(first + 1, ["RO", "access"]);
  return true;
}
