import { command, type Context, oneKey } from "../../engine/mod.ts";
import {
  Change,
  dropCount,
  hashElement,
  HEADER_BYTES,
  INDEX_BITS,
  isSparse,
  raise,
  REGISTERS,
} from "../../types/hyperloglog/mod.ts";
import { CORRUPT, editor, isValid, store, unshare, VALUE } from "./_value.ts";

export const pfadd = command({
  name: "PFADD",
  since: "2.8.9",
  group: "hyperloglog",
  summary: "Adds elements to a HyperLogLog key. Creates the key if it doesn't exist.",
  complexity: "O(1) to add every element.",
  arity: -2,
  flags: ["write", "denyoom", "fast"],
  keys: oneKey("RW", "insert"),
  syntax: "key [element [element ...]]",
  run(ctx) {
    const { args, db, keyspace, reply } = ctx;
    const { limits } = keyspace;
    let ref = db.lookupWrite(args.buf, args.start[1], args.end[1]);
    if (ref === 0) {
      editor.clear(limits.hllSparseBytes);
    } else {
      if (!isValid(ctx, ref)) return;
      if (!isSparse(VALUE.buf, VALUE.start)) return addToDense(ctx, ref);
      ref = unshare(ctx, ref);
      if (!editor.load(VALUE.buf, VALUE.start, VALUE.end, limits.hllSparseBytes)) return reply.error(CORRUPT);
    }
    const raised = addToEditor(ctx);
    if (raised < 0) return reply.error(CORRUPT);
    const changes = raised + (ref === 0 ? 1 : 0);
    if (changes === 0) return reply.integer(0);
    editor.dropCount();
    store(ctx, 1, ref, changes);
    reply.integer(1);
  },
});

/** Returns how many registers were raised; -1 if they are corrupt. */
function addToEditor({ args }: Context): number {
  const { buf, start, end, argc } = args;
  let raised = 0;
  for (let i = 2; i < argc; i++) {
    const hash = hashElement(buf, start[i], end[i]);
    const change = editor.raise(hash & (REGISTERS - 1), hash >>> INDEX_BITS);
    if (change === Change.CORRUPT) return -1;
    raised += change;
  }
  return raised;
}

/** Raises registers where they are. */
function addToDense({ args, db, keyspace, reply }: Context, ref: number): void {
  const { buf, start, end, argc } = args;
  const registers = VALUE.start + HEADER_BYTES;
  let raised = 0;
  for (let i = 2; i < argc; i++) {
    const hash = hashElement(buf, start[i], end[i]);
    if (raise(VALUE.buf, registers, hash & (REGISTERS - 1), hash >>> INDEX_BITS)) raised++;
  }
  if (raised === 0) return reply.integer(0);
  dropCount(VALUE.buf, VALUE.start);
  db.changed(ref);
  keyspace.dirty += raised - 1;
  reply.integer(1);
}
