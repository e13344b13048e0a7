import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { Client } from "../support/client.ts";
import { freePort, type Program, startProgram } from "../support/program.ts";

const LOCAL = ["--bind", "127.0.0.1", "--port"];
const READY = /\* Ready to accept connections tcp\n/;
/** Milliseconds that a stop may take. */
const STOP_TIME = 1000;

/** A client of a program that has come up on `port`. */
async function clientOf(program: Program, port: number): Promise<Client> {
  await program.until(READY);
  return await Client.connect(port);
}

async function inFolder(test: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("the log begins and ends as Redis's does", async () => {
  const port = freePort();
  await using program = startProgram([...LOCAL, String(port), "--always-show-logo", "yes", "--io-threads", "4"]);
  await program.until(READY);
  assertMatch(program.output, /^\d+:C \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d\.\d{3} \* .*starting/);
  assertStringIncludes(program.output, ` PID: ${program.pid}\n`);
  assertMatch(program.output, /:C .* \* Directives without effect: io-threads\n/);
  assertMatch(program.output, /:M .* \* Server initialized\n.*:M .* \* Ready to accept connections tcp\n$/);
  const began = performance.now();
  program.kill("SIGTERM");
  assertEquals(await program.ended, 0);
  assert(performance.now() - began < STOP_TIME);
  assertMatch(program.output, /:signal-handler \(\d+\) Received SIGTERM scheduling shutdown\.\.\.\n/);
  assertMatch(program.output, /:M .* \* User requested shutdown\.\.\.\n/);
  assertMatch(program.output, /:M .* # .* is now ready to exit, bye bye\.\.\.\n$/);
});

Deno.test("SIGINT stops it, and replies in flight go out", async () => {
  const port = freePort();
  await using program = startProgram([...LOCAL, String(port)]);
  using client = await clientOf(program, port);
  await client.call("SET", "big", "x".repeat(1_000_000));
  for (let i = 0; i < 20; i++) client.send("GET", "big");
  await client.written();
  await client.next();
  program.kill("SIGINT");
  // What has been asked before is answered to its last byte, and nothing is cut in the middle.
  let replies = 1;
  try {
    for (; replies < 20; replies++) assertEquals((await client.next()).type, "bulk");
  } catch (error) {
    assertMatch(String(error), /Connection closed by the server/);
  }
  assertEquals(await program.ended, 0);
  assertStringIncludes(program.output, "Received SIGINT scheduling shutdown...");
});

Deno.test("a client that does not read delays the stop by half a second, a second signal ends it at once", async () => {
  for (const insist of [false, true]) {
    const port = freePort();
    await using program = startProgram([...LOCAL, String(port)]);
    using client = await clientOf(program, port);
    await client.call("SET", "big", "x".repeat(10_000_000));
    for (let i = 0; i < 5; i++) client.send("GET", "big");
    await client.written();
    using other = await Client.connect(port);
    await other.call("PING");
    const began = performance.now();
    program.kill("SIGTERM");
    if (insist) {
      await program.until(/User requested shutdown/);
      program.kill("SIGINT");
    }
    assertEquals(await program.ended, insist ? 1 : 0);
    assert(performance.now() - began < STOP_TIME);
    if (insist) assertStringIncludes(program.output, "You insist... exiting now.");
  }
});

Deno.test("SHUTDOWN ends it without a reply, SHUTDOWN SAVE is refused", async () => {
  const port = freePort();
  await using program = startProgram([...LOCAL, String(port)]);
  using client = await clientOf(program, port);
  await client.call("SET", "a", "b");
  assertStringIncludes(await client.error("SHUTDOWN", "SAVE"), "ERR SHUTDOWN SAVE can't save the dataset");
  assertEquals(await client.error("SHUTDOWN", "ABORT"), "ERR No shutdown in progress.");
  client.send("ECHO", "before");
  client.send("SHUTDOWN");
  assertEquals(await client.untilClosed(), "$6\r\nbefore\r\n");
  assertEquals(await program.ended, 0);
  assertStringIncludes(program.output, "# The dataset is not saved: this version keeps it in memory only.");
});

Deno.test("files of log, process id and socket", () =>
  inFolder(async (folder) => {
    const port = freePort();
    await using program = startProgram(
      [...LOCAL, String(port), "--dir", folder, "--logfile", "log", "--pidfile", "pid", "--unixsocket", "socket"]
        .concat("--unixsocketperm", "700"),
    );
    while (!(await Deno.readTextFile(`${folder}/log`).catch(() => "")).includes("connections unix")) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    assertEquals(await Deno.readTextFile(`${folder}/pid`), `${program.pid}\n`);
    assertEquals((await Deno.stat(`${folder}/socket`)).mode! & 0o777, 0o700);
    using client = await Client.connect({ transport: "unix", path: `${folder}/socket` });
    assertEquals(await client.call("PING"), "PONG");
    assertStringIncludes(String(await client.call("CLIENT", "INFO")), `addr=${folder}/socket:0`);
    program.kill("SIGTERM");
    assertEquals(await program.ended, 0);
    assertEquals(program.output, "");
    const log = await Deno.readTextFile(`${folder}/log`);
    assertMatch(log, /Removing the pid file\.\n.*Removing the unix socket file\.\n.*bye bye\.\.\.\n$/s);
    assertEquals([...Deno.readDirSync(folder)].map(({ name }) => name), ["log"]);
  }));

Deno.test("a file, standard input, the environment and flags, each over the one before", () =>
  inFolder(async (folder) => {
    await Deno.writeTextFile(
      `${folder}/tarbo.conf`,
      'maxclients 11\ntimeout 12\nhz 13\nloglevel verbose\nrequirepass "file"\n',
    );
    const port = freePort();
    await using program = startProgram(["tarbo.conf", ...LOCAL, String(port), "--maxclients", "20", "-"], {
      workingFolder: folder,
      environment: { TARBO_TIMEOUT: "21", TARBO_MAXCLIENTS: "21", TARBO_PASSWORD: "secret" },
      input: "hz 22\n",
    });
    using client = await clientOf(program, port);
    assertEquals(await client.error("GET", "a"), "NOAUTH Authentication required.");
    assertEquals(await client.call("AUTH", "secret"), "OK");
    const wanted = { maxclients: "20", timeout: "21", hz: "22", loglevel: "verbose", requirepass: "secret" };
    for (const [name, value] of Object.entries(wanted)) {
      assertEquals(await client.call("CONFIG", "GET", name), [name, value]);
    }
    assertStringIncludes(program.output, "- Accepted 127.0.0.1:");
    assertStringIncludes(String(await client.call("INFO", "server")), `config_file:${folder}/tarbo.conf`);
    await client.call("CONFIG", "SET", "maxclients", "30", "requirepass", "new");
    await client.call("CONFIG", "REWRITE");
    const text = await Deno.readTextFile(`${folder}/tarbo.conf`);
    assertStringIncludes(text, "maxclients 30\n");
    assertStringIncludes(text, 'requirepass "new"\n');
    assertStringIncludes(program.output, "* CONFIG REWRITE executed with success.");
  }));

Deno.test("what it cannot start with", () =>
  inFolder(async (folder) => {
    using taken = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const { port } = taken.addr as Deno.NetAddr;
    const free = String(freePort());
    const cases: [string[], RegExp][] = [
      [[...LOCAL, String(port)], new RegExp(`# Failed listening on port ${port} \\(tcp\\), aborting\\.\n$`)],
      [
        ["--bind", "192.0.2.1", "--port", free],
        /Could not create server TCP listening socket 192\.0\.2\.1:\d+: bind: .*\n.*aborting/,
      ],
      [["--port", "0"], /# Configured to not listen anywhere, exiting\.\n$/],
      [["--daemonize", "yes", "--port", free], /# daemonize: .*\n$/],
      [["--logfile", `${folder}/no/log`, "--port", free], /^Can't open the log file: No such file or directory\n$/],
      [
        ["--no-such-option", "1"],
        /^\n\*\*\* FATAL CONFIG FILE ERROR .*\nReading the command line\n>>> .*\nBad directive/,
      ],
      [["--rename-command", "nothing", "other", "--port", free], /No such command in rename-command\n$/],
      [["--user", "alice", "on", ">pw", "--port", free], /no users but 'default'/],
      [["--unixsocket", `${folder}/no/socket`, "--port", "0"], /# Failed opening Unix socket: bind: No such file/],
      [["missing.conf"], /can't open config file .*missing\.conf/],
    ];
    for (const [args, message] of cases) {
      await using program = startProgram(args);
      assertEquals(await program.ended, 1, args.join(" "));
      assertMatch(program.output, message);
      assert(!READY.test(program.output));
    }
  }));

Deno.test("--version and --help", async () => {
  for (const [flag, text] of [["--version", /^Tarbo server v=\d+\.\d+\.\d+ /], ["--help", /Usage: tarbo/]] as const) {
    await using program = startProgram([flag]);
    assertEquals(await program.ended, 0);
    assertMatch(program.output, text);
  }
});

Deno.test("rename-command gives a command another name, or none", async () => {
  const port = freePort();
  await using program = startProgram([
    ...LOCAL,
    String(port),
    "--rename-command",
    "get",
    "fetch",
    "--rename-command",
    "SET",
    "",
  ]);
  using client = await clientOf(program, port);
  assertEquals(await client.call("FETCH", "a"), null);
  for (const name of ["GET", "SET"]) assertStringIncludes(await client.error(name, "a", "b"), "ERR unknown command");
});

Deno.test("the limit of open files lowers maxclients", async () => {
  const port = freePort();
  await using program = startProgram([...LOCAL, String(port)], { openFiles: 60 });
  using client = await clientOf(program, port);
  assertStringIncludes(
    program.output,
    "# You requested maxclients of 10000 requiring at least 10032 max file descriptors.",
  );
  assertStringIncludes(
    program.output,
    "# Current maximum open files is 60. maxclients has been reduced to 28 to compensate for low ulimit.",
  );
  assertEquals(await client.call("CONFIG", "GET", "maxclients"), ["maxclients", "28"]);
  assertEquals(
    await client.error("CONFIG", "SET", "maxclients", "29"),
    "ERR CONFIG SET failed (possibly related to argument 'maxclients') - " +
      "The operating system is not able to handle the specified number of clients, try with 28",
  );
});

Deno.test("out of file descriptors it refuses new clients and serves the others", async () => {
  const port = freePort();
  // With so many listening sockets, descriptors run out before there are as many clients as `maxclients` says.
  const addresses = Array.from({ length: 16 }, (_, i) => `127.0.0.${i + 1}`);
  await using program = startProgram(["--bind", ...addresses, "--port", String(port)], { openFiles: 50 });
  using first = await clientOf(program, port);
  const clients: Client[] = [];
  try {
    let refused = 0;
    for (let i = 0; i < 40; i++) {
      const client = await Client.connect(port);
      clients.push(client);
      const answer = await client.ask("PING").catch(() => null);
      if (answer?.type === "error") {
        assertEquals(answer.value, "ERR max number of clients reached");
        refused++;
      }
    }
    assert(refused > 0);
    assertStringIncludes(program.output, "# Accepting client connection: accept: Too many open files");
    assertEquals(await first.call("PING"), "PONG");
  } finally {
    for (const client of clients) client.close();
  }
  // Room again.
  for (;;) {
    using client = await Client.connect(port);
    const answer = await client.ask("PING").catch(() => null);
    if (answer?.type === "simple") break;
  }
  const { rejected } = /rejected_connections:(?<rejected>\d+)/.exec(String(await first.call("INFO", "stats")))!.groups!;
  assert(Number(rejected) > 0);
});
