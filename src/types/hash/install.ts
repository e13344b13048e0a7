import type { Keyspace } from "../../store/mod.ts";
import { Hash } from "./hash.ts";

/** Fields of one hash that expire in one go at most, so that a slice of expiry can stop in time. */
const EXPIRED_AT_ONCE = 64;

/** Has a keyspace remove fields of hashes when their deadline has passed. */
export function installHashes(keyspace: Keyspace): void {
  const hash = new Hash();
  keyspace.expireFields = (db, ref) => {
    hash.open(db, ref).expire(EXPIRED_AT_ONCE);
    hash.close();
  };
}
