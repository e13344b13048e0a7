import { entryBytes, EntryText, type Packed, type Ref } from "../../store/mod.ts";
import type { LargeSet } from "./_large_set.ts";
import type { MemberSet } from "./member_set.ts";

/**
 * Walks over all members of a set. The set must not change meanwhile. Of a large set it depends on nothing else, so that it can go on in another turn of
 * the event loop; another one must stay open.
 */
export class SetCursor {
  /** The member that {@linkcode SetCursor.next} came to: valid until the next call. */
  readonly member = new EntryText();
  #set!: MemberSet;
  /** The form that the set is in; with neither it is one of integers. */
  #large: LargeSet | null = null;
  #packed: Packed | null = null;
  /** Where the next member is, in a set that is not large. */
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
    this.#packed = set.packed;
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
    const packed = this.#packed;
    const at = this.#at = this.#place;
    if (packed !== null) {
      if (at === packed.end) return false;
      this.member.read(packed.bytes, at);
      this.#place += entryBytes(packed.bytes, at);
    } else {
      if (this.#set.isEnd(at)) return false;
      this.#place = this.#readInteger(at);
    }
    return true;
  }

  /** A number by which {@linkcode SetCursor.seek} finds the present member again. */
  get mark(): number {
    return this.#at;
  }

  /** Goes to the member of a mark, which {@linkcode SetCursor.next} does not go on from. */
  seek(mark: number): void {
    if (this.#large !== null) this.#large.elements.key(mark, this.member);
    else if (this.#packed !== null) this.member.read(this.#packed.bytes, mark);
    else this.#readInteger(mark);
  }

  /** Returns the next place. */
  #readInteger(place: number): number {
    const next = this.#set.readAt(place);
    const { buf, start, end } = this.#set.member;
    this.member.point(buf, start, end);
    return next;
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
