import { assertEquals } from "@std/assert";
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
