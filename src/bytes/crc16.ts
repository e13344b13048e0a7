/** CRC16 (XMODEM: polynomial 0x1021, initial value 0), by which Redis Cluster spreads keys over slots. */

const TABLE = new Uint16Array(256).map((_, byte) => {
  let crc = byte << 8;
  for (let bit = 0; bit < 8; bit++) crc = crc & 0x8000 ? crc << 1 ^ 0x1021 : crc << 1;
  return crc;
});

const OPEN = 0x7b;
const CLOSE = 0x7d;

/** Slots of a cluster. */
export const SLOTS = 16384;

/** The checksum of the bytes, 0 .. 65535. */
export function crc16(b: Uint8Array, s: number, e: number): number {
  let crc = 0;
  for (let i = s; i < e; i++) crc = (crc << 8 & 0xffff) ^ TABLE[crc >>> 8 ^ b[i]];
  return crc;
}

/**
 * The cluster slot of a key, 0 .. 16383. Where the key has a hash tag (something between the first `{` and the next `}`), that alone
 * decides.
 */
export function keySlot(b: Uint8Array, s: number, e: number): number {
  for (let open = s; open < e; open++) {
    if (b[open] !== OPEN) continue;
    let close = open + 1;
    while (close < e && b[close] !== CLOSE) close++;
    if (close < e && close > open + 1) return crc16(b, open + 1, close) & (SLOTS - 1);
    break;
  }
  return crc16(b, s, e) & (SLOTS - 1);
}
