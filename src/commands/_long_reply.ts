import type { Context } from "../engine/mod.ts";
import type { DeferredSource, ReplyWriter } from "../resp/mod.ts";
import { type Keyspace, type Readable, type Reader, startReading, stopReading } from "../store/mod.ts";

/** Bytes of a reply that are written at once, about; what is longer goes out as the client takes it. */
export const AT_ONCE = 1024 * 1024;

/**
 * The rest of a long reply: elements of a large collection, which are written as the client takes them. Whoever is about to change the collection has all
 * of them written first.
 */
export class LongReply implements DeferredSource, Reader {
  readonly #reply: ReplyWriter;
  readonly #keyspace: Keyspace;
  readonly #collection: Readable;
  readonly #writeNext: (into: ReplyWriter) => boolean;
  readonly #ended: () => void;

  /** `writeNext` writes an element, and is false when there is none left. `ended` is called at the end, however that comes. */
  constructor(
    { keyspace, reply }: Context,
    collection: Readable,
    writeNext: (into: ReplyWriter) => boolean,
    ended: () => void = () => {},
  ) {
    this.#reply = reply;
    this.#keyspace = keyspace;
    this.#collection = collection;
    this.#writeNext = writeNext;
    this.#ended = ended;
    startReading(this, collection, keyspace.readers);
    reply.defer(this);
  }

  produce(into: ReplyWriter): boolean {
    while (!into.isPartFull) if (!this.#writeNext(into)) return false;
    return true;
  }

  settle(): void {
    this.#reply.settle(this);
  }

  end(): void {
    stopReading(this, this.#collection, this.#keyspace.readers);
    this.#ended();
  }
}
