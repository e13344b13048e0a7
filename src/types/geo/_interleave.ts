/**
 * Bits of two numbers by turns (Morton order), on halves of 32 bits. "Bit Twiddling Hacks", S. E. Anderson: "Interleave bits by binary magic
 * numbers".
 */

/** The low 16 bits of `v`, moved to the even places of 32. */
export function spread(v: number): number {
  v &= 0xffff;
  v = (v | (v << 8)) & 0x00ff00ff;
  v = (v | (v << 4)) & 0x0f0f0f0f;
  v = (v | (v << 2)) & 0x33333333;
  return (v | (v << 1)) & 0x55555555;
}

/** The bits in the even places of `v`, moved together: 16 bits. */
export function gather(v: number): number {
  v &= 0x55555555;
  v = (v | (v >>> 1)) & 0x33333333;
  v = (v | (v >>> 2)) & 0x0f0f0f0f;
  v = (v | (v >>> 4)) & 0x00ff00ff;
  return (v | (v >>> 8)) & 0xffff;
}

/** The low 32 bits, unsigned, of two numbers' bits by turns: those of `even` in the even places. */
export function interleaveLow(even: number, odd: number): number {
  return (spread(even) | (spread(odd) << 1)) >>> 0;
}

/** The high 32 bits, unsigned, of two 32-bit numbers' bits by turns. */
export function interleaveHigh(even: number, odd: number): number {
  return interleaveLow(even >>> 16, odd >>> 16);
}
