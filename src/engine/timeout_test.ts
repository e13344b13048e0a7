import { assertEquals } from "@std/assert";
import { fromString } from "../bytes/mod.ts";
import { BufferPool, ReplyWriter, Request } from "../resp/mod.ts";
import { Keyspace } from "../store/mod.ts";
import type { Context } from "./context.ts";
import { NO_TIMEOUT, readTimeout, readTimeoutMs } from "./timeout.ts";

const NOW = 1_700_000_000_000;

/** What reading `text` gives: the timeout, or the error. */
function reading(read: (ctx: Context, i: number) => number, text: string): number | string | null {
  const keyspace = new Keyspace(1, () => 0);
  keyspace.setTime(NOW);
  const reply = new ReplyWriter(new BufferPool());
  const args = Request.of([fromString("BLPOP"), fromString(text)]);
  const timeout = read({ args, keyspace, reply } as Context, 1);
  return timeout === NO_TIMEOUT ? reply.failure : timeout;
}

Deno.test("timeouts in seconds are whole ms, rounded up", () => {
  const cases: [string, number][] = [
    ["0", 0],
    ["0.0", 0],
    ["-0", 0],
    ["1", 1000],
    ["1.1", 1100],
    ["0.07", 70],
    ["2.3", 2300],
    ["0.001", 1],
    ["0.0001", 1],
    ["1.0001", 1001],
    ["-0.0001", 0],
    ["0x10", 16_000],
    ["1e2", 100_000],
    ["1e-400", 1],
    ["9000000000", 9e12],
  ];
  for (const [text, ms] of cases) assertEquals(reading(readTimeout, text), ms, text);
  for (let ms = 1; ms < 20_000; ms++) assertEquals(reading(readTimeout, String(ms / 1000)), ms);
});

Deno.test("timeouts in seconds that are none", () => {
  for (const text of ["", "x", "nan", " 1", "1 ", "1,5", "0x"]) {
    assertEquals(reading(readTimeout, text), "ERR timeout is not a float or out of range", text);
  }
  for (const text of ["-1", "-0.001", "-inf", "-1e400"]) {
    assertEquals(reading(readTimeout, text), "ERR timeout is negative", text);
  }
  for (const text of ["inf", "1e400", "9223372036854775807", "9223372036854775.807", "0x7FFFFFFFFFFFFFFF"]) {
    assertEquals(reading(readTimeout, text), "ERR timeout is out of range", text);
  }
});

Deno.test("timeouts in ms are integers", () => {
  assertEquals(["0", "1", "86400000"].map((text) => reading(readTimeoutMs, text)), [0, 1, 86_400_000]);
  for (const text of ["", "x", "1.5", " 1", "9223372036854775808"]) {
    assertEquals(reading(readTimeoutMs, text), "ERR timeout is not an integer or out of range", text);
  }
  assertEquals(reading(readTimeoutMs, "-1"), "ERR timeout is negative");
  assertEquals(reading(readTimeoutMs, "9223372036854775807"), "ERR timeout is out of range");
});
