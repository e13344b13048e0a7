import { type CollectionLimits, MAX_PACKED_BYTES, MAX_PACKED_ENTRIES } from "../../store/mod.ts";

/** Bytes of a chunk by `list-max-listpack-size` from -1 to -5. */
const CHUNK_BYTES = [4096, 8192, 16384, 32768, 65536];
/** Redis 7.2: where the directive counts entries, a chunk of more than one has at most as many bytes. */
const COUNTED_BYTES = 8192;
/** Bytes that a listpack has beside its entries. */
const LISTPACK_BYTES = 7;

/** The most bytes of entries that a chunk has, unless it has one entry only. */
export function chunkBytes({ listAlone, listSize }: CollectionLimits): number {
  return Math.min(mostBytes(listSize), listAlone);
}

/** The same by `list-max-listpack-size` alone. */
function mostBytes(size: number): number {
  if (size >= 0) return COUNTED_BYTES;
  return CHUNK_BYTES[Math.min(CHUNK_BYTES.length, -size) - 1];
}

/** The most entries that a chunk has by `list-max-listpack-size`. Redis takes 0 for 1. */
export function mostEntries(size: number): number {
  return size >= 0 ? Math.max(1, size) : Infinity;
}

/** Whether a list of `entries` entries and `bytes` bytes of them is too large to stay packed, by `list-max-listpack-size`. */
export function exceeds(size: number, entries: number, bytes: number): boolean {
  return bytes + LISTPACK_BYTES > mostBytes(size) || entries > mostEntries(size) || entries > MAX_PACKED_ENTRIES;
}

/** Whether one chunk of `entries` entries and `bytes` bytes of them is small enough to be packed again: Redis 7.2 does so at half of the limit. */
export function packsAgain(size: number, entries: number, bytes: number): boolean {
  if (size < 0) return bytes + LISTPACK_BYTES <= mostBytes(size) / 2;
  return entries <= mostEntries(size) >> 1 && bytes <= MAX_PACKED_BYTES;
}
