import type { ArgumentType } from "../../engine/mod.ts";

/** What the words of Redis's documentation stand for, where that is not a string. */
const TYPES: readonly (readonly [ArgumentType, string])[] = [
  ["key", "key key1 key2 newkey source destination destkey sourcekey src dst"],
  [
    "integer",
    "bit bits client-id cluster-bus-port config-epoch count current-epoch cursor db decrement destination-db end end-slot entries-added entries-read " +
    "entriesread frequency increment index index1 index2 len limit maxage milliseconds min-match-len ms num-matches numkeys numlocal numreplicas " +
    "offset port protover quorum rank seconds slot start start-slot stop ttl version weight",
  ],
  ["double", "height latitude longitude max min radius score timeout width"],
  ["pattern", "pattern"],
  ["unix-time", "unix-time-milliseconds unix-time-seconds"],
];

const TYPE_BY_WORD = new Map(TYPES.flatMap(([type, words]) => words.split(" ").map((word) => [word, type] as const)));

/** The type that an argument called `word` usually has. */
export function typeOf(word: string): ArgumentType {
  return TYPE_BY_WORD.get(word) ?? "string";
}

/** Names of tokens that are not the token in lower case. */
const TOKEN_NAMES: Readonly<Record<string, string>> = {
  "=": "equal",
  "~": "approximately",
  "*": "auto-id",
  "$": "new-id",
  '""': "empty-string",
  "CH": "change",
  "INCR": "increment",
  "ALPHA": "sorting",
};

/** The name of an argument that is the token alone. */
export function tokenName(token: string): string {
  return TOKEN_NAMES[token] ?? token.toLowerCase();
}

/** Names of choices, by their first alternatives. */
const CHOICE_NAMES: readonly (readonly [string, string])[] = [
  ["NX XX", "condition"],
  ["GT LT", "comparison"],
  ["EX PX", "expiration"],
  ["ASYNC SYNC", "flush-type"],
  ["ASC DESC", "order"],
  ["M KM", "unit"],
  ["BYTE BIT", "unit"],
  ["LEFT RIGHT", "where"],
  ["MIN MAX", "where"],
  ["BEFORE AFTER", "where"],
  ["FROMMEMBER FROMLONLAT", "from"],
  ["BYRADIUS BYBOX", "by"],
  ["STORE STOREDIST", "store"],
  ["MAXLEN MINID", "strategy"],
  ["= ~", "operator"],
  ["* id", "id-selector"],
  ["id $", "id-selector"],
  ["BYSCORE BYLEX", "sortby"],
  ["AND OR", "operation"],
  ["ON OFF", "enabled"],
  ["WRITE ALL", "mode"],
  ["YES NO", "mode"],
  ["NOSAVE SAVE", "save-selector"],
  ["TIMEOUT ERROR", "unblock-type"],
  ["FLUSH APPEND", "policy"],
  ["LIB-NAME LIB-VER", "attr"],
  ["ID TYPE", "new-format"],
  ["ip:port new-format", "filter"],
];

/** The name of a choice between `alternatives`: their tokens, or names where they have none. */
export function choiceName(alternatives: readonly string[]): string {
  const [first, second, third] = alternatives;
  if (third === "SKIP") return "action";
  return CHOICE_NAMES.find(([pair]) => pair === `${first} ${second}`)?.[1] ?? alternatives.join("-or-").toLowerCase();
}

/** The name of a run of arguments that belong together. */
export function blockName(names: readonly string[], multiple: boolean): string {
  if (multiple) return "data";
  if (names[0] === "count" && names[1] === "any") return "count-block";
  if (names[0] === "protover") return "arguments";
  return names[0] === "start" ? "range" : `${names[0]}-block`;
}
