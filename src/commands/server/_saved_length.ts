import { formatShortest, isCanonicalInt64, parseInteger } from "../../bytes/mod.ts";
import {
  CollectionEncoding,
  type Database,
  entryBytes,
  entryNumber,
  EntryText,
  PACKED_HEAD,
  type Ref,
  Span,
  Type,
} from "../../store/mod.ts";
import { FieldCursor, Hash } from "../../types/hash/mod.ts";
import { List } from "../../types/list/mod.ts";
import { MemberSet, SetCursor } from "../../types/set/mod.ts";
import { SortedSet } from "../../types/sorted_set/mod.ts";

/** Digits that an integer in one of RDB's short forms may have. */
const LONGEST_INTEGER = 11;
/** Bytes of a listpack beside its entries: its length, their number, the end. */
export const LISTPACK_BYTES = 7;
/** Bytes of an intset before its integers, and of ours. */
const INTSET_HEAD = 8;
const OUR_INTSET_HEAD = 1;
/** A score, and the earliest deadline of a hash's fields. */
const DOUBLE = 8;
/** An integer of 64 bits in a listpack, and the fewest digits of one that our entries keep as a text. */
const LONG_ENTRY = 10;
const LONG_DIGITS = 16;

const VALUE = new Span();
const TEXT = new EntryText();
const LIST = new List();
const SET = new MemberSet();
const SET_CURSOR = new SetCursor();
const SORTED_SET = new SortedSet();
const HASH = new Hash();
const FIELD_CURSOR = new FieldCursor();

/** How many bytes the value of a record is in a snapshot without compression. RDB: "String Encoding", and the types' own. */
export function savedLength(db: Database, ref: Ref): number {
  const type = db.type(ref);
  if (type === Type.STRING) return textLength(db.value(ref, VALUE));
  if (db.encoding(ref) !== CollectionEncoding.LARGE) return smallLength(db, ref);
  switch (type) {
    case Type.LIST:
      return listLength(LIST.open(db, ref));
    case Type.SET:
      return setLength(SET.open(db, ref));
    case Type.ZSET:
      return sortedSetLength(SORTED_SET.open(db, ref));
    default:
      return hashLength(HASH.open(db, ref));
  }
}

/** A text, the integers among them in their short forms. */
function textLength({ buf, start, end }: Span): number {
  const length = end - start;
  const value = length <= LONGEST_INTEGER ? parseInteger(buf, start, end) : NaN;
  if (value >= -(2 ** 7) && value < 2 ** 7) return 2;
  if (value >= -(2 ** 15) && value < 2 ** 15) return 3;
  if (value >= -(2 ** 31) && value < 2 ** 31) return 5;
  return blobLength(length);
}

/** A collection in its record: one blob. */
function smallLength(db: Database, ref: Ref): number {
  const { buf, end, length, start } = db.value(ref, VALUE);
  switch (db.encoding(ref)) {
    case CollectionEncoding.INTSET:
      return blobLength(length - OUR_INTSET_HEAD + INTSET_HEAD);
    case CollectionEncoding.TIMED:
      return DOUBLE + blobLength(listpackLength(buf, start + PACKED_HEAD + DOUBLE, end));
    default: {
      const blob = blobLength(listpackLength(buf, start + PACKED_HEAD, end));
      // A list is a quicklist: the number of its nodes, and the kind of the only one.
      return db.type(ref) === Type.LIST ? blob + 2 : blob;
    }
  }
}

/** Packed entries as a listpack: it has no doubles, but 64-bit integers that ours do not have. */
function listpackLength(bytes: Uint8Array, start: number, end: number): number {
  let length = LISTPACK_BYTES;
  for (let at = start; at < end; at += entryBytes(bytes, at)) {
    const number = entryNumber(bytes, at);
    if (number !== number) length += isLong(TEXT.read(bytes, at)) ? LONG_ENTRY : entryBytes(bytes, at);
    else length += Number.isSafeInteger(number) ? entryBytes(bytes, at) : formatShortest(number).length + 2;
  }
  return length;
}

function isLong({ buf, end, start }: Span): boolean {
  return end - start >= LONG_DIGITS && isCanonicalInt64(buf, start, end);
}

function listLength({ large }: List): number {
  const { chunks } = large!;
  let bytes = countLength(chunks.length);
  for (let i = 0; i < chunks.length; i++) {
    bytes += 1 + blobLength(listpackLength(chunks.bytes(i), chunks.start(i), chunks.end(i)));
  }
  return bytes;
}

function setLength(set: MemberSet): number {
  let bytes = countLength(set.size);
  for (SET_CURSOR.open(set); SET_CURSOR.next();) bytes += textLength(SET_CURSOR.member);
  return bytes;
}

function sortedSetLength(set: SortedSet): number {
  let bytes = countLength(set.size) + DOUBLE * set.size;
  for (let more = set.seek(0); more; more = set.next()) bytes += textLength(set.member);
  return bytes;
}

function hashLength(hash: Hash): number {
  let bytes = countLength(hash.size);
  for (FIELD_CURSOR.open(hash, -Infinity); FIELD_CURSOR.next();) {
    bytes += textLength(FIELD_CURSOR.field) + textLength(FIELD_CURSOR.value);
  }
  return bytes;
}

/** Bytes of a count. RDB: "Length Encoding". */
function countLength(count: number): number {
  return count < 2 ** 6 ? 1 : count < 2 ** 14 ? 2 : count < 2 ** 32 ? 5 : 9;
}

function blobLength(length: number): number {
  return countLength(length) + length;
}
