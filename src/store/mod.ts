/**
 * The store: records in an arena outside the JavaScript heap, a byte-keyed index over them, databases, expiry and scanning. It knows no
 * protocol and no clock; time is handed in.
 *
 * @module
 */

export { Arena, MAX_BLOCK_UNITS, type Ref, SLAB_SHIFT, UNIT, UNIT_MASK } from "./arena.ts";
export { ByteMap, type MapOwner, type Segment } from "./byte_map.ts";
export { type Collection, CollectionEncoding } from "./collection.ts";
export { Compaction } from "./compaction.ts";
export { Database, KEEP_DEADLINE } from "./database.ts";
export { encodingName } from "./encoding.ts";
export { ExpiryQueue } from "./expiry.ts";
export { beginRequests, endRequests, hashElement, hashKey, presetElementHash, presetHash } from "./key_hash.ts";
export { AccessMode, Keyspace, type KeyspaceObserver } from "./keyspace.ts";
export { lfuCount } from "./lfu.ts";
export { type CollectionLimits, DEFAULT_LIST_ALONE } from "./limits.ts";
export { MAX_PACKED_BYTES, MAX_PACKED_ENTRIES, Packed, PACKED_HEAD } from "./packed.ts";
export { entryBefore, entryBytes, entryNumber, EntryText, PackedEntry } from "./packed_entry.ts";
export {
  deadlineOf,
  MAX_DEADLINE,
  NO_DEADLINE,
  Span,
  StringEncoding,
  Type,
  TYPE_NAMES,
  writeDeadline,
} from "./record.ts";
export { type Readable, type Reader, Readers, startReading, stopReading } from "./readers.ts";
export { HandleTable } from "./record.ts";
export { Records, valueAt } from "./records.ts";
export { scan } from "./scan.ts";
