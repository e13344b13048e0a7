import type { CommandSpec } from "../../src/engine/mod.ts";
import type { SeededRandom } from "../support/fakes/mod.ts";
import { binary } from "./harness.ts";

/** Draws requests that follow the syntax of a command's spec, with values of all sorts. */
export class Grammar {
  constructor(readonly random: SeededRandom) {}

  /** A request for a command or, with `path`, for a subcommand; one character a byte. */
  request(spec: CommandSpec, path: readonly string[] = []): string[] {
    const tokens = spec.syntax.match(/\[|\]|<|>|\||\.\.\.|[^\s[\]<>|]+/g) ?? [];
    return [...path, spec.name, ...this.#alternatives(tokens, { at: 0 }).slice(0, MOST_ARGUMENTS)];
  }

  /** One of what `|` separates, up to the closing bracket. */
  #alternatives(tokens: readonly string[], cursor: { at: number }): string[] {
    const found = [this.#sequence(tokens, cursor)];
    while (tokens[cursor.at] === "|") {
      cursor.at++;
      found.push(this.#sequence(tokens, cursor));
    }
    return this.#one(found);
  }

  #sequence(tokens: readonly string[], cursor: { at: number }): string[] {
    const items: string[][] = [];
    for (let token = tokens[cursor.at]; token !== undefined && !/^[\]>|]$/.test(token); token = tokens[cursor.at]) {
      cursor.at++;
      if (token === "...") items.push(...this.#again(items));
      else if (token === "[" || token === "<") {
        const inner = this.#alternatives(tokens, cursor);
        cursor.at++;
        items.push(token === "[" && this.random.chance(0.4) ? [] : inner);
      } else items.push([this.#word(token)]);
    }
    return items.flat();
  }

  /** What `...` repeats: the item before it, or all items of the sequence. */
  #again(items: readonly string[][]): string[][] {
    const repeated = this.random.chance(0.5) ? items.slice(-1) : items;
    return Array.from({ length: this.random.below(3) }, () => repeated).flat();
  }

  #word(token: string): string {
    if (/^[A-Z][A-Z-]*$/.test(token)) return this.random.chance(0.98) ? token : this.#value();
    if (/key|source|destination/.test(token)) return `key:${this.random.below(10)}`;
    return this.random.chance(0.7) ? this.#one(NUMBERS) : this.#value();
  }

  #value(): string {
    if (this.random.chance(0.3)) return binary(this.random, this.random.below(12));
    return this.#one([
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
    ]);
  }

  #one<T>(from: readonly T[]): T {
    return from[this.random.below(from.length)];
  }
}

const MOST_ARGUMENTS = 200;
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
