/**
 * Lists of byte strings: the structure under LPUSH, LRANGE and their like.
 *
 * @module
 */

export { LargeList } from "./large_list.ts";
export { List } from "./list.ts";
export { ListCursor } from "./list_cursor.ts";
