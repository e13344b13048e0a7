import { bulkEntries, type Context } from "../../engine/mod.ts";
import type { DeferredSource, ReplyWriter } from "../../resp/mod.ts";
import { type Keyspace, type Reader, startReading, stopReading } from "../../store/mod.ts";
import { FieldCursor, type Hash, type LargeHash } from "../../types/hash/mod.ts";
import { CURSOR } from "./_hash.ts";

/** A large hash of more bytes goes out as the client takes it. */
const AT_ONCE = 1024 * 1024;

/** What of each field is shown. */
export const Shown = { FIELD: 1, VALUE: 2, BOTH: 3, PAIR: 4 } as const;
/** A number of {@linkcode Shown}; `PAIR`: name and value, in RESP3 in an array of their own. */
export type Shown = (typeof Shown)[keyof typeof Shown];

/** Writes what is shown of the field that a cursor stands at. */
function show(into: ReplyWriter, { field, value }: FieldCursor, shown: Shown): void {
  if (shown === Shown.PAIR && into.resp3) into.array(2);
  if (shown !== Shown.VALUE) into.bulk(field.buf, field.start, field.end);
  if (shown !== Shown.FIELD) into.bulk(value.buf, value.start, value.end);
}

/** Replies with the fields of an open hash, after the header. `count` is how many there are to show. */
export function replyFields(ctx: Context, hash: Hash, shown: Shown, count: number): void {
  if (isHuge(hash)) return replySome(ctx, hash, shown, count, count);
  const { keyspace, reply } = ctx;
  const { packed } = hash;
  // Names and values stand one after another, as they are shown.
  if (shown === Shown.BOTH && hash.large === null && !hash.isTimed) {
    bulkEntries(reply, packed.bytes, packed.start, packed.end, packed.count);
    return;
  }
  for (CURSOR.open(hash, keyspace.now); CURSOR.next();) show(reply, CURSOR, shown);
}

/** Replies with `wanted` of the `count` fields of an open hash, chosen at random, in their order. */
export function replySome(ctx: Context, hash: Hash, shown: Shown, count: number, wanted: number): void {
  const { keyspace, reply } = ctx;
  const choice = new Choice(keyspace, count, wanted);
  if (isHuge(hash)) {
    const cursor = new FieldCursor().open(hash, keyspace.now);
    return reply.defer(new FieldWalk(reply, hash.large!, cursor, choice, shown));
  }
  CURSOR.open(hash, keyspace.now);
  while (choice.next(CURSOR)) show(reply, CURSOR, shown);
}

function isHuge({ large }: Hash): boolean {
  return large !== null && large.memory > AT_ONCE;
}

/** Chooses some of the fields that a walk comes by: each with the probability that what is still wanted bears to what is left. */
class Choice {
  constructor(readonly keyspace: Keyspace, private left: number, private wanted: number) {}

  /** Moves `cursor` on to the next field that is chosen; false once all are. */
  next(cursor: FieldCursor): boolean {
    while (this.wanted > 0 && cursor.next()) {
      const chosen = this.left <= this.wanted || this.keyspace.random(this.left) < this.wanted;
      this.left--;
      if (!chosen) continue;
      this.wanted--;
      return true;
    }
    return false;
  }
}

/** A walk over a large hash as a reply that is written as it is sent. */
class FieldWalk implements DeferredSource, Reader {
  constructor(
    readonly reply: ReplyWriter,
    readonly large: LargeHash,
    readonly cursor: FieldCursor,
    readonly choice: Choice,
    readonly shown: Shown,
  ) {
    startReading(this, large.elements, large.keyspace.readers);
  }

  produce(into: ReplyWriter): boolean {
    while (!into.isPartFull) {
      if (!this.choice.next(this.cursor)) return false;
      show(into, this.cursor, this.shown);
    }
    return true;
  }

  settle(): void {
    this.reply.settle(this);
  }

  end(): void {
    stopReading(this, this.large.elements, this.large.keyspace.readers);
  }
}
