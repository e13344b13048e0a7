/** The byte that bit `offset` is in, counted from the string's first; exact for every safe integer. */
export function byteOf(offset: number): number {
  return (offset - (offset & 7)) / 8;
}

/** The bit at `offset`. */
export function getBit(buf: Uint8Array, start: number, end: number, offset: number): number {
  const at = start + byteOf(offset);
  return at < end ? (buf[at] >>> (7 - (offset & 7))) & 1 : 0;
}

/** Sets the bit at `offset`, which lies within the string, to 0 or 1. Returns what it was. */
export function setBit(buf: Uint8Array, start: number, offset: number, bit: number): number {
  const at = start + byteOf(offset);
  const shift = 7 - (offset & 7);
  const byte = buf[at];
  buf[at] = (byte & ~(1 << shift)) | (bit << shift);
  return (byte >>> shift) & 1;
}
