import { assert, assertEquals } from "@std/assert";
import { Config } from "./config.ts";
import { directives, type Name, names, statements } from "./directives.ts";
import type { Directive } from "./kind.ts";
import { splitWords } from "./text.ts";

const all = Object.entries(directives) as [Name, Directive<unknown>][];

Deno.test("every default survives being printed, written to a file and read", () => {
  for (const [name, { kind, standard }] of all) {
    const config = new Config();
    for (const line of kind.lines(standard)) assertEquals(config.assign(name, splitWords(line)!), null, name);
    assertEquals(config.get(name) as unknown, standard, name);
    assertEquals(config.text(name), kind.text(standard), name);
  }
});

Deno.test("every default can be set as CONFIG GET prints it", () => {
  const config = new Config();
  const texts = config.match(["*"]).filter(([name]) => !directive(name).immutable && !directive(name).protected);
  for (const pair of texts) assertEquals(config.set([pair]), null);
  assertEquals(config.match(["*"]), new Config().match(["*"]));
});

Deno.test("every default satisfies its own checks", () => {
  for (const [name, { check, checkSet, standard }] of all) {
    assertEquals(check?.(standard) ?? checkSet?.(standard) ?? null, null, name);
  }
});

Deno.test("names are unique and in lower case", () => {
  const every = [...all.flatMap(([name, { aliases = [] }]) => [name, ...aliases]), ...Object.keys(statements)];
  assertEquals(new Set(every).size, every.length);
  assert(every.every((name) => name === name.toLowerCase()));
});

Deno.test("values are typed by name", () => {
  const config = new Config();
  const memory: number = config.get("maxmemory");
  const append: boolean = config.get("appendonly");
  const fsync: "everysec" | "always" | "no" = config.get("appendfsync");
  assertEquals([memory, append, fsync], [0, false, "everysec"]);
});

function directive(name: string): Directive<unknown> {
  return directives[names.get(name)!];
}
