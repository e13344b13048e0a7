import type { Ref } from "../../store/mod.ts";
import { Span } from "../../store/mod.ts";
import type { MemberSet } from "./member_set.ts";

/** Members of a large set that are looked up at a time. */
const CHUNK = 128;

/** Walks over all members of a set. The set must not change meanwhile. */
export class SetCursor {
  /** The member that {@linkcode SetCursor.next} came to: valid until the next call. */
  readonly member = new Span();
  #set!: MemberSet;
  #place = 0;
  readonly #refs: Ref[] = [];
  #index = 0;
  #from = 0;
  #last = false;

  /** Goes to the start of `set`, which must stay open. Returns itself. */
  open(set: MemberSet): this {
    this.#set = set;
    this.#refs.length = this.#index = this.#from = 0;
    this.#last = set.large === null;
    if (this.#last) this.#place = set.first;
    return this;
  }

  /** Goes on to the next member; false if there is none. */
  next(): boolean {
    const set = this.#set;
    const { member } = this;
    const { large } = set;
    if (large === null) {
      if (set.isEnd(this.#place)) return false;
      this.#place = set.readAt(this.#place);
      member.point(set.member.buf, set.member.start, set.member.end);
      return true;
    }
    while (this.#index === this.#refs.length) {
      if (this.#last) return false;
      this.#refs.length = this.#index = 0;
      this.#from = large.elements.scan(this.#from, CHUNK, this.#refs);
      this.#last = this.#from === 0;
    }
    large.elements.key(this.#refs[this.#index++], member);
    return true;
  }
}
