/**
 * The store: records in an arena outside the JavaScript heap, a byte-keyed index over them, databases, expiry and scanning. It knows no
 * protocol and no clock; time is handed in.
 *
 * @module
 */

export { Arena, type Ref, SLAB_SHIFT, UNIT_MASK } from "./arena.ts";
export { ByteMap } from "./byte_map.ts";
export { Compaction } from "./compaction.ts";
export { Database, KEEP_DEADLINE } from "./database.ts";
export { encodingName } from "./encoding.ts";
export { ExpiryQueue } from "./expiry.ts";
export { beginRequests, endRequests, presetHash } from "./key_hash.ts";
export { AccessMode, Keyspace, type KeyspaceObserver } from "./keyspace.ts";
export { lfuCount } from "./lfu.ts";
export { MAX_DEADLINE, NO_DEADLINE, Span, StringEncoding, Type, TYPE_NAMES } from "./record.ts";
export { scan } from "./scan.ts";
