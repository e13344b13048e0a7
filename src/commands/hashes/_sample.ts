import type { DeferredSource, ReplyWriter } from "../../resp/mod.ts";
import { EntryText, type Keyspace, type Reader, startReading, stopReading } from "../../store/mod.ts";
import { FieldCursor, type Hash, type LargeHash } from "../../types/hash/mod.ts";
import { DrawnReply } from "../_drawn_reply.ts";

/** The field that has been drawn. */
export const FIELD = new EntryText();
/** Its value. */
export const VALUE = new EntryText();

/**
 * Fields drawn at random, each any number of times, as a reply that may be endless. It draws from a large hash as long as that does not change, then
 * from a copy of what it held.
 */
export class FieldSample implements DeferredSource, Reader {
  readonly #keyspace: Keyspace;
  readonly #withValues: boolean;
  /** Unix time in ms when the reply began. */
  readonly #now: number;
  #left: number;
  #large: LargeHash | null = null;
  #copy: DrawnReply | null = null;

  /** Draws `count` fields of an open hash; there must be one that has not expired. */
  constructor(keyspace: Keyspace, hash: Hash, count: number, withValues: boolean) {
    this.#keyspace = keyspace;
    this.#withValues = withValues;
    this.#now = keyspace.now;
    this.#left = count;
    if (hash.large === null || hash.due <= this.#now) {
      this.#draw(new FieldCursor().open(hash, this.#now));
    } else {
      this.#large = hash.large;
      startReading(this, hash.large.elements, keyspace.readers);
    }
  }

  produce(into: ReplyWriter): boolean {
    if (this.#large === null) return this.#copy!.produce(into);
    const { elements } = this.#large;
    for (; this.#left > 0 && !into.isPartFull; this.#left--) {
      const ref = elements.sample();
      elements.key(ref, FIELD);
      if (this.#withValues) elements.value(ref, VALUE);
      writeDrawn(into, this.#withValues);
    }
    return this.#left > 0;
  }

  /** The hash is about to change. An endless reply can't be written at once, as others are. */
  settle(): void {
    const cursor = new FieldCursor().openLarge(this.#large!, this.#now);
    this.end();
    this.#draw(cursor);
  }

  end(): void {
    if (this.#large !== null) stopReading(this, this.#large.elements, this.#keyspace.readers);
    this.#large = null;
  }

  /** Draws from a copy of what a cursor shows from now on: of each field its name, then its value, and as its number how long the name is. */
  #draw(cursor: FieldCursor): void {
    const withValues = this.#withValues;
    const { random } = this.#keyspace;
    const copy = new DrawnReply(this.#left, random, (into, bytes, start, end, nameLength) => {
      FIELD.point(bytes, start, start + nameLength);
      VALUE.point(bytes, start + nameLength, end);
      writeDrawn(into, withValues);
    });
    let pair = new Uint8Array(256);
    while (cursor.next()) {
      const { field, value } = cursor;
      const length = field.length + value.length;
      if (length > pair.length) pair = new Uint8Array(length * 2);
      pair.set(field.view());
      pair.set(value.view(), field.length);
      copy.add(pair, 0, withValues ? length : field.length, field.length);
    }
    this.#copy = copy;
  }
}

/** Replies with what has been drawn: {@linkcode FIELD}, and {@linkcode VALUE} with it. */
export function writeDrawn(into: ReplyWriter, withValues: boolean): void {
  if (withValues && into.resp3) into.array(2);
  into.bulk(FIELD.buf, FIELD.start, FIELD.end);
  if (withValues) into.bulk(VALUE.buf, VALUE.start, VALUE.end);
}
