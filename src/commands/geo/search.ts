import { command, oneKey } from "../../engine/mod.ts";
import type { Form } from "./_query.ts";
import { search } from "./_search.ts";

const REPLIED: Form = { source: 1, centre: "options", store: "never" };
const STORED: Form = { source: 2, centre: "options", store: "always" };

const COMPLEXITY =
  "O(N+log(M)) where N is the number of elements in the grid-aligned bounding box area around the shape provided as the filter and M is the number " +
  "of items inside the shape";
const CENTRE = "<FROMMEMBER member | FROMLONLAT longitude latitude>";
const SHAPE = "<BYRADIUS radius <M | KM | FT | MI> | BYBOX width height <M | KM | FT | MI>>";
const HITS = "[ASC | DESC] [COUNT count [ANY]]";

export const geosearch = command({
  name: "GEOSEARCH",
  since: "6.2.0",
  group: "geo",
  summary: "Queries a geospatial index for members inside an area of a box or a circle.",
  complexity: COMPLEXITY,
  history: [["7.0.0", "Added support for uppercase unit names."]],
  arity: -7,
  flags: ["readonly"],
  keys: oneKey("RO", "access"),
  syntax: `key ${CENTRE} ${SHAPE} ${HITS} [WITHCOORD] [WITHDIST] [WITHHASH]`,
  run: (ctx) => search(ctx, REPLIED),
});

export const geosearchstore = command({
  name: "GEOSEARCHSTORE",
  since: "6.2.0",
  group: "geo",
  summary: "Queries a geospatial index for members inside an area of a box or a circle, optionally stores the result.",
  complexity: COMPLEXITY,
  history: [["7.0.0", "Added support for uppercase unit names."]],
  arity: -8,
  flags: ["write", "denyoom"],
  keys: [
    { flags: ["OW", "update"], begin: { index: 1 }, find: { last: 0, step: 1, limit: 0 } },
    { flags: ["RO", "access"], begin: { index: 2 }, find: { last: 0, step: 1, limit: 0 } },
  ],
  syntax: `destination source ${CENTRE} ${SHAPE} ${HITS} [STOREDIST]`,
  run: (ctx) => search(ctx, STORED),
});
