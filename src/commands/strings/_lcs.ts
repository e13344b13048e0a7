/**
 * Longest common subsequences by dynamic programming. Only one row of lengths is kept; the way back through the table needs one bit for each pair
 * of positions: whether the longer subsequence leaves out the first string's byte or the second's. Of several longest ones it takes Redis's.
 */

/** A piece that two strings share: where it begins in either, and its bytes. */
export interface Match {
  readonly first: number;
  readonly second: number;
  readonly length: number;
}

/** The length of the longest common subsequence. */
export function lcsLength(a: Uint8Array, b: Uint8Array): number {
  return fill(a, b, null);
}

/** The longest common subsequence of two strings. */
export class LcsTable {
  readonly length: number;
  /** A bit for each pair of positions, rows of `#stride` bytes. */
  readonly #skipsFirst: Uint8Array;
  readonly #stride: number;

  constructor(readonly a: Uint8Array, readonly b: Uint8Array) {
    this.#stride = (b.length + 7) >>> 3;
    this.#skipsFirst = new Uint8Array(this.#stride * a.length);
    this.length = fill(a, b, this.#skipsFirst);
  }

  /** Its contiguous pieces, from the last to the first. */
  matches(): Match[] {
    const { a, b } = this;
    const matches: Match[] = [];
    let i = a.length;
    let j = b.length;
    while (i > 0 && j > 0) {
      const end = i;
      while (i > 0 && j > 0 && a[i - 1] === b[j - 1]) {
        i--;
        j--;
      }
      if (i < end) matches.push({ first: i, second: j, length: end - i });
      else if ((this.#skipsFirst[(i - 1) * this.#stride + ((j - 1) >>> 3)] >>> ((j - 1) & 7)) & 1) i--;
      else j--;
    }
    return matches;
  }

  /** Its bytes. */
  text(): Uint8Array {
    const text = new Uint8Array(this.length);
    let at = this.length;
    for (const { first, length } of this.matches()) {
      at -= length;
      text.set(this.a.subarray(first, first + length), at);
    }
    return text;
  }
}

/** Works through the table; sets the bits of `skipsFirst` if there is room for them. Returns the length. */
function fill(a: Uint8Array, b: Uint8Array, skipsFirst: Uint8Array | null): number {
  const stride = (b.length + 7) >>> 3;
  // Before row i, element j is the length for the first i - 1 bytes of `a` and j bytes of `b`.
  const lengths = new Uint32Array(b.length + 1);
  for (let i = 0; i < a.length; i++) {
    const byte = a[i];
    let diagonal = 0;
    let left = 0;
    for (let j = 0; j < b.length; j++) {
      const above = lengths[j + 1];
      if (byte === b[j]) {
        left = diagonal + 1;
      } else if (above > left) {
        left = above;
        if (skipsFirst !== null) skipsFirst[i * stride + (j >>> 3)] |= 1 << (j & 7);
      }
      lengths[j + 1] = left;
      diagonal = above;
    }
  }
  return lengths[b.length];
}
