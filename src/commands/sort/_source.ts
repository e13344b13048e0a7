import { type Database, type Ref, Type } from "../../store/mod.ts";
import { List, ListCursor } from "../../types/list/mod.ts";
import { MemberSet, SetCursor } from "../../types/set/mod.ts";
import { SortedSet } from "../../types/sorted_set/mod.ts";
import { FEW_ELEMENTS, KEPT, Texts } from "./_texts.ts";

/** Bytes of an element for which there is room at first. */
const USUAL_LENGTH = 16;

const LIST = new List();
const LIST_CURSOR = new ListCursor();
const SET = new MemberSet();
const SET_CURSOR = new SetCursor();
const SORTED_SET = new SortedSet();

/** Whether a type has elements that can be sorted. */
export function isSortable(type: Type): boolean {
  return type === Type.LIST || type === Type.SET || type === Type.ZSET;
}

/** Elements of the list, set or sorted set in a record. */
export function sizeOf(db: Database, ref: Ref): number {
  switch (db.type(ref)) {
    case Type.LIST:
      return LIST.open(db, ref).length;
    case Type.SET:
      return SET.open(db, ref).size;
    default:
      return SORTED_SET.open(db, ref).size;
  }
}

/**
 * Copies `count` elements of the list, set or sorted set in a record, from number `first` on; so many are there. With `reverse`, numbers and order count
 * from the end, except those of a set, which has no order. Up to {@linkcode KEPT} elements are there until the next call.
 */
export function copyElements(db: Database, ref: Ref, first: number, count: number, reverse: boolean): Texts {
  const texts = count <= KEPT ? FEW_ELEMENTS.reset(count) : new Texts(count, count * USUAL_LENGTH);
  if (count === 0) return texts;
  switch (db.type(ref)) {
    case Type.LIST:
      copyList(texts, db, ref, first, count, reverse);
      break;
    case Type.SET:
      copySet(texts, db, ref, first, count);
      break;
    default:
      copySortedSet(texts, db, ref, first, count, reverse);
  }
  return texts;
}

function copyList(texts: Texts, db: Database, ref: Ref, first: number, count: number, reverse: boolean): void {
  LIST.open(db, ref);
  LIST_CURSOR.open(LIST, reverse ? LIST.length - 1 - first : first, !reverse);
  const { entry } = LIST_CURSOR;
  while (texts.count < count && LIST_CURSOR.next()) texts.add(entry.buf, entry.start, entry.end);
}

function copySet(texts: Texts, db: Database, ref: Ref, first: number, count: number): void {
  SET_CURSOR.open(SET.open(db, ref));
  const { member } = SET_CURSOR;
  for (let i = 0; i < first; i++) SET_CURSOR.next();
  while (texts.count < count && SET_CURSOR.next()) texts.add(member.buf, member.start, member.end);
}

function copySortedSet(texts: Texts, db: Database, ref: Ref, first: number, count: number, reverse: boolean): void {
  const { member } = SORTED_SET.open(db, ref);
  let more = SORTED_SET.seek(reverse ? SORTED_SET.size - 1 - first : first);
  while (more && texts.count < count) {
    texts.add(member.buf, member.start, member.end);
    more = reverse ? SORTED_SET.previous() : SORTED_SET.next();
  }
}
