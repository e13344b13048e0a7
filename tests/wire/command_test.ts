import { assert, assertEquals } from "@std/assert";
import { type Client, eachProtocol, type Value } from "../support/mod.ts";

/** Fields of a map, whatever the protocol. */
function entries(value: Value): Map<Value, Value> {
  if (value instanceof Map) return value;
  const list = value as Value[];
  return new Map(list.filter((_, i) => i % 2 === 0).map((key, i) => [key, list[2 * i + 1]]));
}

async function docsOf(client: Client, name: string): Promise<Map<Value, Value>> {
  return entries(entries(await client.call("COMMAND", "DOCS", name)).get(name)!);
}

eachProtocol("COMMAND and COMMAND INFO describe all commands, COMMAND COUNT counts them", async (client) => {
  const all = await client.call("COMMAND") as Value[][];
  assertEquals(await client.call("COMMAND", "COUNT"), all.length);
  assertEquals(await client.call("COMMAND", "INFO"), all);
  assert(all.every((info) => info.length === 10));
  const names = all.map(([name]) => name);
  assertEquals(new Set(names).size, names.length);
});

eachProtocol("COMMAND INFO of single commands", async (client, _server, protocol) => {
  const [get, nothing, sub] = await client.call("COMMAND", "INFO", "GeT", "nosuch", "client|ID") as Value[][];
  assertEquals(get.slice(0, 8), ["get", 2, ["readonly", "fast"], 1, 1, 1, ["@read", "@string", "@fast"], []]);
  const [spec] = (get[8] as Value[]).map(entries);
  assertEquals(spec.get("flags"), ["RO", "access"]);
  const begin = entries(spec.get("begin_search")!);
  const find = entries(spec.get("find_keys")!);
  assertEquals([begin.get("type"), [...entries(begin.get("spec")!)]], ["index", [["index", 1]]]);
  assertEquals([find.get("type"), [...entries(find.get("spec")!)]], [
    "range",
    [["lastkey", 0], ["keystep", 1], ["limit", 0]],
  ]);
  assertEquals(nothing, null);
  assertEquals(sub.slice(0, 7), ["client|id", 2, ["noscript", "loading", "stale"], 0, 0, 0, ["@slow", "@connection"]]);
  const [mset, client_] = await client.call("COMMAND", "INFO", "mset", "client") as Value[][];
  assertEquals(mset.slice(3, 6), [1, -1, 2]);
  assertEquals(client_.slice(2, 7), [[], 0, 0, 0, ["@slow"]]);
  assert((client_[9] as Value[][]).some(([name, arity]) => name === "client|help" && arity === 2));
  const reply = await client.ask("COMMAND", "INFO", "get");
  assert(reply.type === "array" && reply.value[0].type === "array");
  assertEquals(reply.value[0].value.slice(2, 3).map(({ type }) => type), [protocol === 3 ? "set" : "array"]);
  assertEquals(await client.call("COMMAND", "INFO", "get|x", "client|nosuch", "client|id|x"), [null, null, null]);
});

eachProtocol("COMMAND DOCS", async (client, _server, protocol) => {
  const all = entries(await client.call("COMMAND", "DOCS"));
  assertEquals(all.size, await client.call("COMMAND", "COUNT"));
  assertEquals((await client.ask("COMMAND", "DOCS", "get")).type, protocol === 3 ? "map" : "array");
  assertEquals(entries(await client.call("COMMAND", "DOCS", "nosuch")).size, 0);
  const get = await docsOf(client, "get");
  assertEquals([...get.keys()], ["summary", "since", "group", "complexity", "arguments"]);
  assertEquals([get.get("since"), get.get("group"), get.get("complexity")], ["1.0.0", "string", "O(1)"]);
  const [key] = (get.get("arguments") as Value[]).map(entries);
  assertEquals([...key], [["name", "key"], ["type", "key"], ["display_text", "key"], ["key_spec_index", 0]]);
  const hello = await docsOf(client, "hello");
  assertEquals((hello.get("history") as Value[][])[0][0], "6.2.0");
  const [block] = (hello.get("arguments") as Value[]).map(entries);
  assertEquals([block.get("name"), block.get("type"), block.get("flags")], ["arguments", "block", ["optional"]]);
  const inner = (block.get("arguments") as Value[]).map(entries);
  assertEquals(inner.map((each) => each.get("token")), [undefined, "AUTH", "SETNAME"]);
  const quit = await docsOf(client, "quit");
  assertEquals(quit.get("doc_flags"), ["deprecated"]);
  assertEquals(quit.get("deprecated_since"), "7.2.0");
  assertEquals((await docsOf(client, "debug")).get("doc_flags"), ["syscmd"]);
  assert(!(await docsOf(client, "lolwut")).has("complexity"));
  const [mode] = ((await docsOf(client, "client|reply")).get("arguments") as Value[]).map(entries);
  assertEquals(mode.get("name"), "action");
  const container = await docsOf(client, "client");
  const kill = entries(entries(container.get("subcommands")!).get("client|kill")!);
  assertEquals(kill.get("since"), "2.4.0");
  assertEquals(await docsOf(client, "client|kill"), kill);
});

eachProtocol("COMMAND LIST and its filters", async (client) => {
  const list = (...args: string[]) => client.call("COMMAND", "LIST", ...args) as Promise<string[]>;
  const all = await list();
  assert(all.includes("get") && all.includes("client|kill"));
  assertEquals(await list("FILTERBY", "PATTERN", "CLIENT|K*"), ["client|kill"]);
  assertEquals(await list("filterby", "pattern", "nosuch"), []);
  const strings = await list("FILTERBY", "ACLCAT", "STRING");
  assert(strings.includes("get") && !strings.includes("ping"));
  assertEquals(await list("FILTERBY", "ACLCAT", "nosuch"), []);
  assertEquals(await list("FILTERBY", "MODULE", "nosuch"), []);
  for (const wrong of [["FILTERBY"], ["x"], ["FILTERBY", "x", "y"], ["FILTERBY", "PATTERN", "a", "FILTERBY"]]) {
    assertEquals(await client.error("COMMAND", "LIST", ...wrong), "ERR syntax error");
  }
});

eachProtocol("COMMAND GETKEYS", async (client) => {
  const keys = (...args: string[]) => client.call("COMMAND", "GETKEYS", ...args);
  assertEquals(await keys("GET", "a"), ["a"]);
  assertEquals(await keys("mset", "a", "1", "b", "2"), ["a", "b"]);
  assertEquals(await keys("OBJECT", "ENCODING", "a"), ["a"]);
  const refused = (...args: string[]) => client.error("COMMAND", "GETKEYS", ...args);
  assertEquals(await refused("nosuch", "a"), "ERR Invalid command specified");
  assertEquals(await refused("OBJECT", "nosuch", "a"), "ERR Invalid command specified");
  assertEquals(await refused("PING"), "ERR The command has no key arguments");
  assertEquals(await refused("OBJECT"), "ERR The command has no key arguments");
  assertEquals(await refused("GET"), "ERR Invalid number of arguments specified for command");
  assertEquals(await refused("GET", "a", "b"), "ERR Invalid number of arguments specified for command");
});

eachProtocol("COMMAND GETKEYSANDFLAGS", async (client) => {
  const keys = (...args: string[]) => client.call("COMMAND", "GETKEYSANDFLAGS", ...args);
  assertEquals(await keys("MSET", "a", "1", "b", "2"), [["a", ["OW", "update"]], ["b", ["OW", "update"]]]);
  assertEquals(await keys("SET", "a", "1"), [["a", ["OW", "update"]]]);
  assertEquals(await keys("SET", "a", "1", "GET"), [["a", ["RW", "access", "update"]]]);
  assertEquals(await client.error("COMMAND", "GETKEYSANDFLAGS", "PING"), "ERR The command has no key arguments");
});

eachProtocol("COMMAND HELP, and what COMMAND does not know", async (client) => {
  const lines = await client.call("COMMAND", "HELP") as string[];
  assertEquals(lines.slice(0, 5), [
    "COMMAND <subcommand> [<arg> [value] [opt] ...]. Subcommands are:",
    "(no subcommand)",
    "    Returns detailed information about all commands.",
    "COUNT",
    "    Returns a count of commands.",
  ]);
  assertEquals(await client.error("COMMAND", "nosuch"), "ERR unknown subcommand 'nosuch'. Try COMMAND HELP.");
});
