import { basename } from "node:path/posix";
import { expectNone, files, folderOf, isTest, scripts, type SourceFile, sources } from "./tree.ts";

/** Lines of a file that declares commands. */
const COMMAND_FILE = 300;
/** Lines of a function, its head and last brace included: a screen. */
const FUNCTION = 60;
/** Lines of `main.ts`. */
const MAIN = 60;

Deno.test("names of files and folders are snake_case", () => {
  expectNone(
    scripts.filter(({ path }) => !/^(?:[a-z0-9]+(?:_[a-z0-9]+)*\/)*_?[a-z0-9]+(?:_[a-z0-9]+)*\.ts$/.test(path))
      .map(({ path }) => `${path}: write its name in lower case with _ between words`),
  );
});

Deno.test("a unit test stands beside its source", () => {
  const all = new Set(scripts.map(({ path }) => path));
  expectNone(
    scripts.filter(({ path }) => path.startsWith("src/") && isTest(path))
      .filter(({ path }) => !all.has(path.replace("_test.ts", ".ts")))
      .map(({ path }) => `${path}: name it after the source that it tests`),
  );
});

Deno.test("files that declare commands are short", () => {
  const limits = sources.filter(({ path }) => path.startsWith("src/commands/")).map((file) => ({
    file,
    most: COMMAND_FILE,
  }));
  const main = scripts.filter(({ path }) => path === "main.ts").map((file) => ({ file, most: MAIN }));
  expectNone(
    [...limits, ...main].filter(({ file, most }) => file.lines.length - 1 > most)
      .map(({ file, most }) => `${file.path}: ${file.lines.length - 1} lines: split it, ${most} is the most`),
  );
});

/** Words that open a block without being the name of a function. */
const CONTROL = /^\s*(?:\} )?(?:if|else|for|while|do|switch|try|catch|finally|with)\b/;
/** The last line of a head that fits on one line: `function f() {`, `m(): T {`, `(a) => {`. */
const HEAD =
  /\bfunction\b.*\{$|=> \{$|^\s*(?:(?:static|async|override|get|set|private|protected) )*[*#\w[\].]+(?:<.*>)?\(.*\)(?:: .*)? \{$/;
const LAST_LINE_OF_HEAD = /^\s*\)(?:: .*)? (?:=> )?\{$/;

/** Index of the first line and number of lines of each function. Relies on the formatter's indentation. */
function functions({ lines }: SourceFile): { start: number; length: number }[] {
  const found: { start: number; length: number }[] = [];
  lines.forEach((line, index) => {
    const indent = line.search(/\S/);
    const sameIndent = (other: string) => other.search(/\S/) === indent;
    let start = index;
    if (LAST_LINE_OF_HEAD.test(line)) start = lines.findLastIndex((other, i) => i < index && sameIndent(other));
    else if (!HEAD.test(line)) return;
    if (CONTROL.test(lines[start])) return;
    const end = lines.findIndex((other, i) => i > index && sameIndent(other) && other.trimStart().startsWith("}"));
    if (end > 0) found.push({ start, length: end - start + 1 });
  });
  return found;
}

Deno.test("functions fit on a screen", () => {
  expectNone(
    scripts.flatMap((file) =>
      functions(file)
        .filter(({ length }) => length > FUNCTION)
        .map(({ start, length }) =>
          `${file.path}:${start + 1}: ${length} lines: split the function, ${FUNCTION} is the most`
        )
    ),
  );
});

const EXPORT =
  /^export (?:default )?(?:abstract |async |declare )*(?:const|let|function\*?|class|interface|type|enum) (\w+)/;

/** Whether the paragraph that line `index` stands in begins with a doc comment. */
function isDocumented(lines: readonly string[], index: number): boolean {
  for (let i = index - 1; i >= 0 && lines[i].trim() !== ""; i--) if (lines[i].trimEnd().endsWith("*/")) return true;
  return false;
}

Deno.test("exports have doc comments", () => {
  expectNone(
    sources.flatMap(({ path, lines }) =>
      lines.flatMap((line, index) => {
        const [, name] = EXPORT.exec(line) ?? [];
        // A command's declaration carries its summary.
        if (name === undefined || line.endsWith("= command({") || isDocumented(lines, index)) return [];
        return [`${path}:${index + 1}: say what ${name} is in a /** comment */ above it`];
      })
    ),
  );
});

Deno.test("no reminders and no paths of a machine", () => {
  const reminders = new RegExp(
    ["TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK"].map((word) => `\\b${word}\\b`).join("|"),
  );
  const paths = new RegExp(["work", "root", "home", "Users"].map((name) => `(?<![\\w.*])/${name}/`).join("|"));
  const problems: string[] = [];
  for (const { path, lines } of files) {
    lines.forEach((line, index) => {
      if (reminders.test(line)) problems.push(`${path}:${index + 1}: do it now, or leave the reminder out`);
      if (paths.test(line)) problems.push(`${path}:${index + 1}: write a path that holds on every machine`);
    });
  }
  expectNone(problems);
});

Deno.test("every folder that others import has a mod.ts with a word about it", () => {
  const rooms = new Set(sources.map(({ path }) => folderOf(path)).filter((folder) => /^src\/\w+$/.test(folder)));
  rooms.delete("src/std");
  const mods = new Map(
    sources.filter(({ path }) => basename(path) === "mod.ts").map((file) => [folderOf(file.path), file]),
  );
  expectNone(
    [...rooms].filter((folder) => !mods.get(folder)?.text.startsWith("/**"))
      .map((folder) => `${folder}/mod.ts: begin it with a /** comment */ that says what the folder is for`),
  );
});
