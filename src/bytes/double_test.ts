import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { fromString, latin1 } from "./ascii.ts";
import { DOUBLE_LENGTH, formatDouble, formatDouble17, formatShortest, parseDouble, writeDouble } from "./double.ts";

function parse(text: string): number {
  const bytes = fromString(`1${text}1`);
  return parseDouble(bytes, 1, bytes.length - 1);
}

const finite = fc.double({ noNaN: true, noDefaultInfinity: true });
const decimal = fc.tuple(fc.maxSafeInteger(), fc.integer({ min: -30, max: 30 })).map(([m, p]) => `${m}e${p}`);
const short = fc.tuple(fc.integer(), fc.nat(9)).map(([m, places]) => (m / 10 ** places).toFixed(places));

Deno.test("parseDouble reads decimals as the nearest double", () => {
  fc.assert(
    fc.property(fc.oneof(finite.map(String), decimal, short), (text) => assertEquals(parse(text), Number(text))),
  );
  for (const text of ["1.", ".5", "+1", "-1.5E+3", "000012", "0e99999", "1e-07", "-0", "9007199254740993", "5e-324"]) {
    assertEquals(parse(text), Number(text), text);
  }
  assertEquals(parse("0." + "0".repeat(400) + "1e401"), 1);
  assertEquals(parse("123456789012345678901234567890"), 123456789012345678901234567890);
});

Deno.test("parseDouble reads infinities and hexadecimal", () => {
  for (const text of ["inf", "+INF", "Infinity", "+infinity"]) assertEquals(parse(text), Infinity);
  for (const text of ["-inf", "-Infinity"]) assertEquals(parse(text), -Infinity);
  const cases: [string, number][] = [["0x10", 16], ["0x1p3", 8], ["-0X1.8P-1", -0.75], ["0x.8", 0.5], ["0x1.", 1], [
    "+0xFF",
    255,
  ]];
  cases.push(["0x1p-1074", 5e-324], ["0x1.fffffffffffff8p0", 2], ["0x0p99999", 0], [
    "0x1.fffffffffffffp1023",
    Number.MAX_VALUE,
  ]);
  for (const [text, value] of cases) assertEquals(parse(text), value, text);
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 2n ** 80n }), (v) => assertEquals(parse("0x" + v.toString(16)), Number(v))),
  );
});

Deno.test("parseDouble refuses what Redis refuses", () => {
  const refused = [
    "",
    ".",
    "+",
    "-",
    "e5",
    ".e5",
    "1e",
    "1e+",
    "1e5.",
    "1.2.3",
    " 1",
    "1 ",
    "\t1",
    "1_0",
    "--1",
    "+-1",
    "1,5",
    "0b1",
  ];
  refused.push(
    "nan",
    "NaN",
    "-nan",
    "nan(1)",
    "infinit",
    "in",
    "i",
    "infinity1",
    "0x",
    "0x.",
    "0x1p",
    "0x1p+",
    "0x1g",
    "0xp1",
    "1\0",
  );
  refused.push(
    "1e400",
    "-1e400",
    "1e-400",
    "0x1p1024",
    "0x1p-1080",
    "0x1p-999999999999",
    "1.7976931348623159e308",
    "2.4e-324",
  );
  for (const text of refused) assert(Number.isNaN(parse(text)), text);
});

Deno.test("formatDouble prints the fewest digits in Redis 7.2's notation", () => {
  const cases: [number, string][] = [[3, "3"], [0.1, "0.1"], [-0.5, "-0.5"], [1e21, "1e+21"], [
    1e17,
    "100000000000000000",
  ], [1e-7, "1e-7"]];
  cases.push([0, "0"], [-0, "-0"], [Infinity, "inf"], [-Infinity, "-inf"], [NaN, "nan"], [
    2 ** 62,
    "4611686018427387904",
  ]);
  cases.push([123456789012345680, "123456789012345680"], [2 ** 63, "9223372036854776000"], [-1.5e300, "-1.5e+300"]);
  cases.push([0.000123456, "1.23456e-4"], [0.00012, "0.00012"], [123456.789, "123456.789"], [
    0.30000000000000004,
    "0.30000000000000004",
  ]);
  cases.push([1e20, "1e+20"], [1.5e-7, "1.5e-7"], [5e-324, "5e-324"], [Number.MAX_VALUE, "1.7976931348623157e+308"]);
  for (const [value, text] of cases) assertEquals(formatDouble(value), text);
});

Deno.test("formatShortest gives whole numbers an exponent as well", () => {
  const cases: [number, string][] = [
    [0, "0"],
    [-0, "-0"],
    [42, "42"],
    [-1e7, "-10000000"],
    [1e8, "1e+8"],
    [123e7, "1230000000"],
    [-12e20, "-1.2e+21"],
    [2 ** 53, "9007199254740992"],
    [0.1, "0.1"],
    [Infinity, "inf"],
    [-Infinity, "-inf"],
  ];
  for (const [value, text] of cases) assertEquals(formatShortest(value), text);
});

Deno.test("formatDouble17 prints as C's %.17g", () => {
  const cases: [number, string][] = [[3, "3"], [0.1, "0.10000000000000001"], [1e21, "1e+21"], [1e17, "1e+17"], [
    1e16,
    "10000000000000000",
  ]];
  cases.push([1e-7, "9.9999999999999995e-08"], [1e-4, "0.0001"], [1e-5, "1.0000000000000001e-05"], [
    5e-324,
    "4.9406564584124654e-324",
  ]);
  cases.push([-0, "-0"], [Infinity, "inf"], [-Infinity, "-inf"], [NaN, "nan"], [123456.789, "123456.789"], [
    -1e308,
    "-1e+308",
  ]);
  // 18 digits, the last of them 5: to the even neighbour, down and up.
  cases.push([2 ** -25, "2.9802322387695312e-08"], [3 * 2 ** -25, "8.9406967163085938e-08"]);
  for (const [value, text] of cases) assertEquals(formatDouble17(value), text);
});

Deno.test("both formats read back as the same double", () => {
  fc.assert(fc.property(fc.oneof(finite, fc.maxSafeInteger(), fc.float({ noNaN: true })), (v) => {
    assertEquals(parse(formatDouble(v)), v);
    assertEquals(parse(formatDouble17(v)), v);
  }));
});

/** How many digits it takes to tell `v`, and the power of ten of the first. */
function fewest(v: number): [number, number] {
  for (let count = 1;; count++) {
    const text = v.toExponential(count - 1);
    if (Number(text) === v) return [count, Number(text.split("e")[1])];
  }
}

Deno.test("writeDouble writes what formatDouble prints", () => {
  const bytes = new Uint8Array(DOUBLE_LENGTH + 2);
  const check = (v: number) => {
    const end = writeDouble(bytes, 1, v);
    const text = latin1(bytes, 1, end);
    assertEquals(text, formatDouble(v));
    assert(text.length <= DOUBLE_LENGTH);
    if (!Number.isFinite(v) || Number.isInteger(v)) return;
    const [count, power] = fewest(v);
    assertEquals(text.replace(/e.*|[-.]/g, "").replace(/^0+/, "").length, count, text);
    assertEquals(parse(text), v);
    assertEquals(text.includes("e"), power - count + 1 <= -7 && Math.abs(power) >= 4, text);
  };
  const places = fc.tuple(fc.maxSafeInteger(), fc.nat(17)).map(([digits, places]) => digits / 10 ** places);
  const few = fc.tuple(fc.integer(), fc.nat(14)).map(([digits, places]) => digits / 10 ** places);
  const near = few.map((v) => v * (1 + Number.EPSILON));
  fc.assert(fc.property(fc.oneof(fc.double(), places, few, near, short.map(Number)), check), { numRuns: 5000 });
  for (const v of [0, -0, Infinity, -Infinity, NaN, 0.001, 0.0009999, 9999.5, 10000.0000001, 1e15 + 0.5]) check(v);
  for (const v of [2 ** 53, -(2 ** 53), 2 ** 53 - 1, 4503599627370495.5, -Number.MAX_VALUE, 5e-324]) check(v);
});
