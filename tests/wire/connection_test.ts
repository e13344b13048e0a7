import { assertEquals, assertMatch } from "@std/assert";
import { type Client, eachProtocol, type ErrorReply, startServer } from "../support/mod.ts";

const WRONG_PASSWORD = "WRONGPASS invalid username-password pair or user is disabled.";

eachProtocol("PING answers PONG or its argument", async (client) => {
  assertEquals((await client.ask("PING")).type, "simple");
  assertEquals(await client.call("ping", "a\r\nb"), "a\r\nb");
  assertEquals(await client.error("PING", "a", "b"), "ERR wrong number of arguments for 'ping' command");
});

eachProtocol("ECHO repeats its argument", async (client) => {
  assertEquals(await client.call("ECHO", "hello"), "hello");
  assertEquals(await client.call("ECHO", ""), "");
  assertEquals(await client.error("ECHO"), "ERR wrong number of arguments for 'echo' command");
});

eachProtocol("QUIT replies and closes; nothing after it runs", async (client) => {
  client.write("QUIT\r\nPING\r\n");
  assertEquals(await client.untilClosed(), "+OK\r\n");
});

eachProtocol("AUTH without a password configured", async (client) => {
  assertMatch(
    await client.error("AUTH", "x"),
    /^ERR AUTH <password> called without any password configured for the def/,
  );
  assertEquals(await client.call("AUTH", "default", "anything"), "OK");
  assertEquals(await client.error("AUTH", "nobody", "x"), WRONG_PASSWORD);
  assertEquals(await client.error("AUTH", "a", "b", "c"), "ERR syntax error");
});

Deno.test("AUTH with a password configured", async () => {
  await using server = await startServer({ config: { requirepass: "s\u00e9same" } });
  const client = await server.client();
  assertEquals(await client.error("GET", "k"), "NOAUTH Authentication required.");
  for (const wrong of ["", "s", "s\u00e9sam", "s\u00e9same ", "s\u00e9samf"]) {
    assertEquals(await client.error("AUTH", wrong), WRONG_PASSWORD);
  }
  assertEquals(await client.error("AUTH", "nobody", "s\u00e9same"), WRONG_PASSWORD);
  assertEquals(await client.error("GET", "k"), "NOAUTH Authentication required.");
  assertEquals(await client.call("AUTH", "s\u00e9same"), "OK");
  assertEquals(await client.call("GET", "k"), null);
  assertEquals(await client.error("AUTH", "wrong"), WRONG_PASSWORD);
  assertEquals(await client.call("GET", "k"), null);
  assertEquals(await client.call("AUTH", "default", "s\u00e9same"), "OK");
});

Deno.test("HELLO tells of the server and switches the protocol", async () => {
  await using server = await startServer();
  const client = await server.client();
  const fields = (protocol: number) => [
    ...["server", "redis", "version", "7.2.4", "proto", protocol, "id", 1],
    ...["mode", "standalone", "role", "master", "modules", []],
  ];
  assertEquals(await client.call("HELLO"), fields(2));
  const reply = await client.ask("HELLO", 3, "SETNAME", "me");
  assertEquals(reply.type, "map");
  const map = await client.call("HELLO") as Map<string, unknown>;
  assertEquals([...map].flat(), fields(3));
  assertEquals((await client.ask("GET", "nosuch")).type, "null");
  assertEquals(await client.call("CLIENT", "GETNAME"), "me");
  assertEquals(await client.call("HELLO", 2), fields(2));
});

eachProtocol("HELLO refuses what it does not understand and changes nothing", async (client, _server, protocol) => {
  const wrong: [string[], string][] = [
    [["1"], "NOPROTO unsupported protocol version"],
    [["4"], "NOPROTO unsupported protocol version"],
    [["x"], "ERR Protocol version is not an integer or out of range"],
    [["2", "foo"], "ERR Syntax error in HELLO option 'foo'"],
    [["2", "AUTH", "default"], "ERR Syntax error in HELLO option 'AUTH'"],
    [["2", "SETNAME"], "ERR Syntax error in HELLO option 'SETNAME'"],
    [["2", "SETNAME", "a b"], "ERR Client names cannot contain spaces, newlines or special characters."],
    [["2", "AUTH", "nobody", "x", "SETNAME", "me"], WRONG_PASSWORD],
  ];
  for (const [args, error] of wrong) assertEquals(await client.error("HELLO", ...args), error);
  assertEquals(await client.call("CLIENT", "GETNAME"), null);
  assertMatch(await client.call("CLIENT", "INFO") as string, new RegExp(` resp=${protocol} `));
});

Deno.test("HELLO logs in", async () => {
  await using server = await startServer({ config: { requirepass: "secret" } });
  const client = await server.client();
  assertMatch(await client.error("HELLO", 3), /^NOAUTH HELLO must be called with the client already authenticated/);
  assertMatch(await client.error("HELLO"), /^NOAUTH HELLO must be called/);
  assertEquals(await client.error("HELLO", 3, "AUTH", "default", "wrong"), WRONG_PASSWORD);
  assertEquals((await client.ask("HELLO", 3, "AUTH", "default", "secret")).type, "map");
  assertEquals(await client.call("GET", "k"), null);
});

Deno.test("RESET puts the connection back to its start", async () => {
  await using server = await startServer({ config: { requirepass: "secret" } });
  const client = await server.client();
  await client.call("HELLO", 3, "AUTH", "default", "secret", "SETNAME", "me");
  await client.call("SELECT", 3);
  await client.call("CLIENT", "NO-EVICT", "ON");
  await client.call("CLIENT", "NO-TOUCH", "ON");
  await client.call("CLIENT", "SETINFO", "LIB-NAME", "lib");
  assertEquals((await client.ask("RESET")).type, "simple");
  assertEquals(await client.error("GET", "k"), "NOAUTH Authentication required.");
  await client.call("AUTH", "secret");
  const info = await client.call("CLIENT", "INFO") as string;
  assertMatch(info, / name= .* flags=N db=0 .* resp=2 lib-name=lib /);
});

eachProtocol("RESET ends CLIENT REPLY OFF", async (client) => {
  client.send("CLIENT", "REPLY", "OFF");
  client.send("PING");
  assertEquals(await client.call("RESET"), "RESET");
  assertEquals(await client.call("PING"), "PONG");
});

eachProtocol("unknown commands are named with their arguments", async (client: Client) => {
  const errors = await client.pipeline([["nosuch", "a", "b\r\nc"], ["x".repeat(200)], [
    "nosuch",
    "y".repeat(200),
    "z",
  ]]);
  assertEquals(errors.map((error) => (error as ErrorReply).message), [
    "ERR unknown command 'nosuch', with args beginning with: 'a' 'b  c' ",
    `ERR unknown command '${"x".repeat(128)}', with args beginning with: `,
    `ERR unknown command 'nosuch', with args beginning with: '${"y".repeat(128)}' `,
  ]);
  client.write("n\xff\xc3\xa9 \xfe\r\n");
  const expected = "-ERR unknown command 'n\xff\xc3\xa9', with args beginning with: '\xfe' \r\n";
  assertEquals(await client.exchange("", expected), expected);
});
