import { type Context, NOT_AN_INTEGER, SYNTAX_ERROR } from "../../engine/mod.ts";
import { ValuePattern } from "./_pattern.ts";

/** What SORT is asked for. */
export interface SortOptions {
  descending: boolean;
  alpha: boolean;
  /** LIMIT: how many elements are passed over, and how many follow; negative: none, and all. */
  offset: number;
  count: number;
  by: ValuePattern | null;
  /** A constant pattern was given after BY: elements stay in the order that they have. A later pattern does not change that. */
  unsorted: boolean;
  readonly get: ValuePattern[];
  /** The argument that is the key to store under; 0: the elements are replied. */
  store: number;
}

/** The options from argument 2 on; `null` if they are wrong: then the error has been replied. `mayStore`: SORT, not SORT_RO. */
export function readSortOptions({ args, reply }: Context, mayStore: boolean): SortOptions | null {
  const options: SortOptions = {
    descending: false,
    alpha: false,
    offset: 0,
    count: -1,
    by: null,
    unsorted: false,
    get: [],
    store: 0,
  };
  for (let i = 2; i < args.argc; i++) {
    const left = args.argc - i - 1;
    if (args.is(i, "ASC")) options.descending = false;
    else if (args.is(i, "DESC")) options.descending = true;
    else if (args.is(i, "ALPHA")) options.alpha = true;
    else if (args.is(i, "LIMIT") && left >= 2) {
      options.offset = args.int(++i);
      options.count = args.int(++i);
      if (Number.isNaN(options.offset + options.count)) {
        reply.error(NOT_AN_INTEGER);
        return null;
      }
    } else if (args.is(i, "STORE") && left >= 1 && mayStore) options.store = ++i;
    else if (args.is(i, "BY") && left >= 1) {
      options.by = new ValuePattern(args.bytes(++i));
      options.unsorted ||= options.by.isConstant;
    } else if (args.is(i, "GET") && left >= 1) options.get.push(new ValuePattern(args.bytes(++i)));
    else {
      reply.error(SYNTAX_ERROR);
      return null;
    }
  }
  return options;
}

/** The first and the last place of `size` that LIMIT asks for; the last is before the first where there are none. */
export function wantedPlaces({ offset, count }: SortOptions, size: number): [first: number, last: number] {
  const first = Math.max(0, offset);
  if (first >= size) return [0, -1];
  return [first, count < 0 ? size - 1 : Math.min(size, first + count) - 1];
}
