/** Directives in environment variables: `TARBO_<NAME>`, and `TARBO_<NAME>_FILE` for the file that holds the value. */

import type { Disk } from "../../platform/mod.ts";
import { directives, names, statements } from "./directives.ts";
import { diskReason, readFile } from "./files.ts";
import type { Directive } from "./kind.ts";
import { configError, type Origin, type StartError, type Statement } from "./source.ts";
import { configText, splitWords } from "./text.ts";

const PREFIX = "TARBO_";
const FILE_SUFFIX = "_FILE";
/** Kubernetes announces a service named `tarbo` in variables of this form, which are none of ours. */
const SERVICE_LINK = /^TARBO_(SERVICE_(HOST|PORT(_.+)?)|PORT_\d+_(TCP|UDP|SCTP)(_.+)?)$/;

const byVariable = new Map(
  [...names.keys(), ...Object.keys(statements)].map((name) => [name.replaceAll("-", "_").toUpperCase(), name]),
);

/** The directives of the environment, in the order of their variables' names. */
export function parseEnvironment(
  environment: Readonly<Record<string, string>>,
  disk: Disk,
): Statement[] | StartError {
  const found: Statement[] = [];
  for (const variable of Object.keys(environment).sort()) {
    const given = environment[variable];
    if (!variable.startsWith(PREFIX) || isServiceLink(variable, given)) continue;
    const key = variable.slice(PREFIX.length);
    const fromFile = !byVariable.has(key) && key.endsWith(FILE_SUFFIX);
    const name = byVariable.get(fromFile ? key.slice(0, -FILE_SUFFIX.length) : key);
    const origin: Origin = { where: "Reading the environment", text: shown(variable, given, name) };
    if (name === undefined) return configError(origin, "Bad directive or wrong number of arguments");
    if (fromFile && Object.hasOwn(environment, variable.slice(0, -FILE_SUFFIX.length))) {
      return configError(origin, `${variable.slice(0, -FILE_SUFFIX.length)} is set, too`);
    }
    const value = fromFile ? secret(disk, given, origin) : given;
    if (typeof value !== "string") return value;
    const words = takesOneWord(name) ? [value] : splitWords(value);
    if (words === null) return configError(origin, "Unbalanced quotes in configuration line");
    found.push({ name, words: words.length === 0 ? [""] : words, origin });
  }
  return found;
}

function isServiceLink(variable: string, value: string): boolean {
  return SERVICE_LINK.test(variable) || (variable === "TARBO_PORT" && /^(tcp|udp|sctp):/.test(value));
}

function takesOneWord(name: string): boolean {
  const directive = names.get(name);
  return directive === undefined ? name === "include" : directives[directive].kind.words === "one";
}

function shown(variable: string, value: string, name: string | undefined): string {
  const known = name === undefined ? undefined : names.get(name);
  const directive: Directive<unknown> | undefined = known && directives[known];
  const secret = directive?.sensitive || name === "user";
  return `${variable}=${secret && !variable.endsWith(FILE_SUFFIX) ? "***" : value}`;
}

/** The text of a file, without the newline that editors end it with. */
function secret(disk: Disk, path: string, origin: Origin): string | StartError {
  try {
    return configText(readFile(disk, path)).replace(/\r?\n$/, "");
  } catch (error) {
    return configError(origin, diskReason(error));
  }
}
