import type { Disk } from "../../platform/mod.ts";
import { parseArguments } from "./arguments.ts";
import { Config } from "./config.ts";
import { directives, names, statements as plainStatements } from "./directives.ts";
import { parseEnvironment } from "./environment.ts";
import { parseFile } from "./file.ts";
import { diskReason, folderReason, readFile } from "./files.ts";
import { helpText, versionText } from "./help.ts";
import { includedFiles } from "./include.ts";
import type { Directive } from "./kind.ts";
import { joinPath } from "./paths.ts";
import { configError, fileError, type Origin, type StartError, type Statement } from "./source.ts";

const MAX_INCLUDE_DEPTH = 32;
const BAD = "Bad directive or wrong number of arguments";

/** What the configuration is made from. */
export interface Sources {
  /** The command line without the program's name. */
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly disk: Disk;
  /** All of standard input; called only when the command line asks for it. */
  readStandardInput(): Promise<Uint8Array>;
  /** Absolute; where relative paths start until a `dir`. */
  readonly workingFolder: string;
}

/** `rename-command`; an empty `to` removes the command. Names are as they were written. */
export interface RenamedCommand {
  readonly from: string;
  readonly to: string;
  readonly origin: Origin;
}

/** `user`: a name and ACL rules. */
export interface DeclaredUser {
  readonly name: string;
  readonly rules: readonly string[];
  readonly origin: Origin;
}

/** A configuration to serve with. */
export interface Loaded {
  readonly mode: "serve";
  readonly config: Config;
  readonly renamedCommands: readonly RenamedCommand[];
  readonly users: readonly DeclaredUser[];
  /** Directives that were given and have no effect in this server, each once. */
  readonly withoutEffect: readonly string[];
}

/** What the command line, the environment and the files ask for. */
export type Start =
  | Loaded
  | { readonly mode: "help" | "version"; readonly text: string }
  | { readonly mode: "refuse" } & StartError;

/** Reads the configuration: defaults, then the file, standard input, the environment and the options, each over those before it. */
export async function loadConfig(sources: Sources): Promise<Start> {
  const [first] = sources.args;
  if (first === "--help" || first === "-h") return { mode: "help", text: helpText() };
  if (first === "--version" || first === "-v") return { mode: "version", text: versionText() };
  const loader = new Loader(sources.disk, sources.workingFolder);
  const error = await loader.load(sources);
  return error === null ? loader.loaded() : { mode: "refuse", ...error };
}

class Loader {
  readonly #disk: Disk;
  readonly #config: Config;
  readonly #renamedCommands: RenamedCommand[] = [];
  readonly #users: DeclaredUser[] = [];
  readonly #withoutEffect = new Set<string>();

  constructor(disk: Disk, workingFolder: string) {
    this.#disk = disk;
    this.#config = new Config(workingFolder);
  }

  loaded(): Loaded {
    return {
      mode: "serve",
      config: this.#config,
      renamedCommands: this.#renamedCommands,
      users: this.#users,
      withoutEffect: [...this.#withoutEffect],
    };
  }

  async load({ args, environment, disk, readStandardInput, workingFolder }: Sources): Promise<StartError | null> {
    const line = parseArguments(args);
    if ("exitCode" in line) return line;
    if (line.file !== null) {
      this.#config.file = joinPath(workingFolder, line.file);
      const error = this.#file(this.#config.file, 0);
      if (error !== null) return error;
    }
    const input = line.standardInput ? parseFile(await readStandardInput(), "standard input") : [];
    for (const statements of [input, parseEnvironment(environment, disk), line.options]) {
      const error = "exitCode" in statements ? statements : this.#all(statements, 0);
      if (error !== null) return error;
    }
    const isClusterReplica = this.#config.get("cluster-enabled") && this.#config.get("replicaof") !== null;
    return isClusterReplica ? configError(null, "replicaof directive not allowed in cluster mode") : null;
  }

  #file(path: string, depth: number): StartError | null {
    let bytes: Uint8Array;
    try {
      bytes = readFile(this.#disk, path);
    } catch (error) {
      return fileError(path, diskReason(error));
    }
    const statements = parseFile(bytes, path);
    return "exitCode" in statements ? statements : this.#all(statements, depth);
  }

  #all(statements: readonly Statement[], depth: number): StartError | null {
    for (const statement of statements) {
      const error = statement.name === "include" ? this.#include(statement, depth) : this.#one(statement);
      if (error !== null) return error;
    }
    return null;
  }

  #include({ words, origin }: Statement, depth: number): StartError | null {
    if (words.length !== 1) return configError(origin, BAD);
    if (depth === MAX_INCLUDE_DEPTH) return configError(origin, "Files include each other too deeply");
    for (const path of includedFiles(this.#disk, joinPath(this.#config.get("dir"), words[0]))) {
      const error = this.#file(path, depth + 1);
      if (error !== null) return error;
    }
    return null;
  }

  #one({ name, words, origin }: Statement): StartError | null {
    const reason = names.has(name) ? this.#value(name, words) : this.#plain(name, words, origin);
    return reason === null ? null : configError(origin, reason);
  }

  #value(name: string, words: readonly string[]): string | null {
    const reason = this.#config.assign(name, words);
    if (reason !== null) return reason;
    const directive: Directive<unknown> = directives[names.get(name)!];
    if (directive.effect === false) this.#withoutEffect.add(name);
    return name === "dir" ? folderReason(this.#disk, this.#config.get("dir")) : null;
  }

  /** A directive that has no value; the reason why it is refused, or `null`. */
  #plain(name: string, words: readonly string[], origin: Origin): string | null {
    if (name === "sentinel") return "sentinel directive while not in sentinel mode";
    if (name.includes(".")) {
      // The settings of modules have names with dots.
      this.#withoutEffect.add(name);
      return words.length === 0 ? "Module config specified without value" : null;
    }
    const form = Object.hasOwn(plainStatements, name) ? plainStatements[name] : null;
    if (form === null || words.length < form.least || words.length > form.most) return BAD;
    if (name === "rename-command") this.#renamedCommands.push({ from: words[0], to: words[1], origin });
    else if (name === "user") this.#users.push({ name: words[0], rules: words.slice(1), origin });
    else this.#withoutEffect.add(name);
    return null;
  }
}
