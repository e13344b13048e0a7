/** The command line, read as Redis reads its own. */

import { configError, type Origin, type StartError, type Statement } from "./source.ts";
import { quote, splitWords } from "./text.ts";

/** A command line taken apart. */
export interface CommandLine {
  /** The configuration file, as it was written. */
  readonly file: string | null;
  readonly standardInput: boolean;
  readonly options: readonly Statement[];
}

interface Option {
  text: string;
  /** `null` if quotes are unbalanced. */
  words: string[] | null;
  /** Nothing but the option's name so far, so that what follows is its value, even with dashes in front. */
  bare: boolean;
}

/**
 * `[FILE] [--option value ...]... [-]`: an option's name may share an argument with its values, the first argument after a bare name is
 * its value even if that begins with dashes, and `--save` may go without one. `-`, first or last, is standard input.
 */
export function parseArguments(args: readonly string[]): CommandLine | StartError {
  const rest = [...args];
  const first = rest[0] ?? "";
  const file = first !== "" && !first.startsWith("-") ? rest.shift()! : null;
  let standardInput = false;
  if (rest[0] === "-" && file === null) standardInput = rest.shift() === "-";
  if (rest.at(-1) === "-") standardInput = rest.pop() === "-";
  const options: Statement[] = [];
  for (const option of gather(rest)) {
    const origin: Origin = { where: "Reading the command line", text: option.text };
    if (option.words === null) return configError(origin, "Unbalanced quotes in configuration line");
    if (option.words.length === 0) return configError(origin, "Bad directive or wrong number of arguments");
    options.push({ name: option.words[0].toLowerCase(), words: option.words.slice(1), origin });
  }
  return { file, standardInput, options };
}

function gather(args: readonly string[]): Option[] {
  const options: Option[] = [];
  let option: Option | null = null;
  for (const [i, arg] of args.entries()) {
    if (arg.startsWith("--") && !option?.bare) {
      option = named(arg.slice(2), args[i + 1]);
      options.push(option);
    } else if (option === null) {
      option = { text: quote(arg), words: [arg], bare: false };
      options.push(option);
    } else {
      option.text += ` ${quote(arg)}`;
      option.words?.push(arg);
      option.bare = false;
    }
  }
  return options;
}

/** The option that `text`, an argument without its dashes, begins. */
function named(text: string, next: string | undefined): Option {
  const words = splitWords(text);
  const alone = words?.length === 1;
  if (alone && words[0].toLowerCase() === "save" && (next?.startsWith("--") ?? true)) {
    return { text, words: [...words, ""], bare: false };
  }
  return { text: text.trimEnd(), words, bare: alone };
}
