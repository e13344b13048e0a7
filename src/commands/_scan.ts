import { NOT_AN_INTEGER, SYNTAX_ERROR } from "../engine/mod.ts";
import type { Request } from "../resp/mod.ts";
import { TYPE_NAMES } from "../store/mod.ts";
import { KeyPattern } from "./_pattern.ts";

/** A cursor as C's `strtoul` reads one: a sign, leading zeros. */
const CURSOR = /^([+-]?)0*(\d{1,20})$/;
const MAX_UINT64 = 2n ** 64n - 1n;
const DEFAULT_COUNT = 10;

/** What a call of SCAN, HSCAN, SSCAN or ZSCAN asks for. */
export interface ScanOptions {
  pattern: KeyPattern | null;
  count: number;
  /** SCAN: a number of `Type`, -1 for a type that no key has, `null` for all. */
  type: number | null;
  /** HSCAN: the names of fields only. */
  noValues: boolean;
}

/** The cursor that argument `i` spells, `null` if it spells none. What is negative lies behind the last hash, as it does in Redis. */
export function readCursor(args: Request, i: number): number | null {
  if (args.length(i) === 0) return 0;
  const [, sign, digits] = CURSOR.exec(args.latin1(i)) ?? [];
  if (digits === undefined || BigInt(digits) > MAX_UINT64) return null;
  return sign === "-" && digits !== "0" ? Infinity : Number(digits);
}

/** The options from argument `from` on, or the error that they make. `withType`: SCAN; `withNoValues`: HSCAN. */
export function readScanOptions(
  args: Request,
  from: number,
  { withType = false, withNoValues = false } = {},
): ScanOptions | string {
  const options: ScanOptions = { pattern: null, count: DEFAULT_COUNT, type: null, noValues: false };
  for (let i = from; i < args.argc; i += 2) {
    if (withNoValues && args.is(i, "NOVALUES")) {
      options.noValues = true;
      i--;
      continue;
    }
    if (i + 1 === args.argc) return SYNTAX_ERROR;
    if (args.is(i, "MATCH")) {
      options.pattern = new KeyPattern(args.bytes(i + 1));
    } else if (withType && args.is(i, "TYPE")) {
      options.type = TYPE_NAMES.findIndex((name) => args.is(i + 1, name.toUpperCase()));
    } else if (args.is(i, "COUNT")) {
      options.count = args.int(i + 1);
      if (options.count !== options.count) return NOT_AN_INTEGER;
      if (options.count < 1) return SYNTAX_ERROR;
    } else {
      return SYNTAX_ERROR;
    }
  }
  return options;
}
