import { type DeferredSource, PART_BYTES, type ReplyWriter } from "../../resp/mod.ts";
import { type Keyspace, Span } from "../../store/mod.ts";
import { LargeSet, type MemberSet, SetCursor } from "../../types/set/mod.ts";

const MEMBER = new Span();

/** Members drawn at random from a copy of a set, each of them any number of times, as a reply that may be endless. */
export class SetSample implements DeferredSource {
  readonly #copy: LargeSet;
  #left: number;

  constructor(keyspace: Keyspace, set: MemberSet, count: number) {
    this.#left = count;
    this.#copy = new LargeSet(keyspace);
    const cursor = new SetCursor().open(set);
    while (cursor.next()) this.#copy.add(cursor.member.buf, cursor.member.start, cursor.member.end);
  }

  produce(into: ReplyWriter): boolean {
    const { elements } = this.#copy;
    while (this.#left > 0 && into.pending < PART_BYTES) {
      const { buf, start, end } = elements.key(elements.sample(), MEMBER);
      into.bulk(buf, start, end);
      this.#left--;
    }
    return this.#left > 0;
  }

  end(): void {
    const { graveyard } = this.#copy.keyspace;
    graveyard.bury(this.#copy.free(), this.#copy.size);
  }
}
