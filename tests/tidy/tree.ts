/** The project's own files, as the tests of its shape read them. */

import { dirname, join, relative } from "node:path/posix";
import { fileURLToPath } from "node:url";

/** A text file of the project. */
export interface SourceFile {
  /** From the project's root: `src/store/arena.ts`. */
  readonly path: string;
  readonly text: string;
  readonly lines: readonly string[];
}

/** One import or re-export. */
export interface Import {
  /** As it is written: `../store/mod.ts`, `node:path`. */
  readonly specifier: string;
  /** The file that it names, from the project's root; `null` where it is a package. */
  readonly target: string | null;
}

const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
const FOREIGN = new Set([".git", "node_modules"]);
const TEXT = /\.(ts|json|md|conf|sh|yml)$|^(Dockerfile|LICENSE|\.gitignore|run)$/;

/** The project's text files, in the order of their paths. */
export const files: readonly SourceFile[] = [...walk(root)].sort((a, b) => a.path < b.path ? -1 : 1);

/** The TypeScript files among them. */
export const scripts: readonly SourceFile[] = files.filter(({ path }) => path.endsWith(".ts"));

/** What the server is made of: no tests. */
export const sources: readonly SourceFile[] = scripts.filter(({ path }) => path.startsWith("src/") && !isTest(path));

/** Whether a file holds tests. */
export function isTest(path: string): boolean {
  return path.endsWith("_test.ts");
}

/** A file's folder, from the project's root. */
export function folderOf(path: string): string {
  return dirname(path);
}

/** All that a file imports and re-exports. */
export function importsOf({ path, text }: SourceFile): Import[] {
  const found = withoutComments(text).matchAll(
    /^(?:import|export)\s*(?:[^"'`;()]*?\sfrom\s+)?"([^"]+)"|\bimport\("([^"]+)"\)|new URL\("([^"]+)", import\.meta\.url\)/gm,
  );
  return [...found].map(([, plain, dynamic, url]) => {
    const specifier = plain ?? dynamic ?? url;
    return { specifier, target: specifier.startsWith(".") ? join(dirname(path), specifier) : null };
  });
}

/** The code alone; every line keeps its number. */
export function withoutComments(text: string): string {
  return text.replace(/^\s*\/\*[^]*?\*\/|(^|\s)\/\/.*$/gm, (comment) => comment.replace(/[^\n]/g, ""));
}

/** Fails with all `problems`, each of which says what to do. */
export function expectNone(problems: readonly string[]): void {
  if (problems.length > 0) {
    throw new Error(`${problems.length} to fix:\n${problems.map((each) => `  ${each}`).join("\n")}`);
  }
}

function* walk(folder: string): Generator<SourceFile> {
  for (const entry of Deno.readDirSync(folder)) {
    const full = join(folder, entry.name);
    if (entry.isDirectory && !FOREIGN.has(entry.name)) yield* walk(full);
    if (!entry.isFile || !TEXT.test(entry.name)) continue;
    const text = Deno.readTextFileSync(full);
    yield { path: relative(root, full), text, lines: text.split("\n") };
  }
}
