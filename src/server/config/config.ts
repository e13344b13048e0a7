import { fromString, globMatch } from "../../bytes/mod.ts";
import { directives, type Name, names, type Value } from "./directives.ts";
import type { Directive } from "./kind.ts";
import { splitWords } from "./text.ts";

/** Takes a new value into use. An error text, or an error thrown, undoes the whole CONFIG SET. */
export type Listener<T> = (value: T) => string | void;

/** Who sets, for the directives that not everyone may set at any time. */
export interface Setter {
  /** The client is connected over a unix socket or the loopback interface. */
  readonly local: boolean;
  /** The data set is being loaded. */
  readonly loading: boolean;
}

type Call = () => string | void;

interface Slot {
  readonly name: Name;
  readonly directive: Directive<unknown>;
  value: unknown;
  /** A configuration that was read had this directive. */
  loaded: boolean;
  /** Called when the value has changed; the same function may stand in several slots. */
  readonly listeners: Set<Call>;
}

interface Assignment {
  /** The name that was given, in lower case. */
  readonly name: string;
  readonly slot: Slot;
  readonly text: string;
}

/** Why a CONFIG SET failed, and at which parameter. */
interface Refusal {
  readonly name: string;
  readonly reason: string;
}

const nameBytes = new Map([...names.keys()].map((name) => [name, fromString(name)]));

/**
 * The values of all directives. Values are typed by name: `get("maxmemory")` is a number, `get("appendonly")` a boolean. Code that runs often
 * follows a directive and keeps its value; a look-up here costs one `Map.get`.
 */
export class Config {
  /** The file that was read at the start and that CONFIG REWRITE writes, absolute; `null` if there was none. */
  file: string | null = null;
  readonly #slots = new Map<string, Slot>();

  /** `workingFolder`, absolute, is `dir` until one is set. */
  constructor(workingFolder = "/") {
    for (const [known, name] of names) {
      const directive: Directive<unknown> = directives[name];
      const slot = this.#slots.get(name) ??
        { name, directive, value: directive.standard, loaded: false, listeners: new Set() };
      this.#slots.set(known, slot);
    }
    this.override("dir", workingFolder);
  }

  /** The value of a directive. */
  get<N extends Name>(name: N): Value<N> {
    return this.#slots.get(name)!.value as Value<N>;
  }

  /** The value as CONFIG GET prints it, by name or alias in any case; `null` if there is no such directive. */
  text(name: string): string | null {
    const slot = this.#slots.get(name.toLowerCase());
    return slot ? slot.directive.kind.text(slot.value) : null;
  }

  /**
   * CONFIG GET: names and values of the directives that any of the glob patterns matches, each name once, aliases beside their directives.
   * A pattern without `*`, `?` and `[` is a name, which also finds what is hidden and is answered as it was written.
   */
  match(patterns: readonly string[]): [name: string, text: string][] {
    const found = new Map<string, string>();
    for (const pattern of patterns) {
      if (!/[*?[]/.test(pattern)) {
        const name = pattern.toLowerCase();
        if (this.#slots.has(name) && !found.has(name)) found.set(name, pattern);
        continue;
      }
      const glob = fromString(pattern);
      for (const [name, bytes] of nameBytes) {
        if (found.has(name) || this.#slots.get(name)!.directive.hidden) continue;
        if (globMatch(glob, bytes, true)) found.set(name, name);
      }
    }
    return [...found].map(([name, shown]) => [shown, this.text(name)!]);
  }

  /** Whether the value of this directive (name or alias in any case) must stay out of logs. */
  isSensitive(name: string): boolean {
    return this.#slots.get(name.toLowerCase())?.directive.sensitive ?? false;
  }

  /**
   * CONFIG SET: sets all pairs of name and text, or none. Listeners of what changed are called once each when all values are set; if one
   * fails, all values are as before and the listeners called so far are called again. The error reply, or `null`.
   */
  set(pairs: readonly (readonly [string, string])[], setter: Setter = { local: false, loading: false }): string | null {
    const assignments = this.#assignments(pairs, setter);
    if (typeof assignments === "string") return assignments;
    const before = new Map(assignments.map(({ slot }) => [slot, slot.value]));
    const called: Call[] = [];
    const refusal = setAll(assignments) ?? notify(assignments, before, called);
    if (refusal === null) return null;
    for (const [slot, value] of before) slot.value = value;
    for (const call of called) outcome(call);
    return failed(refusal.name, refusal.reason);
  }

  /** Calls `listener` with each new value of the directive; the result ends that. */
  onChange<N extends Name>(name: N, listener: Listener<Value<N>>): () => void {
    return this.onAnyChange([name], () => listener(this.get(name)));
  }

  /** Calls `listener` once for each CONFIG SET that changes any of the directives; the result ends that. */
  onAnyChange(watched: readonly Name[], listener: Call): () => void {
    const call = () => listener();
    for (const name of watched) this.#slots.get(name)!.listeners.add(call);
    return () => {
      for (const name of watched) this.#slots.get(name)!.listeners.delete(call);
    };
  }

  /** Calls `use` with the value now and with each new one; the result ends that. */
  follow<N extends Name>(name: N, use: (value: Value<N>) => void): () => void {
    use(this.get(name));
    return this.onChange(name, (value) => void use(value));
  }

  /** Records a value that came about otherwise (REPLICAOF, a limit of the system), without asking or telling anyone. */
  override<N extends Name>(name: N, value: Value<N>): void {
    this.#slots.get(name)!.value = value;
  }

  /** Sets a directive (name or alias, lower case) from the words of a configuration at the start; the error text, or `null`. */
  assign(name: string, words: readonly string[]): string | null {
    const slot = this.#slots.get(name);
    if (slot === undefined) return "Bad directive or wrong number of arguments";
    const { kind } = slot.directive;
    if (kind.words === "one" && words.length !== 1) return "wrong number of arguments";
    const split = kind.words === "many" && words.length === 1 && words[0] !== "" ? splitWords(words[0]) : null;
    const parsed = kind.parse(split ?? words, slot.value, slot.loaded);
    if ("error" in parsed) return parsed.error;
    const error = slot.directive.check?.(parsed.value) ?? null;
    if (error !== null) return error;
    slot.value = parsed.value;
    slot.loaded = true;
    return null;
  }

  #assignments(pairs: readonly (readonly [string, string])[], setter: Setter): Assignment[] | string {
    const assignments: Assignment[] = [];
    for (const [given, text] of pairs) {
      const name = given.toLowerCase();
      const slot = this.#slots.get(name);
      if (slot === undefined) return `ERR Unknown option or number of arguments for CONFIG SET - '${given}'`;
      const reason = this.#forbids(slot, setter);
      if (reason !== null) return failed(given, reason);
      if (setter.loading && slot.directive.denyLoading) return "LOADING Redis is loading the dataset in memory";
      if (assignments.some((earlier) => earlier.name === name)) return failed(given, "duplicate parameter");
      assignments.push({ name, slot, text });
    }
    return assignments;
  }

  #forbids({ directive }: Slot, setter: Setter): string | null {
    if (directive.immutable) return "can't set immutable config";
    const allowed = this.get("enable-protected-configs");
    if (!directive.protected || allowed === "yes" || (allowed === "local" && setter.local)) return null;
    return "can't set protected config";
  }
}

/** Sets the values in order; on an error those before it stay set. */
function setAll(assignments: readonly Assignment[]): Refusal | null {
  for (const { name, slot, text } of assignments) {
    const { kind, check, checkSet } = slot.directive;
    const words = kind.words === "one" ? [text] : text === "" ? [] : text.split(" ");
    const parsed = kind.parse(words, slot.value, false);
    if ("error" in parsed) return { name, reason: parsed.error };
    const error = check?.(parsed.value) ?? checkSet?.(parsed.value) ?? null;
    if (error !== null) return { name, reason: error };
    slot.value = parsed.value;
  }
  return null;
}

/** Calls the listeners of what changed since `before`, each once and noted in `called`, until one fails. */
function notify(
  assignments: readonly Assignment[],
  before: ReadonlyMap<Slot, unknown>,
  called: Call[],
): Refusal | null {
  for (const { name, slot } of assignments) {
    if (!slot.directive.volatile && JSON.stringify(slot.value) === JSON.stringify(before.get(slot))) continue;
    for (const call of slot.listeners) {
      if (called.includes(call)) continue;
      called.push(call);
      const reason = outcome(call);
      if (reason !== null) return { name, reason };
    }
  }
  return null;
}

/** The error text of a listener, or `null` if it went well. */
function outcome(call: Call): string | null {
  try {
    return call() ?? null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function failed(name: string, reason: string): string {
  return `ERR CONFIG SET failed (possibly related to argument '${name}')${reason === "" ? "" : ` - ${reason}`}`;
}
