import { isCanonicalInt64 } from "../bytes/mod.ts";
import type { Ref } from "./arena.ts";
import type { Database } from "./database.ts";
import { Span, StringEncoding, Type } from "./record.ts";

/** Redis 7: the longest string that shares its object's allocation, in bytes. */
const LONGEST_EMBSTR = 44;
const VALUE = new Span();

/** By type, then by `CollectionEncoding`. */
const COLLECTION_NAMES: Readonly<Record<number, readonly string[]>> = {
  [Type.LIST]: ["listpack", "", "", "quicklist"],
  [Type.SET]: ["listpack", "intset", "", "hashtable"],
  [Type.ZSET]: ["listpack", "", "", "skiplist"],
  [Type.HASH]: ["listpack", "", "listpackex", "hashtable"],
};

/** What OBJECT ENCODING says of a record: what Redis would use for the same contents at the same limits. */
export function encodingName(database: Database, ref: Ref): string {
  const encoding = database.encoding(ref);
  const type = database.type(ref);
  if (type !== Type.STRING) return COLLECTION_NAMES[type][encoding];
  const { buf, start, end } = database.value(ref, VALUE);
  if (encoding === StringEncoding.AUTO && isCanonicalInt64(buf, start, end)) return "int";
  if (encoding === StringEncoding.RAW || end - start > LONGEST_EMBSTR) return "raw";
  return "embstr";
}
