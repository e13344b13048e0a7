import { assertEquals } from "@std/assert";
import { denoPlatform } from "../../src/platform/deno.ts";
import { Config, loadConfig, rewriteConfig } from "../../src/server/config/mod.ts";
import type { Client, Value } from "../support/client.ts";
import { startRedis } from "../support/redis.ts";

/** Directives that Redis 7.0 does not know: younger ones, and the one of Tarbo's own. */
const ONLY_OURS = [
  "cluster-announce-human-nodename",
  "locale-collate",
  "password",
  "set-max-listpack-entries",
  "set-max-listpack-value",
];

/** Directives that Redis 7.0 shows and 7.2 hides. */
const HIDDEN_SINCE = ["aof-disable-auto-gc"];

/** Directives that the server under comparison was started with. */
const GIVEN = ["port", "bind", "save", "dir"];

/** Values to set, good and bad, by directive. Whole numbers beyond 2^53 that no double equals are rounded here, so none are among them. */
const VALUES: Readonly<Record<string, readonly string[]>> = {
  "maxmemory": [
    "",
    "gb",
    "1 gb",
    "1B",
    "1K",
    "1kb",
    "1M",
    "1mb",
    "1g",
    "1GB",
    "1t",
    "01",
    "+1",
    " 1",
    "-1",
    "1.5gb",
    "1e3",
    "0x10",
  ],
  "cluster-link-sendbuf-limit": [
    "18446744073709551615",
    "18446744073709551616",
    "9007199254740992",
  ],
  "timeout": [
    "",
    "01",
    "+1",
    " 1",
    "1 ",
    "-1",
    "-0",
    "00",
    "1.5",
    "2147483647",
    "2147483648",
    "99999999999999999999",
    "gb",
  ],
  "slowlog-log-slower-than": ["9223372036854775807", "9223372036854775808", "-1", "-2"],
  "repl-backlog-size": ["0", "-1", "1kb", "20kb", "9223372036854775808"],
  "tracking-table-max-keys": ["-1", "1kb", "0", "9223372036854775808"],
  "list-max-listpack-size": ["-2147483648", "-2147483649"],
  "maxmemory-clients": ["5%", "0%", "100%", "101%", "05%", "5%%", "%", "-5%", " 5%", "5.5%", "1gb", "-5", "x"],
  "hz": ["0", "1", "500", "501", "x"],
  "save": [
    "900 1",
    "900 1 60 2",
    "900",
    "900 0",
    "900 ",
    "60 1 900 ",
    "0 1",
    "900 -1",
    "900  1",
    " 900 1",
    "1.5 2",
    "900 x",
    "01 1",
    "+1 1",
    "",
  ],
  "client-output-buffer-limit": [
    "normal 1 2",
    "normal 1mb 2k 3 replica 1 2 3",
    "NORMAL 1 2 3",
    "master 1 2 3",
    "foo 1 2 3",
    "normal a 2k 3",
    "normal -1 2k 3",
    "normal 1 2 3x",
    "normal 1 2 ",
    "normal  2 3",
    "normal 1 2 -3",
    "normal 1 2 3 normal 4 5 6",
    "pubsub 18446744073709551615 1 1",
    "",
  ],
  "oom-score-adj": ["relative", "absolute", "maybe", "NO"],
  "oom-score-adj-values": ["1 2", "1 2 3 4", "1 2 a", "1 2 3000", "-2001 1 2", "+1 2 3", "-1000 0 2000", "1  2", ""],
  "latency-tracking-info-percentiles": [
    "50 101",
    "50 a",
    "50.50 99.123456789",
    "1e1 0x10",
    "-1",
    "inf",
    "nan",
    "50  9",
    "1e-5",
    "100 0",
    "",
  ],
  "notify-keyspace-events": ["KEx", "KEA", "A", "g$lshzxetdKE", "KEAn", "KEAm", "xKEm", "nmK", "q", "K E", ""],
  "shutdown-on-sigterm": ["save now", "now force", "save nosave", "force default", "FORCE", "never", ""],
  "proc-title-template": ["{title} {port}", "x", "{foo}", "{", "a}b", "{}", " ", ""],
  "cluster-announce-hostname": ["a.b-c", "a b", "a_b", "a".repeat(255), "a".repeat(256), ""],
  "lazyfree-lazy-user-del": ["YES", "No", "on", "1", "yes "],
  "maxmemory-policy": ["ALLKEYS-LRU", "foo", ""],
  "appendfsync": ["ALWAYS", "xx"],
  "acl-pubsub-default": ["allchannels", "x"],
  "masteruser": ["a b", ""],
  "dbfilename": ["a/b", "a\\b", "x.rdb", ""],
  "dir": ["/nosuch-folder", ""],
  "maxclients": ["0", "-1", "abc", "4294967296"],
  "activedefrag": ["yes", "no", "maybe"],
  "databases": ["5"],
  "replicaof": ["no one"],
  "nosuch": ["1"],
  "include": ["x"],
  "slave-read-only": ["x", "no"],
  "zset-max-ziplist-value": ["1kb", "x"],
};

function pairs(reply: Value): [string, string][] {
  const flat = reply as string[];
  return flat.flatMap((name, i) => i % 2 === 0 ? [[name, flat[i + 1]]] : []);
}

async function outcomeOf(redis: Client, name: string, value: string): Promise<string | null> {
  const reply = await redis.call("CONFIG", "SET", name, value).catch((error: Error) => error.message);
  return reply === "OK" ? null : reply as string;
}

Deno.test("defaults are Redis's", async () => {
  await using server = await startRedis();
  const redis = await server.client();
  const theirs = new Map(pairs(await redis.call("CONFIG", "GET", "*")));
  const ours = new Map(new Config().match(["*"]));
  const names = (texts: Map<string, string>, except: readonly string[]) =>
    [...texts.keys()].filter((name) => !except.includes(name)).sort();
  assertEquals(names(ours, ONLY_OURS), names(theirs, HIDDEN_SINCE));
  for (const [name, text] of ours) {
    if (!ONLY_OURS.includes(name) && !GIVEN.includes(name)) assertEquals(text, theirs.get(name), name);
  }
});

Deno.test("CONFIG SET takes and refuses what Redis does", async () => {
  await using server = await startRedis("--enable-protected-configs", "yes");
  const redis = await server.client();
  const config = new Config("/");
  config.assign("enable-protected-configs", ["yes"]);
  config.onChange("dir", (path) => path === "/nosuch-folder" ? "No such file or directory" : undefined);
  config.set([["save", ""]]);
  for (const [name, values] of Object.entries(VALUES)) {
    for (const value of values) {
      const what = `CONFIG SET ${name} '${value}'`;
      assertEquals(config.set([[name, value]]), await outcomeOf(redis, name, value), what);
      const [answer] = pairs(await redis.call("CONFIG", "GET", name));
      assertEquals(config.text(name) ?? undefined, answer?.[1], `CONFIG GET after ${what}`);
    }
  }
});

Deno.test("CONFIG GET finds what Redis finds", async () => {
  await using server = await startRedis();
  const redis = await server.client();
  const config = new Config("/");
  const requests = [
    ["MAXMEMORY"],
    ["MaxMemory*"],
    ["maxmemory", "MAXMEMORY", "maxmem?ry"],
    ["*of"],
    ["slaveof"],
    ["nosuch"],
    [
      "key-load-d*",
    ],
    ["KEY-load-delay"],
    ["\\maxmemory"],
    ["[t]cp-*", "timeout"],
    [""],
  ];
  for (const patterns of requests) {
    const theirs = pairs(await redis.call("CONFIG", "GET", ...patterns)).map(([name]) => name);
    assertEquals(config.match(patterns).map(([name]) => name).sort(), theirs.sort(), patterns.join(" "));
  }
});

Deno.test("Redis reads what CONFIG REWRITE writes", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const file = `${folder}/redis.conf`;
    const old = "# by hand\nsave 900 1\nslave-priority 7\ntimeout 15\ntimeout 16\npassword ''\nmaxmemory 1gb\n";
    await Deno.writeTextFile(file, old);
    const { disk } = denoPlatform();
    const start = await loadConfig({
      args: [file],
      environment: {},
      disk,
      readStandardInput: () => Promise.resolve(new Uint8Array()),
      workingFolder: folder,
    });
    if (start.mode !== "serve") throw new Error("the file was refused");
    const { config } = start;
    const error = config.set([
      ["save", "60 1 3600 5"],
      ["client-output-buffer-limit", "slave 1mb 2kb 3 pubsub 0 0 0"],
      ["masterauth", "a\"b'\n\x01é"],
      ["notify-keyspace-events", "KEA"],
      ["maxmemory-clients", "5%"],
      ["shutdown-on-sigterm", "now force"],
      ["latency-tracking-info-percentiles", "1 99.5"],
      ["oom-score-adj-values", "1 2 3"],
      ["repl-backlog-size", "2000000"],
      ["hash-max-ziplist-entries", "9"],
      ["proc-title-template", "{title} x"],
    ]);
    assertEquals([error, rewriteConfig(config, disk)], [null, null]);
    await using server = await startRedis("--include", file);
    const redis = await server.client();
    for (const [name, text] of pairs(await redis.call("CONFIG", "GET", "*"))) {
      // The server was started with a `save` before the file's own.
      if (name !== "port" && name !== "bind") assertEquals(config.text(name), text, name);
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
