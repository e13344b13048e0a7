import { Command } from "../../src/engine/mod.ts";
import { commands } from "../../src/commands/mod.ts";
import { expectNone, isTest, scripts } from "./tree.ts";

/** All tests over the wire, as words in lower case with single blanks between them. */
const wire = scripts.filter(({ path }) => path.startsWith("tests/wire/") && isTest(path))
  .map(({ text }) => ` ${text.toLowerCase().replace(/[^a-z0-9_-]+/g, " ")} `).join("");

Deno.test("every command is used by a test over the wire", () => {
  const problems: string[] = [];
  const look = (command: Command) => {
    const words = command.name.replace("|", " ");
    if (!wire.includes(` ${words} `)) problems.push(`${words.toUpperCase()}: test it in tests/wire`);
    for (const each of command.subcommands?.commands ?? []) look(each);
  };
  for (const spec of commands) look(new Command(spec, null));
  expectNone(problems);
});
