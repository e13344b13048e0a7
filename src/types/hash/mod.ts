/**
 * Hashes: fields with values, and deadlines of fields.
 *
 * @module
 */

export { FieldCursor } from "./field_cursor.ts";
export { Hash } from "./hash.ts";
export { installHashes } from "./install.ts";
export { LargeHash } from "./_large_hash.ts";
