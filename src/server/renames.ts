import type { CommandSpec } from "../engine/mod.ts";
import type { RenamedCommand } from "./config/mod.ts";

/** The commands as `rename-command` wants them; a text instead if it names one that does not exist, or a name that is taken. */
export function renameCommands(
  commands: readonly CommandSpec[],
  renames: readonly RenamedCommand[],
): readonly CommandSpec[] | string {
  const named = new Map(commands.map((spec) => [spec.name, spec]));
  for (const rename of renames) {
    const from = rename.from.toUpperCase();
    const to = rename.to.toUpperCase();
    const spec = named.get(from);
    if (spec === undefined) {
      return `${rename.origin.where}\n>>> '${rename.origin.text}'\nNo such command in rename-command`;
    }
    named.delete(from);
    if (to === "") continue;
    if (named.has(to)) {
      return `${rename.origin.where}\n>>> '${rename.origin.text}'\nTarget command name already exists`;
    }
    named.set(to, { ...spec, name: to });
  }
  return [...named.values()];
}
