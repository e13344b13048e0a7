import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { fromString } from "./ascii.ts";
import { addDecimal, formatHuman, formatLongDouble, NOT_A_FLOAT, NOT_FINITE, parseLongDouble } from "./long_double.ts";

const add = (a: string, b: string) => addDecimal(fromString(a), fromString(b));

Deno.test("addDecimal answers what INCRBYFLOAT does", () => {
  const cases: [string, string, string][] = [["10.5", "0.1", "10.6"], ["0.1", "0.2", "0.3"], ["3.0e3", "200", "3200"], [
    "5.0e3",
    "-5e3",
    "0",
  ]];
  cases.push(["0", "123456.789", "123456.78900000000000148"], ["0", "1e-7", "0.0000001"], ["-0", "0", "0"], [
    "0",
    "-1e-20",
    "0",
  ]);
  cases.push(["9007199254740993", "0.5", "9007199254740993.5"], ["0", "0x1p3", "8"], ["0", ".5", "0.5"], [
    "1.",
    "+1",
    "2",
  ]);
  cases.push(["9223372036854775807", "1", "9223372036854775808"], [
    "18446744073709551615",
    "1",
    "18446744073709551616",
  ]);
  cases.push(["1152921504606846977", "-1152921504606846976", "1"], [
    "18446744073709551616",
    "1",
    "18446744073709551616",
  ]);
  for (const [a, b, sum] of cases) assertEquals(add(a, b), sum, `${a} + ${b}`);
});

Deno.test("addDecimal of huge numbers keeps 64 bits of them", () => {
  const sum = add("1e300", "1");
  assert(typeof sum === "string");
  assertEquals(sum.length, 301);
  // Digits of the long double nearest to 1e300, of which 1 is no part.
  assertEquals(BigInt(sum) % 2n ** (997n - 64n), 0n);
  assert(BigInt(sum) - 10n ** 300n < 2n ** (997n - 65n) && 10n ** 300n - BigInt(sum) < 2n ** (997n - 65n));
});

Deno.test("addDecimal refuses what is no number", () => {
  const refused = [
    "",
    " 1",
    "1 ",
    "nan",
    "abc",
    "1e",
    "0x",
    "1e5000",
    "1e-5000",
    "1.2e4932",
    "1e99999999999",
    "0x1p16384",
    "1".repeat(5120),
  ];
  for (const text of refused) {
    assertEquals(add(text, "1"), NOT_A_FLOAT, text);
    assertEquals(add("1", text), NOT_A_FLOAT, text);
  }
});

Deno.test("addDecimal refuses infinite sums", () => {
  for (const [a, b] of [["inf", "1"], ["1", "-inf"], ["inf", "-inf"], ["1e4932", "1e4932"], ["-1e4932", "-1.1e4932"]]) {
    assertEquals(add(a, b), NOT_FINITE, `${a} + ${b}`);
  }
});

Deno.test("parseLongDouble takes the whole range of the format", () => {
  const parse = (text: string) => parseLongDouble(fromString(text), 0, text.length);
  assert(parse("1.18973149535723176502e4932") !== null);
  assertEquals(parse("1.18973149535723176506e4932"), null);
  assert(parse("1.9e-4951") !== null);
  assertEquals(parse("1.8e-4951"), null);
  assertEquals(parse("0x1p-16446"), null);
  assert(parse("0x1.8p-16446") !== null);
});

Deno.test("sums of short decimals are exact", () => {
  const scaled = fc.integer({ min: -99_999, max: 99_999 });
  const text = (v: number) =>
    `${v < 0 ? "-" : ""}${Math.trunc(Math.abs(v) / 1e4)}.${String(Math.abs(v) % 1e4).padStart(4, "0")}`;
  fc.assert(fc.property(scaled, scaled, (a, b) => {
    const expected = text(a + b).replace(/\.?0+$/, "").replace(/^-0$/, "0");
    assertEquals(add(text(a), text(b)), expected === "" ? "0" : expected);
  }));
});

Deno.test("what addDecimal prints, it reads back to the same text", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: -60, max: 60 }),
      fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }),
      (power, mantissa) => {
        const once = add(`${mantissa}e${power}`, "0");
        assert(typeof once === "string");
        const value = parseLongDouble(fromString(once), 0, once.length);
        assert(value !== null && (once.length > 21 || formatLongDouble(value) === once));
      },
    ),
  );
});

Deno.test("formatHuman prints a double exactly to 17 places", () => {
  const cases: [number, string][] = [[13.361389338970184, "13.36138933897018433"], [0, "0"], [-0, "0"], [
    0.1,
    "0.10000000000000001",
  ]];
  cases.push([-2.5, "-2.5"], [1e21, "1000000000000000000000"], [5e-324, "0"], [Infinity, "inf"], [-Infinity, "-inf"], [
    NaN,
    "nan",
  ]);
  for (const [value, text] of cases) assertEquals(formatHuman(value), text);
});
