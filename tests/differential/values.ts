import type { SeededRandom } from "../support/fakes/mod.ts";
import {
  BAD_BOUNDS,
  BAD_SCORES,
  COUNTS,
  FAR,
  LIFETIMES,
  NUMBERS,
  ODD_ELEMENTS,
  ODD_KEYS,
  ODD_LEX,
  PATTERNS,
  SCORES,
} from "./samples.ts";

/** A command: its arguments as texts of one byte a character. */
export type Command = readonly string[];

/** Keys by the type that they hold as a rule, and how many there are. The few odd keys hold all types. */
const POOLS = { key: 24, list: 6, hash: 6, set: 6, zset: 6, bits: 5, hll: 5, geo: 4 } as const;
/** The name of a pool of keys: keys of `list` are `list:0`, `list:1` and so on. */
export type Pool = keyof typeof POOLS;
const POOL_NAMES = Object.keys(POOLS) as Pool[];
const LEX_KEYS = 4;

/** Different numbered elements of one kind: more than the default limit of entries of any packed encoding. */
const ELEMENTS = 600;

/** Draws the arguments of random commands. The same seed draws the same ones. */
export class Draw {
  constructor(readonly random: SeededRandom) {}

  chance(probability: number): boolean {
    return this.random.chance(probability);
  }

  between(low: number, high: number): number {
    return this.random.between(low, high);
  }

  one<T>(from: readonly T[]): T {
    return from[this.random.below(from.length)];
  }

  /** `text` with each letter in a random case. */
  anyCase(text: string): string {
    if (this.chance(0.7)) return text;
    return text.replace(/[a-z]/gi, (letter) => this.chance(0.5) ? letter.toUpperCase() : letter.toLowerCase());
  }

  /** A key that holds the pool's type as a rule; a string for `key`. Now and then one of another type. */
  key(pool: Pool = "key"): string {
    if (this.chance(0.92)) return `${pool}:${this.random.below(POOLS[pool])}`;
    return this.chance(0.5) ? this.one(ODD_KEYS) : this.anyKey();
  }

  keys(most = 4, pool?: Pool): string[] {
    return Array.from({ length: this.between(1, most) }, () => this.key(pool));
  }

  /**
   * A key of a sorted set whose members have one score. Ranges by member are asked for of these only: in others Redis's answer depends on the random
   * levels of its skip list. So only commands that keep it that way may write to one.
   */
  lexKey(): string {
    return `lex:${this.random.below(LEX_KEYS)}`;
  }

  /** One of the pools, strings as often as all others together. */
  pool(): Pool {
    return this.chance(0.5) ? "key" : this.one(POOL_NAMES);
  }

  /** A key of any type. */
  anyKey(): string {
    return this.key(this.pool());
  }

  /** Keys of any type, each drawn on its own. */
  anyKeys(most = 4): string[] {
    return Array.from({ length: this.between(1, most) }, () => this.anyKey());
  }

  /** Two keys, of one type as a rule: a source and a destination. */
  keyPair(): [string, string] {
    const pool = this.pool();
    return [this.key(pool), this.key(pool)];
  }

  value(): string {
    if (this.chance(0.35)) return String(this.between(-1000, 1000));
    if (this.chance(0.2)) return this.one(NUMBERS);
    if (this.chance(0.1)) return this.binary(this.between(0, 8));
    if (this.chance(0.2)) return "x".repeat(this.between(38, 50));
    if (this.chance(0.02)) return this.binary(this.between(200, 4000));
    return this.letters(this.between(0, 20));
  }

  /** A short text of few different letters: pieces of it repeat. */
  letters(length: number): string {
    return Array.from({ length }, () => "abcd"[this.random.below(4)]).join("");
  }

  binary(length: number): string {
    return Array.from({ length }, () => String.fromCharCode(this.random.below(256))).join("");
  }

  /** A 64-bit integer, small as a rule, or what only looks like one. */
  integer(low = -20, high = 60): string {
    return this.chance(0.85) ? String(this.between(low, high)) : this.one(NUMBERS);
  }

  float(): string {
    if (this.chance(0.15)) return this.one(NUMBERS);
    const digits = this.between(0, 12);
    return ((this.random.below(2e9) - 1e9) / 10 ** digits).toFixed(digits);
  }

  /** A hash's field: `f:7`, an integer, or an odd one. */
  field(): string {
    return this.#element("f");
  }

  /** A member of a set or sorted set, an element of a list: `m:7`, an integer, or an odd one. */
  member(): string {
    return this.#element("m");
  }

  /** A few fields; now and then 100 to 300 at once. */
  bulkFields(): string[] {
    return this.#elements("f");
  }

  /** A few members; now and then 100 to 300 at once, so that sizes pass the default limits of packed encodings. */
  bulkMembers(): string[] {
    return this.#elements("m");
  }

  /** A score: integer, fraction, infinity; now and then none. */
  score(): string {
    if (this.chance(0.02)) return this.one(BAD_SCORES);
    return this.goodScore();
  }

  /** A score that every server takes. */
  goodScore(): string {
    if (this.chance(0.7)) return String(this.between(-10, 10));
    return this.chance(0.5) ? String(this.between(-2000, 2000) / this.one([2, 8, 10, 1000])) : this.one(SCORES);
  }

  /** The lower and the upper bound of a range of scores. Now and then the wrong way round or none. */
  scoreRange(): [string, string] {
    const bounds: [string, string] = [this.#scoreBound("-inf"), this.#scoreBound("+inf")];
    if (this.chance(0.03)) bounds[this.random.below(2)] = this.one(BAD_BOUNDS);
    return bounds;
  }

  /** The lower and the upper bound of a range of members. Now and then the wrong way round or none. */
  lexRange(): [string, string] {
    return [this.#lexBound("-"), this.#lexBound("+")];
  }

  /** The first and the last index of a range. */
  indexRange(): [string, string] {
    if (this.chance(0.25)) return ["0", "-1"];
    return [this.index(), this.index()];
  }

  /** An index of an element, from either end. */
  index(): string {
    if (this.chance(0.9)) return String(this.between(-12, 12));
    return this.chance(0.7) ? String(this.between(-400, 400)) : this.one(NUMBERS);
  }

  /** How many elements: few, more than there are, negative for commands that take it; now and then what is no count. */
  count(): string {
    if (this.chance(0.8)) return String(this.between(1, 10));
    if (this.chance(0.4)) return String(this.between(-10, -1));
    return this.chance(0.5) ? String(this.between(11, 300)) : this.one(COUNTS);
  }

  /** `numkeys` and so many keys of the pool; now and then a wrong number. */
  numberedKeys(pool: Pool, most = 3): string[] {
    const keys = this.keys(most, pool);
    const count = this.chance(0.96)
      ? String(keys.length)
      : this.one(["0", "-1", String(keys.length + 1), "x", "", "9223372036854775807", "1"]);
    return [count, ...keys];
  }

  /** `items` with the given probability, else nothing. */
  some(probability: number, ...items: string[]): string[] {
    return this.chance(probability) ? items : [];
  }

  database(): string {
    return this.chance(0.95)
      ? String(this.chance(0.6) ? 0 : this.random.below(4))
      : this.one(["-1", "16", "15", "x", "", "99999999999999999999"]);
  }

  /** The options after an expiring command's key and value: `EX 100`. */
  expiry(): string[] {
    const unit = this.one(["EX", "PX", "EXAT", "PXAT"]);
    return [this.anyCase(unit), this.chance(0.9) ? this.lifetime(unit) : this.oddLifetime(unit)];
  }

  /** What no server takes for a lifetime, or takes for one that has passed. */
  oddLifetime(unit: string): string {
    return this.one(NUMBERS.filter((number) => !LIFETIMES[unit].includes(number)));
  }

  /**
   * How long, or until when, in the unit of `option`. Far in the future and never the same twice, so that neither the speed of a server nor the
   * moment of a comparison matters.
   */
  lifetime(option: string): string {
    const seconds = 100_000 + this.random.below(2e9);
    switch (option) {
      case "EX":
        return String(seconds);
      case "PX":
        return String(seconds * 1000 + this.random.below(1000));
      case "EXAT":
        return String(FAR + seconds);
      default:
        return String((FAR + seconds) * 1000 + this.random.below(1000));
    }
  }

  pattern(): string {
    return this.one(PATTERNS);
  }

  #element(prefix: string): string {
    if (this.chance(0.4)) return `${prefix}:${this.random.below(this.chance(0.8) ? 12 : ELEMENTS)}`;
    if (this.chance(0.7)) return String(this.random.below(this.chance(0.8) ? 12 : ELEMENTS));
    return this.one(ODD_ELEMENTS);
  }

  #elements(prefix: string): string[] {
    if (!this.chance(0.06)) return Array.from({ length: this.between(1, 4) }, () => this.#element(prefix));
    const kind = this.one(["", "", `${prefix}:`, `${prefix}:`, "a longer one that is not an integer "]);
    const count = this.between(100, 300);
    return Array.from({ length: count }, () => `${kind}${this.random.below(ELEMENTS)}`);
  }

  #scoreBound(end: string): string {
    if (this.chance(0.25)) return end;
    return `${this.chance(0.3) ? "(" : ""}${this.goodScore()}`;
  }

  #lexBound(end: string): string {
    if (this.chance(0.25)) return end;
    if (this.chance(0.08)) return this.one(ODD_LEX);
    return `${this.one(["[", "("])}${this.member()}`;
  }
}
