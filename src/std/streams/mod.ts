/**
 * The part of `@std/streams` that this project uses, over the runtime's own web streams.
 *
 * @module
 */

/** Reads the stream to its end and gives all its bytes in one buffer. */
export function toArrayBuffer(readableStream: ReadableStream<Uint8Array>): Promise<ArrayBuffer> {
  return new Response(readableStream as ReadableStream<Uint8Array<ArrayBuffer>>).arrayBuffer();
}
