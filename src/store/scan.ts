import type { Ref } from "./arena.ts";
import type { ByteMap } from "./byte_map.ts";
import { endOf, HASHES } from "./byte_map.ts";

/** Segments that one call may visit for each element asked for, while it finds none. */
const SEGMENTS_PER_ELEMENT = 10;

/**
 * Collects about `count` records in the order of hashes from hash `cursor` (0 to start), and returns the cursor to go on with, 0 at the end. An
 * element that is in the map throughout is collected exactly once, whatever happens to the map between the calls: a cursor is a hash, and each
 * call takes all elements of a range of hashes.
 */
export function scan(map: ByteMap, cursor: number, count: number, into: Ref[]): number {
  let from = cursor;
  let segments = count * SEGMENTS_PER_ELEMENT;
  while (from < HASHES && into.length < count && segments-- > 0) {
    const segment = map.segmentOf(from | 0);
    const end = endOf(segment);
    // Hashes are spread evenly, so this much of the segment's range holds about as many elements as are still missing.
    const share = (HASHES / 2 ** segment.depth) * ((count - into.length) / Math.max(1, segment.used));
    const to = Math.min(end, Math.ceil(from + share));
    map.forEachIn(segment, (ref, hash) => {
      if ((hash >>> 0) >= from && (hash >>> 0) < to) into.push(ref);
    });
    from = to;
  }
  return from >= HASHES ? 0 : from;
}
