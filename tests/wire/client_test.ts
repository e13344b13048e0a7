import { assert, assertEquals, assertMatch } from "@std/assert";
import { type Client, eachProtocol } from "../support/mod.ts";

const FIELDS =
  "id addr laddr fd name age idle flags db sub psub ssub multi qbuf qbuf-free argv-mem multi-mem rbs rbp obl oll omem tot-mem events " +
  "cmd user redir resp lib-name lib-ver";

/** The fields of a line of CLIENT LIST. */
function parse(line: string): Record<string, string> {
  return Object.fromEntries(line.trim().split(" ").map((field) => field.split(/=(.*)/s).slice(0, 2)));
}

async function lines(client: Client, ...args: string[]): Promise<Record<string, string>[]> {
  const text = await client.call("CLIENT", "LIST", ...args) as string;
  return text.split("\n").filter((line) => line !== "").map(parse);
}

/** Resolves once the client with that id shows the flag. */
async function untilFlagged(client: Client, id: number, flag: string): Promise<void> {
  while (!(await lines(client, "ID", String(id)))[0].flags.includes(flag));
}

eachProtocol("CLIENT ID counts connections, CLIENT INFO describes this one", async (client, server, protocol) => {
  const id = await client.call("CLIENT", "ID") as number;
  const other = await server.client();
  assertEquals(await other.call("client", "id"), id + 1);
  server.clock.advance(3500);
  const reply = await client.ask("CLIENT", "INFO");
  assertEquals(reply.type, protocol === 3 ? "verbatim" : "bulk");
  const text = await client.call("CLIENT", "INFO") as string;
  assert(text.endsWith("\n"));
  const info = parse(text);
  assertEquals(Object.keys(info).join(" "), FIELDS);
  assertMatch(info.addr, /^127\.0\.0\.1:\d+$/);
  const { name, age, idle, flags, db, multi, events, cmd, user, redir, resp } = info;
  assertEquals({ name, age, idle, flags, db }, { name: "", age: "3", idle: "0", flags: "N", db: "0" });
  assertEquals({ multi, events, cmd, user }, { multi: "-1", events: "r", cmd: "client|info", user: "default" });
  assertEquals([info.id, info.laddr, redir, resp], [String(id), `127.0.0.1:${server.port}`, "-1", String(protocol)]);
  assertEquals(info.qbuf, String("*2\r\n$6\r\nCLIENT\r\n$4\r\nINFO\r\n".length));
});

eachProtocol("CLIENT LIST shows all, or those asked for", async (client, server) => {
  const other = await server.client();
  const ids = [await client.call("CLIENT", "ID"), await other.call("CLIENT", "ID")].map(String);
  await other.call("CLIENT", "NO-EVICT", "on");
  await other.call("CLIENT", "NO-TOUCH", "on");
  server.clock.advance(2000);
  const all = await lines(client);
  assertEquals(all.map(({ id }) => id), ids);
  assertEquals(all.map(({ flags }) => flags), ["N", "eT"]);
  assertEquals(all.map(({ idle }) => idle), ["0", "2"]);
  assertEquals(all.map(({ cmd }) => cmd), ["client|list", "client|no-touch"]);
  assertEquals((await lines(client, "ID", ids[1], "99", ids[0])).map(({ id }) => id), [ids[1], ids[0]]);
  assertEquals((await lines(client, "TYPE", "normal")).length, 2);
  for (const type of ["master", "replica", "slave", "PUBSUB"]) assertEquals(await lines(client, "TYPE", type), []);
  assertEquals(await client.error("CLIENT", "LIST", "TYPE", "x"), "ERR Unknown client type 'x'");
  assertEquals(await client.error("CLIENT", "LIST", "ID", "x"), "ERR Invalid client ID");
  for (const wrong of [["ID"], ["foo"], ["TYPE", "normal", "x"]]) {
    assertEquals(await client.error("CLIENT", "LIST", ...wrong), "ERR syntax error");
  }
});

eachProtocol("CLIENT SETNAME and CLIENT GETNAME", async (client) => {
  assertEquals(await client.call("CLIENT", "GETNAME"), null);
  assertEquals(await client.call("CLIENT", "SETNAME", "worker-1"), "OK");
  assertEquals(await client.call("CLIENT", "GETNAME"), "worker-1");
  for (const wrong of ["a b", "a\n", "\u00e9", "a\0"]) {
    assertMatch(
      await client.error("CLIENT", "SETNAME", wrong),
      /^ERR Client names cannot contain spaces, newlines or special/,
    );
  }
  assertEquals((await lines(client))[0].name, "worker-1");
  assertEquals(await client.call("CLIENT", "SETNAME", ""), "OK");
  assertEquals(await client.call("CLIENT", "GETNAME"), null);
});

eachProtocol("CLIENT SETINFO", async (client) => {
  assertEquals(await client.call("CLIENT", "SETINFO", "lib-name", "lib(v8)"), "OK");
  assertEquals(await client.call("CLIENT", "SETINFO", "LIB-VER", "1.2.3"), "OK");
  assertMatch(await client.call("CLIENT", "INFO") as string, / lib-name=lib\(v8\) lib-ver=1\.2\.3\n$/);
  assertEquals(await client.error("CLIENT", "SETINFO", "foo", "x"), "ERR Unrecognized option 'foo'");
  assertEquals(
    await client.error("CLIENT", "SETINFO", "lib-Ver", "1 2"),
    "ERR lib-Ver cannot contain spaces, newlines or special characters.",
  );
  await client.call("CLIENT", "SETINFO", "lib-name", "");
  assertMatch(await client.call("CLIENT", "INFO") as string, / lib-name= lib-ver=1\.2\.3\n$/);
});

eachProtocol("CLIENT KILL by address", async (client, server) => {
  const [other, third] = [await server.client(), await server.client()];
  const [mine, its] = await lines(client);
  assertEquals(await client.call("CLIENT", "KILL", its.addr), "OK");
  assertEquals(await other.untilClosed(), "");
  assertEquals(await client.error("CLIENT", "KILL", its.addr), "ERR No such client");
  assertEquals(await client.call("CLIENT", "KILL", "LADDR", `127.0.0.1:${server.port}`), 1);
  assertEquals(await third.untilClosed(), "");
  assertEquals(await client.call("CLIENT", "KILL", "ADDR", mine.addr), 0);
  // The old form kills oneself as well, once the reply is out.
  assertEquals(await client.call("CLIENT", "KILL", mine.addr), "OK");
  assertEquals(await client.untilClosed(), "");
});

eachProtocol("CLIENT KILL by filters", async (client, server) => {
  const young = await server.client();
  const id = await young.call("CLIENT", "ID") as number;
  assertEquals(await client.call("CLIENT", "KILL", "ID", id, "TYPE", "pubsub"), 0);
  assertEquals(await client.call("CLIENT", "KILL", "ID", id, "TYPE", "normal", "USER", "default"), 1);
  assertEquals(await young.untilClosed(), "");
  server.clock.advance(60_000);
  const newcomer = await server.client();
  await newcomer.call("PING");
  assertEquals(await client.call("CLIENT", "KILL", "MAXAGE", 61, "SKIPME", "no"), 0);
  assertEquals(await client.call("CLIENT", "KILL", "MAXAGE", 60, "SKIPME", "yes"), 0);
  assertEquals(await client.call("CLIENT", "KILL", "MAXAGE", 60, "SKIPME", "no"), 1);
  assertEquals(await client.untilClosed(), "");
  assertEquals(await newcomer.call("PING"), "PONG");
});

eachProtocol("CLIENT KILL refuses what it does not understand", async (client) => {
  const wrong: [string[], string][] = [
    [["a", "b", "c"], "ERR syntax error"],
    [["ADDR", "x", "ID"], "ERR syntax error"],
    [["ID", "0"], "ERR client-id should be greater than 0"],
    [["ID", "x"], "ERR client-id should be greater than 0"],
    [["TYPE", "x"], "ERR Unknown client type 'x'"],
    [["USER", "nobody"], "ERR No such user 'nobody'"],
    [["SKIPME", "x"], "ERR syntax error"],
    [["MAXAGE", "x"], "ERR maxage is not an integer or out of range"],
    [["MAXAGE", "0"], "ERR maxage should be greater than 0"],
  ];
  for (const [args, error] of wrong) assertEquals(await client.error("CLIENT", "KILL", ...args), error);
  assertEquals(await client.error("CLIENT", "KILL"), "ERR wrong number of arguments for 'client|kill' command");
  assertEquals(await client.call("PING"), "PONG");
});

eachProtocol("CLIENT PAUSE WRITE holds writes until CLIENT UNPAUSE", async (client, server) => {
  const writer = await server.client();
  const id = await writer.call("CLIENT", "ID") as number;
  assertEquals(await client.call("CLIENT", "PAUSE", 100_000, "WRITE"), "OK");
  const reply = writer.call("SET", "k", "v");
  await untilFlagged(client, id, "b");
  assertEquals(await client.call("GET", "k"), null);
  assertEquals(await client.call("CLIENT", "UNBLOCK", id), 0);
  assertEquals(await client.call("CLIENT", "UNPAUSE"), "OK");
  assertEquals(await reply, "OK");
  assertEquals(await client.call("GET", "k"), "v");
});

eachProtocol("CLIENT PAUSE ends by itself", async (client, server) => {
  assertEquals(await client.call("CLIENT", "PAUSE", 5000), "OK");
  const reply = client.call("PING");
  await client.written();
  server.clock.advance(4999);
  // A weaker, shorter pause waits for its turn.
  const other = await server.client();
  const weaker = other.call("CLIENT", "PAUSE", 1, "WRITE");
  await other.written();
  server.clock.advance(1);
  assertEquals([await reply, await weaker], ["PONG", "OK"]);
  server.clock.advance(1);
  assertEquals(await client.call("CLIENT", "PAUSE", 0), "OK");
  assertEquals(await client.call("PING"), "PONG");
});

eachProtocol("CLIENT PAUSE: INFO counts those who wait, no key is removed", async (client, server) => {
  const figure = async (section: string, name: string) =>
    new RegExp(`${name}:(\\d+)`).exec(String(await client.call("INFO", section)))![1];
  const writer = await server.client();
  const id = await writer.call("CLIENT", "ID") as number;
  await client.call("SET", "a", "1", "PX", 10);
  await client.call("SET", "b", "1", "PX", 10);
  await client.call("CLIENT", "PAUSE", 100_000, "WRITE");
  assertEquals(await figure("clients", "blocked_clients"), "0");
  server.clock.advance(1000);
  assertEquals(await client.call("MGET", "a", "b"), [null, null]);
  assertEquals(await client.call("SCAN", 0), ["0", []]);
  assertMatch(String(await client.call("RANDOMKEY")), /^[ab]$/);
  assertEquals([await client.call("DBSIZE"), await figure("stats", "expired_keys")], [2, "0"]);
  const reply = writer.call("SET", "c", "1");
  await untilFlagged(client, id, "b");
  assertEquals(await figure("clients", "blocked_clients"), "1");
  await client.call("CLIENT", "UNPAUSE");
  assertEquals(await reply, "OK");
  assertEquals(await client.call("GET", "a"), null);
  server.clock.advance(200);
  assertEquals([await client.call("DBSIZE"), await figure("stats", "expired_keys")], [1, "2"]);
  assertEquals(await figure("clients", "blocked_clients"), "0");
});

eachProtocol("CLIENT PAUSE and CLIENT UNBLOCK refuse what they do not understand", async (client) => {
  const wrong: [string[], string][] = [
    [["PAUSE", "x"], "ERR timeout is not an integer or out of range"],
    [["PAUSE", "-1"], "ERR timeout is negative"],
    [["PAUSE", "9223372036854775807"], "ERR timeout is out of range"],
    [["PAUSE", "1", "x"], "ERR CLIENT PAUSE mode must be WRITE or ALL"],
    [["pause", "1", "ALL", "x"], "ERR unknown subcommand or wrong number of arguments for 'pause'. Try CLIENT HELP."],
    [["UNBLOCK", "x"], "ERR value is not an integer or out of range"],
    [["UNBLOCK", "1", "x"], "ERR CLIENT UNBLOCK reason should be TIMEOUT or ERROR"],
    [
      ["UNBLOCK", "1", "ERROR", "x"],
      "ERR unknown subcommand or wrong number of arguments for 'UNBLOCK'. Try CLIENT HELP.",
    ],
  ];
  for (const [args, error] of wrong) assertEquals(await client.error("CLIENT", ...args), error);
  assertEquals(await client.call("CLIENT", "UNBLOCK", 1, "TIMEOUT"), 0);
  assertEquals(await client.call("CLIENT", "UNBLOCK", 999, "ERROR"), 0);
});

eachProtocol("CLIENT REPLY", async (client) => {
  client.send("CLIENT", "REPLY", "OFF");
  client.send("PING");
  client.send("nosuch");
  client.send("GET");
  client.send("CLIENT", "REPLY", "SKIP");
  client.send("CLIENT", "REPLY", "x");
  assertEquals(await client.call("CLIENT", "REPLY", "ON"), "OK");
  client.send("CLIENT", "REPLY", "SKIP");
  client.send("nosuch");
  assertEquals(await client.call("ECHO", "one"), "one");
  client.send("CLIENT", "REPLY", "SKIP");
  client.send("PING");
  assertEquals(await client.call("ECHO", "two"), "two");
  client.send("CLIENT", "REPLY", "SKIP");
  assertEquals(await client.call("CLIENT", "REPLY", "ON"), "OK");
  assertEquals(await client.error("CLIENT", "REPLY", "x"), "ERR syntax error");
});

eachProtocol("CLIENT NO-EVICT and CLIENT NO-TOUCH", async (client, server) => {
  for (const [option, flag] of [["NO-EVICT", "e"], ["NO-TOUCH", "T"]]) {
    assertEquals(await client.call("CLIENT", option, "on"), "OK");
    assertEquals((await lines(client))[0].flags, flag);
    assertEquals(await client.call("CLIENT", option, "OFF"), "OK");
    assertEquals((await lines(client))[0].flags, "N");
    assertEquals(await client.error("CLIENT", option, "x"), "ERR syntax error");
  }
  await client.call("SET", "k", "v");
  server.clock.advance(100_000);
  await client.call("CLIENT", "NO-TOUCH", "ON");
  await client.call("GET", "k");
  assertEquals(await client.call("OBJECT", "IDLETIME", "k"), 100);
  await client.call("TOUCH", "k");
  assertEquals(await client.call("OBJECT", "IDLETIME", "k"), 0);
});

eachProtocol("CLIENT HELP, and what CLIENT does not know", async (client) => {
  const help = await client.ask("CLIENT", "HELP");
  assert(help.type === "array" && help.value.every(({ type }) => type === "simple"));
  const [first, ...rest] = await client.call("CLIENT", "HELP") as string[];
  assertEquals(first, "CLIENT <subcommand> [<arg> [value] [opt] ...]. Subcommands are:");
  assertEquals(rest.slice(rest.indexOf("PAUSE timeout [WRITE | ALL]")).slice(0, 2), [
    "PAUSE timeout [WRITE | ALL]",
    "    Suspends commands processing.",
  ]);
  assertEquals(rest.slice(-2), ["HELP", "    Print this help."]);
  assertEquals(await client.error("CLIENT"), "ERR wrong number of arguments for 'client' command");
  assertEquals(await client.error("CLIENT", "nosuch", "x"), "ERR unknown subcommand 'nosuch'. Try CLIENT HELP.");
  assertEquals(await client.error("CLIENT", "ID", "x"), "ERR wrong number of arguments for 'client|id' command");
  assertEquals(await client.error("CLIENT", "HELP", "x"), "ERR wrong number of arguments for 'client|help' command");
});
