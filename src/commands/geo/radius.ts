import { command, type KeySpec, oneKey } from "../../engine/mod.ts";
import type { Form } from "./_query.ts";
import { search } from "./_search.ts";

const AROUND_PLACE_OR_STORE: Form = { source: 1, centre: "coordinates", store: "by option" };
const AROUND_PLACE: Form = { source: 1, centre: "coordinates", store: "never" };
const AROUND_MEMBER_OR_STORE: Form = { source: 1, centre: "member", store: "by option" };
const AROUND_MEMBER: Form = { source: 1, centre: "member", store: "never" };

const COMPLEXITY =
  "O(N+log(M)) where N is the number of elements inside the bounding box of the circular area delimited by center and radius and M is the number " +
  "of items inside the index.";
const UNIT = "<M | KM | FT | MI>";
const OPTIONS = "[WITHCOORD] [WITHDIST] [WITHHASH] [COUNT count [ANY]] [ASC | DESC]";
const STORE = "[STORE key | STOREDIST key]";

/** The source, and the key to store under, which stands after the options that begin at argument `options`. */
function sourceAndStore(options: number): readonly KeySpec[] {
  const after = (keyword: string): KeySpec => ({
    flags: ["OW", "update"],
    begin: { keyword, startFrom: options },
    find: { last: 0, step: 1, limit: 0 },
  });
  return [oneKey("RO", "access")[0], after("STORE"), after("STOREDIST")];
}

export const georadius = command({
  name: "GEORADIUS",
  since: "3.2.0",
  group: "geo",
  summary: "Queries a geospatial index for members within a distance from a coordinate, optionally stores the result.",
  complexity: COMPLEXITY,
  history: [
    ["6.2.0", "Added the `ANY` option for `COUNT`."],
    ["7.0.0", "Added support for uppercase unit names."],
  ],
  deprecated: { since: "6.2.0", replacedBy: "`GEOSEARCH` and `GEOSEARCHSTORE` with the `BYRADIUS` argument" },
  arity: -6,
  flags: ["write", "denyoom"],
  keys: sourceAndStore(6),
  syntax: `key longitude latitude radius ${UNIT} ${OPTIONS} ${STORE}`,
  run: (ctx) => search(ctx, AROUND_PLACE_OR_STORE),
});

export const georadiusRo = command({
  name: "GEORADIUS_RO",
  since: "3.2.10",
  group: "geo",
  summary: "Returns members from a geospatial index that are within a distance from a coordinate.",
  complexity: COMPLEXITY,
  history: [["6.2.0", "Added the `ANY` option for `COUNT`."]],
  deprecated: { since: "6.2.0", replacedBy: "`GEOSEARCH` with the `BYRADIUS` argument" },
  arity: -6,
  flags: ["readonly"],
  keys: oneKey("RO", "access"),
  syntax: `key longitude latitude radius ${UNIT} ${OPTIONS}`,
  run: (ctx) => search(ctx, AROUND_PLACE),
});

export const georadiusbymember = command({
  name: "GEORADIUSBYMEMBER",
  since: "3.2.0",
  group: "geo",
  summary: "Queries a geospatial index for members within a distance from a member, optionally stores the result.",
  complexity: COMPLEXITY,
  history: [["7.0.0", "Added support for uppercase unit names."]],
  deprecated: {
    since: "6.2.0",
    replacedBy: "`GEOSEARCH` and `GEOSEARCHSTORE` with the `BYRADIUS` and `FROMMEMBER` arguments",
  },
  arity: -5,
  flags: ["write", "denyoom"],
  keys: sourceAndStore(5),
  syntax: `key member radius ${UNIT} ${OPTIONS} ${STORE}`,
  run: (ctx) => search(ctx, AROUND_MEMBER_OR_STORE),
});

export const georadiusbymemberRo = command({
  name: "GEORADIUSBYMEMBER_RO",
  since: "3.2.10",
  group: "geo",
  summary: "Returns members from a geospatial index that are within a distance from a member.",
  complexity: COMPLEXITY,
  deprecated: { since: "6.2.0", replacedBy: "`GEOSEARCH` with the `BYRADIUS` and `FROMMEMBER` arguments" },
  arity: -5,
  flags: ["readonly"],
  keys: oneKey("RO", "access"),
  syntax: `key member radius ${UNIT} ${OPTIONS}`,
  run: (ctx) => search(ctx, AROUND_MEMBER),
});
