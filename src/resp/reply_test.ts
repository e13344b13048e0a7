import { assertEquals } from "@std/assert";
import { latin1 } from "../bytes/mod.ts";
import { BufferPool } from "./buffer_pool.ts";
import { ReplyWriter } from "./reply.ts";

const KB = 1024;

/** Sizes of the buffers that a reply of `bytes` comes in. */
function buffersOf(writer: ReplyWriter, bytes: number): number[] {
  const sizes: number[] = [];
  for (let left = bytes; left > 0; left -= KB) writer.raw(new Uint8Array(KB));
  for (let buffer = writer.take(); buffer !== null; buffer = writer.take()) {
    sizes.push(buffer.length / KB);
    writer.pool.give(buffer);
  }
  return sizes;
}

Deno.test("replies that are long each time fill one buffer, not several", () => {
  const writer = new ReplyWriter(new BufferPool());
  assertEquals(buffersOf(writer, 40 * KB), [4, 16, 64]);
  assertEquals(buffersOf(writer, 40 * KB), [64]);
  assertEquals(buffersOf(writer, 40 * KB), [64]);
  assertEquals(buffersOf(writer, KB), [64]);
  assertEquals(buffersOf(writer, KB), [16]);
  assertEquals(buffersOf(writer, KB), [4]);
  assertEquals(buffersOf(writer, KB), [4]);
  assertEquals(buffersOf(writer, 5 * KB), [4, 16]);
  assertEquals(buffersOf(writer, 5 * KB), [16]);
  assertEquals(buffersOf(writer, 5 * KB), [16]);
});

Deno.test("numbers as bulk strings and as doubles", () => {
  const writer = new ReplyWriter(new BufferPool());
  const written = () => {
    const buffer = writer.take()!;
    return latin1(buffer, 0, writer.takenBytes);
  };
  const integers = [0, 9, 10, -1, 99_999_999, -99_999_999, -1e8, 999_999_999, 1e9, -1e9, 2 ** 53 - 1, 1 - 2 ** 53];
  for (const integer of integers) {
    writer.bulkInteger(integer);
    assertEquals(written(), `$${String(integer).length}\r\n${integer}\r\n`);
  }
  for (const [value, text] of [[1e300, "1e+300"], [-0, "-0"], [-2.5, "-2.5"], [Infinity, "inf"], [12, "12"]] as const) {
    writer.resp3 = false;
    writer.double(value);
    assertEquals(written(), `$${text.length}\r\n${text}\r\n`);
    writer.resp3 = true;
    writer.double(value);
    assertEquals(written(), `,${text}\r\n`);
  }
});
