import { parseInteger } from "../../bytes/mod.ts";
import { type Context, NOT_AN_INTEGER, SYNTAX_ERROR } from "../../engine/mod.ts";
import { Overflow } from "../../types/bitmap/mod.ts";
import { BAD_OFFSET, isOffset } from "./_string.ts";

/** What a subcommand of BITFIELD does. */
export const Action = { GET: 0, SET: 1, INCRBY: 2, OVERFLOW: 3 } as const;
/** A number of {@linkcode Action}. */
export type Action = (typeof Action)[keyof typeof Action];

const BAD_TYPE = "ERR Invalid bitfield type. Use something like i16 u8. Note that u64 is not supported but i64 is.";
const LOWER_I = 0x69;
const LOWER_U = 0x75;
const HASH = 0x23;

/** The subcommand of BITFIELD that was read last, and what those before it have left: how to treat overflow. */
export class FieldCommand {
  action: Action = Action.GET;
  signed = false;
  bits = 0;
  offset = 0;
  /** The argument that is the value of SET or the increment of INCRBY. */
  amount = 0;
  overflow: Overflow = Overflow.WRAP;
  /** The error, if there was one. */
  problem = "";

  /** Prepares for the first subcommand of a request. */
  reset(): void {
    this.overflow = Overflow.WRAP;
  }

  /** Reads the subcommand at argument `i`. Returns how many arguments it takes; 0 if it makes no sense. */
  read(ctx: Context, i: number): number {
    const { args } = ctx;
    const left = args.argc - i - 1;
    if (left >= 2 && args.is(i, "GET")) {
      this.action = Action.GET;
      return this.#readField(ctx, i + 1) ? 3 : 0;
    }
    if (left >= 3 && (args.is(i, "SET") || args.is(i, "INCRBY"))) {
      this.action = args.is(i, "SET") ? Action.SET : Action.INCRBY;
      this.amount = i + 3;
      if (!this.#readField(ctx, i + 1)) return 0;
      const amount = args.int(i + 3);
      return amount === amount ? 4 : this.#refuse(NOT_AN_INTEGER);
    }
    if (left < 1 || !args.is(i, "OVERFLOW")) return this.#refuse(SYNTAX_ERROR);
    this.action = Action.OVERFLOW;
    if (args.is(i + 1, "WRAP")) this.overflow = Overflow.WRAP;
    else if (args.is(i + 1, "SAT")) this.overflow = Overflow.SAT;
    else if (args.is(i + 1, "FAIL")) this.overflow = Overflow.FAIL;
    else return this.#refuse("ERR Invalid OVERFLOW type specified");
    return 2;
  }

  /** Reads a field's type in argument `i` and its offset in the next one: of bits, or after `#` of fields of this width. */
  #readField(ctx: Context, i: number): boolean {
    const { buf, start, end } = ctx.args;
    const letter = buf[start[i]];
    const bits = start[i] < end[i] ? parseInteger(buf, start[i] + 1, end[i]) : NaN;
    this.signed = letter === LOWER_I;
    if ((!this.signed && letter !== LOWER_U) || !(bits >= 1 && bits <= (this.signed ? 64 : 63))) {
      return this.#refuse(BAD_TYPE) > 0;
    }
    this.bits = bits;
    const from = start[i + 1];
    const counted = from < end[i + 1] && buf[from] === HASH;
    this.offset = counted ? parseInteger(buf, from + 1, end[i + 1]) * bits : parseInteger(buf, from, end[i + 1]);
    return isOffset(this.offset, ctx) || this.#refuse(BAD_OFFSET) > 0;
  }

  #refuse(problem: string): 0 {
    this.problem = problem;
    return 0;
  }
}
