/** The README's list of commands, made from their specs. Run as a program it writes the list there: `deno task docs`. */

import { commands } from "../../src/commands/mod.ts";
import { Command, type Group } from "../../src/engine/mod.ts";

/** What the README calls the groups of commands. */
const TITLES: Readonly<Partial<Record<Group, string>>> = { generic: "keys", string: "strings" };
const BLOCK = /(?<=<!-- commands: deno task docs -->\n)[^]*?(?=<!-- \/commands -->)/;
const README = new URL("../../README.md", import.meta.url);

/** The README as it is, and as it should be. */
export function readme(): { readonly text: string; readonly expected: string } {
  const text = Deno.readTextFileSync(README);
  if (!BLOCK.test(text)) throw new Error("README.md: put the comments around the list of commands back");
  return { text, expected: text.replace(BLOCK, () => list()) };
}

function list(): string {
  const groups = Map.groupBy(commands.map((spec) => new Command(spec, null)), ({ spec }) => spec.group);
  const lines = [...groups].map(([group, members]) => `- ${TITLES[group] ?? group}: ${entries(members)}\n`);
  return `\n${lines.sort().join("")}\n`;
}

/** `` `CLIENT` (`ID`, `LIST`), `ECHO` ``. */
function entries(members: readonly Command[]): string {
  const sorted = members.toSorted((a, b) => a.name < b.name ? -1 : 1);
  return sorted.map(({ spec, subcommands }) =>
    `\`${spec.name}\`${subcommands === null ? "" : ` (${entries(subcommands.commands)})`}`
  ).join(", ");
}

if (import.meta.main) Deno.writeTextFileSync(README, readme().expected);
