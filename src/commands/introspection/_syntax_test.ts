import { assertEquals } from "@std/assert";
import { type CommandSpec, keyRange, oneKey } from "../../engine/mod.ts";
import { parseSyntax } from "./_syntax.ts";

function parse(syntax: string, more: Partial<CommandSpec> = {}) {
  const spec: CommandSpec = {
    name: "X",
    since: "1.0.0",
    group: "generic",
    summary: "",
    complexity: "",
    arity: -1,
    flags: [],
    ...more,
    syntax,
  };
  return parseSyntax(spec, false);
}

Deno.test("syntax: words have the type that they usually stand for", () => {
  assertEquals(parse(""), []);
  assertEquals(parse("seconds pattern message score unix-time-seconds"), [
    { name: "seconds", type: "integer" },
    { name: "pattern", type: "pattern" },
    { name: "message", type: "string" },
    { name: "score", type: "double" },
    { name: "unix-time-seconds", type: "unix-time" },
  ]);
  assertEquals(parse("increment", { types: { increment: "double" } }), [{ name: "increment", type: "double" }]);
});

Deno.test("syntax: keys are where the key specs find them", () => {
  assertEquals(parse("key newkey", { keys: [...oneKey("RW"), ...keyRange(2, 2, 1, "OW")] }), [
    { name: "key", type: "key", keySpec: 0 },
    { name: "newkey", type: "key", keySpec: 1 },
  ]);
  assertEquals(parse("one two", { keys: keyRange(1, 2, 1, "RO") }), [
    { name: "one", type: "key", keySpec: 0 },
    { name: "two", type: "key", keySpec: 0 },
  ]);
  const counted = [{ flags: ["RO"], begin: { index: 1 }, find: { keynum: 0, first: 1, step: 1 } }] as const;
  assertEquals(parse("numkeys word [word ...] [WITHSCORES]", { keys: counted }), [
    { name: "numkeys", type: "integer" },
    { name: "word", type: "key", keySpec: 0, multiple: true },
    { name: "withscores", type: "pure-token", token: "WITHSCORES", optional: true },
  ]);
  const streams = [{
    flags: ["RO"],
    begin: { keyword: "STREAMS", startFrom: 1 },
    find: { last: -1, step: 1, limit: 2 },
  }] as const;
  assertEquals(parse("[COUNT count] STREAMS key [key ...] id [id ...]", { keys: streams })[1], {
    name: "streams",
    type: "block",
    token: "STREAMS",
    arguments: [{ name: "key", type: "key", keySpec: 0, multiple: true }, {
      name: "id",
      type: "string",
      multiple: true,
    }],
  });
});

Deno.test("syntax: choices, and versions from the history", () => {
  const history = [["2.6.12", "Added the `EX` and `NX` and `XX` options."], ["6.0.0", "Added `KEEPTTL`."]] as const;
  assertEquals(parse("value [NX | XX] [EX seconds | KEEPTTL]", { history }), [
    { name: "value", type: "string" },
    {
      name: "condition",
      type: "oneof",
      since: "2.6.12",
      optional: true,
      arguments: [{ name: "nx", type: "pure-token", token: "NX" }, { name: "xx", type: "pure-token", token: "XX" }],
    },
    {
      name: "ex-or-keepttl",
      type: "oneof",
      optional: true,
      arguments: [
        { name: "seconds", type: "integer", token: "EX", since: "2.6.12" },
        { name: "keepttl", type: "pure-token", token: "KEEPTTL", since: "6.0.0" },
      ],
    },
  ]);
  assertEquals(parse("[AGGREGATE <SUM | MIN>]"), [{
    name: "aggregate",
    type: "oneof",
    token: "AGGREGATE",
    optional: true,
    arguments: [{ name: "sum", type: "pure-token", token: "SUM" }, { name: "min", type: "pure-token", token: "MIN" }],
  }]);
});

Deno.test("syntax: a change may name several words at once", () => {
  assertEquals(parse("[BYTE | BIT]", { history: [["7.0.0", "Added the `BYTE|BIT` option."]] }), [{
    name: "unit",
    type: "oneof",
    since: "7.0.0",
    optional: true,
    arguments: [{ name: "byte", type: "pure-token", token: "BYTE" }, { name: "bit", type: "pure-token", token: "BIT" }],
  }]);
});

Deno.test("syntax: the spec's own names", () => {
  assertEquals(parse("[GET encoding offset]", { names: { get: "get-block", offset: "place" } }), [{
    name: "get-block",
    type: "block",
    token: "GET",
    optional: true,
    arguments: [{ name: "encoding", type: "string" }, { name: "place", display: "offset", type: "integer" }],
  }]);
  const names = { "BY pattern": "by-pattern", "GET pattern": "get-pattern" };
  assertEquals(parse("[BY pattern] [GET pattern]", { names }), [
    { name: "by-pattern", display: "pattern", type: "pattern", token: "BY", optional: true },
    { name: "get-pattern", display: "pattern", type: "pattern", token: "GET", optional: true },
  ]);
});

Deno.test("syntax: repetitions", () => {
  assertEquals(parse("member [member ...]"), [{ name: "member", type: "string", multiple: true }]);
  assertEquals(parse("[message ...]"), [{ name: "message", type: "string", optional: true, multiple: true }]);
  assertEquals(parse("[ID client-id [client-id ...]]"), [
    { name: "client-id", type: "integer", multiple: true, token: "ID", optional: true },
  ]);
  assertEquals(parse("[GET pattern [GET pattern ...]]"), [
    { name: "pattern", type: "pattern", token: "GET", multiple: true, multipleToken: true, optional: true },
  ]);
  assertEquals(parse("field value [field value ...]"), [{
    name: "data",
    type: "block",
    multiple: true,
    arguments: [{ name: "field", type: "string" }, { name: "value", type: "string" }],
  }]);
  const [choice] = parse("[SET value | GET [SET value | GET ...]]");
  assertEquals([choice.type, choice.multiple, choice.optional, choice.arguments?.length], ["oneof", true, true, 2]);
});

Deno.test("syntax: blocks", () => {
  assertEquals(parse("[LIMIT offset count]"), [{
    name: "limit",
    type: "block",
    token: "LIMIT",
    optional: true,
    arguments: [{ name: "offset", type: "integer" }, { name: "count", type: "integer" }],
  }]);
  assertEquals(parse("[COUNT count [ANY]]"), [{
    name: "count-block",
    type: "block",
    optional: true,
    arguments: [
      { name: "count", type: "integer", token: "COUNT" },
      { name: "any", type: "pure-token", token: "ANY", optional: true },
    ],
  }]);
});
