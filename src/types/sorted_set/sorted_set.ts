import {
  CollectionEncoding,
  type Database,
  EntryText,
  MAX_PACKED_BYTES,
  type Readable,
  type Ref,
  Type,
} from "../../store/mod.ts";
import { LargeSortedSet } from "./_large_sorted_set.ts";
import { PackedSortedSet } from "./_packed_sorted_set.ts";
import type { SortedSetDraft } from "./draft.ts";
import type { Run } from "./run.ts";

/** What {@linkcode SortedSet.put} did. */
export const Put = { UNCHANGED: 0, ADDED: 1, UPDATED: 2 } as const;
/** A number of {@linkcode Put}. */
export type Put = (typeof Put)[keyof typeof Put];

/** Members that are read ahead of a walk, at most. */
const AHEAD = 16;

const REFS: Ref[] = [];

/**
 * A sorted set in a record, whichever form it has: a view that is opened again and again. Members are byte ranges (`buf[start, end)`), ranks count
 * from 0 at the lowest score, scores are any double but NaN. A range by score, by member or by rank is a range of ranks: {@linkcode SortedSet.countBelow}
 * and {@linkcode SortedSet.countBelowLex} give its ends, {@linkcode SortedSet.seek} and {@linkcode SortedSet.next} walk it.
 *
 * The view keeps the record in step: it makes it with the first member, changes its form where a limit is exceeded, removes it with the last member.
 * Changes are counted by {@linkcode SortedSet.changed}, which a command calls once at its end. What else changes the database makes the view invalid.
 *
 * A packed set knows no -0, as in Redis: it becomes 0.
 */
export class SortedSet {
  /** The record; 0 while there is none: before the first member is there and after the last one has gone. Changes may move it. */
  ref: Ref = 0;
  /** The member that the cursor is at. Valid until the cursor moves or the set changes. */
  readonly member = new EntryText();
  /** The score of the member that the cursor is at, or that {@linkcode SortedSet.rank} found. */
  memberScore = NaN;

  #db!: Database;
  readonly #packed = new PackedSortedSet();
  #large: LargeSortedSet | null = null;

  // The key of a set that is yet to be made.
  #key = NONE;
  #keyStart = 0;
  #keyEnd = 0;

  // What was looked for last. Of a large set the record, 0 if it is no member.
  #buf = NONE;
  #start = 0;
  #end = 0;
  #found: Ref = 0;
  #score = NaN;

  /** In a large set, where the cursor is: in which leaf of the tree, and where in it. Leaf 0: nowhere. */
  #leaf: Ref = 0;
  #index = 0;
  /** Entries of that leaf whose records were read ahead: the first, and the one after the last. */
  #foreseen = 0;
  #foreseenEnd = 0;
  /** How many were, at the last time. */
  #ahead = 0;

  /** Opens the set in the record at `ref`, which is a sorted set. Returns itself. */
  open(db: Database, ref: Ref): this {
    this.#db = db;
    this.ref = ref;
    this.#leaf = 0;
    if (db.encoding(ref) === CollectionEncoding.LARGE) {
      this.#large = db.collection(ref) as LargeSortedSet;
    } else {
      this.#large = null;
      this.#packed.open(db, ref);
    }
    return this;
  }

  /** Opens an empty set for an absent key, whose bytes must stay until the first member is put. Returns itself. */
  create(db: Database, buf: Uint8Array, start: number, end: number): this {
    this.#db = db;
    this.ref = 0;
    this.#leaf = 0;
    this.#large = null;
    this.#key = buf;
    this.#keyStart = start;
    this.#keyEnd = end;
    return this;
  }

  /** Opens the members of a draft, for reading only, and lets go of any record. The draft stays its owner's to end. Returns itself. */
  openDraft(draft: SortedSetDraft): this {
    this.ref = 0;
    this.#leaf = 0;
    this.#large = draft.ordered();
    return this;
  }

  /** Members. */
  get size(): number {
    if (this.#large !== null) return this.#large.size;
    return this.ref === 0 ? 0 : this.#packed.size;
  }

  /**
   * What readers over several turns are noted with (`startReading` of the store): every change ends their reading first. `null` for a packed set, which
   * is small enough to be read at once.
   */
  get readable(): Readable | null {
    return this.#large;
  }

  /** The score of a member, NaN if it is none. {@linkcode SortedSet.put} refers to the member that was looked for last. */
  find(buf: Uint8Array, start: number, end: number): number {
    this.#buf = buf;
    this.#start = start;
    this.#end = end;
    let score = NaN;
    if (this.#large !== null) {
      const { elements } = this.#large;
      const ref = this.#found = elements.find(buf, start, end);
      if (ref !== 0) score = elements.double(ref);
    } else if (this.ref !== 0) {
      score = this.#packed.find(buf, start, end);
    }
    return this.#score = score;
  }

  /** Gives the member that {@linkcode SortedSet.find} looked for last this score, and adds it if it is none. Nothing may have changed in between. */
  put(score: number): Put {
    const was = this.#score;
    if (was === score) return Put.UNCHANGED;
    this.#leaf = 0;
    if (was !== was) {
      this.#add(score);
      return Put.ADDED;
    }
    if (this.#large !== null) {
      this.#large.update(this.#found, score);
    } else {
      this.#packed.update(score);
      this.ref = this.#packed.ref;
    }
    return Put.UPDATED;
  }

  /** Gives a member this score: `find` and `put` in one. */
  set(buf: Uint8Array, start: number, end: number, score: number): Put {
    this.find(buf, start, end);
    return this.put(score);
  }

  /** Removes a member. Returns whether it was one. */
  remove(buf: Uint8Array, start: number, end: number): boolean {
    const score = this.find(buf, start, end);
    if (score !== score) return false;
    this.#leaf = 0;
    if (this.size === 1) {
      this.#drop();
    } else if (this.#large !== null) {
      this.#large.removeFound(this.#found);
    } else {
      this.#packed.removeFound();
      this.ref = this.#packed.ref;
    }
    return true;
  }

  /** The rank of a member, -1 if it is none; leaves its score in `memberScore`. */
  rank(buf: Uint8Array, start: number, end: number): number {
    const score = this.memberScore = this.find(buf, start, end);
    if (score !== score) return -1;
    return this.#large === null ? this.#packed.foundRank : this.#large.tree.rank(score, this.#found);
  }

  /** How many members have a score below `score`, or up to it if `inclusive`. */
  countBelow(score: number, inclusive: boolean): number {
    if (this.#large !== null) return this.#large.tree.countBelow(score, inclusive);
    return this.ref === 0 ? 0 : this.#packed.countBelow(score, inclusive);
  }

  /** How many members come before these bytes, or are up to them if `inclusive`, in a set whose scores are all the same. */
  countBelowLex(buf: Uint8Array, start: number, end: number, inclusive: boolean): number {
    if (this.#large !== null) return this.#large.tree.countBelowLex(buf, start, end, inclusive);
    return this.ref === 0 ? 0 : this.#packed.countBelowLex(buf, start, end, inclusive);
  }

  /** Moves the cursor to the member of that rank. Returns whether there is one. */
  seek(rank: number): boolean {
    if (!(rank >= 0 && rank < this.size)) {
      this.#leaf = 0;
      this.#packed.leave();
      return false;
    }
    if (this.#large === null) {
      this.memberScore = this.#packed.seek(rank, this.member);
      return true;
    }
    const { tree } = this.#large;
    tree.locate(rank);
    this.#leaf = tree.leaf;
    this.#index = this.#foreseen = tree.index;
    this.#foreseenEnd = tree.index + 1;
    this.#ahead = 1;
    this.#show(this.#large);
    return true;
  }

  /** Moves the cursor to the next member. Returns whether there is one; if not, the cursor is no longer anywhere. */
  next(): boolean {
    const large = this.#large;
    if (large === null) {
      const score = this.memberScore = this.#packed.next(this.member);
      return score === score;
    }
    if (this.#leaf === 0) return false;
    const { tree } = large;
    if (++this.#index === tree.count(this.#leaf)) {
      this.#leaf = tree.after(this.#leaf);
      this.#index = this.#foreseenEnd = 0;
      if (this.#leaf === 0) return false;
    }
    if (this.#index === this.#foreseenEnd) {
      this.#foreseen = this.#index;
      this.#foreseenEnd = Math.min(this.#index + this.#widen(), tree.count(this.#leaf));
      large.foresee(this.#leaf, this.#foreseen, this.#foreseenEnd);
    }
    this.#show(large);
    return true;
  }

  /** Moves the cursor to the member before. Returns whether there is one; if not, the cursor is no longer anywhere. */
  previous(): boolean {
    const large = this.#large;
    if (large === null) {
      const score = this.memberScore = this.#packed.previous(this.member);
      return score === score;
    }
    if (this.#leaf === 0) return false;
    const { tree } = large;
    if (this.#index === 0) {
      this.#leaf = tree.before(this.#leaf);
      if (this.#leaf === 0) return false;
      this.#index = this.#foreseen = tree.count(this.#leaf);
    }
    if (this.#index-- === this.#foreseen) {
      this.#foreseen = Math.max(0, this.#index + 1 - this.#widen());
      this.#foreseenEnd = this.#index + 1;
      large.foresee(this.#leaf, this.#foreseen, this.#foreseenEnd);
    }
    this.#show(large);
    return true;
  }

  /** Reads `count` members of a large set from rank `rank` on, {@linkcode RUN} at most; all are there. Leaves the cursor where it is. */
  readRun(rank: number, count: number, run: Run): void {
    this.#large!.readRun(rank, count, run);
  }

  /** Removes up to `count` members from rank `rank` on. Returns how many. */
  removeRange(rank: number, count: number): number {
    const { size } = this;
    const removed = Math.min(count, size - rank);
    if (rank < 0 || removed <= 0) return 0;
    this.#leaf = 0;
    if (removed === size) {
      this.#drop();
    } else if (this.#large !== null) {
      this.#large.removeRange(rank, removed);
    } else {
      this.#packed.removeRange(rank, removed);
      this.ref = this.#packed.ref;
    }
    return removed;
  }

  /** Calls `visit` with each member in order; moves the cursor. The set must not change meanwhile. */
  forEach(visit: (member: EntryText, score: number) => void): void {
    for (let more = this.seek(0); more; more = this.next()) visit(this.member, this.memberScore);
  }

  /**
   * Calls `visit` with about `count` members (all of a packed set), and returns the cursor to go on with, 0 at the end. `cursor` is 0 at first. A member
   * that is there throughout is visited exactly once. The set must not change during a call.
   */
  scan(cursor: number, count: number, visit: (member: EntryText, score: number) => void): number {
    if (this.#large === null) {
      this.forEach(visit);
      return 0;
    }
    const { elements } = this.#large;
    REFS.length = 0;
    const next = elements.scan(cursor, count, REFS);
    for (const ref of REFS) {
      elements.key(ref, this.member);
      visit(this.member, elements.double(ref));
    }
    return next;
  }

  /** Counts `count` changes, and tells the observer of the key, also where the record has gone by them. */
  changed(count: number): void {
    // Where the record went, one change was counted then, while its key could still be told.
    if (this.ref !== 0) this.#db.changed(this.ref);
    this.#db.keyspace.dirty += count - 1;
  }

  /** How many members to read ahead: 3 at first, then more and more, since few walks are long. */
  #widen(): number {
    return this.#ahead = Math.min(AHEAD, this.#ahead * 2 + 1);
  }

  /** Points {@linkcode SortedSet.member} at the member that the cursor is at. */
  #show(large: LargeSortedSet): void {
    const { tree } = large;
    this.memberScore = tree.score(this.#leaf, this.#index);
    large.elements.key(tree.record(this.#leaf, this.#index), this.member);
  }

  #add(score: number): void {
    if (this.#large !== null) {
      this.#large.add(this.#buf, this.#start, this.#end, score);
    } else if (!this.#fits(this.#end - this.#start)) {
      this.#enlarge(score);
    } else {
      if (this.ref === 0) this.#create(score);
      else this.#packed.add(score);
      this.ref = this.#packed.ref;
    }
  }

  /** Whether one more member, of `length` bytes, leaves the set packed. */
  #fits(length: number): boolean {
    const { zsetEntries, zsetValue } = this.#db.keyspace.limits;
    if (length > zsetValue) return false;
    return this.ref === 0
      ? zsetEntries > 0 && length < MAX_PACKED_BYTES
      : this.#packed.size < zsetEntries && this.#packed.hasRoom(length);
  }

  #create(score: number): void {
    this.#packed.want(this.#buf, this.#start, this.#end);
    this.#packed.create(this.#db, this.#key, this.#keyStart, this.#keyEnd, score);
  }

  /** Gives the set, or its record that is yet to be made, its large form, with the member to be added. */
  #enlarge(score: number): void {
    const db = this.#db;
    const large = new LargeSortedSet(db.keyspace);
    try {
      this.forEach(({ buf, start, end }, score) => large.append(buf, start, end, score));
      large.elements.find(this.#buf, this.#start, this.#end);
      large.add(this.#buf, this.#start, this.#end, score);
      this.ref = this.ref === 0
        ? db.addLarge(this.#key, this.#keyStart, this.#keyEnd, Type.ZSET, large)
        : db.enlarge(this.ref, large);
    } catch (error) {
      large.dispose();
      throw error;
    }
    this.#large = large;
  }

  #drop(): void {
    this.#db.changed(this.ref);
    this.#db.drop(this.ref);
    this.ref = 0;
    this.#large = null;
  }
}

const NONE: Uint8Array = new Uint8Array(0);
