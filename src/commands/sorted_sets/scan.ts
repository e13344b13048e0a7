import { formatDouble, formatDouble17, fromString } from "../../bytes/mod.ts";
import { command, oneKey, OTHER_TYPE, readTyped } from "../../engine/mod.ts";
import { type EntryText, Span, Type } from "../../store/mod.ts";
import { SortedSet } from "../../types/sorted_set/mod.ts";
import { readCursor, readScanOptions } from "../_scan.ts";

const SET = new SortedSet();

export const zscan = command({
  name: "ZSCAN",
  since: "2.8.0",
  group: "sorted-set",
  summary: "Iterates over members and scores of a sorted set.",
  complexity:
    "O(1) for every call. O(N) for a complete iteration, including enough command calls for the cursor to return " +
    "back to 0. N is the number of elements inside the collection.",
  arity: -3,
  flags: ["readonly"],
  keys: oneKey("RO", "access"),
  tips: ["nondeterministic_output"],
  syntax: "key cursor [MATCH pattern] [COUNT count]",
  run(ctx) {
    const { args, db, reply } = ctx;
    const cursor = readCursor(args, 2);
    if (cursor === null) return reply.error("ERR invalid cursor");
    const ref = readTyped(ctx, 1, Type.ZSET);
    if (ref === OTHER_TYPE) return;
    if (ref === 0) {
      reply.array(2);
      reply.bulkInteger(0);
      return reply.array(0);
    }
    const options = readScanOptions(args, 3);
    if (typeof options === "string") return reply.error(options);
    const { pattern } = options;
    const shown: [Span, number][] = [];
    const set = SET.open(db, ref);
    // Redis 7.2 prints what it keeps as a double with 17 digits here, and elsewhere with as few as tell it.
    const format = set.readable === null ? formatDouble : formatDouble17;
    const next = set.scan(cursor, options.count, (member, score) => {
      if (pattern === null || pattern.matches(member)) shown.push([kept(member), score]);
    });
    reply.array(2);
    reply.bulkInteger(next);
    reply.array(shown.length * 2);
    for (const [{ buf, start, end }, score] of shown) {
      reply.bulk(buf, start, end);
      reply.bulkBytes(fromString(format(score)));
    }
  },
});

/** A member that stays when the next one is read. */
function kept(member: EntryText): Span {
  const bytes = member.copy();
  return new Span().point(bytes, 0, bytes.length);
}
