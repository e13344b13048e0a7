import { command } from "../../engine/mod.ts";
import { selfCheck } from "../../types/hyperloglog/mod.ts";

export const pfselftest = command({
  name: "PFSELFTEST",
  since: "2.8.9",
  group: "hyperloglog",
  summary: "An internal command for testing HyperLogLog values.",
  complexity: "N/A",
  arity: 1,
  flags: ["admin"],
  system: true,
  syntax: "",
  run({ engine, reply }) {
    const failure = selfCheck((limit) => engine.random.below(limit));
    if (failure === null) reply.ok();
    else reply.error(`TESTFAILED ${failure}`);
  },
});
