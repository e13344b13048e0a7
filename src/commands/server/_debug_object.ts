import { AccessMode, type Database, encodingName, type Ref, Type } from "../../store/mod.ts";
import { List } from "../../types/list/mod.ts";
import { LISTPACK_BYTES, savedLength } from "./_saved_length.ts";

/** Redis keeps `list-max-listpack-size` within these. */
const LEAST_FILL = -5;
const MOST_FILL = 32767;

const LIST = new List();

/** The line of DEBUG OBJECT. */
export function describeRecord(database: Database, ref: Ref): string {
  const { keyspace } = database;
  const clock = database.accessClock(ref);
  const idle = keyspace.accessMode === AccessMode.LFU ? 0 : (Math.floor(keyspace.now / 1000) - clock) & 0xffffff;
  return `Value at:0x${(ref >>> 0).toString(16)} refcount:1 encoding:${encodingName(database, ref)} ` +
    `serializedlength:${savedLength(database, ref)} lru:${clock} lru_seconds_idle:${idle}${chunksOf(database, ref)}`;
}

/** What is to tell of the chunks of a large list: for Redis, the nodes of a quicklist. */
function chunksOf(database: Database, ref: Ref): string {
  const large = database.type(ref) === Type.LIST ? LIST.open(database, ref).large : null;
  if (large === null) return "";
  const nodes = large.chunks.length;
  const fill = Math.max(LEAST_FILL, Math.min(MOST_FILL, database.keyspace.limits.listSize));
  return ` ql_nodes:${nodes} ql_avg_node:${(large.size / nodes).toFixed(2)} ql_listpack_max:${fill} ql_compressed:0` +
    ` ql_uncompressed_size:${large.bytes + nodes * LISTPACK_BYTES}`;
}
