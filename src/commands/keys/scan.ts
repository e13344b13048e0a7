import { command, type Context } from "../../engine/mod.ts";
import { type Ref, scan as collect, Span } from "../../store/mod.ts";
import { readCursor, readScanOptions, type ScanOptions } from "../_scan.ts";

const KEY = new Span();
export const scan = command({
  name: "SCAN",
  since: "2.8.0",
  group: "generic",
  summary: "Iterates over the key names in the database.",
  complexity:
    "O(1) for every call. O(N) for a complete iteration, including enough command calls for the cursor to return " +
    "back to 0. N is the number of elements inside the collection.",
  history: [["6.0.0", "Added the `TYPE` subcommand."]],
  arity: -2,
  flags: ["readonly", "touches_arbitrary_keys"],
  tips: ["nondeterministic_output", "request_policy:special", "response_policy:special"],
  syntax: "cursor [MATCH pattern] [COUNT count] [TYPE type]",
  run(ctx) {
    const { args, db, reply } = ctx;
    const cursor = readCursor(args, 1);
    if (cursor === null) return reply.error("ERR invalid cursor");
    const options = readScanOptions(args, 2, { withType: true });
    if (typeof options === "string") return reply.error(options);
    const refs: Ref[] = [];
    const next = collect(db.map, cursor, options.count, refs);
    const shown = refs.filter((ref) => isShown(ctx, options, ref));
    reply.array(2);
    reply.bulkInteger(next);
    reply.array(shown.length);
    for (const ref of shown) {
      const { buf, start, end } = db.key(ref, KEY);
      reply.bulk(buf, start, end);
    }
  },
});

/** Whether a record that the walk met is to be shown. Removes it if its deadline has passed. */
function isShown({ db, keyspace }: Context, { pattern, type }: ScanOptions, ref: Ref): boolean {
  if (pattern !== null && !pattern.matches(db.key(ref, KEY))) return false;
  const live = db.isLive(ref);
  if (!live) db.expire(ref);
  if (type === null) return live;
  // Redis looks a key up to learn its type, and counts that.
  if (live) keyspace.hits++;
  else keyspace.misses++;
  return live && db.type(ref) === type;
}
