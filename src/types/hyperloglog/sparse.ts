/** Reading of sparse registers, the opcodes in `buf[at, end)`. Their total is not to be trusted: see `layout.ts`. */

import { REGISTERS } from "./layout.ts";

/** Opcodes by their first byte: below `XZERO` a ZERO, from `VAL` a VAL, else an XZERO. */
export const XZERO = 0x40;
export const VAL = 0x80;
/** The longest runs of a ZERO and of a VAL, and the highest value of a VAL; an XZERO can be all registers. */
export const MOST_ZEROS = 64;
export const MOST_VALS = 4;
export const HIGHEST_VAL = 32;

/** The value of a VAL. */
export function valueOf(opcode: number): number {
  return ((opcode >>> 2) & 31) + 1;
}

/** The runs of ZERO and VAL opcodes, 0 for the first byte of an XZERO. The search for a register is quicker by a table than by comparisons. */
const RUNS = Uint8Array.from({ length: 256 }, (_, opcode) => {
  if (opcode >= VAL) return (opcode & 3) + 1;
  return opcode < XZERO ? opcode + 1 : 0;
});

/** The run of the opcode at `i`. An XZERO whose second byte is cut off reads as if that were 0. */
export function runAt(buf: Uint8Array, i: number, end: number): number {
  const run = RUNS[buf[i]];
  return run !== 0 ? run : ((buf[i] & 63) << 8 | (i + 1 < end ? buf[i + 1] : 0)) + 1;
}

/** Bytes of an opcode. */
export function widthOf(opcode: number): number {
  return RUNS[opcode] !== 0 ? 1 : 2;
}

/** Adds to `histogram`, by value, how many of the registers have it. False: they are corrupt. */
export function countSparse(buf: Uint8Array, at: number, end: number, histogram: Int32Array): boolean {
  let total = 0;
  let i = at;
  for (; i < end && total <= REGISTERS; i += widthOf(buf[i])) {
    const run = runAt(buf, i, end);
    histogram[buf[i] >= VAL ? valueOf(buf[i]) : 0] += run;
    total += run;
  }
  // Beyond the end: the second byte of an XZERO is missing.
  return total === REGISTERS && i === end;
}

/** Raises each of `registers`, a byte each, to its sparse counterpart. False: those are corrupt. */
export function raiseToSparse(registers: Uint8Array, buf: Uint8Array, at: number, end: number): boolean {
  let index = 0;
  let i = at;
  for (; i < end; i += widthOf(buf[i])) {
    const run = runAt(buf, i, end);
    if (index + run > REGISTERS) return false;
    if (buf[i] >= VAL) {
      const value = valueOf(buf[i]);
      for (let r = index; r < index + run; r++) if (value > registers[r]) registers[r] = value;
    }
    index += run;
  }
  return index === REGISTERS && i === end;
}

/** The opcodes as PFDEBUG DECODE shows them. */
export function describeSparse(buf: Uint8Array, at: number, end: number): string {
  const shown: string[] = [];
  for (let i = at; i < end; i += widthOf(buf[i])) {
    const run = runAt(buf, i, end);
    if (buf[i] >= VAL) shown.push(`v:${valueOf(buf[i])},${run}`);
    else shown.push(`${buf[i] < XZERO ? "z" : "Z"}:${run}`);
  }
  return shown.join(" ");
}
