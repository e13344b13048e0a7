import { bitmaps } from "./families/bitmaps.ts";
import { geo } from "./families/geo.ts";
import { hashes } from "./families/hashes.ts";
import { hyperloglog } from "./families/hyperloglog.ts";
import { keys } from "./families/keys.ts";
import { lists } from "./families/lists.ts";
import { server } from "./families/server.ts";
import { sets } from "./families/sets.ts";
import { sort } from "./families/sort.ts";
import { sortedSets } from "./families/sorted_sets.ts";
import { strings } from "./families/strings.ts";
import { thresholds } from "./families/thresholds.ts";
import type { Family } from "./family.ts";
import type { Command, Draw } from "./values.ts";

/** A name for `DIFFERENTIAL_FAMILIES`, how often a command of the family is drawn in relation to the others, and the family. */
const FAMILIES: Readonly<Record<string, readonly [number, Family]>> = {
  strings: [6, strings],
  keys: [4, keys],
  bitmaps: [1.5, bitmaps],
  geo: [2, geo],
  hashes: [3, hashes],
  hyperloglog: [1.5, hyperloglog],
  lists: [4, lists],
  sets: [3, sets],
  sort: [2, sort],
  sortedSets: [4, sortedSets],
  server: [0.7, server],
  thresholds: [0.2, thresholds],
};

/** Families that are drawn from: `DIFFERENTIAL_FAMILIES=lists,keys` names them, otherwise all. */
const DRAWN: Family = (Deno.env.get("DIFFERENTIAL_FAMILIES")?.split(",") ?? Object.keys(FAMILIES)).flatMap((name) => {
  const [share, family] = FAMILIES[name];
  const total = family.reduce((sum, [weight]) => sum + weight, 0);
  return family.map(([weight, generate]) => [weight / total * share, generate] as const);
});
const TOTAL = DRAWN.reduce((sum, [weight]) => sum + weight, 0);
/** How finely weights are told apart. */
const STEPS = 2 ** 30;

/** A random command. */
export function randomCommand(draw: Draw): Command {
  if (draw.chance(0.007)) return ["COMMAND", "GETKEYS", ...randomCommand(draw)];
  let at = draw.random.below(STEPS) / STEPS * TOTAL;
  const [, generate] = DRAWN.find(([weight]) => (at -= weight) < 0) ?? DRAWN[0];
  const [name, ...args] = generate(draw);
  return [draw.anyCase(name), ...(LITERAL.test(name) ? args : mutated(draw, args))];
}

/**
 * Commands whose arguments stay as they are: some other number in the place of their count would make a reply without end, or a pause; another
 * pattern of SORT an order of the server's own.
 */
const LITERAL = /RANDMEMBER$|RANDFIELD$|^B.*(?:POP|MOVE|PUSH)|^CLIENT$|^SORT/;

/** As a rule the same; now and then one argument too many, too few or in the wrong place. */
function mutated(draw: Draw, args: string[]): string[] {
  if (!draw.chance(0.02)) return args;
  const at = draw.between(0, args.length);
  const change = draw.between(0, 2);
  if (change === 0) return args.toSpliced(at, 1);
  if (change === 1) return args.toSpliced(at, 0, draw.value());
  return args.toReversed();
}
