import { command } from "../../engine/mod.ts";
import type { Clock } from "../../platform/mod.ts";

/** Milliseconds by which the two clocks may differ before the wall clock is taken to have jumped. */
const TOLERANCE = 2;

/** Unix time in ms at which the monotonic clock was 0, as of the last look. */
let origin = NaN;

export const time = command({
  name: "TIME",
  since: "2.6.0",
  group: "server",
  summary: "Returns the server time.",
  complexity: "O(1)",
  arity: 1,
  flags: ["loading", "stale", "fast"],
  tips: ["nondeterministic_output"],
  syntax: "",
  run({ engine, reply }) {
    const microseconds = Math.floor(preciseTime(engine.clock) * 1000);
    reply.array(2);
    reply.bulkInteger(Math.floor(microseconds / 1e6));
    reply.bulkInteger(microseconds % 1e6);
  },
});

/** Unix time in ms with a fraction: the wall clock has none, the monotonic clock supplies it. */
function preciseTime(clock: Clock): number {
  const now = clock.now();
  const precise = origin + clock.monotonic();
  if (Math.abs(precise - now) <= TOLERANCE) return precise;
  origin = now - clock.monotonic();
  return now;
}
