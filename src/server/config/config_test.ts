import { assertEquals } from "@std/assert";
import { Config } from "./config.ts";

const possibly = (name: string) => `ERR CONFIG SET failed (possibly related to argument '${name}')`;

Deno.test("CONFIG GET takes several patterns and shows each name once", () => {
  const config = new Config("/data");
  assertEquals(config.match(["maxmemory", "MAXMEMORY", "maxmem?ry"]), [["maxmemory", "0"]]);
  assertEquals(config.match(["MaxClients"]), [["MaxClients", "10000"]]);
  assertEquals(config.match(["*OF", "dir", "nosuch"]), [["replicaof", ""], ["slaveof", ""], ["dir", "/data"]]);
  assertEquals(config.match(["timeout", "tcp-*"]).map(([name]) => name), ["timeout", "tcp-backlog", "tcp-keepalive"]);
  assertEquals(config.match([String.raw`max\memory`]), []);
});

Deno.test("CONFIG GET shows what is hidden by its full name only", () => {
  const config = new Config();
  assertEquals(config.match(["[k]ey-load-delay", "key-load-d*"]), []);
  assertEquals(config.match(["key-load-delay"]), [["key-load-delay", "0"]]);
});

Deno.test("CONFIG SET sets several directives", () => {
  const config = new Config();
  assertEquals(config.set([["maxmemory", "1mb"], ["SAVE", "60 1 900 2"], ["slave-priority", "7"]]), null);
  assertEquals(config.get("maxmemory"), 1024 * 1024);
  assertEquals(config.get("save"), [{ seconds: 60, changes: 1 }, { seconds: 900, changes: 2 }]);
  assertEquals(config.text("replica-priority"), "7");
});

Deno.test("CONFIG SET sets all or nothing", () => {
  const config = new Config();
  const error = config.set([["timeout", "5"], ["client-output-buffer-limit", "normal 1 2 3"], ["maxclients", "0"]]);
  assertEquals(error, `${possibly("maxclients")} - argument must be between 1 and 4294967295 inclusive`);
  assertEquals(config.match(["*"]), new Config().match(["*"]));
});

Deno.test("CONFIG SET refuses names before it reads values", () => {
  const config = new Config();
  const unknown = "ERR Unknown option or number of arguments for CONFIG SET - ";
  assertEquals(config.set([["Maxmemory", "1mb"], ["Nosuch", "1"], ["databases", "5"]]), `${unknown}'Nosuch'`);
  assertEquals(config.set([["include", "x"]]), `${unknown}'include'`);
  assertEquals(
    config.set([["port", "a"], ["databases", "5"]]),
    `${possibly("databases")} - can't set immutable config`,
  );
  assertEquals(config.set([["maxmemory", "1"], ["MAXMEMORY", "2"]]), `${possibly("MAXMEMORY")} - duplicate parameter`);
  assertEquals(config.set([["Maxmemory", "zz"]]), `${possibly("maxmemory")} - argument must be a memory value`);
  assertEquals(
    config.set([["slave-read-only", "x"]]),
    `${possibly("slave-read-only")} - argument must be 'yes' or 'no'`,
  );
});

Deno.test("an alias and its directive in one CONFIG SET: the latter wins", () => {
  const config = new Config();
  assertEquals(config.set([["hash-max-ziplist-entries", "5"], ["hash-max-listpack-entries", "6"]]), null);
  assertEquals(config.get("hash-max-listpack-entries"), 6);
});

Deno.test("protected directives need permission", () => {
  const config = new Config();
  const denied = `${possibly("dbfilename")} - can't set protected config`;
  const local = { local: true, loading: false };
  assertEquals(config.set([["dbfilename", "a"]], local), denied);
  config.assign("enable-protected-configs", ["local"]);
  assertEquals(config.set([["dbfilename", "a"]]), denied);
  assertEquals(config.set([["dbfilename", "a"]], local), null);
  assertEquals(
    config.set([["dbfilename", "a/b"]], local),
    `${possibly("dbfilename")} - dbfilename can't be a path, just a filename`,
  );
  config.assign("enable-protected-configs", ["yes"]);
  assertEquals(config.set([["dbfilename", "b"]]), null);
});

Deno.test("some directives wait until the data set is loaded", () => {
  const config = new Config();
  const setter = { local: true, loading: true };
  assertEquals(config.set([["appendonly", "yes"]], setter), "LOADING Redis is loading the dataset in memory");
  assertEquals(config.set([["dir", "/"]], setter), `${possibly("dir")} - can't set protected config`);
  assertEquals(config.set([["timeout", "1"]], setter), null);
});

Deno.test("listeners hear of changes, once each", () => {
  const config = new Config();
  const heard: unknown[] = [];
  config.onChange("timeout", (value) => void heard.push(value));
  config.onAnyChange(["save", "appendonly"], () => void heard.push("files"));
  config.follow("hz", (value) => void heard.push(`hz ${value}`));
  config.set([["timeout", "0"], ["hz", "10"]]);
  assertEquals(heard.splice(0), ["hz 10"]);
  config.set([["save", ""], ["timeout", "9"], ["appendonly", "yes"], ["hz", "501"]]);
  assertEquals(heard.splice(0), ["files", 9, "hz 500"]);
});

Deno.test("a directive that names a file counts as changed whenever it is set", () => {
  const config = new Config();
  let calls = 0;
  const end = config.onChange("tls-cert-file", () => void calls++);
  config.set([["tls-cert-file", ""]]);
  assertEquals(calls, 1);
  end();
  config.set([["tls-cert-file", "x"]]);
  assertEquals(calls, 1);
});

Deno.test("a listener that fails undoes the whole CONFIG SET", () => {
  const config = new Config();
  const ports: number[] = [];
  config.onChange("timeout", (value) => void ports.push(value));
  config.onChange("port", (port) => port === 1 ? "Unable to listen on this port. Check server logs." : undefined);
  config.onChange("maxclients", () => {
    throw new Error("too many");
  });
  const error = config.set([["timeout", "5"], ["port", "1"], ["maxmemory", "5"]]);
  assertEquals(error, `${possibly("port")} - Unable to listen on this port. Check server logs.`);
  assertEquals([config.get("timeout"), config.get("port"), config.get("maxmemory")], [0, 6379, 0]);
  assertEquals(ports, [5, 0]);
  assertEquals(config.set([["maxclients", "5"]]), `${possibly("maxclients")} - too many`);
  assertEquals(config.get("maxclients"), 10_000);
});

Deno.test("keyspace events keep each class and print as Redis prints them", () => {
  const config = new Config();
  const set = (classes: string) => {
    assertEquals(config.set([["notify-keyspace-events", classes]]), null);
    return [config.get("notify-keyspace-events"), config.text("notify-keyspace-events")];
  };
  assertEquals(set("KEA"), ["g$lshzxetdKE", "AKE"]);
  assertEquals(set("mKx"), ["xKm", "xKm"]);
  assertEquals(set("nA"), ["g$lshzxetdn", "A"]);
  assertEquals(set("dtexzhsl$gmE"), ["g$lshzxetdEm", "AEm"]);
});

Deno.test("sensitive directives are known by every name", () => {
  const config = new Config();
  assertEquals(["requirepass", "PASSWORD", "masterauth", "port", "nosuch"].map((name) => config.isSensitive(name)), [
    true,
    true,
    true,
    false,
    false,
  ]);
});
