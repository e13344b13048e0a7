/**
 * CRC64 with the Jones polynomial as dump files end with it: reflected, initial value 0, no final inversion. Eight bytes a step by eight tables
 * (slicing-by-8), on 32-bit halves.
 */

/** 0xad93d23594c935a9 with its bits reversed. */
const POLYNOMIAL_LOW = 0x94c935a9 | 0;
const POLYNOMIAL_HIGH = 0xad93d235 | 0;

/** Table k is at k * 256: what a byte does to the checksum once k more bytes have followed it. */
const LOW = new Int32Array(8 * 256);
const HIGH = new Int32Array(8 * 256);

/** A checksum in the making; starts at zero. Both halves are int32. */
export interface Crc {
  low: number;
  high: number;
}

/** A checksum of no bytes yet. */
export function newCrc64(): Crc {
  return { low: 0, high: 0 };
}

/** Carries `state` on over the bytes. */
export function crc64(state: Crc, b: Uint8Array, s: number, e: number): void {
  let low = state.low;
  let high = state.high;
  let i = s;
  for (const last = e - 8; i <= last; i += 8) {
    const x = low ^ (b[i] | b[i + 1] << 8 | b[i + 2] << 16 | b[i + 3] << 24);
    const y = high ^ (b[i + 4] | b[i + 5] << 8 | b[i + 6] << 16 | b[i + 7] << 24);
    const i7 = 0x700 | x & 255, i6 = 0x600 | x >>> 8 & 255, i5 = 0x500 | x >>> 16 & 255, i4 = 0x400 | x >>> 24;
    const i3 = 0x300 | y & 255, i2 = 0x200 | y >>> 8 & 255, i1 = 0x100 | y >>> 16 & 255, i0 = y >>> 24;
    low = LOW[i7] ^ LOW[i6] ^ LOW[i5] ^ LOW[i4] ^ LOW[i3] ^ LOW[i2] ^ LOW[i1] ^ LOW[i0];
    high = HIGH[i7] ^ HIGH[i6] ^ HIGH[i5] ^ HIGH[i4] ^ HIGH[i3] ^ HIGH[i2] ^ HIGH[i1] ^ HIGH[i0];
  }
  for (; i < e; i++) {
    const index = (low ^ b[i]) & 255;
    low = (low >>> 8 | high << 24) ^ LOW[index];
    high = high >>> 8 ^ HIGH[index];
  }
  state.low = low;
  state.high = high;
}

/** Writes the checksum's eight bytes at `at`, lowest first, as dump files carry it. */
export function writeCrc64(state: Crc, b: Uint8Array, at: number): void {
  for (let i = 0; i < 4; i++) {
    b[at + i] = state.low >>> (8 * i);
    b[at + 4 + i] = state.high >>> (8 * i);
  }
}

/** The checksum as an unsigned 64-bit integer. */
export function crc64Value(state: Crc): bigint {
  return BigInt(state.high >>> 0) << 32n | BigInt(state.low >>> 0);
}

function reverse32(x: number): number {
  let reversed = 0;
  for (let bit = 0; bit < 32; bit++) reversed |= (x >>> bit & 1) << (31 - bit);
  return reversed;
}

function fillTables(): void {
  const polynomialLow = reverse32(POLYNOMIAL_HIGH);
  const polynomialHigh = reverse32(POLYNOMIAL_LOW);
  for (let byte = 0; byte < 256; byte++) {
    let low = byte;
    let high = 0;
    for (let bit = 0; bit < 8; bit++) {
      const carry = -(low & 1);
      low = (low >>> 1 | high << 31) ^ (polynomialLow & carry);
      high = high >>> 1 ^ (polynomialHigh & carry);
    }
    LOW[byte] = low;
    HIGH[byte] = high;
  }
  for (let i = 256; i < 8 * 256; i++) {
    const low = LOW[i - 256];
    const high = HIGH[i - 256];
    LOW[i] = (low >>> 8 | high << 24) ^ LOW[low & 255];
    HIGH[i] = high >>> 8 ^ HIGH[low & 255];
  }
}

fillTables();
