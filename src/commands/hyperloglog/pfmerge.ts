import { command } from "../../engine/mod.ts";
import { CORRUPT, editor, isValid, store, union, VALUE } from "./_value.ts";

export const pfmerge = command({
  name: "PFMERGE",
  since: "2.8.9",
  group: "hyperloglog",
  summary: "Merges one or more HyperLogLog values into a single key.",
  complexity: "O(N) to merge N HyperLogLogs, but with high constant times.",
  arity: -2,
  flags: ["write", "denyoom"],
  keys: [
    {
      flags: ["RW", "access", "insert"],
      begin: { index: 1 },
      find: { last: 0, step: 1, limit: 0 },
    },
    {
      flags: ["RO", "access"],
      begin: { index: 2 },
      find: { last: -1, step: 1, limit: 0 },
    },
  ],
  syntax: "destkey [sourcekey [sourcekey ...]]",
  run(ctx) {
    const { args, db, keyspace, reply } = ctx;
    union.clear();
    for (let i = 1; i < args.argc; i++) {
      const ref = db.lookup(args.buf, args.start[i], args.end[i]);
      if (ref === 0) continue;
      if (!isValid(ctx, ref)) return;
      if (!union.add(VALUE.buf, VALUE.start, VALUE.end)) return reply.error(CORRUPT);
    }
    const { hllSparseBytes } = keyspace.limits;
    const ref = db.lookupWrite(args.buf, args.start[1], args.end[1]);
    // The destination is among what was merged: it is sound, and no longer than a sound one.
    if (ref === 0) editor.clear(hllSparseBytes);
    else {
      const { buf, start, end } = db.value(ref, VALUE);
      editor.load(buf, start, end, hllSparseBytes);
    }
    if (union.dense) editor.toDense();
    editor.raiseAll(union.registers);
    editor.dropCount();
    store(ctx, 1, ref, 1);
    reply.ok();
  },
});
