import { type ByteMap, type Collection, CollectionEncoding, type Database, type Ref, Type } from "../../store/mod.ts";
import type { ElementMap } from "../../types/elements/mod.ts";

/** Chains of this many elements and more are counted together. */
const LONG = 49;
const TITLE = "Hash table 0 stats (main hash table):\n";

/** The index of the elements in a record's value; `null` if it has none. */
export function tableOf(database: Database, ref: Ref): ByteMap | null {
  const type = database.type(ref);
  const isTable = type === Type.SET || type === Type.ZSET || type === Type.HASH;
  if (!isTable || database.encoding(ref) !== CollectionEncoding.LARGE) return null;
  return (database.collection(ref) as Collection & { readonly elements: ElementMap }).elements.map;
}

/** What HTSTATS tells of a database. Deadlines have no table of their own. */
export function databaseStatistics({ map }: Database, full: boolean): string {
  return `[Dictionary HT]\n${tableStatistics(map, full)}[Expires HT]\n${TITLE}${NOTHING}`;
}

const NOTHING = "No stats available for empty dictionaries\n";

/** What HTSTATS tells of an index. In the place of a chain stand elements that share a home place. */
export function tableStatistics(map: ByteMap, full: boolean): string {
  if (map.size === 0) return TITLE + NOTHING;
  const chains = new Float64Array(LONG + 1);
  const { longest, segments } = countChains(map, chains);
  const places = segments * map.segmentPlaces;
  const head = `${TITLE} table size: ${places}\n number of elements: ${map.size}\n`;
  if (!full) return head;
  const homes = places - chains[0];
  const average = (map.size / homes).toFixed(2);
  let text = `${head} different slots: ${homes}\n max chain length: ${longest}\n` +
    ` avg chain length (counted): ${average}\n avg chain length (computed): ${average}\n Chain length distribution:\n`;
  chains.forEach((count, length) => {
    if (count > 0) text += `   ${length}: ${count} (${((count / places) * 100).toFixed(2)}%)\n`;
  });
  return text;
}

/** Counts in `into`, by their number of elements, the places that are home to so many. */
function countChains(map: ByteMap, into: Float64Array): { longest: number; segments: number } {
  const homes = new Uint32Array(map.segmentPlaces);
  let longest = 0;
  let segments = 0;
  for (const segment of map.segments()) {
    segments++;
    homes.fill(0);
    map.forEachIn(segment, (_, hash) => homes[hash & (homes.length - 1)]++);
    for (const length of homes) {
      into[Math.min(length, LONG)]++;
      if (length > longest) longest = length;
    }
  }
  return { longest, segments };
}
