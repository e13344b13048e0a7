import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { Span } from "../../store/mod.ts";
import { combine, type Operation } from "./operation.ts";

/** What each operation makes of one byte of all sources. */
const MODEL: Readonly<Record<Operation, (bytes: readonly number[]) => number>> = {
  AND: (bytes) => bytes.reduce((a, b) => a & b),
  OR: (bytes) => bytes.reduce((a, b) => a | b),
  XOR: (bytes) => bytes.reduce((a, b) => a ^ b),
  NOT: ([byte]) => ~byte,
  DIFF: ([x, ...others]) => x & ~MODEL.OR(others),
  DIFF1: ([x, ...others]) => ~x & MODEL.OR(others),
  ANDOR: ([x, ...others]) => x & MODEL.OR(others),
  ONE: (bytes) => {
    let result = 0;
    for (let mask = 1; mask < 256; mask <<= 1) if (bytes.filter((byte) => byte & mask).length === 1) result |= mask;
    return result;
  },
};
const OPERATIONS = Object.keys(MODEL) as Operation[];

/** `bytes` at some place of a larger buffer. */
function placed(bytes: Uint8Array, before: number): Span {
  const buf = new Uint8Array(before + bytes.length + 40).fill(0xa5);
  buf.set(bytes, before);
  return new Span().point(buf, before, before + bytes.length);
}

/** Compares with the model; `into` held other bytes before. */
function check(operation: Operation, sources: readonly Span[]): void {
  const views = sources.map((source) => source.copy());
  const length = Math.max(...views.map((view) => view.length));
  const expected = new Uint8Array(length);
  for (let i = 0; i < length; i++) expected[i] = MODEL[operation](views.map((view) => view[i] ?? 0));
  const into = new Uint8Array(length).fill(0x5a);
  combine(operation, sources, into);
  assertEquals(into, expected);
  assertEquals(sources.map((source) => source.copy()), views);
}

Deno.test("combine works bit by bit, and shorter sources go on with zeros", () => {
  const source = fc.tuple(fc.uint8Array({ maxLength: 200 }), fc.nat(9)).map(([bytes, before]) => placed(bytes, before));
  const sources = fc.array(source, { minLength: 2, maxLength: 6 });
  fc.assert(
    fc.property(fc.constantFrom(...OPERATIONS), sources, (operation, spans) => {
      check(operation, operation === "NOT" ? spans.slice(0, 1) : spans);
    }),
    { numRuns: 1000 },
  );
});

Deno.test("combine takes one source where it may", () => {
  for (const operation of ["AND", "OR", "XOR", "NOT", "ONE"] as const) {
    check(operation, [placed(Uint8Array.from({ length: 256 }, (_, byte) => byte), 3)]);
  }
});

Deno.test("combine works on long sources in blocks", () => {
  const lengths = [65_536 * 2 + 77, 65_536, 65_535, 100, 65_536 + 16, 0];
  const sources = lengths.map((length, n) =>
    placed(Uint8Array.from({ length }, (_, i) => (Math.imul(i + n * 1000, 0x9e3779b1) >>> 11) & 0xff), n)
  );
  for (const operation of OPERATIONS) {
    if (operation === "NOT") check(operation, sources.slice(0, 1));
    else for (const order of [sources, sources.toReversed(), sources.slice(0, 2)]) check(operation, order);
  }
});
