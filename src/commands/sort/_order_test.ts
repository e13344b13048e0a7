import { assertEquals } from "@std/assert";
import * as fc from "fast-check";
import { compareBytes, fromLatin1 } from "../../bytes/mod.ts";
import { NO_TEXT, Order } from "./_order.ts";
import { Texts } from "./_texts.ts";

/** Few different texts that begin alike, so that many are equal. */
const TEXT = fc.tuple(fc.constantFrom("", "member:", "member:0000"), fc.stringMatching(/^[ab\0]{0,8}$/)).map((parts) =>
  parts.join("")
);
const LIMITS = fc.tuple(fc.nat(70), fc.nat(70));
const random = (limit: number) => Math.floor(Math.random() * limit);

function textsOf(list: readonly (string | null)[]): Texts {
  const texts = new Texts(0, 0);
  for (const text of list) {
    const bytes = fromLatin1(text ?? "");
    texts.add(bytes, 0, bytes.length);
  }
  return texts;
}

function compareTexts(a: string, b: string): number {
  const [one, other] = [fromLatin1(a), fromLatin1(b)];
  return compareBytes(one, 0, one.length, other, 0, other.length);
}

/** Indices of `list` in the order of `compare`, equal ones as they came; the places from `first` to `last`. */
function expected<T>(list: readonly T[], compare: (a: T, b: T) => number, first: number, last: number): number[] {
  const indices = list.map((_, i) => i);
  return indices.sort((a, b) => compare(list[a], list[b]) || a - b).slice(first, last + 1);
}

function sorted(order: Order, first: number, last: number): number[] {
  order.sort(first, last);
  return [...order.indices.subarray(first, last + 1)];
}

Deno.test("numbers, and of equal ones the texts, are put in order where that is asked for", () => {
  const element = fc.record({ weight: fc.constantFrom(-Infinity, -1, -0, 0, 0.5, 2, Infinity), text: TEXT });
  fc.assert(
    fc.property(fc.array(element, { minLength: 1, maxLength: 100 }), fc.boolean(), LIMITS, (list, descending, at) => {
      const first = Math.min(at[0], list.length - 1);
      const last = Math.min(first + at[1], list.length - 1);
      const order = new Order(
        Float64Array.from(list, ({ weight }) => weight),
        textsOf(list.map(({ text }) => text)),
        descending,
        random,
      );
      const sign = descending ? -1 : 1;
      const compare = (a: typeof list[0], b: typeof list[0]) =>
        sign * (a.weight < b.weight ? -1 : a.weight > b.weight ? 1 : compareTexts(a.text, b.text));
      assertEquals(sorted(order, first, last), expected(list, compare, first, last));
    }),
  );
});

Deno.test("texts are put in order, what has none first", () => {
  const text = fc.oneof({ weight: 9, arbitrary: TEXT }, { weight: 1, arbitrary: fc.constant(null) });
  fc.assert(
    fc.property(fc.array(text, { minLength: 1, maxLength: 100 }), fc.boolean(), LIMITS, (list, descending, at) => {
      const first = Math.min(at[0], list.length - 1);
      const last = Math.min(first + at[1], list.length - 1);
      const weights = Float64Array.from(list, (each) => each === null ? NO_TEXT : 0);
      const order = new Order(weights, textsOf(list), descending, random);
      order.weighTexts();
      const sign = descending ? -1 : 1;
      const compare = (a: string | null, b: string | null) =>
        sign * (a === null || b === null ? Number(b === null) - Number(a === null) : compareTexts(a, b));
      assertEquals(sorted(order, first, last), expected(list, compare, first, last));
    }),
  );
});

Deno.test("inputs that are sorted already, or all the same, take no longer", () => {
  const count = 40_000;
  const cases: [string, (i: number) => number][] = [
    ["ascending", (i) => i],
    ["descending", (i) => -i],
    ["equal", () => 1],
    ["two values", (i) => i % 2],
    ["saw teeth", (i) => i % 1000],
  ];
  for (const [name, weight] of cases) {
    let looks = 0;
    const weights = Float64Array.from({ length: count }, (_, i) => weight(i));
    const texts = textsOf(Array.from({ length: count }, () => "x"));
    const { compare } = texts;
    texts.compare = (i, j, from) => {
      looks++;
      return compare.call(texts, i, j, from);
    };
    const order = new Order(weights, texts, false, random);
    order.sort(0, count - 1);
    const { indices } = order;
    assertEquals(new Set(indices).size, count, name);
    for (let i = 1; i < count; i++) {
      const difference = weight(indices[i]) - weight(indices[i - 1]);
      if (difference < 0 || (difference === 0 && indices[i] < indices[i - 1])) throw new Error(`${name}: place ${i}`);
    }
    if (looks > count * 60) throw new Error(`${name}: ${looks} comparisons of texts`);
  }
});
