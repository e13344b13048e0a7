import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { FakeDisk } from "../../../tests/support/fakes/mod.ts";
import { loadConfig, type Loaded, type Start } from "./load.ts";
import { VERSION } from "../../engine/mod.ts";

interface Given {
  readonly args?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly files?: Readonly<Record<string, string>>;
  readonly input?: string;
}

function load({ args = [], environment = {}, files = {}, input = "" }: Given): Promise<Start> {
  const disk = new FakeDisk();
  disk.makeFolder("/srv/sub");
  disk.makeFolder("/data");
  for (const [path, text] of Object.entries(files)) disk.put(path, bytes(text));
  const readStandardInput = () => Promise.resolve(bytes(input));
  return loadConfig({ args, environment, disk, readStandardInput, workingFolder: "/srv" });
}

async function serve(given: Given): Promise<Loaded> {
  const start = await load(given);
  assert(start.mode === "serve", "text" in start ? start.text : "");
  return start;
}

async function refusal(given: Given): Promise<string> {
  const start = await load(given);
  assert(start.mode === "refuse");
  assertEquals(start.exitCode, 1);
  return start.text;
}

async function texts(names: readonly string[], given: Given): Promise<(string | null)[]> {
  const { config } = await serve(given);
  return names.map((name) => config.text(name));
}

/** The reason for which one line of a file is refused. */
async function reason(line: string): Promise<string> {
  const text = await refusal({ args: ["/a.conf"], files: { "/a.conf": line } });
  return text.trimEnd().split("\n").at(-1)!;
}

const bytes = (text: string) => new TextEncoder().encode(text);
const fatal = `\n*** FATAL CONFIG FILE ERROR (Tarbo ${VERSION}) ***\n`;

Deno.test("no configuration is a configuration", async () => {
  const { config, withoutEffect } = await serve({});
  assertEquals([config.get("port"), config.get("dir"), config.file, withoutEffect.length], [6379, "/srv", null, 0]);
});

Deno.test("later sources win: file, standard input, environment, options", async () => {
  const files = { "/srv/a.conf": "timeout 1\nhz 11\nport 1\nmaxclients 1\n" };
  const environment = { TARBO_PORT: "3", TARBO_MAXCLIENTS: "3", HOME: "/" };
  const given = {
    files,
    environment,
    input: "hz 12\nport 2\nmaxclients 2",
    args: ["a.conf", "--maxclients", "4", "-"],
  };
  assertEquals(await texts(["timeout", "hz", "port", "maxclients"], given), ["1", "12", "3", "4"]);
  assertEquals((await serve(given)).config.file, "/srv/a.conf");
});

Deno.test("a file has comments, quotes, units and directives in any case", async () => {
  const file =
    '# comment\n\r\n  MAXMEMORY 2mb \r\n\tmasterauth \'a b\'\n"timeout" "5"\npassword "\\x41"\nbind 127.0.0.1 ::1\n';
  assertEquals(
    await texts(["maxmemory", "masterauth", "timeout", "requirepass", "bind"], {
      args: ["/a.conf"],
      files: { "/a.conf": file },
    }),
    ["2097152", "a b", "5", "A", "127.0.0.1 ::1"],
  );
});

Deno.test("repeated directives: the last value holds, save adds up, buffer limits join", async () => {
  const file = "save 900 1\nsave 60 5\ntimeout 1\ntimeout 2\nclient-output-buffer-limit slave 1mb 2k 3\n" +
    "client-output-buffer-limit pubsub 1 2 3\n";
  const given = (...args: string[]) => ({ args: ["/a.conf", ...args], files: { "/a.conf": file } });
  assertEquals(await texts(["save", "timeout", "client-output-buffer-limit"], given()), [
    "900 1 60 5",
    "2",
    "normal 0 0 0 slave 1048576 2000 3 pubsub 1 2 3",
  ]);
  assertEquals(await texts(["save"], given("--save", "10 1")), ["900 1 60 5 10 1"]);
  assertEquals(await texts(["save"], given("--save")), [""]);
  assertEquals(await texts(["save"], { args: ["--save", "60", "1", "--save", "90 2"] }), ["60 1 90 2"]);
  assertEquals(await texts(["save"], { input: 'save 900 1\nsave ""\nsave 60 5', args: ["-"] }), ["60 5"]);
});

Deno.test("errors name the place, the line and the reason", async () => {
  const files = { "/srv/a.conf": "# one\n\n  foo bar\n" };
  assertEquals(
    await refusal({ args: ["a.conf"], files }),
    `${fatal}Reading the configuration file /srv/a.conf, at line 3\n>>> 'foo bar'\nBad directive or wrong number of arguments\n`,
  );
  assertEquals(
    await refusal({ args: ["--port", "6379", "6380"] }),
    `${fatal}Reading the command line\n>>> 'port "6379" "6380"'\nwrong number of arguments\n`,
  );
  assertEquals(
    await refusal({ environment: { TARBO_PORT: "x" } }),
    `${fatal}Reading the environment\n>>> 'TARBO_PORT=x'\nargument couldn't be parsed into an integer\n`,
  );
  assertEquals(
    await refusal({ args: ["--replicaof", "a", "1", "--cluster-enabled", "yes"] }),
    `${fatal}replicaof directive not allowed in cluster mode\n`,
  );
});

Deno.test("errors keep Redis's words", async () => {
  const bad = "Bad directive or wrong number of arguments";
  assertEquals(await reason("maxmemory 1gib"), "argument must be a memory value");
  assertEquals(await reason('maxmemory "1gb'), "Unbalanced quotes in configuration line");
  assertEquals(await reason("requirepass # comment"), "wrong number of arguments");
  assertEquals(await reason("save 900"), "Invalid save parameters");
  assertEquals(await reason("dir /nosuch"), "No such file or directory");
  assertEquals(await reason("dir /a.conf"), "Not a directory");
  assertEquals(await reason("dir ''"), "No such file or directory");
  assertEquals(await reason("sentinel x y"), "sentinel directive while not in sentinel mode");
  assertEquals(await reason("rename-command get"), bad);
  assertEquals(await reason("user"), bad);
  assertEquals(await reason("include a b"), bad);
  assertEquals(await reason("loadmodule"), bad);
  assertEquals(await reason("lua-replicate-commands a b"), bad);
  assertEquals(await reason("tostring 1"), bad);
  assertEquals(await reason("search.timeout"), "Module config specified without value");
});

Deno.test("files that cannot be read", async () => {
  const words = (path: string, why: string) => `Fatal error, can't open config file '${path}': ${why}\n`;
  assertEquals(await refusal({ args: ["no.conf"] }), words("/srv/no.conf", "No such file or directory"));
  assertEquals(await refusal({ args: ["/data"] }), words("/data", "Is a directory"));
  assertEquals(await refusal({ args: ["--include", "no.conf"] }), words("/srv/no.conf", "No such file or directory"));
});

Deno.test("include takes patterns, from the folder that dir has set by then", async () => {
  const files = {
    "/a.conf": "include sub/*.conf\ndir /data\ninclude more.conf\ninclude none-*.conf\n",
    "/srv/sub/2.conf": "timeout 2",
    "/srv/sub/1.conf": "timeout 1\nhz 11",
    "/srv/sub/.hidden.conf": "hz 12",
    "/data/more.conf": "port 7",
  };
  assertEquals(await texts(["timeout", "hz", "port", "dir"], { args: ["/a.conf"], files }), ["2", "11", "7", "/data"]);
});

Deno.test("errors in an included file name that file", async () => {
  const files = { "/a.conf": "\ninclude b.conf\n", "/srv/b.conf": "timeout 5\ntimeout xx" };
  assertStringIncludes(
    await refusal({ args: ["/a.conf"], files }),
    "Reading the configuration file /srv/b.conf, at line 2\n>>> 'timeout xx'\n",
  );
});

Deno.test("files that include each other are refused", async () => {
  const files = { "/srv/a.conf": "include a.conf" };
  assertStringIncludes(await refusal({ args: ["a.conf"], files }), "Files include each other too deeply");
});

Deno.test("dir is absolute, and relative ones build on each other", async () => {
  assertEquals(await texts(["dir"], { args: ["--dir", "sub/../sub"] }), ["/srv/sub"]);
  assertEquals(await texts(["dir"], { args: ["--dir", "/", "--dir", "./data/"] }), ["/data"]);
});

Deno.test("the environment has any directive, and secrets in files", async () => {
  const files = { "/secret": "s3cret #1\r\n", "/srv/users": "alice on\n" };
  const environment = {
    TARBO_PASSWORD_FILE: "/secret",
    TARBO_SAVE: "60 1 900 2",
    TARBO_SERVER_CPULIST: "1-3",
    TARBO_SLAVE_PRIORITY: "7",
    TARBO_BIND: "",
    TARBO_PROC_TITLE_TEMPLATE: "{title} {port}",
    TARBO_USER: "bob on >secret",
  };
  const given = { files, environment };
  assertEquals(
    await texts(["requirepass", "save", "server_cpulist", "replica-priority", "bind", "proc-title-template"], given),
    ["s3cret #1", "60 1 900 2", "1-3", "7", "", "{title} {port}"],
  );
  const { users } = await serve(given);
  assertEquals(users.map(({ name, rules }) => [name, ...rules]), [["bob", "on", ">secret"]]);
});

Deno.test("the environment's mistakes are told without its secrets", async () => {
  assertStringIncludes(await refusal({ environment: { TARBO_REQUIREPAS: "x" } }), "Bad directive");
  assertStringIncludes(
    await refusal({ environment: { TARBO_PASSWORD_FILE: "/no" } }),
    "'TARBO_PASSWORD_FILE=/no'\nNo such file or directory",
  );
  const both = { environment: { TARBO_PASSWORD: "a", TARBO_PASSWORD_FILE: "/no" } };
  assertStringIncludes(await refusal(both), "TARBO_PASSWORD is set, too");
  assertStringIncludes(await refusal({ environment: { TARBO_USER: '"x' } }), ">>> 'TARBO_USER=***'");
});

Deno.test("variables that Kubernetes makes for a service of this name are left alone", async () => {
  const environment = {
    TARBO_PORT: "tcp://10.0.0.1:6379",
    TARBO_SERVICE_HOST: "10.0.0.1",
    TARBO_SERVICE_PORT_REDIS: "6379",
    TARBO_PORT_6379_TCP_ADDR: "10.0.0.1",
  };
  assertEquals(await texts(["port"], { environment }), ["6379"]);
});

Deno.test("what has no effect is accepted and told once", async () => {
  const file =
    "io-threads 4\nactivedefrag yes\nio-threads 8\nloadmodule /x.so a\nsearch.timeout 5\nlist-max-ziplist-value 64\nport 1\n";
  const { withoutEffect, config } = await serve({ args: ["/a.conf"], files: { "/a.conf": file } });
  assertEquals(withoutEffect, ["io-threads", "activedefrag", "loadmodule", "search.timeout", "list-max-ziplist-value"]);
  assertEquals(config.text("io-threads"), "8");
});

Deno.test("encryption that this server lacks is refused rather than left out", async () => {
  assertMatch(await reason("tls-port 6380"), /no TLS/);
  assertMatch(await reason("tls-replication yes"), /no TLS/);
  assertEquals(await texts(["tls-port"], { args: ["--tls-port", "0"] }), ["0"]);
});

Deno.test("commands to rename and users are handed on", async () => {
  const file = 'rename-command CONFIG ""\nrename-command GET fetch\nuser alice on >pw ~*\n';
  const { renamedCommands, users } = await serve({ args: ["/a.conf"], files: { "/a.conf": file } });
  assertEquals(renamedCommands.map(({ from, to }) => [from, to]), [["CONFIG", ""], ["GET", "fetch"]]);
  assertEquals(users.map(({ name, rules, origin }) => [name, ...rules, origin.text]), [[
    "alice",
    "on",
    ">pw",
    "~*",
    "user alice on >pw ~*",
  ]]);
});

Deno.test("help and version", async () => {
  for (const flag of ["--help", "-h"]) {
    const start = await load({ args: [flag] });
    assert(start.mode === "help");
    assertStringIncludes(start.text, "Usage: tarbo");
    assert(start.text.split("\n").every((line) => line.length <= 120));
  }
  for (const flag of ["--version", "-v"]) {
    const start = await load({ args: [flag] });
    assert(start.mode === "version");
    assertMatch(start.text, /^Tarbo server v=\d+\.\d+\.\d+ redis=7\.2\.4\n$/);
  }
});

Deno.test("all that help names is known", async () => {
  const start = await load({ args: ["--help"] });
  assert(start.mode === "help");
  const { config } = await serve({});
  const options = [...start.text.matchAll(/^ {2}--([a-z-]+) [A-Z[ya]/gm)].map(([, name]) => name);
  assertEquals(options.filter((name) => config.text(name) === null), []);
  assert(options.length >= 12);
});
