import type { Context } from "../engine/mod.ts";
import type { DeferredSource, ReplyWriter } from "../resp/mod.ts";
import { type Keyspace, type Readable, type Reader, startReading, stopReading } from "../store/mod.ts";
import type { DrawnReply } from "./_drawn_reply.ts";

/**
 * The rest of a reply of elements that are drawn at random, each any number of times. It may be endless, so it is never written at once: when the
 * collection is about to change, elements are drawn from a copy from then on.
 */
export class DrawsReply implements DeferredSource, Reader {
  readonly #keyspace: Keyspace;
  /** What is drawn from; `null` once there is a copy. */
  #collection: Readable | null;
  #copy: DrawnReply | null = null;

  /** `draw` writes an element, `copy` makes a copy that draws as many as are left. `collection` is `null` if it is a small one, which is copied at once. */
  constructor(
    { keyspace, reply }: Context,
    collection: Readable | null,
    private left: number,
    readonly draw: (into: ReplyWriter) => void,
    readonly copy: (left: number) => DrawnReply,
  ) {
    this.#keyspace = keyspace;
    this.#collection = collection;
    if (collection === null) this.#copy = copy(left);
    else startReading(this, collection, keyspace.readers);
    reply.defer(this);
  }

  produce(into: ReplyWriter): boolean {
    if (this.#copy !== null) return this.#copy.produce(into);
    for (; this.left > 0 && !into.isPartFull; this.left--) this.draw(into);
    return this.left > 0;
  }

  settle(): void {
    this.#copy = this.copy(this.left);
    this.end();
  }

  end(): void {
    if (this.#collection !== null) stopReading(this, this.#collection, this.#keyspace.readers);
    this.#collection = null;
  }
}
