import type { Family } from "../family.ts";
import type { Command, Draw } from "../values.ts";

const ENTRIES = ["0", "1", "2", "3", "5", "8", "16", "64", "128", "512"] as const;
const LENGTHS = ["0", "1", "3", "5", "8", "20", "64", "64", "100", "1kb"] as const;

/** Directives that decide on the encodings of collections, their defaults first among what they are set to. */
const DIRECTIVES: Readonly<Record<string, readonly string[]>> = {
  "hash-max-listpack-entries": ["512", "128", ...ENTRIES],
  "hash-max-listpack-value": LENGTHS,
  "hash-max-ziplist-entries": ENTRIES,
  "list-max-listpack-size": ["-2", "-2", "-1", "-3", "-5", "1", "2", "4", "8", "128", "0"],
  "list-compress-depth": ["0", "1", "2"],
  "set-max-intset-entries": ["512", ...ENTRIES],
  "set-max-listpack-entries": ["128", ...ENTRIES],
  "set-max-listpack-value": LENGTHS,
  "zset-max-listpack-entries": ["128", ...ENTRIES],
  "zset-max-listpack-value": LENGTHS,
  "hll-sparse-max-bytes": ["3000", "3000", "0", "100", "1000", "16000"],
};
const NAMES = Object.keys(DIRECTIVES);

/** Moves the limits of the packed encodings, so that every size is once below and once above them. */
export const thresholds: Family = [[1, set]];

function set(d: Draw): Command {
  const name = d.one(NAMES);
  return ["CONFIG", "SET", name, d.one(DIRECTIVES[name])];
}
