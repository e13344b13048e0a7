/**
 * The sorted set: members ordered by score, then by their bytes. Small ones are packed into the record, large ones are a map from member to score
 * with a counted B+tree beside it.
 *
 * @module
 */

export { SortedSetDraft } from "./draft.ts";
export { RUN, Run } from "./run.ts";
export { Put, SortedSet } from "./sorted_set.ts";
