import type { CommandSpec, Group } from "../../src/engine/mod.ts";
import type { SeededRandom } from "../support/fakes/mod.ts";
import { binary } from "./harness.ts";

/** Draws requests that follow the syntax of a command's spec, with values of all sorts. */
export class Grammar {
  constructor(readonly random: SeededRandom) {}

  /** A request for a command or, with `path`, for a subcommand; one character a byte. */
  request(spec: CommandSpec, path: readonly string[] = []): string[] {
    const tokens = spec.syntax.match(/\[|\]|<|>|\||\.\.\.|[^\s[\]<>|]+/g) ?? [];
    const words = this.#alternatives(tokens, { at: 0, spec }).slice(0, MOST_ARGUMENTS);
    return [...path, spec.name, ...words.map(({ text }, i) => text ?? this.#length(words, i))];
  }

  /** One of what `|` separates, up to the closing bracket. */
  #alternatives(tokens: readonly string[], cursor: Cursor): Word[] {
    const found = [this.#sequence(tokens, cursor)];
    while (tokens[cursor.at] === "|") {
      cursor.at++;
      found.push(this.#sequence(tokens, cursor));
    }
    return this.#one(found);
  }

  #sequence(tokens: readonly string[], cursor: Cursor): Word[] {
    const items: (() => Word[])[] = [];
    for (let token = tokens[cursor.at]; token !== undefined && !/^[\]>|]$/.test(token); token = tokens[cursor.at]) {
      cursor.at++;
      if (token === "...") items.push(...this.#again(items));
      else if (token === "[" || token === "<") {
        const from = cursor.at;
        this.#alternatives(tokens, cursor);
        cursor.at++;
        if (token === "<" || this.random.chance(0.6)) {
          items.push(() => this.#alternatives(tokens, { at: from, spec: cursor.spec }));
        }
      } else {
        const name = token;
        items.push(() => [{ token: name, text: this.#word(name, cursor.spec) }]);
      }
    }
    return items.flatMap((draw) => draw());
  }

  /** What `...` repeats: the item before it, or all items of the sequence. */
  #again(items: readonly (() => Word[])[]): (() => Word[])[] {
    const repeated = this.random.chance(0.5) ? items.slice(-1) : items;
    return Array.from({ length: this.random.below(3) }, () => repeated).flat();
  }

  /** `undefined` for what depends on other words. */
  #word(token: string, { name, group }: CommandSpec): string | undefined {
    if (/^[A-Z][A-Z0-9-]*$/.test(token)) return this.random.chance(0.98) ? token : this.#value();
    if (/timeout$/.test(token) && group !== "connection") return this.#one(TIMEOUTS);
    if (/key$|source|destination/.test(token)) return this.#key(group);
    if (this.random.chance(0.9)) {
      if (/^num(?:keys|fields)$/.test(token)) return undefined;
      if (/^(?:min|max)$/.test(token)) return this.#one(/LEX/.test(name) ? LEX_BOUNDS : SCORE_BOUNDS);
      // The bits of SETBIT are values to the documentation.
      const meant = group === "bitmap" && token === "value" ? "bit" : token;
      const kind = KINDS.find(([names]) => names.test(meant));
      if (kind !== undefined) return this.#one(kind[1]);
    }
    return this.random.chance(0.7) ? this.#one(NUMBERS) : this.#value();
  }

  /** A key that as a rule holds what the group's commands are for. */
  #key(group: Group): string {
    const pool = POOLS.includes(group) && this.random.chance(0.9) ? group : this.#one(POOLS);
    return `${pool}:${this.random.below(5)}`;
  }

  /** How many words like the one after it follow word `i`. */
  #length(words: readonly Word[], i: number): string {
    const others = words.slice(i + 1).findIndex(({ token }) => token !== words[i + 1].token);
    return String(others < 0 ? words.length - i - 1 : others);
  }

  #value(): string {
    if (this.random.chance(0.3)) return binary(this.random, this.random.below(12));
    return this.#one(VALUES);
  }

  #one<T>(from: readonly T[]): T {
    return from[this.random.below(from.length)];
  }
}

interface Cursor {
  at: number;
  readonly spec: CommandSpec;
}

/** A word of a request and what the syntax calls it. */
interface Word {
  readonly token: string;
  readonly text: string | undefined;
}

/** Groups whose commands write keys. */
const POOLS: readonly Group[] = ["string", "list", "set", "sorted-set", "hash", "hyperloglog", "geo", "bitmap"];
const MOST_ARGUMENTS = 200;

/** Seconds that a client lets itself be blocked, and what is no such time: the run waits for all of them. */
const TIMEOUTS = ["0.001", "0.001", "0.002", "1e-3", "-1", "x", "", "nan", "inf", "1e400"];
const ELEMENTS = ["a", "b", "c", "d", "1", "2", "3", "-7", "300", "70000", "", "x".repeat(70), "m\r\n"];
const SCORES = ["0", "1", "2", "-3", "1.5", "inf", "-inf", "1e300", "0.1", "nan"];
const SCORE_BOUNDS = [...SCORES, "(1", "(2", "-inf", "+inf", "(", "[a"];
const LEX_BOUNDS = ["-", "+", "[a", "(a", "[c", "(c", "[1", "(", "[", "a", "1"];
const COORDINATES = ["0", "13.361389", "38.115556", "-74.5", "84.9", "180", "1.5", "-86"];
const INDICES = ["0", "1", "2", "5", "-1", "-2", "-5", "100"];
const COUNTS = ["1", "2", "3", "10", "0", "-1", "-5", "100"];

/** Sensible words by the names that the documentation gives them. */
const KINDS: readonly (readonly [RegExp, readonly string[]])[] = [
  [/^(?:field|member\d?|element|pivot)$/, ELEMENTS],
  [/^(?:score|weight)$/, SCORES],
  [/^(?:in|de)crement$/, ["1", "5", "-3", "100", "1.5", "inf", "1e300"]],
  [/^(?:longitude|latitude|radius|width|height)$/, COORDINATES],
  [/^(?:start|stop|end|index|offset|rank)$/, INDICES],
  [/^(?:count|limit|num-matches|len)$/, COUNTS],
  [/^cursor$/, ["0", "0", "0", "1", "12345678901234567890"]],
  [/^pattern$/, ["*", "a*", "#", "string:*", "hash:*->a", "nosort", "[ab]", "*:1"]],
  [/^encoding$/, ["u8", "i8", "u1", "i64", "u63", "u64", "i0", "u16", "x"]],
  [/^bit$/, ["0", "1", "2"]],
  [/^(?:.*-)?db$|^index\d$/, ["0", "1", "15", "16"]],
  [/^subcommand$/, ["GETREG", "DECODE", "ENCODING", "TODENSE"]],
  [/^command$/, ["GET", "MSET", "SORT", "ZUNIONSTORE", "PING"]],
  [/seconds|milliseconds/, ["100", "1000000", "9999999999", "0", "-1", "1"]],
];

const VALUES = [
  "",
  "a",
  "*",
  "string",
  "yes",
  "no",
  "default",
  "server",
  "127.0.0.1:1",
  "x".repeat(500),
  "\r\n",
  "%s%n",
  "'",
  "${x}",
];

/** None of them makes a server allocate much: offsets and counts of up to 2^29 would. */
const NUMBERS = [
  "0",
  "1",
  "2",
  "3",
  "10",
  "15",
  "16",
  "100",
  "1000",
  "-1",
  "-2",
  "-100",
  "1.5",
  "9223372036854775807",
  "-9223372036854775808",
  "1e3",
  "nan",
  "18446744073709551615",
];
