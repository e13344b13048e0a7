import { raiseToDense } from "./dense.ts";
import { estimate, RANKS } from "./estimate.ts";
import { HEADER_BYTES, isSparse, REGISTERS } from "./layout.ts";
import { raiseToSparse } from "./sparse.ts";

/** The union of any number of HyperLogLogs: the highest of each register. One serves many unions, one after the other. */
export class Union {
  /** A byte each. */
  readonly registers = new Uint8Array(REGISTERS);
  /** Whether one of those that were added was dense. */
  dense = false;
  readonly #histogram = new Int32Array(RANKS);

  /** Starts with no element. */
  clear(): void {
    this.registers.fill(0);
    this.dense = false;
  }

  /** Adds `buf[start, end)`, which has the form of a HyperLogLog. False: its registers are corrupt. */
  add(buf: Uint8Array, start: number, end: number): boolean {
    if (isSparse(buf, start)) return raiseToSparse(this.registers, buf, start + HEADER_BYTES, end);
    this.dense = true;
    raiseToDense(this.registers, buf, start + HEADER_BYTES);
    return true;
  }

  /** The estimated number of elements: see {@linkcode estimate}. */
  count(): number {
    const { registers } = this;
    const histogram = this.#histogram;
    histogram.fill(0);
    for (let i = 0; i < REGISTERS; i++) histogram[registers[i]]++;
    return estimate(histogram);
  }
}
