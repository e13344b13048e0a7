import { copyBytes, digits, writeInteger } from "../../bytes/mod.ts";
import type { DeferredSource, ReplyWriter } from "../../resp/mod.ts";
import { EntryText, type Keyspace, type Reader, type Span, startReading, stopReading } from "../../store/mod.ts";
import { FieldCursor, type Hash, type LargeHash } from "../../types/hash/mod.ts";

const FIELD = new EntryText();
const VALUE = new EntryText();
/** The head of an array of two. */
const PAIR = Uint8Array.of(0x2a, 0x32, 13, 10);

/**
 * Fields drawn at random, each any number of times, as a reply that may be endless. It draws from a large hash as long as that does not change, then
 * from a copy of what it showed; the copy is outside the arena, which may be dropped at any time.
 */
export class FieldSample implements DeferredSource, Reader {
  readonly #keyspace: Keyspace;
  readonly #withValues: boolean;
  /** Whether each field makes an array with its value. */
  readonly #inPairs: boolean;
  /** Unix time in ms when the reply began. */
  readonly #now: number;
  #left: number;
  #large: LargeHash | null = null;
  #copy: Replies | null = null;

  /** `count` fields of an open hash; there must be one that has not expired. */
  constructor(keyspace: Keyspace, hash: Hash, count: number, withValues: boolean, inPairs: boolean) {
    this.#keyspace = keyspace;
    this.#withValues = withValues;
    this.#inPairs = inPairs;
    this.#now = keyspace.now;
    this.#left = count;
    if (hash.large === null || hash.due <= this.#now) {
      this.#copy = new Replies(new FieldCursor().open(hash, this.#now), withValues, inPairs);
    } else {
      this.#large = hash.large;
      startReading(this, hash.large.elements, keyspace.readers);
    }
  }

  produce(into: ReplyWriter): boolean {
    while (this.#left > 0 && !into.isPartFull) {
      if (this.#large !== null) this.#draw(into, this.#large);
      else this.#copy!.draw(into, this.#keyspace.random);
      this.#left--;
    }
    return this.#left > 0;
  }

  /** The hash is about to change. An endless reply can't be written at once, as others are. */
  settle(): void {
    const large = this.#large!;
    this.end();
    this.#copy = new Replies(new FieldCursor().openLarge(large, this.#now), this.#withValues, this.#inPairs);
  }

  end(): void {
    if (this.#large !== null) stopReading(this, this.#large.elements, this.#keyspace.readers);
    this.#large = null;
  }

  #draw(into: ReplyWriter, { elements }: LargeHash): void {
    const ref = elements.sample();
    elements.key(ref, FIELD);
    if (this.#inPairs) into.array(2);
    into.bulk(FIELD.buf, FIELD.start, FIELD.end);
    if (!this.#withValues) return;
    elements.value(ref, VALUE);
    into.bulk(VALUE.buf, VALUE.start, VALUE.end);
  }
}

/** One encoded reply for each field that a cursor shows. */
class Replies {
  readonly #bytes: Uint8Array;
  /** Where each ends. */
  readonly #ends: Float64Array;

  constructor(cursor: FieldCursor, withValues: boolean, inPairs: boolean) {
    const ends: number[] = [];
    let end = 0;
    while (cursor.next()) {
      end += (inPairs ? PAIR.length : 0) + bulkBytes(cursor.field) + (withValues ? bulkBytes(cursor.value) : 0);
      ends.push(end);
    }
    this.#ends = Float64Array.from(ends);
    this.#bytes = new Uint8Array(end);
    let at = 0;
    cursor.rewind();
    while (cursor.next()) {
      if (inPairs) {
        this.#bytes.set(PAIR, at);
        at += PAIR.length;
      }
      at = writeBulk(this.#bytes, at, cursor.field);
      if (withValues) at = writeBulk(this.#bytes, at, cursor.value);
    }
  }

  draw(into: ReplyWriter, random: (limit: number) => number): void {
    const i = random(this.#ends.length);
    into.raw(this.#bytes.subarray(i === 0 ? 0 : this.#ends[i - 1], this.#ends[i]));
  }
}

/** Bytes of a bulk string: `$`, length and text, each with a line end. */
function bulkBytes({ length }: Span): number {
  return 1 + digits(length) + 2 + length + 2;
}

function writeBulk(bytes: Uint8Array, at: number, { buf, start, end }: Span): number {
  bytes[at] = 0x24;
  const from = writeLineEnd(bytes, writeInteger(bytes, at + 1, end - start));
  copyBytes(bytes, from, buf, start, end);
  return writeLineEnd(bytes, from + end - start);
}

function writeLineEnd(bytes: Uint8Array, at: number): number {
  bytes[at] = 13;
  bytes[at + 1] = 10;
  return at + 2;
}
