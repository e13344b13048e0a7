import { compareBytes } from "../../bytes/mod.ts";
import {
  CollectionEncoding,
  type Database,
  entryNumber,
  EntryText,
  MAX_PACKED_BYTES,
  MAX_PACKED_ENTRIES,
  Packed,
  PackedEntry,
  type Ref,
  Type,
} from "../../store/mod.ts";

/** The most members that a packed set can have: each takes two entries. */
const MAX_MEMBERS = MAX_PACKED_ENTRIES >>> 1;
/** Bytes of a score's entry and of what stands around a member's bytes, at most. */
const PAIR_OVERHEAD = 10 + 10;

/** A sorted set in its record: member, score, member, score, ..., in order. What is said of members of {@linkcode SortedSet} holds here, too. */
export class PackedSortedSet {
  /** Index of the member that was found last, counted from 0. */
  foundRank = 0;
  readonly #packed = new Packed();
  readonly #member = new PackedEntry();
  readonly #score = new PackedEntry();
  readonly #text = new EntryText();
  /** Position of the member that was found last. */
  #found = 0;
  /** Position of the member that the cursor is at, -1 if it is nowhere. */
  #cursor = -1;

  // The member that was looked for last.
  #buf = NONE;
  #start = 0;
  #end = 0;

  open(db: Database, ref: Ref): void {
    this.#packed.open(db, ref);
    this.#cursor = -1;
  }

  /** Makes the record of a new key, with the member that was looked for last. */
  create(db: Database, buf: Uint8Array, start: number, end: number, score: number): void {
    const member = this.#member;
    this.#setScore(score);
    const bytes = member.bytes + this.#score.bytes;
    const packed = this.#packed.create(db, buf, start, end, Type.ZSET, CollectionEncoding.PACKED, bytes, 2);
    this.#score.write(packed.bytes, member.write(packed.bytes, packed.start));
    this.#cursor = -1;
  }

  /** The record. */
  get ref(): Ref {
    return this.#packed.ref;
  }

  get size(): number {
    return this.#packed.count >>> 1;
  }

  /** Whether another member of `length` bytes can be added. */
  hasRoom(length: number): boolean {
    return this.size < MAX_MEMBERS && this.#packed.length + length + PAIR_OVERHEAD <= MAX_PACKED_BYTES;
  }

  /** Notes the member that is to be added. */
  want(buf: Uint8Array, start: number, end: number): void {
    this.#member.text(buf, start, end);
    this.#buf = buf;
    this.#start = start;
    this.#end = end;
  }

  find(buf: Uint8Array, start: number, end: number): number {
    this.want(buf, start, end);
    const packed = this.#packed;
    const { bytes } = packed;
    let rank = 0;
    for (let at = packed.start; at < packed.end; rank++) {
      const score = packed.next(at);
      if (this.#member.isAt(bytes, at)) {
        this.#found = at;
        this.foundRank = rank;
        return entryNumber(bytes, score);
      }
      at = packed.next(score);
    }
    return NaN;
  }

  /** Adds the member that was looked for last, which is none. */
  add(score: number): void {
    this.#setScore(score);
    this.#packed.insertTwo(this.#place(score), this.#member, this.#score);
    this.#cursor = -1;
  }

  /** Gives the member that was found last another score. */
  update(score: number): void {
    const packed = this.#packed;
    const length = packed.next(this.#found) - this.#found;
    this.#setScore(score);
    // First the bytes of the score, for which there may be no memory; then the pair moves within the record.
    const from = packed.replace(this.#found + length, this.#score) - length;
    const { bytes } = packed;
    const pair = length + this.#score.bytes;
    const to = this.#place(score);
    this.#cursor = -1;
    if (to >= from && to <= from + pair) return;
    if (to > from) bytes.copyWithin(from, from + pair, to);
    else bytes.copyWithin(to + pair, to, from);
    this.#score.write(bytes, this.#member.write(bytes, to > from ? to - pair : to));
  }

  /** Removes the member that was found last. */
  removeFound(): void {
    this.#packed.remove(this.#found, 2);
    this.#cursor = -1;
  }

  removeRange(rank: number, count: number): void {
    this.#packed.remove(this.#packed.seek(rank * 2), count * 2);
    this.#cursor = -1;
  }

  countBelow(score: number, inclusive: boolean): number {
    const packed = this.#packed;
    let count = 0;
    for (let at = packed.start; at < packed.end; count++) {
      at = packed.next(at);
      const other = entryNumber(packed.bytes, at);
      if (inclusive ? other > score : other >= score) break;
      at = packed.next(at);
    }
    return count;
  }

  countBelowLex(buf: Uint8Array, start: number, end: number, inclusive: boolean): number {
    const packed = this.#packed;
    let count = 0;
    for (let at = packed.start; at < packed.end; count++) {
      const text = this.#text.read(packed.bytes, at);
      const order = compareBytes(text.buf, text.start, text.end, buf, start, end);
      if (inclusive ? order > 0 : order >= 0) break;
      at = packed.next(packed.next(at));
    }
    return count;
  }

  /** Moves the cursor to the member of that rank, which is there; points `member` at it and returns its score. */
  seek(rank: number, member: EntryText): number {
    return this.#show(this.#packed.seek(rank * 2), member);
  }

  /** Moves the cursor on; points `member` at the next member and returns its score, NaN if there is none. */
  next(member: EntryText): number {
    if (this.#cursor < 0) return NaN;
    const packed = this.#packed;
    const at = packed.next(packed.next(this.#cursor));
    return this.#show(at < packed.end ? at : -1, member);
  }

  /** Moves the cursor back; points `member` at the member before and returns its score, NaN if there is none. */
  previous(member: EntryText): number {
    if (this.#cursor < 0) return NaN;
    const packed = this.#packed;
    const at = this.#cursor > packed.start ? packed.previous(packed.previous(this.#cursor)) : -1;
    return this.#show(at, member);
  }

  /** Takes the cursor away. */
  leave(): void {
    this.#cursor = -1;
  }

  #show(at: number, member: EntryText): number {
    this.#cursor = at;
    if (at < 0) return NaN;
    const packed = this.#packed;
    member.read(packed.bytes, at);
    return entryNumber(packed.bytes, packed.next(at));
  }

  /** -0 becomes 0. */
  #setScore(score: number): void {
    this.#score.number(score + 0);
  }

  /** Position of the first member that comes behind the one that was looked for last, were its score `score`. */
  #place(score: number): number {
    const packed = this.#packed;
    const { bytes, end } = packed;
    if (packed.start === end || score > entryNumber(bytes, packed.previous(end))) return end;
    for (let at = packed.start; at < end;) {
      const scoreAt = packed.next(at);
      const other = entryNumber(bytes, scoreAt);
      if (other > score || (other === score && this.#isBehind(at))) return at;
      at = packed.next(scoreAt);
    }
    return end;
  }

  /** Whether the member at `at` comes behind the one that was looked for last, by its bytes. */
  #isBehind(at: number): boolean {
    const text = this.#text.read(this.#packed.bytes, at);
    return compareBytes(text.buf, text.start, text.end, this.#buf, this.#start, this.#end) > 0;
  }
}

const NONE: Uint8Array = new Uint8Array(0);
