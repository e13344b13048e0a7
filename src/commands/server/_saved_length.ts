import { parseInteger } from "../../bytes/mod.ts";
import { CollectionEncoding, type Database, PACKED_HEAD, type Ref, Span, Type } from "../../store/mod.ts";
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

const VALUE = new Span();
const LIST = new List();
const SET = new MemberSet();
const SET_CURSOR = new SetCursor();
const SORTED_SET = new SortedSet();
const HASH = new Hash();
const FIELD_CURSOR = new FieldCursor();

/** About how many bytes the value of a record is in a snapshot without compression. RDB: "String Encoding", and the types' own. */
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
  const { length } = db.value(ref, VALUE);
  switch (db.encoding(ref)) {
    case CollectionEncoding.INTSET:
      return blobLength(length - OUR_INTSET_HEAD + INTSET_HEAD);
    case CollectionEncoding.TIMED:
      return DOUBLE + blobLength(length - PACKED_HEAD - DOUBLE + LISTPACK_BYTES);
    default: {
      const blob = blobLength(length - PACKED_HEAD + LISTPACK_BYTES);
      // A list is a quicklist: the number of its nodes, and the kind of the only one.
      return db.type(ref) === Type.LIST ? blob + 2 : blob;
    }
  }
}

function listLength({ large }: List): number {
  const { chunks } = large!;
  let bytes = countLength(chunks.length);
  for (let i = 0; i < chunks.length; i++) bytes += 1 + blobLength(chunks.end(i) - chunks.start(i) + LISTPACK_BYTES);
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
