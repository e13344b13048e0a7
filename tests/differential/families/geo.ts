import type { Family } from "../family.ts";
import type { Command, Draw } from "../values.ts";

/** Positions and searches. */
export const geo: Family = [
  [
    10,
    (d) => ["GEOADD", d.key("geo"), ...addOptions(d), ...members(d).flatMap((member) => [...position(d), member])],
  ],
  [3, (d) => ["GEOADD", site(d), ...addOptions(d), ...someSites(d)]],
  [1, (d) => [d.one(["ZREM", "ZSCORE"]), site(d), `s:${d.random.below(SITES.length)}`]],
  [1, (d) => ["ZREM", d.key("geo"), ...members(d)]],
  [4, (d) => ["GEODIST", d.key("geo"), member(d), member(d), ...d.some(0.7, unit(d)), ...d.some(0.02, "m")]],
  [3, (d) => ["GEOPOS", d.key("geo"), ...members(d)]],
  [3, (d) => ["GEOHASH", d.key("geo"), ...members(d)]],
  [8, (d) => ["GEOSEARCH", d.key("geo"), ...options(d, centre(d), area(d), replied(d))]],
  [
    4,
    (
      d,
    ) => [d.one(["GEORADIUS", "GEORADIUS_RO"]), d.key("geo"), ...position(d), ...circle(d), ...options(d, replied(d))],
  ],
  [
    4,
    (d) => [
      d.one(["GEORADIUSBYMEMBER", "GEORADIUSBYMEMBER_RO"]),
      d.key("geo"),
      member(d),
      ...circle(d),
      ...options(d, replied(d)),
    ],
  ],
  [3, (d) => ["GEOSEARCHSTORE", destination(d), d.key("geo"), ...options(d, centre(d), area(d), stored(d))]],
  [
    2,
    (d) => [
      ...d.one([["GEORADIUS", d.key("geo"), ...position(d)], ["GEORADIUSBYMEMBER", d.key("geo"), member(d)]]),
      ...circle(d),
      ...options(d, [d.anyCase("STORE"), destination(d)], stored(d)),
    ],
  ],
  [3, storeSites],
  [1, (d) => ["ZRANGE", destination(d), "0", "-1", "WITHSCORES"]],
  [0.2, (d) => ["DEL", d.one([site(d), destination(d)])]],
];

/**
 * Places whose distances from each other are the same by every mathematical library that rounds well: other distances may differ in the last of their 53
 * bits, which shows once they are stored as scores. No two are equally far from a third, so that there is one order by distance.
 */
const SITES: readonly (readonly [string, string])[] = [
  ["13.5821", "38.0371"],
  ["14.2507", "38.0929"],
  ["12.1223", "36.8"],
  ["13.351", "38.4419"],
  ["12.9091", "39.0047"],
  ["13.6353", "37.6638"],
  ["11.3735", "37.3478"],
  ["14.8018", "38.8773"],
  ["11.3974", "36.5306"],
  ["12.6182", "36.7494"],
  ["-173.9708", "-39.1292"],
  ["3.8569", "-48.6633"],
  ["89.9484", "37.2729"],
  ["7.0894", "-77.5"],
  ["-101.5851", "40.9486"],
];

const EDGES = ["180", "-180", "85.05112878", "-85.05112878", "0", "-0", "179.99999999", "90", "-90", "85.06"];

/** A key that has {@linkcode SITES} only. */
function site(d: Draw): string {
  return `site:${d.random.below(3)}`;
}

/** Where hits are stored: as a rule not where others are looked for. */
function destination(d: Draw): string {
  return d.chance(0.7) ? `hits:${d.random.below(4)}` : d.key("geo");
}

function someSites(d: Draw): string[] {
  return Array.from({ length: d.between(1, 8) }, () => {
    const i = d.random.below(SITES.length);
    return [...SITES[i], `s:${i}`];
  }).flat();
}

/** One of a few as a rule, so that it is likely to be there. */
function member(d: Draw): string {
  return d.chance(0.9) ? `m:${d.random.below(6)}` : d.member();
}

function members(d: Draw): string[] {
  return d.chance(0.5) ? Array.from({ length: d.between(1, 4) }, () => member(d)) : d.bulkMembers();
}

function coordinate(d: Draw, limit: number): string {
  if (d.chance(0.02)) return d.one(EDGES);
  if (d.chance(0.004)) return d.float();
  // About half of the places lie close together.
  const [low, high] = d.chance(0.5) ? [0.1 * limit, 0.11 * limit] : [-limit, limit];
  return (low + (high - low) * d.random.below(2 ** 31) / 2 ** 31).toFixed(d.between(4, 14));
}

function position(d: Draw): [string, string] {
  return [coordinate(d, 180), coordinate(d, 85)];
}

function addOptions(d: Draw): string[] {
  return [
    ...d.some(0.15, d.anyCase(d.one(["NX", "XX"]))),
    ...d.some(0.3, d.anyCase("CH")),
    ...d.some(0.01, d.one(["NX", "XX", "GT", "INCR"])),
  ];
}

function unit(d: Draw): string {
  return d.chance(0.98) ? d.anyCase(d.one(["m", "km", "ft", "mi"])) : d.one(["", "yd", "kmm", "1"]);
}

/** A length, from none to more than the way around the world. */
function length(d: Draw): string {
  if (d.chance(0.03)) return d.one(["0", "-1", "x", "", "1e300", "inf", "nan", "-0"]);
  return d.chance(0.5)
    ? (2 ** (d.between(1000, 2500) / 100)).toFixed(d.between(0, 4))
    : (2 ** (d.between(-400, 1500) / 100)).toFixed(d.between(0, 6));
}

function circle(d: Draw): [string, string] {
  return [length(d), unit(d)];
}

function centre(d: Draw): string[] {
  return d.chance(0.5) ? [d.anyCase("FROMMEMBER"), member(d)] : [d.anyCase("FROMLONLAT"), ...position(d)];
}

function area(d: Draw): string[] {
  return d.chance(0.5) ? [d.anyCase("BYRADIUS"), ...circle(d)] : [d.anyCase("BYBOX"), length(d), ...circle(d)];
}

/** The options in a random order; now and then one missing or one too many. */
function options(d: Draw, ...all: (readonly (string | readonly string[])[])[]): string[] {
  const list = all.flatMap((each) => typeof each[0] === "string" ? [each as string[]] : each as string[][]);
  if (d.chance(0.02)) list.splice(d.random.below(list.length), 1);
  if (d.chance(0.02)) list.push(d.one(ODD_OPTIONS));
  for (let i = list.length - 1; i > 0; i--) {
    const j = d.random.below(i + 1);
    [list[i], list[j]] = [list[j], list[i]];
  }
  return list.flat();
}

const ODD_OPTIONS: string[][] = [
  ["NOPE"],
  ["ANY"],
  ["STORE"],
  ["WITHHASH"],
  ["FROMMEMBER", "m:1"],
  ["FROMLONLAT", "13.5821", "38.0371"],
  ["BYRADIUS", "100", "km"],
  ["BYBOX", "1", "2", "km"],
  ["BYBOX", "1", "x", "km"],
  ["BYBOX", "x", "1", "km"],
  ["COUNT", "0"],
  ["COUNT", "-1"],
  ["COUNT", "x"],
  ["COUNT"],
];

/** Options of a search whose hits are replied. Where the nearest or farthest few are asked for, so are distances: they tell which of them are equal. */
function replied(d: Draw): string[][] {
  const limited = d.chance(0.4);
  const any = limited && d.chance(0.4);
  return [
    d.some(0.3, d.anyCase("WITHCOORD")),
    d.some(limited && !any ? 1 : 0.4, d.anyCase("WITHDIST")),
    d.some(0.3, d.anyCase("WITHHASH")),
    d.some(0.5, d.anyCase(d.one(["ASC", "DESC"]))),
    limited ? [d.anyCase("COUNT"), String(d.between(1, 12)), ...(any ? [d.anyCase("ANY")] : [])] : [],
  ].filter((option) => option.length > 0);
}

/** Options of a search whose hits are stored. */
function stored(d: Draw): string[][] {
  return [
    d.some(0.2, d.anyCase("COUNT"), String(d.between(1, 12)), d.anyCase("ANY")),
    d.some(0.2, d.anyCase(d.one(["ASC", "DESC"]))),
    d.some(0.02, d.one(["WITHDIST", "WITHCOORD", "WITHHASH"])),
  ].filter((option) => option.length > 0);
}

/** Stores sites: the nearest or farthest few, their scores or their distances. */
function storeSites(d: Draw): Command {
  const i = d.random.below(SITES.length);
  const ordered = [
    d.some(0.4, d.anyCase("COUNT"), String(d.between(1, 12))),
    d.some(0.3, d.anyCase(d.one(["ASC", "DESC"]))),
  ].filter((option) => option.length > 0);
  if (d.chance(0.5)) {
    const from = d.chance(0.5) ? ["FROMMEMBER", `s:${i}`] : ["FROMLONLAT", ...SITES[i]];
    return [
      "GEOSEARCHSTORE",
      destination(d),
      site(d),
      ...options(d, from, area(d), ordered, d.some(0.6, d.anyCase("STOREDIST"))),
    ];
  }
  const from = d.chance(0.5) ? ["GEORADIUS", site(d), ...SITES[i]] : ["GEORADIUSBYMEMBER", site(d), `s:${i}`];
  return [...from, ...circle(d), ...options(d, ordered, [d.anyCase(d.one(["STORE", "STOREDIST"])), destination(d)])];
}
