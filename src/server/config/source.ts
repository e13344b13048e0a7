/** Where a configuration comes from, and how its errors are told. */

import { VERSION } from "../../engine/mod.ts";

/** One directive of a configuration with the words after its name, which is in lower case. */
export interface Statement {
  readonly name: string;
  readonly words: readonly string[];
  readonly origin: Origin;
}

/** The place of a directive. */
export interface Origin {
  /** A sentence such as `Reading the configuration file a.conf, at line 3`. */
  readonly where: string;
  /** The directive as it is written there; secrets of the environment left out. */
  readonly text: string;
}

/** The start cannot go on: what to print on standard error, and the exit code. */
export interface StartError {
  readonly text: string;
  readonly exitCode: number;
}

/** The error of a directive at `origin` in Redis's form; without `origin` the configuration as a whole is at fault. */
export function configError(origin: Origin | null, reason: string): StartError {
  const place = origin === null ? "" : `${origin.where}\n>>> '${origin.text}'\n`;
  return { text: `\n*** FATAL CONFIG FILE ERROR (Tarbo ${VERSION}) ***\n${place}${reason}\n`, exitCode: 1 };
}

/** The error of a file that cannot be read. */
export function fileError(path: string, reason: string): StartError {
  return { text: `Fatal error, can't open config file '${path}': ${reason}\n`, exitCode: 1 };
}
