import { command, SYNTAX_ERROR } from "../../engine/mod.ts";

export const shutdown = command({
  name: "SHUTDOWN",
  since: "1.0.0",
  group: "server",
  summary: "Synchronously saves the database(s) to disk and shuts down the Redis server.",
  complexity: "O(N) when saving, where N is the total number of keys in all databases when saving data, otherwise O(1)",
  arity: -1,
  flags: ["admin", "noscript", "loading", "stale", "no_multi", "allow_busy"],
  history: [["7.0.0", "Added the `NOW`, `FORCE` and `ABORT` modifiers."]],
  syntax: "[NOSAVE | SAVE] [NOW] [FORCE] [ABORT]",
  run({ args, engine, reply }) {
    const given = new Set<string>();
    for (let i = 1; i < args.argc; i++) {
      const word = WORDS.find((known) => args.is(i, known));
      if (word === undefined) return reply.error(SYNTAX_ERROR);
      given.add(word);
    }
    const abort = given.delete("ABORT");
    if ((abort && given.size > 0) || (given.has("SAVE") && given.has("NOSAVE"))) return reply.error(SYNTAX_ERROR);
    if (abort) {
      const error = engine.host.abortShutdown();
      return error === null ? reply.ok() : reply.error(error);
    }
    const save = given.has("SAVE") ? "save" : given.has("NOSAVE") ? "nosave" : "default";
    const error = engine.host.shutdown({ save, now: given.has("NOW"), force: given.has("FORCE") });
    // Success has no answer but the end of the connection.
    if (error !== null) reply.error(error);
  },
});

const WORDS = ["SAVE", "NOSAVE", "NOW", "FORCE", "ABORT"];
