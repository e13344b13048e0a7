/**
 * What hashes, sets and sorted sets have in common.
 *
 * @module
 */

export { ElementMap } from "./element_map.ts";
