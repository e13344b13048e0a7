import { assertEquals } from "@std/assert";
import { basename } from "node:path/posix";
import { expectNone, files, folderOf, importsOf, isTest, scripts, sources, withoutComments } from "./tree.ts";

/** From the lowest to the highest: a folder imports only from the layers below its own. */
const LAYERS: readonly (readonly string[])[] = [
  ["bytes", "platform"],
  ["resp", "store"],
  ["types"],
  ["engine"],
  ["commands", "acl", "persist", "scripting", "replication", "cluster"],
  ["server", "http", "cli"],
];
/** The one file that knows the runtime, and what may import it: the program and whatever runs outside of `src`. */
const ADAPTER = "src/platform/deno.ts";

/** `commands` for `src/commands/strings/get.ts`, `undefined` outside of `src`. */
function roomOf(path: string): string | undefined {
  const [top, room] = path.split("/");
  return top === "src" ? room : undefined;
}

function layerOf(room: string): number {
  return LAYERS.findIndex((layer) => layer.includes(room));
}

Deno.test("every folder of src has its layer", () => {
  const rooms = new Set(sources.map(({ path }) => roomOf(path)!));
  expectNone(
    [...rooms].filter((room) => room !== "std" && layerOf(room) < 0)
      .map((room) =>
        `src/${room}: move it into a folder of the layer table, or give it a layer in tests/tidy/layers_test.ts`
      ),
  );
});

Deno.test("imports go downward only", () => {
  const problems: string[] = [];
  for (const file of sources) {
    const own = roomOf(file.path)!;
    for (const { target } of importsOf(file)) {
      const other = target === null ? own : roomOf(target);
      if (other === own || own === "std") continue;
      if (other === undefined) problems.push(`${file.path}: do not import ${target}: src stands on its own`);
      else if (layerOf(other) >= layerOf(own)) {
        problems.push(
          `${file.path}: do not import ${target}: declare an interface in a layer below ${own} that ${other} implements`,
        );
      }
    }
  }
  expectNone(problems);
});

/** Whether `folder` is `inner` or one of the folders around it. */
function isAround(folder: string, inner: string): boolean {
  return folder === "." || inner === folder || inner.startsWith(`${folder}/`);
}

Deno.test("outsiders import a folder's mod.ts", () => {
  const problems: string[] = [];
  for (const file of scripts) {
    const strict = file.path === "main.ts" || (file.path.startsWith("src/") && !isTest(file.path));
    for (const { target } of importsOf(file)) {
      if (target === null || isAround(folderOf(target), folderOf(file.path))) continue;
      if (basename(target).startsWith("_")) {
        problems.push(`${file.path}: ${target} is private to its folder: import what the folder's mod.ts exports`);
      } else if (strict && basename(target) !== "mod.ts" && !(file.path === "main.ts" && target === ADAPTER)) {
        problems.push(`${file.path}: import from ${folderOf(target)}/mod.ts, not from ${target}`);
      }
    }
  }
  expectNone(problems);
});

Deno.test("src imports no packages but the runtime's own and @std", () => {
  expectNone(
    sources.flatMap((file) =>
      importsOf(file)
        .filter(({ specifier }) => !/^(\.{1,2}\/|node:|@std\/)/.test(specifier))
        .map(({ specifier }) => `${file.path}: do without ${specifier}: the server has no packages at run time`)
    ),
  );
});

Deno.test("only the adapter knows the runtime; time, randomness, files and sockets come through the ports", () => {
  const forbidden: readonly [RegExp, string][] = [
    [/\bDeno\./, "Deno.*"],
    [/\bDate\.now\(|\bnew Date\(\)|\bperformance\.now\(/, "the system's clock"],
    [/\b(?:setTimeout|setInterval|setImmediate|queueMicrotask)\(/, "the system's timers"],
    [/\bMath\.random\(|\bcrypto\.getRandomValues\(/, "the system's random numbers"],
    [/"node:(?:fs|net|http|https|child_process|timers|process|os|dgram)/, "the system by way of node:"],
    [/\bconsole\./, "console"],
  ];
  const problems: string[] = [];
  for (const { path, text } of sources) {
    if (path === ADAPTER || roomOf(path) === "std") continue;
    withoutComments(text).split("\n").forEach((line, index) => {
      for (const [pattern, what] of forbidden) {
        if (pattern.test(line)) {
          problems.push(`${path}:${index + 1}: do not use ${what}: take the port from src/platform`);
        }
      }
    });
  }
  expectNone(problems);
});

Deno.test("every file of src is part of the program", () => {
  const byPath = new Map(scripts.map((file) => [file.path, file]));
  const reached = new Set<string>();
  const visit = (path: string) => {
    const file = byPath.get(path);
    if (file === undefined || reached.has(path)) return;
    reached.add(path);
    for (const { target } of importsOf(file)) if (target !== null) visit(target);
  };
  visit("main.ts");
  for (const { path } of sources) if (/^src\/std\/\w+\/mod\.ts$/.test(path)) visit(path);
  expectNone(
    sources.filter(({ path }) => !reached.has(path))
      .map(({ path }) => `${path}: main.ts does not reach it by imports: use it or remove it`),
  );
});

Deno.test("imports name files that exist", () => {
  const all = new Set(files.map(({ path }) => path));
  const missing = scripts.flatMap((file) =>
    importsOf(file)
      .filter(({ target }) => target?.endsWith(".ts") && !all.has(target))
      .map(({ target }) => `${file.path}: ${target} does not exist`)
  );
  assertEquals(missing, []);
});
