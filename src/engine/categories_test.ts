import { assertEquals } from "@std/assert";
import { categoriesOf, categoryNamed } from "./categories.ts";
import type { Flag, Group } from "./spec.ts";

const TEXTS = { name: "X", since: "", summary: "", complexity: "", syntax: "" };

function of(group: Group, flags: readonly Flag[], categories: readonly string[] = []) {
  return categoriesOf({ ...TEXTS, arity: 1, group, flags, categories, run() {} });
}

Deno.test("categories: from group and flags", () => {
  assertEquals(of("string", ["readonly", "fast"]), ["read", "string", "fast"]);
  assertEquals(of("sorted-set", ["write", "blocking"]), ["write", "sortedset", "slow", "blocking"]);
  assertEquals(of("connection", ["admin"]), ["admin", "slow", "dangerous", "connection"]);
  assertEquals(of("server", []), ["slow"]);
  assertEquals(of("pubsub", ["pubsub", "fast"]), ["pubsub", "fast"]);
});

Deno.test("categories: what a spec adds and takes away", () => {
  assertEquals(of("generic", ["write"], ["-keyspace", "set", "list", "dangerous"]), [
    "write",
    "set",
    "list",
    "slow",
    "dangerous",
  ]);
  assertEquals(of("server", ["loading"], ["connection"]), ["slow", "connection"]);
});

Deno.test("categories: a script that reads is no read", () => {
  assertEquals(of("scripting", ["readonly"]), ["slow", "scripting"]);
});

Deno.test("categories: a container has none of its group", () => {
  assertEquals(categoriesOf({ ...TEXTS, arity: -2, group: "connection", flags: [], subcommands: [] }), ["slow"]);
});

Deno.test("categories: by name", () => {
  assertEquals([categoryNamed("FAST"), categoryNamed("sortedset"), categoryNamed("nosuch")], [
    "fast",
    "sortedset",
    undefined,
  ]);
});
