import { countDense } from "./dense.ts";
import { estimate, RANKS } from "./estimate.ts";
import { HEADER_BYTES, isSparse } from "./layout.ts";
import { countSparse } from "./sparse.ts";

const HISTOGRAM = new Int32Array(RANKS);

/** The estimated number of elements (see {@linkcode estimate}) of `buf[start, end)`, which has the form of a HyperLogLog; NaN if it is corrupt. */
export function count(buf: Uint8Array, start: number, end: number): number {
  HISTOGRAM.fill(0);
  if (!isSparse(buf, start)) countDense(buf, start + HEADER_BYTES, HISTOGRAM);
  else if (!countSparse(buf, start + HEADER_BYTES, end, HISTOGRAM)) return NaN;
  return estimate(HISTOGRAM);
}
