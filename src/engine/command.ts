import type { Context } from "./context.ts";
import { Gate } from "./gate.ts";
import { withHelp } from "./help.ts";
import { LatencyHistogram } from "./histogram.ts";
import type { CommandSpec, Flag } from "./spec.ts";
import { CommandTable } from "./table.ts";

/** A command as the router runs it: its spec, compiled, and its statistics. */
export class Command {
  /** In lower case, with the container's name in front: `client|list`. */
  readonly name: string;
  readonly arity: number;
  /** The {@linkcode Gate} bits that stop this command for a closer look. */
  readonly gates: number;
  /** Whether each call is timed on its own; quick commands on data are timed in runs. */
  readonly timedAlone: boolean;
  readonly run: (ctx: Context) => void;
  readonly subcommands: CommandTable | null;
  /** Positions of the keys that a plain range names: the first (0: none), the last (negative: counted from the end), and the step. */
  readonly firstKey: number = 0;
  readonly lastKey: number = 0;
  readonly keyStep: number = 1;
  /** The argument that names an element of the collection at the first key, or the first of several: counted from the end if negative, 0 if there is none. */
  readonly element: number;

  calls = 0;
  microseconds = 0;
  rejected = 0;
  failed = 0;
  /** Calls since the last one that was timed. */
  #untimed = 0;
  /** Made at the first call. */
  latency: LatencyHistogram | null = null;

  constructor(readonly spec: CommandSpec, readonly parent: Command | null) {
    const own = spec.name.toLowerCase();
    this.name = parent === null ? own : `${parent.name}|${own}`;
    this.arity = spec.arity;
    this.gates = gatesOf(spec);
    // INFO, CONFIG and their like are O(1) in the data, which does not make them quick. What Redis calls fast takes O(log N) at most as it is mostly used.
    const isQuick = spec.complexity.startsWith("O(1)") || spec.flags.includes("fast");
    this.timedAlone = !isQuick || spec.group === "server";
    this.run = spec.run ?? ((ctx) => ctx.reply.error("ERR wrong number of arguments for '" + this.name + "' command"));
    const keys = spec.keys?.[0];
    if (
      keys !== undefined && typeof keys.begin === "object" && "index" in keys.begin && typeof keys.find === "object" &&
      "last" in keys.find
    ) {
      this.firstKey = keys.begin.index;
      this.lastKey = keys.find.last < 0 ? keys.find.last : keys.begin.index + keys.find.last;
      this.keyStep = keys.find.step;
    }
    // What is quick on a hash or a set names what it is about behind the key, and on a sorted set behind the score.
    const isIndexed = spec.group === "hash" || spec.group === "set" || spec.group === "sorted-set";
    this.element = !isIndexed || this.firstKey !== 1 || !spec.flags.includes("fast")
      ? 0
      : spec.group === "sorted-set"
      ? -1
      : 2;
    this.subcommands = spec.subcommands === undefined ? null : new CommandTable(withHelp(spec), this);
  }

  has(flag: Flag): boolean {
    return this.spec.flags.includes(flag);
  }

  /** Adds `calls` calls that took `milliseconds` together; the untimed ones before them are taken to have been as quick. */
  count(calls: number, milliseconds: number): void {
    const each = (milliseconds * 1000) / calls;
    const all = calls + this.#untimed;
    this.#untimed = 0;
    this.calls += calls;
    this.microseconds += each * all;
    (this.latency ??= new LatencyHistogram()).record(each, all);
  }

  /** Adds `calls` calls that were not timed. */
  countUntimed(calls: number): void {
    this.calls += calls;
    this.#untimed += calls;
  }

  resetStatistics(): void {
    this.calls =
      this.microseconds =
      this.rejected =
      this.failed =
      this.#untimed =
        0;
    this.latency = null;
  }
}

function gatesOf(spec: CommandSpec): number {
  const has = (flag: Flag) => spec.flags.includes(flag);
  let gates = Gate.EVERY;
  if (!has("no_auth")) gates |= Gate.UNAUTHENTICATED;
  if (!has("loading")) gates |= Gate.LOADING;
  if (has("denyoom")) gates |= Gate.OUT_OF_MEMORY;
  if (has("write")) gates |= Gate.READ_ONLY;
  if (has("write") || has("may_replicate")) gates |= Gate.PAUSED_WRITES;
  return gates;
}
