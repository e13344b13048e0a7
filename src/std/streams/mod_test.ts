import { assert, assertEquals, assertRejects } from "@std/assert";
import { toArrayBuffer } from "./mod.ts";

Deno.test("toArrayBuffer joins the chunks", async () => {
  const buffer = await toArrayBuffer(
    ReadableStream.from([new Uint8Array([1, 2]), new Uint8Array([]), new Uint8Array([3])]),
  );
  assert(buffer instanceof ArrayBuffer);
  assertEquals(new Uint8Array(buffer), new Uint8Array([1, 2, 3]));
});

Deno.test("toArrayBuffer of an empty stream is empty", async () => {
  assertEquals((await toArrayBuffer(ReadableStream.from<Uint8Array>([]))).byteLength, 0);
});

Deno.test("toArrayBuffer passes the stream's error on", async () => {
  const broken = new ReadableStream<Uint8Array>({ pull: (controller) => controller.error(new RangeError("broken")) });
  await assertRejects(() => toArrayBuffer(broken), RangeError, "broken");
});
