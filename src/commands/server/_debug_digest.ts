/** Digests of data as Redis computes them, so that they compare across servers. */

import { formatShortest, fromString, sha1 } from "../../bytes/mod.ts";
import {
  type Database,
  entryNumber,
  EntryText,
  hashKey,
  type Keyspace,
  NO_DEADLINE,
  type Ref,
  Span,
  Type,
} from "../../store/mod.ts";
import { Hash } from "../../types/hash/mod.ts";
import { List, ListCursor } from "../../types/list/mod.ts";
import { MemberSet, SetCursor } from "../../types/set/mod.ts";
import { SortedSet } from "../../types/sorted_set/mod.ts";

const LENGTH = 20;
const EXPIRES = fromString("!!expire!!");
const FIELD_EXPIRES = fromString("!!hexpire!!");
/** A type as a digest has it: four bytes, big end first. */
const TYPE = new Uint8Array(4);
const hash = new Uint8Array(LENGTH);
const KEY = new Span();
const VALUE = new Span();

/** The digest of an element that has two parts. */
const ELEMENT = new Uint8Array(LENGTH);
const LIST = new List();
const LIST_CURSOR = new ListCursor();
const SET = new MemberSet();
const SET_CURSOR = new SetCursor();
const SORTED_SET = new SortedSet();
const HASH = new Hash();
const FIELD_TEXT = new EntryText();
const VALUE_TEXT = new EntryText();

/** The digest of all databases, in hexadecimal. The order of keys has no influence. */
export function datasetDigest(keyspace: Keyspace): string {
  const all = new Uint8Array(LENGTH);
  const one = new Uint8Array(LENGTH);
  const index = new Uint8Array(4);
  for (const database of keyspace.databases) {
    if (database.size === 0) continue;
    new DataView(index.buffer).setInt32(0, database.index);
    mix(all, index, 0, 4);
    database.map.forEach((ref) => {
      one.fill(0);
      const { buf, start, end } = database.key(ref, KEY);
      mix(one, buf, start, end);
      mixRecord(one, database, ref);
      xor(all, one, 0, LENGTH);
    });
  }
  return hex(all);
}

/** The digest of the value of key `buf[start, end)`, even if its deadline has passed; zeros if there is none. */
export function valueDigest(database: Database, buf: Uint8Array, start: number, end: number): string {
  const digest = new Uint8Array(LENGTH);
  const ref = database.map.find(buf, start, end, hashKey(buf, start, end));
  if (ref !== 0) mixRecord(digest, database, ref);
  return hex(digest);
}

function mixRecord(digest: Uint8Array, database: Database, ref: Ref): void {
  const type = database.type(ref);
  // For Redis, streams are number 6.
  TYPE[3] = type === Type.STREAM ? 6 : type;
  mix(digest, TYPE, 0, 4);
  switch (type) {
    case Type.STRING:
      mixSpan(digest, database.value(ref, VALUE));
      break;
    case Type.LIST:
      LIST_CURSOR.open(LIST.open(database, ref), 0, true);
      while (LIST_CURSOR.next()) mixSpan(digest, LIST_CURSOR.entry);
      break;
    case Type.SET:
      SET_CURSOR.open(SET.open(database, ref));
      for (const { member } = SET_CURSOR; SET_CURSOR.next();) xor(digest, member.buf, member.start, member.end);
      break;
    case Type.ZSET:
      mixSortedSet(digest, database, ref);
      break;
    case Type.HASH:
      mixHash(digest, database, ref);
      break;
  }
  if (database.deadline(ref) !== NO_DEADLINE) xor(digest, EXPIRES, 0, EXPIRES.length);
}

function mixSortedSet(digest: Uint8Array, database: Database, ref: Ref): void {
  SORTED_SET.open(database, ref);
  for (let more = SORTED_SET.seek(0); more; more = SORTED_SET.next()) {
    const score = fromString(formatShortest(SORTED_SET.memberScore));
    ELEMENT.fill(0);
    mixSpan(ELEMENT, SORTED_SET.member);
    mix(ELEMENT, score, 0, score.length);
    xor(digest, ELEMENT, 0, LENGTH);
  }
}

/** Fields whose deadline has passed are in it as long as they are in the hash. As in Redis 7.4, a deadline counts, but not when it is. */
function mixHash(digest: Uint8Array, database: Database, ref: Ref): void {
  const { isTimed, large, packed } = HASH.open(database, ref);
  if (large !== null) {
    large.elements.forEach((field) => {
      large.elements.key(field, FIELD_TEXT);
      large.elements.value(field, VALUE_TEXT);
      mixField(digest, large.deadline(field) !== NO_DEADLINE);
    });
    return;
  }
  for (let at = packed.start; at < packed.end;) {
    FIELD_TEXT.read(packed.bytes, at);
    at = packed.next(at);
    VALUE_TEXT.read(packed.bytes, at);
    at = packed.next(at);
    const expires = isTimed && entryNumber(packed.bytes, at) !== NO_DEADLINE;
    if (isTimed) at = packed.next(at);
    mixField(digest, expires);
  }
}

/** Adds the field in `FIELD_TEXT` with the value in `VALUE_TEXT`. */
function mixField(digest: Uint8Array, expires: boolean): void {
  ELEMENT.fill(0);
  mixSpan(ELEMENT, FIELD_TEXT);
  mixSpan(ELEMENT, VALUE_TEXT);
  if (expires) xor(ELEMENT, FIELD_EXPIRES, 0, FIELD_EXPIRES.length);
  xor(digest, ELEMENT, 0, LENGTH);
}

function mixSpan(digest: Uint8Array, { buf, start, end }: Span): void {
  mix(digest, buf, start, end);
}

/** Adds bytes to a digest, whatever the order. */
function xor(digest: Uint8Array, buf: Uint8Array, start: number, end: number): void {
  sha1(buf, start, end, hash);
  for (let i = 0; i < LENGTH; i++) digest[i] ^= hash[i];
}

/** Adds bytes to a digest, in this order. */
function mix(digest: Uint8Array, buf: Uint8Array, start: number, end: number): void {
  xor(digest, buf, start, end);
  sha1(digest, 0, LENGTH, digest);
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
