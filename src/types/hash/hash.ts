import { parseInteger } from "../../bytes/mod.ts";
import {
  CollectionEncoding,
  type Database,
  entryNumber,
  EntryText,
  MAX_PACKED_BYTES,
  NO_DEADLINE,
  Packed,
  PackedEntry,
  type Ref,
  type Span,
  Type,
} from "../../store/mod.ts";
import { LargeHash } from "./_large_hash.ts";
import { areDistinct, DUE_BYTES, EVER, packTimed, readDue, writeDue } from "./_packed_hash.ts";

/** Entries of a field: its name and value; with deadlines, these and the deadline. */
const PAIR = 2;
const TIMED = 3;

const FIELD = new PackedEntry();
const VALUE = new PackedEntry();
const DEADLINE = new PackedEntry();
const FIELD_TEXT = new EntryText();

/**
 * The hash of a key, in whichever form it is kept: packed entries in its record (field, value, ...; once a field has had a deadline: field, value,
 * deadline, ...), or a {@linkcode LargeHash}. This is a view that can be opened again and again.
 *
 * A field whose deadline has passed is in the hash until it is removed, and counts for {@linkcode Hash.size}; nobody finds it. Whoever looks for it
 * removes it. {@linkcode Hash.close} ends what a command does with a hash. Where there is no memory to set a field or a deadline (`RangeError`), what was
 * set before stays, but a hash that was created goes again with its key.
 */
export class Hash {
  /** Its large form; `null` if it is packed. */
  large: LargeHash | null = null;
  /** Its packed form. */
  readonly packed = new Packed();
  #db!: Database;
  /** The record of a large hash. */
  #ref: Ref = 0;
  /** Entries of each field, packed. */
  #step = PAIR;
  /** The field that was found last: its position if the hash is packed, else its record. */
  #found = 0;
  /** Fields removed since the hash was opened because their deadline had passed. */
  #lapsed = 0;
  /** Whether it was created, not opened. */
  #isNew = false;
  readonly #text = new EntryText();

  /** Opens the hash in a record. Returns itself. */
  open(db: Database, ref: Ref): this {
    this.#db = db;
    this.#lapsed = 0;
    this.#isNew = false;
    const encoding = db.encoding(ref);
    if (encoding === CollectionEncoding.LARGE) {
      this.large = db.collection(ref) as LargeHash;
      this.#ref = ref;
    } else {
      const timed = encoding === CollectionEncoding.TIMED;
      this.large = null;
      this.#step = timed ? TIMED : PAIR;
      this.packed.open(db, ref, timed ? DUE_BYTES : 0);
    }
    return this;
  }

  /** Adds a key, which must be absent, with a hash that has no field yet: one must be set. Returns itself. */
  createEmpty(db: Database, buf: Uint8Array, start: number, end: number): this {
    return this.#create(db, buf, start, end, 0, 0);
  }

  /**
   * Adds key number `key`, which must be absent, with the fields and values `first` to `last`, each in turn, of the ranges `buf[start[i], end[i])`.
   * Returns how many fields there are.
   */
  create(
    db: Database,
    buf: Uint8Array,
    start: Int32Array,
    end: Int32Array,
    key: number,
    first: number,
    last: number,
  ): number {
    const { limits } = db.keyspace;
    const count = last - first + 1;
    let bytes = 0;
    let fits = count <= limits.hashEntries * PAIR;
    for (let i = first; i <= last && fits; i++) {
      fits = end[i] - start[i] <= limits.hashValue;
      bytes += FIELD.text(buf, start[i], end[i]).bytes;
    }
    if (!fits || bytes > MAX_PACKED_BYTES || (count > PAIR && !areDistinct(buf, start, end, first, last))) {
      return this.#create(db, buf, start[key], end[key], 0, 0).setAll(buf, start, end, first, last);
    }
    const { packed } = this.#create(db, buf, start[key], end[key], bytes, count);
    let at = packed.start;
    for (let i = first; i <= last; i++) at = FIELD.text(buf, start[i], end[i]).write(packed.bytes, at);
    return count / PAIR;
  }

  /** The record; a change may move it. */
  get ref(): Ref {
    return this.large === null ? this.packed.ref : this.#ref;
  }

  /** Fields, those included whose deadline has passed and that have not been removed yet. */
  get size(): number {
    return this.large === null ? this.packed.count / this.#step : this.large.size;
  }

  /** Whether it is packed with deadlines. */
  get isTimed(): boolean {
    return this.large === null && this.#step === TIMED;
  }

  /** Unix time in ms before which no field's deadline passes: a lower bound. */
  get due(): number {
    return this.large !== null ? this.large.due : this.#step === TIMED ? readDue(this.packed) : Infinity;
  }

  /** Looks for a field. Its value, valid until anything changes or is looked for; `null` if there is no such field. */
  find(buf: Uint8Array, start: number, end: number): Span | null {
    const { large, packed } = this;
    if (large !== null) {
      const ref = large.find(buf, start, end);
      if (ref === 0 || this.#hasLapsed(ref)) return null;
      this.#found = ref;
      return large.elements.value(ref, this.#text);
    }
    const at = packed.find(FIELD.text(buf, start, end), this.#step);
    if (at < 0 || this.#hasLapsed(at)) return null;
    this.#found = at;
    return this.#text.read(packed.bytes, packed.next(at));
  }

  /** The integer that the value found last spells: exact to 2^53, the nearest double beyond; NaN if it spells none. */
  get integer(): number {
    const { packed } = this;
    if (this.large === null) {
      const value = entryNumber(packed.bytes, packed.next(this.#found));
      if (value === value) return value;
    }
    const { buf, start, end } = this.#text;
    return parseInteger(buf, start, end);
  }

  /** Tells the field found last from all others, as long as nothing changes. */
  get found(): number {
    return this.#found;
  }

  /** The deadline of the field found last, Unix time in ms; 0 if it has none. */
  get deadline(): number {
    return this.#deadlineOf(this.#found);
  }

  /** Sets a field to the value `from[start, end)`, without a deadline. Returns whether it is new. */
  set(buf: Uint8Array, fieldStart: number, fieldEnd: number, from: Uint8Array, start: number, end: number): boolean {
    try {
      const most = this.#db.keyspace.limits.hashValue;
      if (this.large === null && (fieldEnd - fieldStart > most || end - start > most)) this.#enlarge();
      return this.large !== null
        ? this.large.set(buf, fieldStart, fieldEnd, from, start, end)
        : this.#setPacked(buf, fieldStart, fieldEnd, from, start, end);
    } catch (error) {
      this.#abandon();
      throw error;
    }
  }

  /** Sets fields to values, as {@linkcode Hash.create} takes them. Returns how many fields are new. */
  setAll(buf: Uint8Array, start: Int32Array, end: Int32Array, first: number, last: number): number {
    let added = 0;
    for (let i = first; i < last; i += 2) if (this.set(buf, start[i], end[i], buf, start[i + 1], end[i + 1])) added++;
    return added;
  }

  /** Gives the field found last the value `from[start, end)`; it keeps its deadline. */
  replace(from: Uint8Array, start: number, end: number): void {
    const { packed } = this;
    if (this.large === null) {
      VALUE.text(from, start, end);
      if (end - start > this.#db.keyspace.limits.hashValue || !this.#hasRoom(VALUE.bytes)) this.#enlarge();
    }
    if (this.large !== null) {
      this.#found = this.large.replaceValue(this.#found, from, start, end);
    } else {
      const field = packed.next(this.#found) - this.#found;
      this.#found = packed.replace(packed.next(this.#found), VALUE) - field;
    }
  }

  /** Sets or clears (0) the deadline of the field found last. */
  setDeadline(deadline: number): void {
    try {
      this.#moveDeadline(deadline);
    } catch (error) {
      this.#abandon();
      throw error;
    }
  }

  /** Removes the field found last. */
  removeFound(): void {
    if (this.large === null) this.packed.remove(this.#found, this.#step);
    else this.large.remove(this.#found);
  }

  /** Removes a field, even if its deadline has passed already. Returns whether it was there. */
  remove(buf: Uint8Array, start: number, end: number): boolean {
    const { large, packed } = this;
    this.#found = large === null
      ? Math.max(0, packed.find(FIELD.text(buf, start, end), this.#step))
      : large.find(buf, start, end);
    if (this.#found === 0) return false;
    this.removeFound();
    return true;
  }

  /** Removes fields whose deadline has passed, about `most` at most, and tells the database what is due next. */
  expire(most: number): void {
    this.#lapsed += this.large === null ? this.#expirePacked(most) : this.large.expire(most);
    this.#db.fieldsDueChanged(this.ref);
  }

  /** Removes all fields whose deadline has passed, unless expiry is paused. */
  expireAll(): void {
    const { keyspace } = this.#db;
    while (!keyspace.expiryPaused && this.due <= keyspace.now) this.expire(Infinity);
  }

  /** Makes a field at random, about evenly, the one found last. There must be one whose deadline has not passed. */
  sample(): void {
    const { large, packed } = this;
    const { now, random } = this.#db.keyspace;
    let deadline: number;
    do {
      this.#found = large !== null ? large.elements.sample() : packed.seek(random(this.size) * this.#step);
      deadline = this.deadline;
    } while (deadline !== NO_DEADLINE && deadline <= now);
  }

  /** Points `field` and `value` at the field found last. */
  read(field: EntryText, value: EntryText): void {
    const { large, packed } = this;
    if (large !== null) {
      large.elements.key(this.#found, field);
      large.elements.value(this.#found, value);
    } else {
      field.read(packed.bytes, this.#found);
      value.read(packed.bytes, packed.next(this.#found));
    }
  }

  /** Books `changes` changes, and the fields that were removed because their deadline had passed. A hash without fields goes with its key. */
  close(changes = 0): void {
    if (changes === 0 && this.#lapsed === 0) return;
    const db = this.#db;
    db.keyspace.expiredFields += this.#lapsed;
    this.#lapsed = 0;
    db.changed(this.ref, changes);
    if (this.size === 0) db.drop(this.ref);
  }

  /** Adds a key with room for entries that are to be written. */
  #create(db: Database, buf: Uint8Array, start: number, end: number, bytes: number, count: number): this {
    this.#db = db;
    this.#lapsed = 0;
    this.#isNew = true;
    this.#step = PAIR;
    this.large = null;
    this.packed.create(db, buf, start, end, Type.HASH, CollectionEncoding.PACKED, bytes, count);
    return this;
  }

  /** What is left to do with a hash where there was no memory for a change. */
  #abandon(): void {
    if (this.#isNew) this.#db.drop(this.ref);
    else this.close();
  }

  #setPacked(
    buf: Uint8Array,
    fieldStart: number,
    fieldEnd: number,
    from: Uint8Array,
    start: number,
    end: number,
  ): boolean {
    const { packed } = this;
    const at = packed.find(FIELD.text(buf, fieldStart, fieldEnd), this.#step);
    VALUE.text(from, start, end);
    const count = at < 0 ? packed.count + this.#step : packed.count;
    if (count > this.#db.keyspace.limits.hashEntries * this.#step || !this.#hasRoom(FIELD.bytes + VALUE.bytes)) {
      return this.#enlarge().set(buf, fieldStart, fieldEnd, from, start, end);
    }
    if (at < 0) {
      if (this.#step === PAIR) packed.insertTwo(packed.end, FIELD, VALUE);
      else this.#appendTimed();
      return true;
    }
    const valueAt = packed.next(at);
    if (this.#step === TIMED) return this.#overwriteTimed(valueAt);
    packed.replace(valueAt, VALUE);
    return false;
  }

  /** Whether the deadline of a field has passed; if so it is removed, unless expiry is paused. */
  #hasLapsed(field: number): boolean {
    if (this.large === null && this.#step === PAIR) return false;
    const deadline = this.#deadlineOf(field);
    if (deadline === NO_DEADLINE || deadline > this.#db.keyspace.now) return false;
    if (!this.#db.keyspace.expiryPaused) {
      this.#found = field;
      this.removeFound();
      this.#lapsed++;
    }
    return true;
  }

  #deadlineOf(field: number): number {
    const { large, packed } = this;
    if (large !== null) return large.deadline(field);
    return this.#step === PAIR ? NO_DEADLINE : entryNumber(packed.bytes, packed.next(packed.next(field)));
  }

  /** Whether `bytes` more fit the packed form. */
  #hasRoom(bytes: number): boolean {
    return this.packed.length + bytes + EVER.bytes <= MAX_PACKED_BYTES;
  }

  /** Puts `FIELD` and `VALUE` behind all. */
  #appendTimed(): void {
    const { packed } = this;
    const at = packed.splice(packed.end, 0, FIELD.bytes + VALUE.bytes + EVER.bytes, TIMED);
    EVER.write(packed.bytes, VALUE.write(packed.bytes, FIELD.write(packed.bytes, at)));
  }

  /** Puts `VALUE` in place of the value at `valueAt`, and no deadline in place of the one behind it; returns whether that had passed. */
  #overwriteTimed(valueAt: number): boolean {
    const { packed } = this;
    const deadlineAt = packed.next(valueAt);
    const deadline = entryNumber(packed.bytes, deadlineAt);
    const at = packed.splice(valueAt, packed.next(deadlineAt) - valueAt, VALUE.bytes + EVER.bytes, 0);
    EVER.write(packed.bytes, VALUE.write(packed.bytes, at));
    return deadline !== NO_DEADLINE && deadline <= this.#db.keyspace.now;
  }

  #moveDeadline(deadline: number): void {
    const { due } = this;
    if (due === Infinity && deadline !== NO_DEADLINE) this.#db.reserveDue(this.ref);
    if (this.large === null && this.#step === PAIR) {
      if (deadline === NO_DEADLINE) return;
      if (this.#hasRoom(this.packed.count)) this.#found = packTimed(this.#db, this.packed, this.#found);
      else this.#enlarge();
      this.#step = TIMED;
    }
    if (this.large !== null) this.#found = this.large.setDeadline(this.#found, deadline);
    else this.#writeDeadline(deadline, due);
    if (this.due !== due) this.#db.fieldsDueChanged(this.ref);
  }

  /** Sets the deadline of the field found last, packed; `due` is the earliest up to now. */
  #writeDeadline(deadline: number, due: number): void {
    const { packed } = this;
    const at = packed.next(packed.next(this.#found));
    const before = at - this.#found;
    this.#found = packed.replace(at, DEADLINE.integer(deadline)) - before;
    if (deadline !== NO_DEADLINE && deadline < due) writeDue(packed, deadline);
  }

  #expirePacked(most: number): number {
    const { packed } = this;
    const { now } = this.#db.keyspace;
    let due = Infinity;
    let removed = 0;
    for (let at = packed.start; at < packed.end;) {
      const deadlineAt = packed.next(packed.next(at));
      const deadline = entryNumber(packed.bytes, deadlineAt);
      if (deadline !== NO_DEADLINE && deadline <= now && removed < most) {
        at = packed.remove(at, TIMED);
        removed++;
      } else {
        if (deadline !== NO_DEADLINE && deadline < due) due = deadline;
        at = packed.next(deadlineAt);
      }
    }
    writeDue(packed, due);
    return removed;
  }

  /** Takes the large form. The field found last stays found. Where there is no memory for it (`RangeError`), nothing changes. */
  #enlarge(): LargeHash {
    const large = new LargeHash(this.#db.keyspace);
    try {
      const found = this.#copyInto(large);
      this.#ref = this.#db.enlarge(this.packed.ref, large);
      this.#found = found;
    } catch (error) {
      large.dispose();
      throw error;
    }
    this.large = large;
    if (large.due !== Infinity) this.#db.fieldsDueChanged(this.#ref);
    return large;
  }

  /** Copies all packed fields. Returns the record of the one found last. */
  #copyInto(large: LargeHash): Ref {
    const { packed } = this;
    let found = 0;
    for (let at = packed.start; at < packed.end;) {
      const valueAt = packed.next(at);
      FIELD_TEXT.read(packed.bytes, at);
      const { buf, start, end } = this.#text.read(packed.bytes, valueAt);
      large.set(FIELD_TEXT.buf, FIELD_TEXT.start, FIELD_TEXT.end, buf, start, end);
      const deadline = this.#deadlineOf(at);
      if (at === this.#found || deadline !== NO_DEADLINE) {
        const ref = large.find(FIELD_TEXT.buf, FIELD_TEXT.start, FIELD_TEXT.end);
        const placed = large.setDeadline(ref, deadline);
        if (at === this.#found) found = placed;
      }
      at = packed.next(this.#step === PAIR ? valueAt : packed.next(valueAt));
    }
    return found;
  }
}
