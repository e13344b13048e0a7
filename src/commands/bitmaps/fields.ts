import { parseInt64 } from "../../bytes/mod.ts";
import { command, type Context, type KeyFlag, oneKey, OTHER_TYPE, readTyped } from "../../engine/mod.ts";
import { Span, Type } from "../../store/mod.ts";
import {
  byteOf,
  fit,
  fitWide,
  NARROW_BITS,
  readField,
  readWideField,
  writeField,
  writeWideField,
} from "../../types/bitmap/mod.ts";
import { Action, FieldCommand } from "./_field_command.ts";
import { stringToChange } from "./_string.ts";

const READS: readonly KeyFlag[] = ["RO", "access"];
const WRITES: readonly KeyFlag[] = ["RW", "access", "update"];
/** Sums of such an amount and a narrow field are exact. */
const MAX_FAST = 2 ** 52;
const MAX_INT64 = 2n ** 63n - 1n;

const NO_BYTES = new Uint8Array(0);
const COMMAND = new FieldCommand();
const VALUE = new Span();

export const bitfield = command({
  name: "BITFIELD",
  since: "3.2.0",
  group: "bitmap",
  summary: "Performs arbitrary bitfield integer operations on strings.",
  complexity: "O(1) for each subcommand specified",
  arity: -2,
  flags: ["write", "denyoom"],
  keys: [{
    ...oneKey("RW", "access", "update", "variable_flags")[0],
    notes: "This command allows both access and modification of the key",
  }],
  findKeys(args, first, into) {
    if (first + 1 >= args.argc) return false;
    let reads = true;
    for (let i = first + 2; i < args.argc && reads;) {
      if (args.is(i, "GET") && i + 2 < args.argc) i += 3;
      else if (args.is(i, "OVERFLOW") && i + 1 < args.argc) i += 2;
      else reads = false;
    }
    into.add(first + 1, reads ? READS : WRITES);
    return true;
  },
  syntax:
    "key [GET encoding offset | [OVERFLOW <WRAP | SAT | FAIL>] <SET encoding offset value | INCRBY encoding offset increment> " +
    "[GET encoding offset | [OVERFLOW <WRAP | SAT | FAIL>] <SET encoding offset value | INCRBY encoding offset increment> ...]]",
  types: { value: "integer" },
  names: {
    "get-or-overflow-block": "operation",
    "get": "get-block",
    "overflow-block": "write",
    "overflow": "overflow-block",
    "set-or-incrby": "write-operation",
    "set": "set-block",
    "incrby": "incrby-block",
  },
  run: work,
});

export const bitfieldRo = command({
  name: "BITFIELD_RO",
  since: "6.0.0",
  group: "bitmap",
  summary: "Performs arbitrary read-only bitfield integer operations on strings.",
  complexity: "O(1) for each subcommand specified",
  arity: -2,
  flags: ["readonly", "fast"],
  keys: oneKey("RO", "access"),
  syntax: "key [GET encoding offset [GET encoding offset ...]]",
  names: { get: "get-block" },
  run: work,
});

/** Reads all subcommands before it does the first: a faulty one leaves everything as it is. */
function work(ctx: Context): void {
  const { args, command, reply } = ctx;
  let replies = 0;
  /** The bits up to the end of the last field that is written. */
  let reach = 0;
  COMMAND.reset();
  for (let i = 2; i < args.argc;) {
    const taken = COMMAND.read(ctx, i);
    if (taken === 0) return reply.error(COMMAND.problem);
    const { action, offset, bits } = COMMAND;
    if (action !== Action.OVERFLOW) replies++;
    if (action === Action.SET || action === Action.INCRBY) reach = Math.max(reach, offset + bits);
    i += taken;
  }
  if (reach === 0) readAll(ctx, replies);
  else if (command.has("readonly")) reply.error("ERR BITFIELD_RO only supports the GET subcommand");
  else writeAll(ctx, replies, reach);
}

function readAll(ctx: Context, replies: number): void {
  const { args, db, reply } = ctx;
  const ref = readTyped(ctx, 1, Type.STRING);
  if (ref === OTHER_TYPE) return;
  if (ref === 0) VALUE.point(NO_BYTES, 0, 0);
  else db.value(ref, VALUE);
  reply.array(replies);
  for (let i = 2; i < args.argc;) {
    i += COMMAND.read(ctx, i);
    if (COMMAND.action === Action.GET) get(ctx);
  }
}

function writeAll(ctx: Context, replies: number, reach: number): void {
  const { args, db, keyspace, reply } = ctx;
  const before = keyspace.dirty;
  const ref = stringToChange(ctx, byteOf(reach + 7));
  if (ref === OTHER_TYPE) return;
  db.value(ref, VALUE);
  // Growth counts as one change, and makes one of every field that is written.
  const grown = keyspace.dirty - before;
  let changes = 0;
  COMMAND.reset();
  reply.array(replies);
  for (let i = 2; i < args.argc;) {
    i += COMMAND.read(ctx, i);
    if (COMMAND.action === Action.GET) get(ctx);
    else if (COMMAND.action !== Action.OVERFLOW && change(ctx, grown > 0)) changes++;
  }
  if (changes > grown) db.changed(ref, changes - grown);
}

/** Replies with the field. */
function get({ reply }: Context): void {
  const { buf, start, end } = VALUE;
  const { offset, bits, signed } = COMMAND;
  if (bits <= NARROW_BITS) reply.integer(readField(buf, start, end, offset, bits, signed));
  else reply.int64(readWideField(buf, start, end, offset, bits, signed));
}

/** Sets or increments the field, and replies. Returns whether it was written and, unless `grown`, is another one now. */
function change(ctx: Context, grown: boolean): boolean {
  const { args, reply } = ctx;
  const { action, offset, bits, signed, overflow } = COMMAND;
  const amount = args.int(COMMAND.amount);
  const fast = bits <= NARROW_BITS && Math.abs(amount) <= MAX_FAST;
  if (!fast || (action === Action.SET && !signed && amount < 0)) return changeWide(ctx, grown);
  const { buf, start, end } = VALUE;
  const old = readField(buf, start, end, offset, bits, signed);
  const value = fit(action === Action.SET ? amount : old + amount, bits, signed, overflow);
  if (value !== value) {
    reply.null();
    return false;
  }
  writeField(buf, start, offset, bits, value);
  reply.integer(action === Action.SET ? old : value);
  return grown || value !== old;
}

/** The same where doubles are not exact. */
function changeWide({ args, reply }: Context, grown: boolean): boolean {
  const { action, amount: i, offset, bits, signed, overflow } = COMMAND;
  const { buf, start, end } = VALUE;
  const amount = parseInt64(args.buf, args.start[i], args.end[i])!;
  const old = readWideField(buf, start, end, offset, bits, signed);
  const value = fitWide(action === Action.SET ? toSet(amount) : old + amount, bits, signed, overflow);
  if (value === null) {
    reply.null();
    return false;
  }
  writeWideField(buf, start, offset, bits, value);
  reply.int64(action === Action.SET ? old : value);
  return grown || value !== old;
}

/**
 * The integer that SET means by `amount`. Redis takes it in 64 bits: for an unsigned field a negative one is huge, and for a signed one so is what lies
 * more than 2^63 - 1 below the field's limit, the difference being negative then.
 */
function toSet(amount: bigint): bigint {
  const { bits, signed } = COMMAND;
  if (!signed) return BigInt.asUintN(64, amount);
  const max = (1n << BigInt(bits - 1)) - 1n;
  return bits < 64 && max - amount > MAX_INT64 ? BigInt.asUintN(64, amount) : amount;
}
