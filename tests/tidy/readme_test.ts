import { assert, assertEquals } from "@std/assert";
import { VERSION } from "../../src/engine/mod.ts";
import { readme } from "./command_list.ts";
import { expectNone, files } from "./tree.ts";

Deno.test("README.md lists the commands that there are", () => {
  const { text, expected } = readme();
  expectNone(text === expected ? [] : ["README.md: bring the list of commands up to date with `deno task docs`"]);
});

Deno.test("deno.json has the version that the server tells", () => {
  const { text } = files.find(({ path }) => path === "deno.json")!;
  assertEquals(JSON.parse(text).version, VERSION);
});

Deno.test("one version of Deno is named everywhere", () => {
  const named = files.filter(({ path }) => /^(README\.md|Dockerfile|\.ci\/run)$/.test(path)).flatMap(({ text }) =>
    [...text.matchAll(/\bdeno[@:](?:debian-)?(\d+\.\d+\.\d+)|\bDeno (\d+\.\d+\.\d+)/g)].map(([, a, b]) => a ?? b)
  );
  assert(named.length >= 5);
  assertEquals([...new Set(named)].length, 1);
});
