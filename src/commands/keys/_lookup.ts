import type { Context } from "../../engine/mod.ts";
import type { Ref } from "../../store/mod.ts";

/** The record of the key that is argument `i`, 0 if there is none: counts a hit or a miss, but leaves the access clock alone. */
export function inspect({ args, db, keyspace }: Context, i: number): Ref {
  const ref = db.peek(args.buf, args.start[i], args.end[i]);
  if (ref === 0) keyspace.misses++;
  else keyspace.hits++;
  return ref;
}
