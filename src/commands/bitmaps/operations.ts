import { command, type Context, keyRange, OTHER_TYPE, readTyped, SYNTAX_ERROR } from "../../engine/mod.ts";
import type { Request } from "../../resp/mod.ts";
import { Span, StringEncoding, Type } from "../../store/mod.ts";
import { combine, type Operation } from "../../types/bitmap/mod.ts";

const OPERATIONS: readonly Operation[] = ["AND", "OR", "XOR", "NOT", "DIFF", "DIFF1", "ANDOR", "ONE"];
/** Those that set the first source against the others. */
const AGAINST: readonly Operation[] = ["DIFF", "DIFF1", "ANDOR"];
/** Where short results are made. */
const SHORT = new Uint8Array(1024);
/** The argument that is the first source. */
const SOURCES = 3;

export const bitop = command({
  name: "BITOP",
  since: "2.6.0",
  group: "bitmap",
  summary: "Performs bitwise operations on multiple strings, and stores the result.",
  complexity: "O(N)",
  arity: -4,
  flags: ["write", "denyoom"],
  keys: [...keyRange(2, 2, 1, "OW", "update"), ...keyRange(SOURCES, -1, 1, "RO", "access")],
  syntax: "<AND | OR | XOR | NOT | DIFF | DIFF1 | ANDOR | ONE> destkey key [key ...]",
  run(ctx) {
    const { args, db, reply } = ctx;
    const { buf, start, end, argc } = args;
    const operation = operationAt(args, 1);
    if (operation === undefined) return reply.error(SYNTAX_ERROR);
    if (operation === "NOT" && argc > SOURCES + 1) {
      return reply.error("ERR BITOP NOT must be called with a single source key.");
    }
    if (AGAINST.includes(operation) && argc < SOURCES + 2) {
      return reply.error(`ERR BITOP ${operation} must be called with at least two source keys.`);
    }
    const sources = findSources(ctx);
    if (sources === null) return;
    let length = 0;
    for (const source of sources) length = Math.max(length, source.length);
    if (length === 0) {
      db.remove(buf, start[2], end[2]);
    } else {
      const result = length <= SHORT.length ? SHORT.subarray(0, length) : new Uint8Array(length);
      combine(operation, sources, result);
      db.giveString(buf, start[2], end[2], result, StringEncoding.RAW);
    }
    reply.integer(length);
  },
});

function operationAt(args: Request, i: number): Operation | undefined {
  for (const operation of OPERATIONS) if (args.is(i, operation)) return operation;
  return undefined;
}

/** The strings at the sources' keys, empty where there is none; `null` if one is of another type, and the error has been replied. */
function findSources(ctx: Context): Span[] | null {
  const { args: { argc }, db } = ctx;
  const sources: Span[] = [];
  for (let i = SOURCES; i < argc; i++) {
    const ref = readTyped(ctx, i, Type.STRING);
    if (ref === OTHER_TYPE) return null;
    const span = new Span();
    sources.push(ref === 0 ? span : db.value(ref, span));
  }
  return sources;
}
