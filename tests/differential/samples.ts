/** Unix time in seconds from which absolute deadlines are drawn; relative ones stay below. */
export const FAR = 5_000_000_000;

/** Keys of all types. */
export const ODD_KEYS = [
  "",
  " ",
  "a b",
  "k\r\nx",
  "\x00\x01",
  "\xff\xfe",
  "{tag}a",
  "*",
  "[a]",
  "key:\\",
  "x".repeat(300),
];

/** Patterns of keys, fields and members. */
export const PATTERNS = [
  "*",
  "key:*",
  "list:*",
  "?set:*",
  "*1*",
  "m:*",
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
export const LIFETIMES: Readonly<Record<string, readonly string[]>> = {
  EX: ["1", "9007199254740993"],
  PX: ["1", "9007199254740993", "4611686018427387904"],
  EXAT: ["1", "9007199254740993"],
  PXAT: ["1", "2147483648", "9007199254740993", "4611686018427387904", "9223372036854775806", "9223372036854775807"],
};

/** Integers at the limits, and what some readers of numbers let pass. */
export const NUMBERS = [
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

/** Fields and members that are no numbered ones: around the lengths that change an encoding, integers of all widths and what only looks like one. */
export const ODD_ELEMENTS = [
  "",
  "a",
  "A",
  "b",
  " ",
  "\r\n",
  "\x00",
  "\xff\xfe",
  "-1",
  "-0",
  "00",
  "01",
  "1.5",
  "127",
  "128",
  "-129",
  "4095",
  "4096",
  "-4097",
  "32767",
  "32768",
  "-32769",
  "8388608",
  "2147483647",
  "2147483648",
  "-2147483649",
  "9223372036854775807",
  "-9223372036854775808",
  "9223372036854775808",
  ...[5, 8, 11, 20, 21, 63, 64, 65, 100, 254].map((length) => "y".repeat(length)),
];

/** Scores beside small integers and fractions. */
export const SCORES = [
  "inf",
  "+inf",
  "-inf",
  "Infinity",
  "-infinity",
  "INF",
  "0",
  "-0",
  "1e3",
  "1e21",
  "-1e20",
  "1e-7",
  "3.0e10",
  "0x10",
  "123456789012345678",
  "9007199254740993",
  "-9007199254740992",
  "1.7976931348623157e308",
  "-1.7976931348623157e308",
  "5e-324",
  "2.2250738585072014e-308",
  "0.1",
  "0.30000000000000004",
  "3.141592653589793238",
  "17179869184.5",
];

/** What no server takes for a score. */
export const BAD_SCORES = ["nan", "NaN", "", "x", "1x", " 1", "1 ", "--1", "1e400x", "(1", "[1", "+-1", "1,5"];

/** Bounds of score ranges that begin with `(`, without it. */
export const BAD_BOUNDS = ["", "x", "(nan", "((1", "( 1", "(", "nan", "[1", "(1x", "1 ", "(inf)"];

/** Bounds of lex ranges that need a second look. */
export const ODD_LEX = ["[", "(", "", "a", "-x", "+x", "--", "++", "[-", "(+", "[\x00", "(\xff", "[m:", "(m:2"];

/** Counts of elements. No server would ever end with the largest negative ones that Redis takes, so there are none. */
export const COUNTS = [
  "0",
  "0",
  "1000",
  "2147483647",
  "4294967296",
  "9223372036854775807",
  "9223372036854775808",
  "-9223372036854775808",
  "",
  "x",
  "1.5",
  " 1",
  "01",
  "+1",
];
