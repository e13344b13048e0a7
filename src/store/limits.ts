/** How large a collection may be in its packed form, each number that of the directive it is named after. */
export interface CollectionLimits {
  /** `hash-max-listpack-entries`: fields. */
  hashEntries: number;
  /** `hash-max-listpack-value`: bytes of a field's name or value. */
  hashValue: number;
  /** `list-max-listpack-size`: entries of a chunk; from -1 to -5, a chunk's bytes: 4, 8, 16, 32, 64 KB. */
  listSize: number;
  /** Bytes from which on an entry of a large list has a chunk of its own. DEBUG QUICKLIST-PACKED-THRESHOLD sets it, for tests. */
  listAlone: number;
  /** `set-max-intset-entries`. */
  setIntsetEntries: number;
  /** `set-max-listpack-entries`. */
  setEntries: number;
  /** `set-max-listpack-value`: bytes of a member. */
  setValue: number;
  /** `zset-max-listpack-entries`: members. */
  zsetEntries: number;
  /** `zset-max-listpack-value`: bytes of a member. */
  zsetValue: number;
  /** `hll-sparse-max-bytes`. */
  hllSparseBytes: number;
}

/** What {@linkcode CollectionLimits.listAlone} is by default. */
export const DEFAULT_LIST_ALONE = 2 ** 30;

/** Redis 7.2's defaults. */
export function defaultLimits(): CollectionLimits {
  return {
    hashEntries: 512,
    hashValue: 64,
    listSize: -2,
    listAlone: DEFAULT_LIST_ALONE,
    setIntsetEntries: 512,
    setEntries: 128,
    setValue: 64,
    zsetEntries: 128,
    zsetValue: 64,
    hllSparseBytes: 3000,
  };
}
