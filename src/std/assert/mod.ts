/**
 * The part of `@std/assert` that this project uses, over the runtime's own `node:assert/strict`.
 *
 * @module
 */

import { AssertionError } from "node:assert";
import strict from "node:assert/strict";

export { AssertionError };

/** Throws an {@linkcode AssertionError} unless `expr` is truthy. */
export function assert(expr: unknown, msg = ""): asserts expr {
  strict.ok(expr, msg === "" ? undefined : msg);
}

/** Deep equality of values, typed arrays, maps and sets. */
export function assertEquals<T>(actual: T, expected: T, msg?: string): void {
  strict.deepStrictEqual(actual, expected, msg);
}

/** `actual` contains `expected`. */
export function assertStringIncludes(actual: string, expected: string, msg?: string): void {
  strict.ok(actual.includes(expected), msg ?? `Expected actual: "${actual}" to contain: "${expected}"`);
}

/** `actual` matches `expected`. */
export function assertMatch(actual: string, expected: RegExp, msg?: string): void {
  strict.match(actual, expected, msg);
}

/** `fn` throws an instance of `ErrorClass` whose message includes `msgIncludes`; returns the error. */
export function assertThrows<E extends Error = Error>(
  fn: () => unknown,
  // deno-lint-ignore no-explicit-any
  ErrorClass?: abstract new (...args: any[]) => E,
  msgIncludes = "",
): E {
  try {
    fn();
  } catch (error) {
    return expected(error, ErrorClass, msgIncludes);
  }
  throw new AssertionError({ message: "Expected function to throw." });
}

/** Like {@linkcode assertThrows} for a promise. */
export async function assertRejects<E extends Error = Error>(
  fn: () => PromiseLike<unknown>,
  // deno-lint-ignore no-explicit-any
  ErrorClass?: abstract new (...args: any[]) => E,
  msgIncludes = "",
): Promise<E> {
  try {
    await fn();
  } catch (error) {
    return expected(error, ErrorClass, msgIncludes);
  }
  throw new AssertionError({ message: "Expected function to reject." });
}

function expected<E extends Error>(
  error: unknown,
  // deno-lint-ignore no-explicit-any
  ErrorClass: (abstract new (...args: any[]) => E) | undefined,
  msgIncludes: string,
): E {
  if (!(error instanceof Error)) throw new AssertionError({ message: "A non-Error object was thrown." });
  if (ErrorClass !== undefined) {
    strict.ok(error instanceof ErrorClass, `Expected ${ErrorClass.name}, got ${error.name}: ${error.message}`);
  }
  strict.ok(error.message.includes(msgIncludes), `Expected "${error.message}" to include "${msgIncludes}".`);
  return error as E;
}
