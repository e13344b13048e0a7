import { command, type Context, errorQuoting, quoted } from "../../engine/mod.ts";
import type { Ref } from "../../store/mod.ts";
import { describeSparse, HEADER_BYTES, isSparse, REGISTERS } from "../../types/hyperloglog/mod.ts";
import { CORRUPT, editor, isValid, store, union, unshare, VALUE } from "./_value.ts";

/** Bytes of sparse registers that DECODE spells out; more than so many opcodes are corrupt. */
const DECODED = 2 * REGISTERS;

export const pfdebug = command({
  name: "PFDEBUG",
  since: "2.8.9",
  group: "hyperloglog",
  summary: "Internal commands for debugging HyperLogLog values.",
  complexity: "N/A",
  arity: 3,
  flags: ["write", "denyoom", "admin"],
  system: true,
  keys: [{
    flags: ["RW", "access"],
    begin: { index: 2 },
    find: { last: 0, step: 1, limit: 0 },
  }],
  syntax: "subcommand key",
  run(ctx) {
    const { args, db, reply } = ctx;
    const ref = db.lookupWrite(args.buf, args.start[2], args.end[2]);
    if (ref === 0) return reply.error("ERR The specified key does not exist");
    if (!isValid(ctx, ref)) return;
    const own = unshare(ctx, ref);
    if (args.is(1, "GETREG")) getRegisters(ctx, own);
    else if (args.is(1, "DECODE")) decode(ctx);
    else if (args.is(1, "ENCODING")) reply.simple(isSparse(VALUE.buf, VALUE.start) ? "sparse" : "dense");
    else if (args.is(1, "TODENSE")) toDense(ctx, own);
    else errorQuoting(reply, `ERR Unknown PFDEBUG subcommand '${quoted(args, 1)}'`);
  },
});

/** Replies with all registers, which become dense. */
function getRegisters(ctx: Context, ref: Ref): void {
  const { reply } = ctx;
  union.clear();
  if (!union.add(VALUE.buf, VALUE.start, VALUE.end)) return reply.error(CORRUPT);
  if (!union.dense) makeDense(ctx, ref);
  reply.array(REGISTERS);
  for (let i = 0; i < REGISTERS; i++) reply.integer(union.registers[i]);
}

function decode({ reply }: Context): void {
  const { buf, start, end } = VALUE;
  if (!isSparse(buf, start)) return reply.error("ERR HLL encoding is not sparse");
  if (end - start - HEADER_BYTES > DECODED) return reply.error(CORRUPT);
  reply.bulkString(describeSparse(buf, start + HEADER_BYTES, end));
}

/** Replies with 1 if the registers were sparse, 0 if they are dense already. */
function toDense(ctx: Context, ref: Ref): void {
  const { reply } = ctx;
  if (!isSparse(VALUE.buf, VALUE.start)) return reply.integer(0);
  if (makeDense(ctx, ref)) reply.integer(1);
  else reply.error(CORRUPT);
}

/** Stores the sparse registers at {@linkcode VALUE} as dense ones. False, with nothing done: they are corrupt. */
function makeDense(ctx: Context, ref: Ref): boolean {
  const { buf, start, end } = VALUE;
  if (!editor.load(buf, start, end, 0) || !editor.toDense()) return false;
  store(ctx, 2, ref, 1);
  return true;
}
