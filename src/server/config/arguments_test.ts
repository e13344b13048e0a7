import { assert, assertEquals } from "@std/assert";
import { parseArguments } from "./arguments.ts";

function options(...args: string[]): string[][] {
  const line = parseArguments(args);
  assert("options" in line);
  return line.options.map(({ name, words }) => [name, ...words]);
}

Deno.test("options take the words up to the next option", () => {
  assertEquals(options("--port", "7000", "--save", "60", "1", "--TIMEOUT", "5"), [
    ["port", "7000"],
    ["save", "60", "1"],
    ["timeout", "5"],
  ]);
  assertEquals(options("--port", "6379", "6380"), [["port", "6379", "6380"]]);
});

Deno.test("an option and its values may be one argument", () => {
  assertEquals(options("--maxmemory 700mb", "--maxmemory-policy 'volatile-lru'"), [["maxmemory", "700mb"], [
    "maxmemory-policy",
    "volatile-lru",
  ]]);
  assertEquals(options("--timeout 7 ", "--hz", "5"), [["timeout", "7"], ["hz", "5"]]);
});

Deno.test("the first value may begin with dashes", () => {
  assertEquals(options("--port", "--bla", "--loglevel", "verbose"), [["port", "--bla"], ["loglevel", "verbose"]]);
  assertEquals(options("--proc-title-template", "--save", "--save", "", "--hz", "5"), [
    ["proc-title-template", "--save"],
    ["save", ""],
    ["hz", "5"],
  ]);
  assertEquals(options("--proc-title-template --my--title", "--hz 5"), [["proc-title-template", "--my--title"], [
    "hz",
    "5",
  ]]);
});

Deno.test("save may go without a value", () => {
  assertEquals(options("--save", "--hz", "5"), [["save", ""], ["hz", "5"]]);
  assertEquals(options("--hz", "5", "--save"), [["hz", "5"], ["save", ""]]);
  assertEquals(options("--save", "--save", "60", "1"), [["save", ""], ["save", "60", "1"]]);
});

Deno.test("the file comes first, standard input first or last", () => {
  const parts = (...args: string[]) => {
    const line = parseArguments(args);
    return "options" in line ? [line.file, line.standardInput, line.options.length] : line.text;
  };
  assertEquals(parts(), [null, false, 0]);
  assertEquals(parts("a.conf", "--hz", "5"), ["a.conf", false, 1]);
  assertEquals(parts("a.conf", "timeout", "7", "--hz", "5"), ["a.conf", false, 2]);
  assertEquals(parts("-", "--hz", "5"), [null, true, 1]);
  assertEquals(parts("a.conf", "--hz", "5", "-"), ["a.conf", true, 1]);
  assertEquals(parts("-"), [null, true, 0]);
});

Deno.test("options are told as Redis tells them", () => {
  const texts = (...args: string[]) => {
    const line = parseArguments(args);
    assert("options" in line);
    return line.options.map(({ origin }) => origin.text);
  };
  assertEquals(texts("--port", "6379", "6380"), ['port "6379" "6380"']);
  assertEquals(texts("--port"), ["port"]);
  assertEquals(texts("a.conf", "-timeout", "5"), ['"-timeout" "5"']);
});

Deno.test("unbalanced quotes and lone dashes are refused", () => {
  for (const args of [['--port "1'], ["--"]]) assert("exitCode" in parseArguments(args));
});
