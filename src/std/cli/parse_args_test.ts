import { assertEquals } from "@std/assert";
import { parseArgs } from "./parse_args.ts";

Deno.test("parseArgs reads long options with their values", () => {
  const args = parseArgs(["--host", "example", "--port=6380", "rest"], { string: ["host", "port"] });
  assertEquals<unknown>(args, { host: "example", port: "6380", _: ["rest"] });
});

Deno.test("parseArgs makes numbers of what looks like one, except for string options", () => {
  const args = parseArgs(["--a", "1", "--b", "1", "7", "0x10", "7x"], { string: "b" });
  assertEquals<unknown>(args, { a: 1, b: "1", _: [7, 16, "7x"] });
  assertEquals<unknown>(parseArgs(["7"], { string: ["_"] })._, ["7"]);
});

Deno.test("parseArgs gives an empty string to a string option without a value", () => {
  assertEquals<unknown>(parseArgs(["--host", "--port"], { string: ["host", "port"] }), { host: "", port: "", _: [] });
});

Deno.test("parseArgs leaves the argument after a boolean alone, unless it is true or false", () => {
  const options = { boolean: ["help", "quiet", "version"] } as const;
  assertEquals<unknown>(parseArgs(["--help", "set", "--quiet", "false"], options), {
    help: true,
    quiet: false,
    version: false,
    _: ["set"],
  });
  assertEquals(parseArgs(["--help=false"], options).help, false);
});

Deno.test("parseArgs splits letters", () => {
  assertEquals<unknown>(parseArgs(["-ab", "-n5", "-k=v", "-p", "x", "-"]), {
    a: true,
    b: true,
    n: 5,
    k: "v",
    p: "x",
    _: ["-"],
  });
});

Deno.test("parseArgs sets aliases of values, flags and defaults alike", () => {
  const args = parseArgs(["-h", "-p", "7"], {
    boolean: ["help"],
    string: ["port"],
    alias: { help: "h", port: ["p", "P"], level: "l" },
    default: { level: "notice", port: "6379" },
  });
  assertEquals<unknown>(args, {
    h: true,
    help: true,
    p: "7",
    port: "7",
    P: "7",
    level: "notice",
    l: "notice",
    _: [],
  });
});

Deno.test("parseArgs asks `unknown` about what is not declared and leaves out what it refuses", () => {
  const asked: unknown[] = [];
  const args = parseArgs(["--known", "x", "--other=1", "word", "-z"], {
    string: ["known"],
    unknown: (...question) => {
      asked.push(question);
      return question[0] === "word";
    },
  });
  assertEquals(asked, [["--other=1", "other", "1"], ["word"], ["-z", "z", true]]);
  assertEquals<unknown>(args, { known: "x", _: ["word"] });
});

Deno.test("parseArgs does not look behind --", () => {
  assertEquals<unknown>(parseArgs(["--a", "--", "--b", "7"]), { a: true, _: ["--b", "7"] });
});

Deno.test("parseArgs nests dotted names and keeps off prototypes", () => {
  assertEquals<unknown>(parseArgs(["--a.b", "1", "--__proto__.c", "2"]), { a: { b: 1 }, _: [] });
});
