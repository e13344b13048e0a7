/**
 * Sets of byte strings: the structure under SADD, SINTER and their like.
 *
 * @module
 */

export { LargeSet } from "./_large_set.ts";
export { MemberSet } from "./member_set.ts";
export { SetCursor } from "./set_cursor.ts";
