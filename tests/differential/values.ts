import type { SeededRandom } from "../support/fakes/mod.ts";

/** A command: its arguments as texts of one byte a character. */
export type Command = readonly string[];

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

  key(): string {
    return this.chance(0.9) ? `key:${this.random.below(24)}` : this.one(ODD_KEYS);
  }

  keys(most = 4): string[] {
    return Array.from({ length: this.between(1, most) }, () => this.key());
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

  database(): string {
    return this.chance(0.95)
      ? String(this.random.below(4))
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
}

/** Unix time in seconds from which absolute deadlines are drawn; relative ones stay below. */
const FAR = 5_000_000_000;

const ODD_KEYS = ["", " ", "a b", "k\r\nx", "\x00\x01", "\xff\xfe", "{tag}a", "*", "[a]", "key:\\", "x".repeat(300)];

const PATTERNS = [
  "*",
  "key:*",
  "key:1?",
  "key:[0-3]",
  "key:[^0-9]*",
  "k*y:*",
  "\\*",
  "[a",
  "[]",
  "[z-a]*",
  "",
  "?",
  "*:*:*",
  "\\",
  "key:[\\0-3]",
  "x*x*x*x",
];

/**
 * By unit, the numbers that would be lifetimes of a moment or beyond 2^53 ms. This server's deadlines end there, 285,000 years from now, those of
 * Redis at 2^63 ms.
 */
const LIFETIMES: Readonly<Record<string, readonly string[]>> = {
  EX: ["1", "9007199254740993"],
  PX: ["1", "9007199254740993", "4611686018427387904"],
  EXAT: ["1", "9007199254740993"],
  PXAT: ["1", "2147483648", "9007199254740993", "4611686018427387904", "9223372036854775806", "9223372036854775807"],
};

/** Integers at the limits, and what some readers of numbers let pass. */
const NUMBERS = [
  "0",
  "1",
  "-1",
  "9223372036854775807",
  "9223372036854775806",
  "-9223372036854775808",
  "-9223372036854775807",
  "9223372036854775808",
  "-9223372036854775809",
  "9007199254740993",
  "-9007199254740993",
  "4611686018427387904",
  "99999999999999999999999",
  "2147483648",
  "-2147483649",
  "",
  "-",
  "+1",
  " 1",
  "1 ",
  "01",
  "-0",
  "-01",
  "1.0",
  "3.0e3",
  "1e400",
  "1e-400",
  "0x10",
  "0x1.8p3",
  "nan",
  "inf",
  "-inf",
  "Infinity",
  "infin",
  ".5",
  "5.",
  "1e",
  "1,5",
  "1\x00",
  "\x001",
  "abc",
  "0.1",
  "3.141592653589793238",
  "12345678901234567890.123456789",
];
