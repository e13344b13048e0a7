import { assertEquals } from "@std/assert";
import { fromString } from "../bytes/mod.ts";
import { Request } from "../resp/mod.ts";
import { findKeys, hasKeys, KeyList, legacyRange } from "./keys.ts";
import { type CommandSpec, keyRange, type KeySpec, oneKey } from "./spec.ts";

function spec(keys: readonly KeySpec[], findKeys?: CommandSpec["findKeys"]): CommandSpec {
  const texts = { name: "X", since: "", summary: "", complexity: "", syntax: "" };
  return { ...texts, group: "generic", arity: -1, flags: [], keys, ...(findKeys && { findKeys }) };
}

/** The keys' positions in the words of a request, `null` if they cannot be told. */
function positions(command: CommandSpec, words: string, first = 0): number[] | null {
  const list = new KeyList();
  const found = findKeys(command, Request.of(words.split(" ").map(fromString)), first, list);
  return found ? [...list.positions.subarray(0, list.count)] : null;
}

Deno.test("keys: ranges", () => {
  assertEquals(positions(spec(oneKey("RO")), "GET a"), [1]);
  assertEquals(positions(spec(keyRange(1, -1, 2, "OW")), "MSET a 1 b 2 c 3"), [1, 3, 5]);
  assertEquals(positions(spec(keyRange(1, -2, 1, "RW")), "BLPOP a b 0"), [1, 2]);
  assertEquals(positions(spec([...oneKey("RO"), ...keyRange(2, 2, 1, "OW")]), "RENAME a b"), [1, 2]);
  assertEquals(positions(spec(keyRange(1, -1, 1, "RO")), "COMMAND GETKEYS MGET a b", 2), [3, 4]);
  assertEquals(positions(spec(oneKey("RO")), "GET"), null);
  assertEquals(positions(spec(keyRange(1, -2, 1, "RW")), "BLPOP 0"), null);
});

Deno.test("keys: a count tells how many", () => {
  const counted = spec([{ flags: ["RO"], begin: { index: 2 }, find: { keynum: 0, first: 1, step: 1 } }]);
  assertEquals(positions(counted, "EVAL script 2 a b c"), [3, 4]);
  assertEquals(positions(counted, "EVAL script 0 a"), []);
  for (const count of ["3", "-1", "x", "9223372036854775807", ""]) {
    assertEquals(positions(counted, `EVAL script ${count} a b`), null, count);
  }
  assertEquals(positions(counted, "EVAL script"), null);
});

Deno.test("keys: after a word", () => {
  const find = { last: -1, step: 1, limit: 2 };
  const streams = spec([{ flags: ["RO"], begin: { keyword: "STREAMS", startFrom: 1 }, find }]);
  assertEquals(positions(streams, "XREAD COUNT 1 streams a b 0 0"), [4, 5]);
  assertEquals(positions(streams, "XREAD COUNT 1"), []);
  assertEquals(positions(streams, "XREAD COUNT 1 STREAMS"), []);
  const fromEnd = spec([{
    flags: ["RW"],
    begin: { keyword: "KEYS", startFrom: -2 },
    find: { last: -1, step: 1, limit: 0 },
  }]);
  assertEquals(positions(fromEnd, "MIGRATE host keys keys a b"), [4, 5]);
});

Deno.test("keys: what the specs do not tell", () => {
  const notKey = spec([{ ...oneKey("not_key")[0] }]);
  assertEquals([hasKeys(notKey), hasKeys(spec([])), hasKeys(spec(oneKey("RO")))], [false, false, true]);
  assertEquals(positions(notKey, "SUBSCRIBE a"), []);
  const incomplete = spec([...oneKey("RO"), { flags: ["incomplete"], begin: "unknown", find: "unknown" }]);
  assertEquals(positions(incomplete, "SORT a"), null);
  const own: CommandSpec["findKeys"] = (args, first, into) => {
    for (let i = first + 1; i < args.argc; i++) into.add(i, ["RW"]);
    return args.argc - first < 4;
  };
  assertEquals(positions(spec(incomplete.keys!, own), "SORT a b"), [1, 2]);
  assertEquals(positions(spec(oneKey("RW", "variable_flags"), own), "SET a b"), [1, 2]);
  assertEquals(positions(spec(oneKey("RW", "variable_flags"), own), "SET a b c"), null);
});

Deno.test("keys: more than a list holds at first", () => {
  const words = Array.from({ length: 100 }, (_, i) => `k${i}`).join(" ");
  assertEquals(positions(spec(keyRange(1, -1, 1, "RO")), `MGET ${words}`)?.length, 100);
});

Deno.test("keys: the range of old", () => {
  const legacy = (keys: readonly KeySpec[]) => Object.values(legacyRange(keys));
  assertEquals(legacy([]), [0, 0, 0, false]);
  assertEquals(legacy(oneKey("RO")), [1, 1, 1, false]);
  assertEquals(legacy(keyRange(1, -1, 2, "OW")), [1, -1, 2, false]);
  assertEquals(legacy([...oneKey("RO"), ...keyRange(2, 2, 1, "OW")]), [1, 2, 1, false]);
  assertEquals(legacy([...oneKey("RO"), ...keyRange(2, -1, 1, "OW")]), [1, -1, 1, false]);
  assertEquals(legacy([...oneKey("RO"), ...keyRange(3, 3, 1, "OW")]), [1, 1, 1, true]);
  assertEquals(legacy([{ flags: ["RO"], begin: { index: 1 }, find: { keynum: 0, first: 1, step: 1 } }]), [
    0,
    0,
    0,
    true,
  ]);
  assertEquals(legacy([...oneKey("OW"), { flags: ["RO"], begin: "unknown", find: "unknown" }]), [1, 1, 1, true]);
});
