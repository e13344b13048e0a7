/** Somebody who reads a large collection in parts, over several turns of the event loop. */
export interface Reader {
  /** Reads all that is left, at once: what it reads is about to change, or to go. It stops reading then. */
  settle(): void;
}

/** What can be read in parts. */
export interface Readable {
  /** Who is reading it; `null` while nobody is. Every mutator, and whatever frees it, settles them before it changes anything. */
  readers: Readers | null;
}

/** Those who read one collection, or any collection of a keyspace. */
export class Readers {
  readonly #readers = new Set<Reader>();

  get size(): number {
    return this.#readers.size;
  }

  add(reader: Reader): void {
    this.#readers.add(reader);
  }

  remove(reader: Reader): void {
    this.#readers.delete(reader);
  }

  /** Has all of them read what is left, and forgets them. */
  settle(): void {
    for (const reader of this.#readers) {
      this.#readers.delete(reader);
      reader.settle();
    }
  }
}

/** Notes that `reader` reads `collection`. `all` are the readers of the whole keyspace, who are settled before its memory is dropped at once. */
export function startReading(reader: Reader, collection: Readable, all: Readers): void {
  collection.readers ??= new Readers();
  collection.readers.add(reader);
  all.add(reader);
}

/** Notes that `reader` reads no more. Of no effect if it is not known. */
export function stopReading(reader: Reader, collection: Readable, all: Readers): void {
  all.remove(reader);
  const { readers } = collection;
  if (readers === null) return;
  readers.remove(reader);
  if (readers.size === 0) collection.readers = null;
}
