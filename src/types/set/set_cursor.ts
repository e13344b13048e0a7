import { type Ref, Span } from "../../store/mod.ts";
import type { LargeSet } from "./_large_set.ts";
import type { MemberSet } from "./member_set.ts";

/**
 * Walks over all members of a set. The set must not change meanwhile. Of a large set it depends on nothing else, so that it can go on in another turn of
 * the event loop; another one must stay open.
 */
export class SetCursor {
  /** The member that {@linkcode SetCursor.next} came to: valid until the next call. */
  readonly member = new Span();
  #set!: MemberSet;
  /** `null` for a set that is not large. */
  #large: LargeSet | null = null;
  #place = 0;
  /** Where the present member is. */
  #at = 0;
  /** Members of the segment that is being walked. */
  readonly #refs: Ref[] = [];
  #index = 0;
  /** The hash from which on the next segment is; -1 after the last. */
  #from = 0;

  /** Goes to the start of `set`. Returns itself. */
  open(set: MemberSet): this {
    if (set.large !== null) return this.openLarge(set.large);
    this.#set = set;
    this.#large = null;
    this.#place = set.first;
    return this;
  }

  /** The same for a large set by itself. */
  openLarge(large: LargeSet): this {
    this.#large = large;
    this.#refs.length = this.#index = this.#from = 0;
    return this;
  }

  /** Goes on to the next member; false if there is none. */
  next(): boolean {
    if (this.#large !== null) return this.#nextLarge(this.#large);
    const set = this.#set;
    if (set.isEnd(this.#place)) return false;
    this.#at = this.#place;
    this.#place = set.readAt(this.#place);
    const { buf, start, end } = set.member;
    this.member.point(buf, start, end);
    return true;
  }

  /** A number by which {@linkcode SetCursor.seek} finds the present member again. */
  get mark(): number {
    return this.#at;
  }

  /** Goes to the member of a mark, which {@linkcode SetCursor.next} does not go on from. */
  seek(mark: number): void {
    if (this.#large !== null) {
      this.#large.elements.key(mark, this.member);
      return;
    }
    this.#set.readAt(mark);
    const { buf, start, end } = this.#set.member;
    this.member.point(buf, start, end);
  }

  #nextLarge({ elements }: LargeSet): boolean {
    while (this.#index === this.#refs.length) {
      if (this.#from < 0) return false;
      this.#refs.length = this.#index = 0;
      this.#from = elements.collect(this.#from, this.#refs) || -1;
    }
    this.#at = this.#refs[this.#index++];
    elements.key(this.#at, this.member);
    return true;
  }
}
