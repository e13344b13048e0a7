import { copyBytes } from "../../bytes/mod.ts";
import { pack, raise, raiseToDense } from "./dense.ts";
import {
  DENSE_BYTES,
  dropCount,
  HEADER_BYTES,
  isSparse,
  REGISTERS,
  Representation,
  setRepresentation,
  writeHeader,
} from "./layout.ts";
import { HIGHEST_VAL, MOST_VALS, MOST_ZEROS, raiseToSparse, runAt, VAL, valueOf, widthOf, XZERO } from "./sparse.ts";

/** Bytes of the longest sparse representation that is not corrupt: two for each register. */
const LONGEST = HEADER_BYTES + 2 * REGISTERS;
/** Opcodes, from the one before the change, among which equal VALs are merged: those that Redis looks at. */
const MERGED = 5;

/** What became of a register: the change needs it to be decoded and it is corrupt, it is as high already, it was raised. */
export const Change = { CORRUPT: -1, NONE: 0, RAISED: 1 } as const;
/** A number of {@linkcode Change}. */
export type Change = (typeof Change)[keyof typeof Change];

/**
 * A HyperLogLog's bytes while they change, apart from the store. The same changes in the same order make the same bytes as with Redis. One editor
 * serves many values, one after the other.
 */
export class Editor {
  readonly bytes = new Uint8Array(LONGEST);
  /** Bytes of the value. */
  length = 0;
  #sparse = true;
  /** The most bytes of a sparse representation. */
  #limit = 0;
  readonly #registers = new Uint8Array(REGISTERS);
  /** Where the search for a register begins: an opcode, and the index of its first register. */
  #from = HEADER_BYTES;
  #fromIndex = 0;

  /** Starts with an empty HyperLogLog, to become dense when it takes more than `limit` bytes. */
  clear(limit: number): void {
    writeHeader(this.bytes, 0, Representation.SPARSE);
    this.#begin(true, limit);
    this.length = HEADER_BYTES + this.#putZeros(HEADER_BYTES, REGISTERS);
  }

  /** Starts with `buf[start, end)`, which has the form of a HyperLogLog. False: it is so long that it must be corrupt. */
  load(buf: Uint8Array, start: number, end: number, limit: number): boolean {
    if (end - start > LONGEST) return false;
    copyBytes(this.bytes, 0, buf, start, end);
    this.length = end - start;
    this.#begin(isSparse(buf, start), limit);
    return true;
  }

  get sparse(): boolean {
    return this.#sparse;
  }

  /** Raises a register to `rank` unless it is as high already. */
  raise(index: number, rank: number): Change {
    this.#from = HEADER_BYTES;
    this.#fromIndex = 0;
    return this.#raise(index, rank);
  }

  /** Raises each register to that of `registers`, a byte each, in their order. False: they are corrupt. Both sides may change. */
  raiseAll(registers: Uint8Array): boolean {
    this.#from = HEADER_BYTES;
    this.#fromIndex = 0;
    for (let index = 0; index < REGISTERS && this.#sparse; index++) {
      if (registers[index] !== 0 && this.#raise(index, registers[index]) === Change.CORRUPT) return false;
    }
    if (!this.#sparse) {
      raiseToDense(registers, this.bytes, HEADER_BYTES);
      pack(registers, this.bytes, HEADER_BYTES);
    }
    return true;
  }

  /** Makes the registers dense. False: they are corrupt. */
  toDense(): boolean {
    if (!this.#sparse) return true;
    const registers = this.#registers;
    registers.fill(0);
    if (!raiseToSparse(registers, this.bytes, HEADER_BYTES, this.length)) return false;
    setRepresentation(this.bytes, 0, Representation.DENSE);
    pack(registers, this.bytes, HEADER_BYTES);
    this.length = DENSE_BYTES;
    this.#sparse = false;
    return true;
  }

  /** Marks the estimate in the header as that of other registers. */
  dropCount(): void {
    dropCount(this.bytes, 0);
  }

  #begin(sparse: boolean, limit: number): void {
    this.#sparse = sparse;
    this.#limit = Math.min(limit, LONGEST);
  }

  #raise(index: number, rank: number): Change {
    if (!this.#sparse) return raise(this.bytes, HEADER_BYTES, index, rank) ? Change.RAISED : Change.NONE;
    if (rank > HIGHEST_VAL) return this.#promote(index, rank);
    const { bytes, length } = this;
    let before = 0;
    let beforeIndex = 0;
    let at = this.#from;
    let first = this.#fromIndex;
    let run = 0;
    while (at < length) {
      run = runAt(bytes, at, length);
      if (index < first + run) break;
      before = at;
      beforeIndex = first;
      at += widthOf(bytes[at]);
      first += run;
    }
    if (at + widthOf(bytes[at]) > length) return Change.CORRUPT;
    if (before !== 0) {
      this.#from = before;
      this.#fromIndex = beforeIndex;
    }
    if (bytes[at] >= VAL && valueOf(bytes[at]) >= rank) return Change.NONE;
    if (before === 0 && at !== HEADER_BYTES) {
      // The search began at this opcode, and the one before it is wanted.
      return this.raise(index, rank);
    }
    if (!this.#split(at, index - first, first + run - index - 1, rank)) return this.#promote(index, rank);
    this.#merge(this.#from);
    return Change.RAISED;
  }

  /**
   * Puts a VAL of one register in place of one in the run of the opcode at `at`, `left` and `right` being how many of its registers come before and
   * after. False, with nothing done: the value would pass the limit.
   */
  #split(at: number, left: number, right: number, rank: number): boolean {
    const { bytes, length } = this;
    const opcode = bytes[at];
    const isVal = opcode >= VAL;
    const value = isVal ? valueOf(opcode) : 0;
    const width = widthOf(opcode);
    const grown = (isVal ? valWidth(left) + valWidth(right) : zerosWidth(left) + zerosWidth(right)) + 1;
    const added = grown - width;
    if (added > 0 && length + added > this.#limit) return false;
    if (added !== 0 && at + width < length) bytes.copyWithin(at + grown, at + width, length);
    let to = at + (isVal ? this.#putVal(at, left, value) : this.#putZeros(at, left));
    to += this.#putVal(to, 1, rank);
    if (isVal) this.#putVal(to, right, value);
    else this.#putZeros(to, right);
    this.length = length + added;
    return true;
  }

  /** Merges neighbouring VALs of equal value among the few opcodes from `at` on. */
  #merge(at: number): void {
    const { bytes } = this;
    for (let step = 0; step < MERGED && at < this.length; step++) {
      const opcode = bytes[at];
      const next = at + 1 < this.length ? bytes[at + 1] : 0;
      const run = (opcode & 3) + (next & 3) + 2;
      // Bits 2 to 7 are those of kind and value.
      if (opcode < VAL || (opcode ^ next) > 3 || run > MOST_VALS) {
        at += widthOf(opcode);
        continue;
      }
      this.#putVal(at, run, valueOf(opcode));
      bytes.copyWithin(at + 1, at + 2, this.length);
      this.length--;
    }
  }

  #promote(index: number, rank: number): Change {
    if (!this.toDense()) return Change.CORRUPT;
    return raise(this.bytes, HEADER_BYTES, index, rank) ? Change.RAISED : Change.NONE;
  }

  /** Writes a run of 0 to 4 registers of `value`. Returns its bytes. */
  #putVal(at: number, run: number, value: number): number {
    if (run > 0) this.bytes[at] = VAL | (value - 1) << 2 | run - 1;
    return valWidth(run);
  }

  /** Writes a run of 0 to 16,384 zeros. Returns its bytes. */
  #putZeros(at: number, run: number): number {
    const { bytes } = this;
    if (run > MOST_ZEROS) {
      bytes[at] = XZERO | (run - 1) >>> 8;
      bytes[at + 1] = run - 1;
    } else if (run > 0) bytes[at] = run - 1;
    return zerosWidth(run);
  }
}

function valWidth(run: number): number {
  return run > 0 ? 1 : 0;
}

function zerosWidth(run: number): number {
  return run > MOST_ZEROS ? 2 : run > 0 ? 1 : 0;
}
