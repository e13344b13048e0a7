import type { ByteMap, Collection, Keyspace } from "../../store/mod.ts";
import { ElementMap } from "../elements/mod.ts";

/** Bytes of the JavaScript objects of a large set beside its index, about. */
const OBJECT_BYTES = 64;
/** Members that are freed at once. */
const FREED_AT_ONCE = 64;

/** A set that is too large for its record. */
export class LargeSet implements Collection {
  readonly elements: ElementMap;
  readonly due = Infinity;
  #freed = false;

  constructor(readonly keyspace: Keyspace) {
    this.elements = new ElementMap(keyspace);
    keyspace.arena.outside += OBJECT_BYTES;
  }

  get size(): number {
    return this.elements.size;
  }

  get index(): ByteMap {
    return this.elements.map;
  }

  get memory(): number {
    return this.elements.memory + OBJECT_BYTES;
  }

  /** Adds a member; returns whether it is new. */
  add(buf: Uint8Array, start: number, end: number): boolean {
    const { elements } = this;
    if (elements.find(buf, start, end) !== 0) return false;
    elements.add(buf, start, end, 0);
    return true;
  }

  /** Removes a member; returns whether it was there. */
  remove(buf: Uint8Array, start: number, end: number): boolean {
    const { elements } = this;
    const ref = elements.find(buf, start, end);
    if (ref === 0) return false;
    elements.removeFound(ref);
    return true;
  }

  copy(): LargeSet {
    const copy = new LargeSet(this.keyspace);
    try {
      this.elements.copyInto(copy.elements, false);
    } catch (error) {
      copy.dispose();
      throw error;
    }
    return copy;
  }

  *free(): Generator<number> {
    this.#freed = true;
    yield* this.elements.free();
    this.keyspace.arena.outside -= OBJECT_BYTES;
  }

  /** Frees a set that is no key's: a small one at once, a large one in the background, where INFO counts it for so many `objects`. */
  dispose(objects = 0): void {
    const { size } = this;
    const freeing = this.free();
    if (size > FREED_AT_ONCE) this.keyspace.graveyard.bury(freeing, size, objects);
    else while (!freeing.next().done);
  }

  compact(from: number): number {
    return this.#freed ? 0 : this.elements.compact(from);
  }
}
