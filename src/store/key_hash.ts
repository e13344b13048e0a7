import { hashBytes } from "../bytes/mod.ts";

/**
 * The hash of the key that was hashed last in the buffer of the requests that run now. A key is hashed when it is fetched ahead, when it is looked
 * up and when it is written; it stays where it is in that buffer meanwhile, and its place tells it from any other.
 */
let requests: Uint8Array | null = null;
let knownStart = -1;
let knownHash = 0;
/** The same of the element of a collection that the request names. */
let knownElement = -1;
let elementHash = 0;

/** Requests from `buf`, whose bytes stay as they are until {@linkcode endRequests}, begin to run. */
export function beginRequests(buf: Uint8Array): void {
  requests = buf;
  knownStart = knownElement = -1;
}

/** The buffer's bytes may change from now on. */
export function endRequests(): void {
  requests = null;
}

/** Tells the hash of the key at `start` of `buf`, which counts only if that is the requests' buffer: inline requests have one of their own. */
export function presetHash(buf: Uint8Array, start: number, hash: number): void {
  if (buf !== requests) return;
  knownStart = start;
  knownHash = hash;
}

/** The hash of key `buf[start, end)`. */
export function hashKey(buf: Uint8Array, start: number, end: number): number {
  if (buf !== requests) return hashBytes(buf, start, end);
  if (start !== knownStart) {
    knownHash = hashBytes(buf, start, end);
    knownStart = start;
  }
  return knownHash;
}

/** Tells the hash of the element at `start` of `buf`: what {@linkcode presetHash} is for a key. */
export function presetElementHash(buf: Uint8Array, start: number, hash: number): void {
  if (buf !== requests) return;
  knownElement = start;
  elementHash = hash;
}

/** The hash of element `buf[start, end)` of a collection. */
export function hashElement(buf: Uint8Array, start: number, end: number): number {
  return start === knownElement && buf === requests ? elementHash : hashBytes(buf, start, end);
}
