import { command, oneKey, OTHER_TYPE, readTyped } from "../../engine/mod.ts";
import { Type } from "../../store/mod.ts";
import { MemberSet, SetCursor } from "../../types/set/mod.ts";
import { readCursor, readScanOptions } from "../_scan.ts";
import { replyMarked } from "./_reply.ts";

const SET = new MemberSet();
const CURSOR = new SetCursor();

export const sscan = command({
  name: "SSCAN",
  since: "2.8.0",
  group: "set",
  summary: "Iterates over members of a set.",
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
    const ref = readTyped(ctx, 1, Type.SET);
    if (ref === OTHER_TYPE) return;
    if (ref === 0) {
      reply.array(2);
      reply.bulkInteger(0);
      return reply.array(0);
    }
    const options = readScanOptions(args, 3);
    if (typeof options === "string") return reply.error(options);
    const { pattern } = options;
    const isShown = () => pattern === null || pattern.matches(CURSOR.member);
    const shown: number[] = [];
    let next = 0;
    CURSOR.open(SET.open(db, ref));
    if (SET.large === null) {
      // All at once, so that a set that grows meanwhile shows no member twice.
      while (CURSOR.next()) if (isShown()) shown.push(CURSOR.mark);
    } else {
      const found: number[] = [];
      next = SET.large.elements.scan(cursor, options.count, found);
      for (const mark of found) {
        CURSOR.seek(mark);
        if (isShown()) shown.push(mark);
      }
    }
    reply.array(2);
    reply.bulkInteger(next);
    reply.array(shown.length);
    replyMarked(ctx, SET, shown);
  },
});
