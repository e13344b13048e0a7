import type { Keyspace } from "./keyspace.ts";

/** The counter of a key that is new. */
const FIRST_COUNT = 5;

/** Minutes as the access clock keeps them: 16 bits. */
function minutes(keyspace: Keyspace): number {
  return Math.floor(keyspace.now / 60_000) & 0xffff;
}

/** The counter (0 to 255) in a 24-bit LFU access clock (16 bits of minutes, 8 of counter), less what it lost since by `lfu-decay-time`. */
export function lfuCount(keyspace: Keyspace, clock: number): number {
  const count = clock & 0xff;
  if (keyspace.lfuDecayMinutes === 0) return count;
  const passed = (minutes(keyspace) - (clock >>> 8)) & 0xffff;
  return Math.max(0, count - Math.floor(passed / keyspace.lfuDecayMinutes));
}

/** The access clock after one more access; `clock` is the one before, -1 for a new key. */
export function lfuTouch(keyspace: Keyspace, clock: number): number {
  let count = clock === -1 ? FIRST_COUNT : lfuCount(keyspace, clock);
  if (clock !== -1 && count < 255) {
    const base = Math.max(0, count - FIRST_COUNT);
    if (keyspace.random(1 << 20) < (1 << 20) / (base * keyspace.lfuLogFactor + 1)) count++;
  }
  return (minutes(keyspace) << 8) | count;
}
