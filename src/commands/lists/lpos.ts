import { command, type Context, NOT_AN_INTEGER, oneKey, SYNTAX_ERROR } from "../../engine/mod.ts";
import { PackedEntry } from "../../store/mod.ts";
import { type List, ListCursor } from "../../types/list/mod.ts";
import { listToRead } from "./_list.ts";

const WANTED = new PackedEntry();
const CURSOR = new ListCursor();
/** The one integer whose negative is none. */
const LOWEST = "-9223372036854775808";
const OUT_OF_RANGE = "ERR value is out of range, value must between -9223372036854775807 and 9223372036854775807";
const RANK_ZERO = "ERR RANK can't be zero: use 1 to start from the first match, 2 from the second ... " +
  "or use negative to start from the end of the list";

/** What LPOS looks for. */
interface Search {
  /** From which match on; negative: counted from the end, and backwards. */
  rank: number;
  /** How many matches, 0 for all; `null`: one, not as an array. */
  count: number | null;
  /** How many entries to look at; 0: all. */
  most: number;
}

export const lpos = command({
  name: "LPOS",
  since: "6.0.6",
  group: "list",
  summary: "Returns the index of matching elements in a list.",
  complexity:
    "O(N) where N is the number of elements in the list, for the average case. When searching for elements near the " +
    "head or the tail of the list, or when the MAXLEN option is provided, the command may run in constant time.",
  arity: -3,
  flags: ["readonly"],
  keys: oneKey("RO", "access"),
  syntax: "key element [RANK rank] [COUNT num-matches] [MAXLEN len]",
  types: { rank: "integer", "num-matches": "integer", len: "integer" },
  run(ctx) {
    const { args, reply } = ctx;
    const search = readSearch(ctx);
    if (typeof search === "string") return reply.error(search);
    const { count } = search;
    const list = listToRead(ctx, 1, () => count === null ? reply.null() : reply.array(0));
    if (list === null) return;
    WANTED.text(args.buf, args.start[2], args.end[2]);
    const found = positions(list, search);
    if (count !== null) {
      reply.array(found.length);
      for (const index of found) reply.integer(index);
    } else if (found.length > 0) reply.integer(found[0]);
    else reply.null();
  },
});

function readSearch({ args }: Context): Search | string {
  const search: Search = { rank: 1, count: null, most: 0 };
  for (let i = 3; i < args.argc; i += 2) {
    if (i + 1 === args.argc) return SYNTAX_ERROR;
    const value = args.int(i + 1);
    if (args.is(i, "RANK")) {
      if (value !== value) return NOT_AN_INTEGER;
      if (value === 0) return RANK_ZERO;
      if (args.is(i + 1, LOWEST)) return OUT_OF_RANGE;
      search.rank = value;
    } else if (args.is(i, "COUNT")) {
      if (!(value >= 0)) return "ERR COUNT can't be negative";
      search.count = value;
    } else if (args.is(i, "MAXLEN")) {
      if (!(value >= 0)) return "ERR MAXLEN can't be negative";
      search.most = value;
    } else return SYNTAX_ERROR;
  }
  return search;
}

/** Indices of what {@linkcode WANTED} matches. */
function positions(list: List, { rank, count, most }: Search): number[] {
  const found: number[] = [];
  const { length } = list;
  const forwards = rank > 0;
  const looks = most === 0 ? length : Math.min(most, length);
  const wanted = count === null ? 1 : count === 0 ? Infinity : count;
  CURSOR.open(list, forwards ? 0 : length - 1, forwards);
  for (let i = 0, left = Math.abs(rank) - 1; i < looks && found.length < wanted && CURSOR.advance(); i++) {
    if (!CURSOR.isAt(WANTED)) continue;
    if (left > 0) left--;
    else found.push(forwards ? i : length - 1 - i);
  }
  return found;
}
