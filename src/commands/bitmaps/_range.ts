import { parseInt64 } from "../../bytes/mod.ts";
import type { Request } from "../../resp/mod.ts";

/** A range of bits of a string: `[from, to)`. */
export class BitRange {
  from = 0;
  to = 0;

  /**
   * Sets the range that goes from `first` to `last`, both included, counted in units of `unit` bits, from the end if negative; what lies outside of the
   * string of `length` bytes is cut off.
   */
  set(first: number, last: number, unit: number, length: number): void {
    const units = (length * 8) / unit;
    this.from = Math.max(0, first < 0 ? units + first : first) * unit;
    this.to = (Math.min(units - 1, Math.max(0, last < 0 ? units + last : last)) + 1) * unit;
  }
}

/** The bits of the unit that argument `i` names; 0 if it names none. */
export function unitAt(args: Request, i: number): number {
  return args.is(i, "BYTE") ? 8 : args.is(i, "BIT") ? 1 : 0;
}

/** Whether argument `i` is more than argument `j`, both of them integers; beyond 2^53 their digits tell. */
export function isBehind({ buf, start, end }: Request, i: number, j: number): boolean {
  return parseInt64(buf, start[i], end[i])! > parseInt64(buf, start[j], end[j])!;
}
