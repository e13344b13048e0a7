import type { Context } from "../../engine/mod.ts";
import type { DeferredSource, ReplyWriter } from "../../resp/mod.ts";
import { type Keyspace, type Readable, type Reader, type Ref, startReading, stopReading } from "../../store/mod.ts";
import { SortedSet } from "../../types/sorted_set/mod.ts";
import { DrawnReply } from "../_drawn_reply.ts";
import { replyMember } from "./_sorted_set.ts";

/**
 * The rest of a reply of members that are drawn at random, each any number of times. It may be endless, so it is never written at once: once the set is
 * about to change, members are drawn from a copy.
 */
export class MemberDraws implements DeferredSource, Reader {
  readonly #keyspace: Keyspace;
  readonly #set: SortedSet;
  readonly #withScores: boolean;
  #left: number;
  /** What is read; `null` once there is a copy. */
  #readable: Readable | null = null;
  #copy: DrawnReply | null = null;

  /** `left` members of the set in the record at `ref`. */
  constructor({ db, keyspace }: Context, ref: Ref, left: number, withScores: boolean) {
    this.#keyspace = keyspace;
    this.#set = new SortedSet().open(db, ref);
    this.#withScores = withScores;
    this.#left = left;
    const { readable } = this.#set;
    if (readable === null) {
      this.#copyAll();
    } else {
      this.#readable = readable;
      startReading(this, readable, keyspace.readers);
    }
  }

  produce(into: ReplyWriter): boolean {
    if (this.#copy !== null) return this.#copy.produce(into);
    const set = this.#set;
    for (; this.#left > 0 && !into.isPartFull; this.#left--) {
      set.seek(this.#keyspace.random(set.size));
      replyMember(into, set, this.#withScores);
    }
    return this.#left > 0;
  }

  settle(): void {
    this.#copyAll();
    this.end();
  }

  end(): void {
    if (this.#readable !== null) stopReading(this, this.#readable, this.#keyspace.readers);
    this.#readable = null;
  }

  #copyAll(): void {
    const withScores = this.#withScores;
    const copy = new DrawnReply(this.#left, this.#keyspace.random, (into, buf, start, end, score) => {
      if (withScores && into.resp3) into.array(2);
      into.bulk(buf, start, end);
      if (withScores) into.double(score);
    });
    this.#set.forEach(({ buf, start, end }, score) => copy.add(buf, start, end, score));
    this.#copy = copy;
  }
}
