import {
  assert,
  assertEquals,
  AssertionError,
  assertMatch,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "./mod.ts";

Deno.test("assert passes what is truthy", () => {
  assert(1);
  assertThrows(() => assert(0), AssertionError);
  assertThrows(() => assert(false, "a reason"), AssertionError, "a reason");
});

Deno.test("assertEquals compares deeply and strictly", () => {
  assertEquals({ a: [1, new Uint8Array([2])], m: new Map([["k", new Set([1])]]) }, {
    a: [1, new Uint8Array([2])],
    m: new Map([["k", new Set([1])]]),
  });
  assertEquals(NaN, NaN);
  assertThrows(() => assertEquals<unknown>(1, "1"), AssertionError);
  assertThrows(() => assertEquals(new Uint8Array([1]), new Uint8Array([2])), AssertionError);
  assertThrows(() => assertEquals<unknown>({ a: 1 }, { a: 1, b: undefined }), AssertionError);
});

Deno.test("assertStringIncludes and assertMatch look into strings", () => {
  assertStringIncludes("WRONGTYPE Operation", "Operation");
  assertThrows(() => assertStringIncludes("abc", "x"), AssertionError, "abc");
  assertMatch("v7.2", /^v\d/);
  assertThrows(() => assertMatch("7.2", /^v\d/), AssertionError);
});

Deno.test("assertThrows returns the error and checks class and message", () => {
  const error = assertThrows(() => decodeURI("%"), URIError);
  assert(error instanceof URIError);
  assertThrows(() => assertThrows(() => {}), AssertionError, "Expected function to throw");
  assertThrows(() => assertThrows(() => decodeURI("%"), RangeError), AssertionError, "RangeError");
  assertThrows(() => assertThrows(() => decodeURI("%"), URIError, "no such words"), AssertionError);
});

Deno.test("assertRejects does the same for promises", async () => {
  const error = await assertRejects(() => Promise.reject(new RangeError("too far")), RangeError, "too");
  assertEquals(error.message, "too far");
  await assertRejects(() => assertRejects(() => Promise.resolve()), AssertionError, "Expected function to reject");
});
