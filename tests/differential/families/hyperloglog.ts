import { latin1 } from "../../../src/bytes/mod.ts";
import { raising } from "../../support/murmur.ts";
import type { Family } from "../family.ts";
import type { Command, Draw } from "../values.ts";

/**
 * HyperLogLogs. Elements are added to keys of their own, which no command of another family damages: what PFADD does with damaged registers before it
 * finds the damage is Redis's own. PFMERGE brings HyperLogLogs to keys of all pools.
 */
export const hyperloglog: Family = [
  [12, (d) => ["PFADD", own(d), ...elements(d)]],
  [2, (d) => ["PFADD", d.key("hll")]],
  [5, (d) => ["PFCOUNT", any(d)]],
  [3, (d) => ["PFCOUNT", ...anyKeys(d)]],
  [4, (d) => ["PFMERGE", d.chance(0.5) ? own(d) : d.key("hll"), ...d.chance(0.9) ? anyKeys(d) : []]],
  [3, debug],
  [3, (d) => [d.one(["GET", "STRLEN", "TYPE"]), any(d)]],
  [2, (d) => ["OBJECT", "ENCODING", any(d)]],
  [2, (d) => ["DEL", own(d)]],
  [1, (d) => ["COPY", own(d), d.chance(0.5) ? own(d) : d.key("hll"), "REPLACE"]],
  [0.5, (d) => ["RENAME", own(d), own(d)]],
  [0.5, (d) => ["EXPIRE", own(d), d.lifetime("EX")]],
];

function own(d: Draw): string {
  return `pf:${d.between(0, 5)}`;
}

function any(d: Draw): string {
  return d.chance(0.7) ? own(d) : d.key("hll");
}

function anyKeys(d: Draw): string[] {
  return Array.from({ length: d.between(1, 3) }, () => any(d));
}

/** Few elements as a rule; now and then so many that registers become dense. */
function elements(d: Draw): string[] {
  const count = d.chance(0.04) ? d.between(300, 900) : d.between(0, 4);
  const crowded = d.chance(0.5);
  return Array.from({ length: count }, () => crowded ? neighbour(d) : d.chance(0.5) ? d.member() : d.binary(8));
}

/** An element for one of a few registers side by side; seldom of a rank that only dense registers hold. */
function neighbour(d: Draw): string {
  const rank = d.chance(0.001) ? d.between(30, 51) : d.between(1, 4);
  const bytes = raising(d.between(0, 80), rank);
  return latin1(bytes, 0, bytes.length);
}

function debug(d: Draw): Command {
  const name = d.chance(0.05) ? "GETREG" : d.one(["DECODE", "ENCODING", "ENCODING", "TODENSE", "NOPE"]);
  return ["PFDEBUG", d.anyCase(name), any(d)];
}
