import type { Context } from "../../engine/mod.ts";
import type { DeferredSource, ReplyWriter } from "../../resp/mod.ts";
import type { Database } from "../../store/mod.ts";
import { List } from "../../types/list/mod.ts";
import type { ValuePattern } from "./_pattern.ts";
import { Texts } from "./_texts.ts";

/** More elements go out as the client takes them. They are more than the `KEPT` ones, whose place the next SORT takes. */
const AT_ONCE = 10_000;
/** Bytes that Redis allows for beside an entry's text where it fills a chunk of a list one by one. */
const ENTRY_OVERHEAD = 8;

const LIST = new List();

/** Elements in an order, of which the places `first` to `last` are wanted: none if `last` is before `first`. */
export interface Sorted {
  readonly elements: Texts;
  /** By place: which element it is. `null`: they are in their places. */
  readonly order: Uint32Array | null;
  readonly first: number;
  readonly last: number;
}

/** Replies with the elements. They are copies, so that nothing that happens later shows in a long reply. */
export function replyElements({ reply }: Context, sorted: Sorted): void {
  const count = sorted.last - sorted.first + 1;
  reply.array(count);
  if (count > AT_ONCE) return reply.defer(sourceOf(sorted));
  for (let place = sorted.first; place <= sorted.last; place++) replyElement(reply, sorted, place);
}

function sourceOf(sorted: Sorted): DeferredSource {
  let place = sorted.first;
  return {
    produce(into) {
      while (place <= sorted.last && !into.isPartFull) replyElement(into, sorted, place++);
      return place <= sorted.last;
    },
  };
}

function replyElement(reply: ReplyWriter, { elements, order }: Sorted, place: number): void {
  const i = order === null ? place : order[place];
  reply.bulk(elements.bytes, elements.start(i), elements.end(i));
}

/** Replies with the values that the patterns after GET name, null for each that is not there. */
export function replyValues({ db, reply }: Context, sorted: Sorted, get: readonly ValuePattern[]): void {
  const { elements, first, last, order } = sorted;
  reply.array((last - first + 1) * get.length);
  for (let place = first; place <= last; place++) {
    const i = order === null ? place : order[place];
    for (const pattern of get) {
      const value = pattern.find(db, elements.bytes, elements.start(i), elements.end(i));
      if (value === null) reply.null();
      else reply.bulk(value.buf, value.start, value.end);
    }
  }
}

/** Stores the elements, or the values that the patterns after GET name, as a list in the key in argument `key`, and replies with their number. */
export function storeSorted(ctx: Context, sorted: Sorted, get: readonly ValuePattern[], key: number): void {
  const { args: { buf, start, end }, db, reply } = ctx;
  const stored = get.length === 0 ? sorted : valuesOf(ctx, sorted, get);
  const count = stored.last - stored.first + 1;
  reply.integer(count);
  if (count === 0) {
    db.remove(buf, start[key], end[key]);
    return;
  }
  const ref = db.supplant(buf, start[key], end[key], () => {
    fill(LIST.create(db, buf, start[key], end[key]), db, stored);
    return LIST.ref;
  });
  db.changed(ref, count);
}

/** Pushes the elements to an empty list. Where there is no memory for all, there is no list. */
function fill(list: List, db: Database, { elements, first, last, order }: Sorted): void {
  try {
    for (let place = first; place <= last; place++) {
      const i = order === null ? place : order[place];
      const from = elements.start(i);
      const to = elements.end(i);
      list.expect(1, to - from + (place === first ? 0 : ENTRY_OVERHEAD));
      list.push(elements.bytes, from, to, false);
    }
  } catch (error) {
    if (list.ref !== 0) db.drop(list.ref);
    throw error;
  }
}

/** The values that the patterns name, empty ones for those that are not there: the key that they are to replace may be among their sources. */
function valuesOf({ db }: Context, { elements, first, last, order }: Sorted, get: readonly ValuePattern[]): Sorted {
  const count = (last - first + 1) * get.length;
  const values = new Texts(count, elements.bytes.length);
  for (let place = first; place <= last; place++) {
    const i = order === null ? place : order[place];
    for (const pattern of get) {
      const value = pattern.find(db, elements.bytes, elements.start(i), elements.end(i));
      if (value === null) values.add(elements.bytes, 0, 0);
      else values.add(value.buf, value.start, value.end);
    }
  }
  return { elements: values, order: null, first: 0, last: count - 1 };
}
