/** The syntax of `redis.conf`. */

import { configError, type Origin, type StartError, type Statement } from "./source.ts";
import { configText, splitWords } from "./text.ts";

/** A line of a configuration file, and its words unless it is empty or a comment; `null` words mean unbalanced quotes. */
export interface Line {
  readonly raw: string;
  /** The line without blanks around it. */
  readonly text: string;
  readonly words: readonly string[] | null;
}

/** The lines of a file. */
export function parseLines(text: string): Line[] {
  return text.split("\n").map((line) => {
    const trimmed = line.replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, "");
    return { raw: line, text: trimmed, words: trimmed.startsWith("#") ? [] : splitWords(trimmed) };
  });
}

/** The directives of a file's bytes; `name` is what errors call the file. */
export function parseFile(bytes: Uint8Array, name: string): Statement[] | StartError {
  const statements: Statement[] = [];
  for (const [i, { text, words }] of parseLines(configText(bytes)).entries()) {
    const origin: Origin = { where: `Reading the configuration file ${name}, at line ${i + 1}`, text };
    if (words === null) return configError(origin, "Unbalanced quotes in configuration line");
    if (words.length > 0) statements.push({ name: words[0].toLowerCase(), words: words.slice(1), origin });
  }
  return statements;
}
