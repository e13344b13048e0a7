import { fromString, globMatch } from "../../bytes/mod.ts";
import { categoriesOf, categoryNamed, type Command, command, SYNTAX_ERROR } from "../../engine/mod.ts";
import type { Request } from "../../resp/mod.ts";

export const list = command({
  name: "LIST",
  since: "7.0.0",
  group: "server",
  summary: "Returns a list of command names.",
  complexity: "O(N) where N is the total number of Redis commands",
  arity: -2,
  flags: ["loading", "stale"],
  categories: ["connection"],
  tips: ["nondeterministic_output_order"],
  syntax: "[FILTERBY <MODULE module-name | ACLCAT category | PATTERN pattern>]",
  run({ args, engine, reply }) {
    const filter = parseFilter(args);
    if (filter === null) return reply.error(SYNTAX_ERROR);
    const names = [...engine.table.all()].filter(filter).map(({ name }) => name);
    reply.array(names.length);
    for (const name of names) reply.bulkString(name);
  },
});

/** Which commands the options ask for, `null` if they cannot be understood. */
function parseFilter(args: Request): ((command: Command) => boolean) | null {
  if (args.argc === 2) return () => true;
  if (args.argc !== 5 || !args.is(2, "FILTERBY")) return null;
  // There are no modules, hence none of their commands.
  if (args.is(3, "MODULE")) return () => false;
  if (args.is(3, "PATTERN")) {
    const pattern = args.copy(4);
    return ({ name }) => globMatch(pattern, fromString(name), true);
  }
  if (!args.is(3, "ACLCAT")) return null;
  const category = categoryNamed(args.latin1(4));
  return ({ spec }) => category !== undefined && categoriesOf(spec).includes(category);
}
