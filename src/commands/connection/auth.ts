import { command, SYNTAX_ERROR } from "../../engine/mod.ts";
import { DEFAULT_USER, login } from "./_login.ts";

const NO_PASSWORD =
  "ERR AUTH <password> called without any password configured for the default user. Are you sure your configuration is correct?";

export const auth = command({
  name: "AUTH",
  since: "1.0.0",
  group: "connection",
  summary: "Authenticates the connection.",
  complexity: "O(N) where N is the number of passwords defined for the user",
  arity: -2,
  flags: ["noscript", "loading", "stale", "fast", "no_auth", "allow_busy"],
  history: [["6.0.0", "Added ACL style (username and password)."]],
  syntax: "[username] password",
  run(ctx) {
    const { args, engine, reply } = ctx;
    if (args.argc > 3) return reply.error(SYNTAX_ERROR);
    if (args.argc === 2 && engine.settings.password === "") return reply.error(NO_PASSWORD);
    const user = args.argc === 2 ? DEFAULT_USER : args.string(1);
    if (login(ctx, user, args.argc - 1)) reply.ok();
  },
});
