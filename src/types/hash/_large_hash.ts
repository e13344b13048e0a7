import { copyBytes } from "../../bytes/mod.ts";
import {
  type ByteMap,
  type Collection,
  deadlineOf,
  ExpiryQueue,
  type Keyspace,
  type MapOwner,
  NO_DEADLINE,
  type Ref,
  Span,
  writeDeadline,
} from "../../store/mod.ts";
import { ElementMap } from "../elements/mod.ts";

/** Bytes of the JavaScript objects of a large hash beside its index, and of its queue of deadlines, about. */
const OBJECT_BYTES = 128;
const QUEUE_BYTES = 96;
/** Segments that one call looks through for fields whose deadline has passed, at most. */
const SEGMENTS_AT_ONCE = 64;
/** Fields that are freed at once. */
const FREED_AT_ONCE = 64;

const KEY = new Span();
const TARGET = new Span();
const DUE: Ref[] = [];

/** Tells the index the deadlines of fields. It expires nothing: {@linkcode LargeHash.expire} is asked to. */
class FieldDeadlines implements MapOwner {
  constructor(readonly keyspace: Keyspace) {}

  due(ref: Ref): number {
    return deadlineOf(this.keyspace.arena, ref);
  }

  expire(): void {}
}

/** A hash that is too large for its record. Fields may have deadlines; those whose deadline has passed are in it until they are removed. */
export class LargeHash implements Collection {
  readonly elements: ElementMap;
  /** Made when the first field gets a deadline. */
  #queue: ExpiryQueue | null = null;
  #freed = false;

  constructor(readonly keyspace: Keyspace) {
    this.elements = new ElementMap(keyspace, new FieldDeadlines(keyspace));
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

  /** A lower bound. */
  get due(): number {
    return this.#queue === null || this.elements.map.volatile === 0 ? Infinity : this.#queue.due;
  }

  /** The record of a field, 0 if there is none. */
  find(buf: Uint8Array, start: number, end: number): Ref {
    return this.elements.find(buf, start, end);
  }

  /** The deadline of a field, 0 if it has none. */
  deadline(ref: Ref): number {
    return deadlineOf(this.keyspace.arena, ref);
  }

  /** Sets a field to a value, without a deadline. Returns whether it is new. */
  set(
    buf: Uint8Array,
    fieldStart: number,
    fieldEnd: number,
    from: Uint8Array,
    start: number,
    end: number,
  ): boolean {
    const { elements } = this;
    const ref = elements.find(buf, fieldStart, fieldEnd);
    if (ref === 0) {
      const added = elements.add(buf, fieldStart, fieldEnd, end - start);
      const value = elements.value(added, TARGET);
      copyBytes(value.buf, value.start, from, start, end);
      return true;
    }
    const deadline = this.#queue === null ? NO_DEADLINE : this.deadline(ref);
    if (deadline === NO_DEADLINE) {
      elements.setValue(ref, from, start, end);
      return false;
    }
    this.#rebuild(ref, deadline, NO_DEADLINE, from, start, end);
    return deadline <= this.keyspace.now;
  }

  /** Gives the field that was found last, at `ref`, another value; it keeps its deadline. Returns its record, which may be another one. */
  replaceValue(ref: Ref, from: Uint8Array, start: number, end: number): Ref {
    const { elements } = this;
    const deadline = this.deadline(ref);
    return deadline === NO_DEADLINE || elements.value(ref, TARGET).length === end - start
      ? elements.setValue(ref, from, start, end)
      : this.#rebuild(ref, deadline, deadline, from, start, end);
  }

  /** Sets or clears (0) the deadline of a field. Returns its record, which may be another one. Where there is no memory (`RangeError`), it stays. */
  setDeadline(ref: Ref, deadline: number): Ref {
    const { elements, keyspace } = this;
    const before = this.deadline(ref);
    if (before === deadline) return ref;
    elements.readers?.settle();
    const used = keyspace.usedMemory;
    try {
      return this.#moveDeadline(ref, before, deadline);
    } finally {
      // Index and queue may have grown before there was no more memory.
      elements.memory += keyspace.usedMemory - used;
    }
  }

  /** Removes a field. */
  remove(ref: Ref): void {
    const { elements, keyspace } = this;
    const deadline = this.deadline(ref);
    if (deadline !== NO_DEADLINE) {
      elements.map.setDeadline(elements.hashOf(ref), ref, deadline, NO_DEADLINE, keyspace.now);
    }
    elements.remove(ref);
  }

  /** Removes fields whose deadline has passed, `most` at most, and brings {@linkcode LargeHash.due} up to date. Returns how many. */
  expire(most: number): number {
    const { map } = this.elements;
    const { now } = this.keyspace;
    let removed = 0;
    for (let looks = 0; this.due <= now && removed < most && looks < SEGMENTS_AT_ONCE; looks++) {
      const count = map.collectDue(this.#queue!.first()!, now, DUE, most - removed);
      for (let i = 0; i < count; i++) this.remove(DUE[i]);
      removed += count;
    }
    return removed;
  }

  copy(): LargeHash {
    const copy = new LargeHash(this.keyspace);
    try {
      this.elements.copyInto(copy.elements, false, (from, to) => {
        const deadline = this.deadline(from);
        if (deadline !== NO_DEADLINE) copy.setDeadline(to, deadline);
      });
    } catch (error) {
      copy.dispose();
      throw error;
    }
    return copy;
  }

  *free(): Generator<number> {
    this.#freed = true;
    yield* this.elements.free();
    this.keyspace.arena.outside -= OBJECT_BYTES + (this.#queue === null ? 0 : QUEUE_BYTES);
  }

  /** Frees a hash that is no key's: a small one at once, a large one in the background. */
  dispose(): void {
    const { size } = this;
    const freeing = this.free();
    if (size > FREED_AT_ONCE) this.keyspace.graveyard.bury(freeing, size, 0);
    else while (!freeing.next().done);
  }

  compact(from: number): number {
    return this.#freed ? 0 : this.elements.compact(from);
  }

  /** Gives a field another record, with this value, and `deadline` in place of `before`, which was one. */
  #rebuild(ref: Ref, before: number, deadline: number, from: Uint8Array, start: number, end: number): Ref {
    const { elements, keyspace } = this;
    elements.readers?.settle();
    const used = keyspace.usedMemory;
    const key = elements.key(ref, KEY);
    const to = keyspace.records.build(key.buf, key.start, key.end, end - start, deadline, 0);
    const value = elements.value(to, TARGET);
    copyBytes(value.buf, value.start, from, start, end);
    this.#replace(elements.hashOf(ref), ref, to, before, deadline);
    keyspace.records.free(ref);
    elements.memory += keyspace.usedMemory - used;
    return to;
  }

  /** Does what {@linkcode LargeHash.setDeadline} does, but for the account of memory. */
  #moveDeadline(ref: Ref, before: number, deadline: number): Ref {
    const { elements, keyspace } = this;
    const { map } = elements;
    const hash = elements.hashOf(ref);
    if (deadline !== NO_DEADLINE) {
      map.reserve(hash, keyspace.now);
      if (this.#queue === null) {
        this.#queue = map.queue = new ExpiryQueue();
        keyspace.arena.outside += QUEUE_BYTES;
      }
    }
    if ((before === NO_DEADLINE) === (deadline === NO_DEADLINE)) {
      writeDeadline(keyspace.arena, ref, deadline);
      map.setDeadline(hash, ref, before, deadline, keyspace.now);
      return ref;
    }
    const { buf, start, end } = elements.key(ref, KEY);
    const to = keyspace.records.transplant(ref, buf, start, end, deadline);
    this.#replace(hash, ref, to, before, deadline);
    keyspace.records.freeShell(ref);
    return to;
  }

  /** Puts another record of a field into the index. */
  #replace(hash: number, from: Ref, to: Ref, before: number, deadline: number): void {
    const { map } = this.elements;
    map.replace(hash, from, to);
    map.setDeadline(hash, to, before, deadline, this.keyspace.now);
  }
}
