import { count } from "./count.ts";
import { pack, raise, raiseToDense } from "./dense.ts";
import { Change, Editor } from "./editor.ts";
import { DENSE_BYTES, HEADER_BYTES, INDEX_BITS, MAX_RANK, REGISTERS } from "./layout.ts";
import { hashElement } from "./murmur.ts";
import { Union } from "./union.ts";

/** Rounds of random registers. */
const ROUNDS = 4;
/** Different elements that are counted. */
const ELEMENTS = 100_000;
/** Up to so many elements the sparse representation keeps up. */
const SPARSE_ELEMENTS = 3000;
/** The standard error of an estimate: 1.04 / sqrt(16384). */
const STANDARD_ERROR = 1.04 / Math.sqrt(REGISTERS);
/** How many standard errors an estimate may be off: chance alone brings six about once in 500 million. */
const MOST_ERRORS = 6;

/**
 * Tries registers with random values and the estimator on elements whose number is known, in both representations. Takes some 10 ms. Returns
 * what is wrong, or null. `below` gives uniform integers below its argument.
 */
export function selfCheck(below: (limit: number) => number): string | null {
  return testRegisters(below) ?? testEstimates(below);
}

function testRegisters(below: (limit: number) => number): string | null {
  const expected = new Uint8Array(REGISTERS);
  const found = new Uint8Array(REGISTERS);
  const packed = new Uint8Array(DENSE_BYTES);
  for (let round = 0; round < ROUNDS; round++) {
    expected.fill(0);
    packed.fill(0);
    for (let i = 0; i < REGISTERS; i++) {
      const index = below(REGISTERS);
      const rank = below(MAX_RANK + 1);
      const raised = raise(packed, HEADER_BYTES, index, rank);
      if (raised !== rank > expected[index]) return `Register ${index} was not set to ${rank} as it should be`;
      if (raised) expected[index] = rank;
    }
    found.fill(0);
    raiseToDense(found, packed, HEADER_BYTES);
    for (let i = 0; i < REGISTERS; i++) {
      if (found[i] !== expected[i]) return `Register ${i} should be ${expected[i]} but is ${found[i]}`;
    }
    const again = new Uint8Array(DENSE_BYTES);
    pack(found, again, HEADER_BYTES);
    const differs = again.findIndex((byte, i) => byte !== packed[i]);
    if (differs >= 0) {
      return `Byte ${differs} of packed registers should be ${packed[differs]} but is ${again[differs]}`;
    }
  }
  return null;
}

function testEstimates(below: (limit: number) => number): string | null {
  const dense = new Editor();
  dense.clear(0);
  dense.toDense();
  const sparse = new Editor();
  sparse.clear(Infinity);
  const element = new Uint8Array(8);
  const words = new Uint32Array(element.buffer);
  // One random word for all and a counter in the other: as many different elements as are counted.
  words[1] = below(2 ** 32);
  for (let n = 1, checkpoint = 1; n <= ELEMENTS; n++) {
    words[0] = n;
    const hash = hashElement(element, 0, element.length);
    const index = hash & (REGISTERS - 1);
    const rank = hash >>> INDEX_BITS;
    const raised = dense.raise(index, rank);
    if (n <= SPARSE_ELEMENTS && sparse.raise(index, rank) !== raised) return `Element ${n}: dense/sparse disagree`;
    if (n === SPARSE_ELEMENTS && !agree(sparse, dense)) return `Cardinality ${n}: dense/sparse disagree`;
    if (n !== checkpoint) continue;
    checkpoint *= 10;
    const estimated = count(dense.bytes, 0, dense.length);
    if (!isClose(estimated, n)) return `Too big error. card:${n} estimate:${estimated}`;
  }
  return dense.raise(0, 0) === Change.NONE ? null : "Register 0 was set to 0";
}

/** Whether registers and estimates are the same. */
function agree(one: Editor, other: Editor): boolean {
  const [a, b] = [one, other].map(({ bytes, length }) => {
    const union = new Union();
    return union.add(bytes, 0, length) ? union : null;
  });
  return a !== null && b !== null && a.registers.every((rank, i) => rank === b.registers[i]) &&
    a.count() === count(one.bytes, 0, one.length) && b.count() === count(other.bytes, 0, other.length);
}

/** Within some standard errors; few elements may share a register besides. */
function isClose(estimated: number, elements: number): boolean {
  const most = elements <= 10 ? 1 : Math.ceil(elements * STANDARD_ERROR * MOST_ERRORS);
  return Math.abs(estimated - elements) <= most;
}
