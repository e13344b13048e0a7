import { seedHash } from "../bytes/mod.ts";
import type { Random } from "../platform/mod.ts";

let seeded = false;

/** Gives the process's hash function its secret key, so that nobody can craft keys that collide. Only the first call does: what is hashed stays. */
export function seedHashOnce(random: Random): void {
  if (seeded) return;
  seeded = true;
  const key = new Uint8Array(8);
  random.fill(key);
  const words = new DataView(key.buffer);
  seedHash(words.getInt32(0), words.getInt32(4));
}
