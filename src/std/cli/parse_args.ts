/** Options of {@linkcode parseArgs}. */
export interface ParseOptions<TBooleans extends string = string, TStrings extends string = string> {
  /** Names of flags without a value; `false` where they are not given. */
  boolean?: TBooleans | readonly TBooleans[];
  /** Names of options whose value stays a string, even where it looks like a number. */
  string?: TStrings | readonly TStrings[];
  /** Other names of an option; the result has the value under all of them. */
  alias?: Readonly<Record<string, string | readonly string[]>>;
  /** Values of options that are not given. */
  default?: Readonly<Record<string, unknown>>;
  /** Called for each argument that is not declared above; answers `false` to leave it out of the result. */
  unknown?: (arg: string, key?: string, value?: unknown) => unknown;
}

/** What {@linkcode parseArgs} found. */
export type Args<TBooleans extends string = never, TStrings extends string = never> =
  & { [Name in TBooleans]: boolean }
  & { [Name in TStrings]?: string }
  & Record<string, unknown>
  & {
    /** The arguments that belong to no option; numbers where they look like one, unless `"_"` is among the `string` options. */
    _: (string | number)[];
  };

/** `--key`, `--key=value`, `-abc`, `-k=value`; a value given to `--no-key` is the value of `key`. */
const FLAG = /^-(?<long>-(?<negated>no-)?)?(?<key>.[^=]*)(?:=(?<value>.*))?$/s;
const LETTER = /[A-Za-z]/;
const NOT_WORD = /\W/;
const ENDS_IN_NUMBER = /-?\d+(\.\d*)?(e-?\d+)?$/;
const ASSIGNED = /=(?<value>.+)/;
const LOOKS_LIKE_FLAG = /^(-|--)[^-]/;

type Value = string | boolean;

function listOf(names: string | readonly string[] | undefined): readonly string[] {
  return names === undefined ? [] : typeof names === "string" ? [names] : names;
}

function looksLikeNumber(text: string): boolean {
  return text.trim() !== "" && Number.isFinite(Number(text));
}

/** Sets `object.a.b` for the path `["a", "b"]`. */
function setPath(object: Record<string, unknown>, path: readonly string[], value: unknown): void {
  let target = object;
  for (const [index, name] of path.entries()) {
    if (name === "__proto__" || (name === "constructor" && typeof target[name] === "function")) return;
    if (index === path.length - 1) target[name] = value;
    else target = (target[name] ??= {}) as Record<string, unknown>;
  }
}

function hasPath(object: Record<string, unknown>, path: readonly string[]): boolean {
  let target: unknown = object;
  for (const name of path) {
    if (!Object.hasOwn(target as Record<string, unknown>, name)) return false;
    target = (target as Record<string, unknown>)[name];
  }
  return true;
}

class Parser {
  readonly result: Record<string, unknown> & { _: (string | number)[] } = { _: [] };
  readonly #booleans = new Set<string>();
  readonly #strings = new Set<string>();
  readonly #aliases = new Map<string, string[]>();
  readonly #unknown: NonNullable<ParseOptions["unknown"]>;

  constructor(options: ParseOptions) {
    this.#unknown = options.unknown ?? (() => true);
    for (const [name, value] of Object.entries(options.alias ?? {})) {
      const all = [name, ...listOf(value)];
      for (const one of all) this.#aliases.set(one, all.filter((other) => other !== one));
    }
    for (const [names, set] of [[options.boolean, this.#booleans], [options.string, this.#strings]] as const) {
      for (const name of listOf(names).filter((name) => name !== "")) {
        set.add(name);
        for (const alias of this.#aliasesOf(name)) set.add(alias);
      }
    }
  }

  parse(args: readonly string[]): void {
    const end = args.indexOf("--");
    const parsed = end === -1 ? args : args.slice(0, end);
    const untouched = end === -1 ? [] : args.slice(end + 1);
    for (let index = 0; index < parsed.length; index++) {
      const arg = parsed[index]!;
      const flag = FLAG.exec(arg)?.groups;
      const next = parsed[index + 1];
      let consumed = false;
      if (flag === undefined) this.#positional(arg);
      else if (flag["long"] === undefined) consumed = this.#letters(arg, next);
      else if (flag["value"] === undefined) {
        consumed = this.#setFrom(arg.slice(2), arg, next, next?.startsWith("-") ?? false);
      } else this.#set(flag["key"]!, this.#booleans.has(flag["key"]!) ? flag["value"] !== "false" : flag["value"], arg);
      if (consumed) index++;
    }
    this.result._.push(...untouched);
  }

  fillIn(defaults: Readonly<Record<string, unknown>>): void {
    for (const [name, value] of Object.entries(defaults)) {
      if (!hasPath(this.result, name.split("."))) this.#assign(name, value);
    }
    for (const name of this.#booleans) {
      if (!hasPath(this.result, name.split("."))) setPath(this.result, name.split("."), false);
    }
  }

  #aliasesOf(name: string): readonly string[] {
    return this.#aliases.get(name) ?? [];
  }

  #positional(arg: string): void {
    if (this.#unknown(arg) === false) return;
    this.result._.push(looksLikeNumber(arg) && !this.#strings.has("_") ? Number(arg) : arg);
  }

  /** Handles `-a`, `-abc`, `-n5`, `-n=5` and `-n 5`; tells whether it took `next` as the value. */
  #letters(arg: string, next: string | undefined): boolean {
    for (let index = 1; index < arg.length - 1; index++) {
      const letter = arg[index]!;
      const rest = arg.slice(index + 1);
      if (rest === "-") {
        this.#set(letter, rest, arg);
        continue;
      }
      const value = valueInside(letter, rest);
      if (value !== null) {
        this.#set(letter, value, arg);
        return false;
      }
      this.#set(letter, this.#bare(letter), arg);
    }
    const last = arg.at(-1)!;
    return last !== "-" && this.#setFrom(last, arg, next, next !== undefined && LOOKS_LIKE_FLAG.test(next));
  }

  /** Sets `key`, from the argument after it where that is its value; tells whether it was. */
  #setFrom(key: string, arg: string, next: string | undefined, nextIsFlag: boolean): boolean {
    if (next !== undefined && next !== "") {
      if (!nextIsFlag && !this.#isBoolean(key)) {
        this.#set(key, next, arg);
        return true;
      }
      if (next === "true" || next === "false") {
        this.#set(key, next === "true", arg);
        return true;
      }
    }
    this.#set(key, this.#bare(key), arg);
    return false;
  }

  #isBoolean(key: string): boolean {
    return this.#booleans.has(key) || this.#aliasesOf(key).some((alias) => this.#booleans.has(alias));
  }

  /** The value of an option that came without one. */
  #bare(key: string): Value {
    return this.#strings.has(key) ? "" : true;
  }

  #set(key: string, value: Value, arg: string): void {
    const declared = this.#booleans.has(key) || this.#strings.has(key) || this.#aliases.has(key);
    if (!declared && this.#unknown(arg, key, value) === false) return;
    const isNumber = typeof value === "string" && !this.#strings.has(key) && looksLikeNumber(value);
    this.#assign(key, isNumber ? Number(value) : value);
  }

  #assign(key: string, value: unknown): void {
    setPath(this.result, key.split("."), value);
    for (const alias of this.#aliasesOf(key)) setPath(this.result, alias.split("."), value);
  }
}

/** The value that follows `letter` within the same argument, or `null` where `rest` goes on with more letters. */
function valueInside(letter: string, rest: string): string | null {
  if (rest === "=") return "";
  if (LETTER.test(letter)) {
    const assigned = ASSIGNED.exec(rest)?.groups?.["value"];
    if (assigned !== undefined) return assigned;
    if (ENDS_IN_NUMBER.test(rest)) return rest;
  }
  // The argument's last character is an option of its own, never the start of a value.
  return rest.length > 1 && NOT_WORD.test(rest[0]!) ? rest : null;
}

/**
 * Parses command line arguments: `--key value`, `--key=value`, `--flag`, `-abc`, `-n5`. What follows `--` is left as it is. Values that look like
 * numbers become numbers, unless their option is among `options.string`.
 */
export function parseArgs<TBooleans extends string = never, TStrings extends string = never>(
  args: readonly string[],
  options: ParseOptions<TBooleans, TStrings> = {},
): Args<TBooleans, TStrings> {
  const parser = new Parser(options);
  parser.parse(args);
  parser.fillIn(options.default ?? {});
  return parser.result as Args<TBooleans, TStrings>;
}
