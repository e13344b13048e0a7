import type { Context } from "./context.ts";
import type { CommandSpec } from "./spec.ts";

/** The version in which containers got HELP, unless they are younger or say so. */
const FIRST_HELP = "5.0.0";

/** The subcommands of a container together with HELP, which is made from them. */
export function withHelp(container: CommandSpec): readonly CommandSpec[] {
  const { subcommands = [] } = container;
  if (subcommands.some(({ name }) => name === "HELP")) return subcommands;
  return [...subcommands, {
    name: "HELP",
    since: container.helpSince ?? (container.since > FIRST_HELP ? container.since : FIRST_HELP),
    group: container.group,
    summary: "Returns helpful text about the different subcommands.",
    complexity: "O(1)",
    arity: 2,
    flags: ["loading", "stale"],
    ...(container.categories && { categories: container.categories }),
    syntax: "",
    run: help,
  }];
}

function help({ command, reply }: Context): void {
  const lines = helpLines(command.parent!.spec);
  reply.array(lines.length);
  for (const line of lines) reply.simple(line);
}

/** What HELP is about: a container, or something like one. */
export interface HelpSubject extends Pick<CommandSpec, "name" | "summary" | "run"> {
  readonly subcommands?: readonly Pick<CommandSpec, "name" | "syntax" | "summary">[];
}

/** What HELP of a container says, in the form that Redis gives it. */
export function helpLines(container: HelpSubject): string[] {
  const lines = [`${container.name} <subcommand> [<arg> [value] [opt] ...]. Subcommands are:`];
  if (container.run !== undefined) lines.push("(no subcommand)", `    ${container.summary}`);
  for (const { name, syntax, summary } of container.subcommands ?? []) {
    if (name !== "HELP") lines.push(`${name} ${syntax}`.trimEnd(), `    ${summary}`);
  }
  lines.push("HELP", "    Print this help.");
  return lines;
}
