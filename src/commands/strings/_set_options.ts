import { type Context, SYNTAX_ERROR } from "../../engine/mod.ts";
import type { Request } from "../../resp/mod.ts";
import { KEEP_DEADLINE, NO_DEADLINE } from "../../store/mod.ts";
import { type ExpiryOption, expiryOptionAt, readDeadline, SET_EXPIRY } from "./_expiry.ts";
import { equalsArgument, isStringOrAbsent, replyValue, setTo } from "./_value.ts";

/** What must hold of the key for SET to set it. */
type Condition = "always" | "absent" | "present" | "equal";

/** SET's options as they were read. */
class SetOptions {
  condition: Condition = "always";
  /** The argument to compare with, for the condition `equal`. */
  comparison = 0;
  /** Whether the value from before is the reply. */
  get = false;
  expiry: ExpiryOption | null = null;
  /** The argument that is the expiry's amount. */
  amount = 0;

  /** Reads the arguments from the third on. Returns whether they make sense. */
  read(args: Request): boolean {
    this.condition = "always";
    this.get = false;
    this.expiry = null;
    for (let i = 3; i < args.argc; i++) {
      if (args.is(i, "GET")) {
        this.get = true;
        continue;
      }
      const taken = this.#readExpiry(args, i) || this.#readCondition(args, i);
      if (taken === 0) return false;
      i += taken - 1;
    }
    return true;
  }

  /** Returns how many arguments it took. */
  #readExpiry(args: Request, i: number): number {
    const option = expiryOptionAt(args, i, SET_EXPIRY);
    if (option === null || (this.expiry !== null && this.expiry !== option)) return 0;
    this.expiry = option;
    this.amount = i + 1;
    return option.unit === 0 ? 1 : 2;
  }

  /** Returns how many arguments it took. */
  #readCondition(args: Request, i: number): number {
    if (args.is(i, "NX")) return this.#require("absent");
    if (args.is(i, "XX")) return this.#require("present");
    if (!args.is(i, "IFEQ") || i + 1 === args.argc || this.condition !== "always") return 0;
    this.condition = "equal";
    this.comparison = i + 1;
    return 2;
  }

  #require(condition: Condition): number {
    if (this.condition !== "always" && this.condition !== condition) return 0;
    this.condition = condition;
    return 1;
  }
}

const OPTIONS = new SetOptions();

/** SET with more than key and value. */
export function setWithOptions(ctx: Context): void {
  const { args, db, reply } = ctx;
  const { buf, start, end } = args;
  if (!OPTIONS.read(args)) return reply.error(SYNTAX_ERROR);
  const { condition, expiry, get } = OPTIONS;
  let deadline = NO_DEADLINE;
  if (expiry !== null) {
    deadline = expiry.unit === 0 ? KEEP_DEADLINE : readDeadline(ctx, OPTIONS.amount, expiry);
    if (deadline !== deadline) return;
  }
  if (get) {
    const old = db.lookup(buf, start[1], end[1]);
    if (!isStringOrAbsent(ctx, old)) return;
    replyValue(ctx, old);
  }
  if (condition !== "always") {
    const found = db.lookupWrite(buf, start[1], end[1]);
    if (condition === "equal" && !isStringOrAbsent(ctx, found)) return;
    const holds = condition === "equal"
      ? equalsArgument(ctx, found, OPTIONS.comparison)
      : (found === 0) === (condition === "absent");
    if (!holds) return get ? undefined : reply.null();
  }
  setTo(ctx, 2, deadline);
  if (!get) reply.ok();
}
