import { entryBefore, entryBytes, EntryText, type PackedEntry } from "../../store/mod.ts";
import type { LargeList } from "./large_list.ts";
import type { List } from "./list.ts";

/**
 * Walks over the entries of a list, forwards or backwards. The list must not change meanwhile. Of a large list it depends on nothing else, so that it can
 * go on in another turn of the event loop.
 */
export class ListCursor {
  /** The entry that {@linkcode ListCursor.next} came to: valid until the next call. */
  readonly entry = new EntryText();
  /** `null` for a packed list. */
  #large: LargeList | null = null;
  #forwards = true;
  #chunk = 0;
  #bytes: Uint8Array = NONE;
  /** Walking forwards: where the next entry begins. Backwards: where it ends. */
  #at = 0;
  #edge = 0;
  /** Where the present entry begins. */
  #position = 0;

  /** Goes before entry number `index`, or, to walk backwards, behind it. Returns itself. */
  open(list: List, index: number, forwards: boolean): this {
    const { large, packed } = list;
    if (large !== null) return this.openLarge(large, index, forwards);
    const at = packed.seek(index);
    this.#large = null;
    this.#forwards = forwards;
    this.#bytes = packed.bytes;
    this.#edge = forwards ? packed.end : packed.start;
    this.#at = forwards ? at : packed.next(at);
    return this;
  }

  /** The same for a large list by itself. */
  openLarge(large: LargeList, index: number, forwards: boolean): this {
    large.seek(index);
    this.#large = large;
    this.#forwards = forwards;
    this.#openChunk(large, large.chunk);
    this.#at = large.position;
    if (!forwards) this.#at += entryBytes(this.#bytes, this.#at);
    return this;
  }

  /** Goes on to the next entry without reading it; false if there is none. */
  advance(): boolean {
    if (this.#at === this.#edge && !this.#nextChunk()) return false;
    if (this.#forwards) {
      this.#position = this.#at;
      this.#at += entryBytes(this.#bytes, this.#at);
    } else {
      this.#at = entryBefore(this.#bytes, this.#at);
      this.#position = this.#at;
    }
    return true;
  }

  /** Goes on to the next entry and reads it; false if there is none. */
  next(): boolean {
    if (!this.advance()) return false;
    this.entry.read(this.#bytes, this.#position);
    return true;
  }

  /** Forwards: goes on over all entries that stand together with the next one, and points {@linkcode ListCursor.entry} at them; false if there is none. */
  nextRun(): boolean {
    if (this.#at === this.#edge && !this.#nextChunk()) return false;
    this.entry.point(this.#bytes, this.#at, this.#edge);
    this.#at = this.#edge;
    return true;
  }

  /** Whether the present entry is `entry`. */
  isAt(entry: PackedEntry): boolean {
    return entry.isAt(this.#bytes, this.#position);
  }

  #nextChunk(): boolean {
    const large = this.#large;
    if (large === null) return false;
    const chunk = this.#chunk + (this.#forwards ? 1 : -1);
    if (chunk < 0 || chunk === large.chunks.length) return false;
    this.#openChunk(large, chunk);
    this.#at = this.#forwards ? large.chunks.start(chunk) : large.chunks.end(chunk);
    return true;
  }

  #openChunk({ chunks }: LargeList, chunk: number): void {
    this.#chunk = chunk;
    this.#bytes = chunks.bytes(chunk);
    this.#edge = this.#forwards ? chunks.end(chunk) : chunks.start(chunk);
  }
}

const NONE = new Uint8Array(0);
