import { parseInteger } from "../../bytes/mod.ts";
import { AccessMode, type Database, encodingName, type Ref, Span } from "../../store/mod.ts";

const VALUE = new Span();
/** Digits that an integer in one of RDB's short forms may have. */
const LONGEST_INTEGER = 11;

/** The line of DEBUG OBJECT. */
export function describeRecord(database: Database, ref: Ref): string {
  const { keyspace } = database;
  const { buf, start, end } = database.value(ref, VALUE);
  const clock = database.accessClock(ref);
  const idle = keyspace.accessMode === AccessMode.LFU ? 0 : (Math.floor(keyspace.now / 1000) - clock) & 0xffffff;
  return `Value at:0x${(ref >>> 0).toString(16)} refcount:1 encoding:${encodingName(database, ref)} ` +
    `serializedlength:${savedLength(buf, start, end)} lru:${clock} lru_seconds_idle:${idle}`;
}

/** Bytes of a string as a snapshot has it without compression. RDB: "String Encoding". */
function savedLength(buf: Uint8Array, start: number, end: number): number {
  const length = end - start;
  const value = length <= LONGEST_INTEGER ? parseInteger(buf, start, end) : NaN;
  if (value >= -(2 ** 7) && value < 2 ** 7) return 2;
  if (value >= -(2 ** 15) && value < 2 ** 15) return 3;
  if (value >= -(2 ** 31) && value < 2 ** 31) return 5;
  return length + (length < 2 ** 6 ? 1 : length < 2 ** 14 ? 2 : 5);
}
