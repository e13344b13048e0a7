/**
 * Pure functions over bytes. A piece of bytes is a buffer with the index of its first byte and the index after its last one
 * (`b`, `s`, `e`), so that looking into a request allocates nothing. Indices are trusted: 0 <= s <= e <= b.length.
 *
 * @module
 */

export * from "./ascii.ts";
export * from "./crc16.ts";
export * from "./crc64.ts";
export * from "./double.ts";
export * from "./glob.ts";
export * from "./hash.ts";
export * from "./integer.ts";
export * from "./long_double.ts";
export * from "./quoting.ts";
export * from "./sha1.ts";
