import { command, type Context, oneKey, OTHER_TYPE, readTyped } from "../../engine/mod.ts";
import { EntryText, NO_DEADLINE, type Ref, Type } from "../../store/mod.ts";
import type { Hash, LargeHash } from "../../types/hash/mod.ts";
import { readCursor, readScanOptions, type ScanOptions } from "../_scan.ts";
import { CURSOR, HASH } from "./_hash.ts";

const FIELD = new EntryText();
const VALUE = new EntryText();

export const hscan = command({
  name: "HSCAN",
  since: "2.8.0",
  group: "hash",
  summary: "Iterates over fields and values of a hash.",
  complexity:
    "O(1) for every call. O(N) for a complete iteration, including enough command calls for the cursor to return " +
    "back to 0. N is the number of elements inside the collection.",
  arity: -3,
  flags: ["readonly"],
  tips: ["nondeterministic_output"],
  keys: oneKey("RO", "access"),
  syntax: "key cursor [MATCH pattern] [COUNT count] [NOVALUES]",
  run(ctx) {
    const { args, db, reply } = ctx;
    const cursor = readCursor(args, 2);
    if (cursor === null) return reply.error("ERR invalid cursor");
    const ref = readTyped(ctx, 1, Type.HASH);
    if (ref === OTHER_TYPE) return;
    if (ref === 0) {
      reply.array(2);
      reply.bulkInteger(0);
      return reply.array(0);
    }
    const options = readScanOptions(args, 3, { withNoValues: true });
    if (typeof options === "string") return reply.error(options);
    const { large } = HASH.open(db, ref);
    if (large === null) scanPacked(ctx, HASH, options);
    else scanLarge(ctx, large, cursor, options);
  },
});

/** All at once: so no field shows twice or never, even if the hash takes its large form meanwhile. */
function scanPacked({ keyspace: { now }, reply }: Context, hash: Hash, { noValues, pattern }: ScanOptions): void {
  const matches = () => pattern === null || pattern.matches(CURSOR.field);
  let count = 0;
  for (CURSOR.open(hash, now); CURSOR.next();) if (matches()) count++;
  reply.array(2);
  reply.bulkInteger(0);
  reply.array(noValues ? count : count * 2);
  for (CURSOR.open(hash, now); CURSOR.next();) {
    if (!matches()) continue;
    const { field, value } = CURSOR;
    reply.bulk(field.buf, field.start, field.end);
    if (!noValues) reply.bulk(value.buf, value.start, value.end);
  }
}

function scanLarge(ctx: Context, large: LargeHash, cursor: number, { count, noValues, pattern }: ScanOptions): void {
  const { keyspace: { now }, reply } = ctx;
  const { elements } = large;
  const refs: Ref[] = [];
  const next = elements.scan(cursor, count, refs);
  const shown = refs.filter((ref) => {
    if (pattern !== null && !pattern.matches(elements.key(ref, FIELD))) return false;
    const deadline = large.deadline(ref);
    return deadline === NO_DEADLINE || deadline > now;
  });
  reply.array(2);
  reply.bulkInteger(next);
  reply.array(noValues ? shown.length : shown.length * 2);
  for (const ref of shown) {
    elements.key(ref, FIELD);
    reply.bulk(FIELD.buf, FIELD.start, FIELD.end);
    if (noValues) continue;
    elements.value(ref, VALUE);
    reply.bulk(VALUE.buf, VALUE.start, VALUE.end);
  }
}
