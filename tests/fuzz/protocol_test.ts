import { assertEquals } from "@std/assert";
import { Client } from "../support/client.ts";
import { startRedis } from "../support/redis.ts";
import { startServer } from "../support/server.ts";
import { expectConnections, expectWell, pause } from "./harness.ts";

/** Real milliseconds after which a server that has not closed will not. */
const QUIET = 1000;
const PING = "*1\r\n$4\r\nPING\r\n";

/**
 * Requests at the limits of the protocol and beyond. A NUL in a line is not among them: Redis takes it for the end of what it has read and waits
 * for more, this server sees a byte like any other.
 */
const REQUESTS = [
  "*0\r\n",
  "*-1\r\n",
  "*-10\r\n",
  "*1048577\r\n",
  "*2147483647\r\n",
  "*2147483648\r\n",
  "*9223372036854775808\r\n",
  "*-9223372036854775809\r\n",
  "*\r\n",
  "*x\r\n",
  "* 1\r\n",
  "*+1\r\n",
  "*01\r\n$4\r\nPING\r\n",
  "*1\r\n$04\r\nPING\r\n",
  "*1\r\n$-1\r\n",
  "*1\r\n$\r\n",
  "*1\r\n$x\r\n",
  "*1\r\n$536870913\r\n",
  "*1\r\n$9223372036854775808\r\n",
  "*1\r\nPING\r\n",
  "*1\r\n:4\r\nPING\r\n",
  "*1\r\n\r\n",
  "*1\r\n\x01\r\n",
  "*2\r\n$4\r\nECHO\r\n$0\r\n\r\n",
  "*2\r\n$4\r\nECHO\r\n$3\r\nabcde\r\n",
  "*1\r\n$0\r\n\r\n",
  "*" + "1".repeat(70_000),
  "*1\r\n$" + "1".repeat(70_000),
  "a".repeat(300_000),
  "\r\n\n\r\n",
  "PING\n",
  "PING \t \r\n",
  "ECHO 'a b'\r\n",
  'ECHO "\\x41\\n\\r\\t\\b\\a\\q\\""\r\n',
  "ECHO 'it\\'s'\r\n",
  'ECHO "unbalanced\r\n',
  "ECHO 'unbalanced\r\n",
  'ECHO "a"b\r\n',
  'ECHO ""\r\n',
  "ECHO \xff\r\n",
  "ECHO a\rb\r\n",
  "GET\r\n",
  "NOPE a 'b c' \"\\r\\n\" \xff\r\n",
  "POST / HTTP/1.1\r\n",
  "POST / HTTP/1.1\r\nHost: localhost\r\n",
  "GET / HTTP/1.1\r\nHost: localhost\r\n",
  "host: x\r\n",
];

const UNAUTHENTICATED = [
  "*10\r\n" + "$4\r\nPING\r\n".repeat(10),
  "*11\r\n",
  "*2\r\n$4\r\nAUTH\r\n$16385\r\n",
  "*2\r\n$4\r\nAUTH\r\n$16384\r\n" + "x".repeat(16384) + "\r\n",
  "*2\r\n$3\r\nGET\r\n$1\r\na\r\n",
  "GET a\r\n",
  "NOPE\r\n",
  "AUTH wrong\r\n",
  "AUTH nobody wrong\r\n",
  "QUIT\r\n",
  "AUTH secret\r\n*11\r\n" + "$4\r\nPING\r\n".repeat(11),
];

/** What a server answers, and whether it closes. */
async function outcome(port: number, request: string): Promise<string> {
  using client = await Client.connect(port);
  client.write(request + PING);
  let text = "";
  const ended = client.untilClosed().then((all) => text = `${all}<closed>`);
  await Promise.race([ended, pause(QUIET)]);
  if (text !== "") return text;
  client.close();
  return (await ended).replace("<closed>", "");
}

async function compare(ours: number, theirs: number, requests: readonly string[]): Promise<void> {
  const outcomes = (port: number) => Promise.all(requests.map((request) => outcome(port, request)));
  const [actual, expected] = await Promise.all([outcomes(ours), outcomes(theirs)]);
  const inPairs = (outcomes: string[]) => requests.map((request, i) => [request.slice(0, 60), outcomes[i]]);
  assertEquals(inPairs(actual), inPairs(expected));
}

Deno.test("the limits of the protocol are those of redis-server", async () => {
  await using ours = await startServer();
  await using theirs = await startRedis();
  await compare(ours.port, theirs.port, REQUESTS);
  await expectWell(ours, await ours.client());
  await expectConnections(ours, 1);
});

Deno.test("who has not logged in gets the limits of redis-server", async () => {
  await using ours = await startServer({ config: { requirepass: "secret" } });
  await using theirs = await startRedis("--requirepass", "secret");
  await compare(ours.port, theirs.port, UNAUTHENTICATED);
  await expectConnections(ours, 0);
});
