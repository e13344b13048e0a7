import { isCanonicalInt64 } from "../bytes/mod.ts";
import type { Ref } from "./arena.ts";
import type { Database } from "./database.ts";
import { Span, StringEncoding } from "./record.ts";

/** Redis 7: the longest string that shares its object's allocation, in bytes. */
const LONGEST_EMBSTR = 44;
const VALUE = new Span();

/** What OBJECT ENCODING says of a string. */
export function encodingName(database: Database, ref: Ref): "int" | "embstr" | "raw" {
  const encoding = database.encoding(ref);
  const { buf, start, end } = database.value(ref, VALUE);
  if (encoding === StringEncoding.AUTO && isCanonicalInt64(buf, start, end)) return "int";
  if (encoding === StringEncoding.RAW || end - start > LONGEST_EMBSTR) return "raw";
  return "embstr";
}
