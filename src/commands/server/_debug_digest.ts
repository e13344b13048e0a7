/** Digests of data as Redis computes them, so that they compare across servers. */

import { fromString, sha1 } from "../../bytes/mod.ts";
import { type Database, type Keyspace, NO_DEADLINE, type Ref, Span } from "../../store/mod.ts";

const LENGTH = 20;
const EXPIRES = fromString("!!expire!!");
/** A type as a digest has it: four bytes, big end first. */
const TYPE = new Uint8Array(4);
const hash = new Uint8Array(LENGTH);
const KEY = new Span();
const VALUE = new Span();

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

/** The digest of the value of key `buf[start, end)`; zeros if there is none. */
export function valueDigest(database: Database, buf: Uint8Array, start: number, end: number): string {
  const digest = new Uint8Array(LENGTH);
  const ref = database.peek(buf, start, end);
  if (ref !== 0) mixRecord(digest, database, ref);
  return hex(digest);
}

function mixRecord(digest: Uint8Array, database: Database, ref: Ref): void {
  TYPE[3] = database.type(ref);
  mix(digest, TYPE, 0, 4);
  const { buf, start, end } = database.value(ref, VALUE);
  mix(digest, buf, start, end);
  if (database.deadline(ref) !== NO_DEADLINE) xor(digest, EXPIRES, 0, EXPIRES.length);
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
