import { formatDouble, formatDouble17 } from "../../bytes/mod.ts";
import { command, type Context, oneKey, OTHER_TYPE, readTyped } from "../../engine/mod.ts";
import { ReplyWriter } from "../../resp/mod.ts";
import { Type } from "../../store/mod.ts";
import { SortedSet } from "../../types/sorted_set/mod.ts";
import { readCursor, readScanOptions, type ScanOptions } from "../_scan.ts";

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
    SET.open(db, ref);
    scanSome(ctx, cursor, options);
  },
});

function scanSome({ reply }: Context, cursor: number, { count, pattern }: ScanOptions): void {
  // Redis 7.2 prints what it keeps as a double with 17 digits here, and elsewhere with as few as tell it.
  const format = SET.readable === null ? formatDouble : formatDouble17;
  // How many match stands before them.
  const members = new ReplyWriter(reply.pool);
  let shown = 0;
  const next = SET.scan(cursor, count, (member, score) => {
    if (pattern !== null && !pattern.matches(member)) return;
    shown++;
    members.bulk(member.buf, member.start, member.end);
    if (score !== 0 && Number.isSafeInteger(score)) members.bulkInteger(score);
    else members.bulkString(format(score));
  });
  reply.array(2);
  reply.bulkInteger(next);
  reply.array(shown * 2);
  for (let buffer = members.take(); buffer !== null; buffer = members.take()) {
    reply.raw(buffer.subarray(0, members.takenBytes));
    reply.pool.give(buffer);
  }
}
