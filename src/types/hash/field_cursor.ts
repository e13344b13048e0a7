import { entryBytes, entryNumber, EntryText, NO_DEADLINE, type Ref } from "../../store/mod.ts";
import type { LargeHash } from "./_large_hash.ts";
import type { Hash } from "./hash.ts";

/** Fields of a large hash that are looked up at once, about: the most that a segment of its index holds. */
const BATCH = 1024;

/**
 * A walk over the fields of a hash, without those whose deadline had passed when it began. The hash must not change meanwhile. Of a large hash it depends
 * on nothing else, so that it can go on in another turn of the event loop.
 */
export class FieldCursor {
  /** Name and value of the field that the cursor stands at. */
  readonly field = new EntryText();
  readonly value = new EntryText();
  /** Unix time in ms when it began. */
  #now = 0;
  /** The large hash; `null` for a packed one. */
  #large: LargeHash | null = null;
  /** Where the entries of a packed one are. */
  #bytes!: Uint8Array;
  #start = 0;
  #end = 0;
  #at = 0;
  #isTimed = false;
  readonly #batch: Ref[] = [];
  #taken = 0;
  /** The hash of a field's name from which on the next batch is; -1 after the last. */
  #next = 0;

  /** Goes before the first field of an open hash. Returns itself. */
  open(hash: Hash, now: number): this {
    const { packed } = hash;
    this.#now = now;
    this.#large = hash.large;
    this.#isTimed = hash.isTimed;
    this.#bytes = packed.bytes;
    this.#start = packed.start;
    this.#end = packed.end;
    return this.#rewind();
  }

  /** The same for a large hash by itself. */
  openLarge(large: LargeHash, now: number): this {
    this.#now = now;
    this.#large = large;
    return this.#rewind();
  }

  /** Goes before the first field. Returns itself. */
  #rewind(): this {
    this.#at = this.#start;
    this.#batch.length = this.#taken = this.#next = 0;
    return this;
  }

  /** Moves on to the next field; false at the end. */
  next(): boolean {
    if (this.#large !== null) return this.#nextLarge(this.#large);
    const bytes = this.#bytes;
    while (this.#at < this.#end) {
      const at = this.#at;
      const valueAt = at + entryBytes(bytes, at);
      this.#at = valueAt + entryBytes(bytes, valueAt);
      if (this.#isTimed && this.#skipsDeadline()) continue;
      this.field.read(bytes, at);
      this.value.read(bytes, valueAt);
      return true;
    }
    return false;
  }

  /** Moves on over a deadline; returns whether it had passed. */
  #skipsDeadline(): boolean {
    const deadline = entryNumber(this.#bytes, this.#at);
    this.#at += entryBytes(this.#bytes, this.#at);
    return deadline !== NO_DEADLINE && deadline <= this.#now;
  }

  #nextLarge(large: LargeHash): boolean {
    const { elements } = large;
    for (;;) {
      while (this.#taken < this.#batch.length) {
        const ref = this.#batch[this.#taken++];
        const deadline = large.deadline(ref);
        if (deadline !== NO_DEADLINE && deadline <= this.#now) continue;
        elements.key(ref, this.field);
        elements.value(ref, this.value);
        return true;
      }
      if (this.#next < 0) return false;
      this.#batch.length = this.#taken = 0;
      this.#next = elements.scan(this.#next, BATCH, this.#batch) || -1;
    }
  }
}
