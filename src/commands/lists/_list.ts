import { type Context, OTHER_TYPE, readTyped, writeTyped } from "../../engine/mod.ts";
import { Type } from "../../store/mod.ts";
import { List, ListCursor } from "../../types/list/mod.ts";

const LIST = new List();
const CURSOR = new ListCursor();

/** The list of the key in argument `i` for a command that reads; `null` if there is none: then `answer` or the error has been replied. */
export function listToRead(ctx: Context, i: number, answer: (ctx: Context) => void): List | null {
  return opened(ctx, readTyped(ctx, i, Type.LIST), answer);
}

/** The same for a command that writes. */
export function listToWrite(ctx: Context, i: number, answer: (ctx: Context) => void): List | null {
  return opened(ctx, writeTyped(ctx, i, Type.LIST), answer);
}

function opened(ctx: Context, ref: number, answer: (ctx: Context) => void): List | null {
  if (ref === OTHER_TYPE) return null;
  if (ref !== 0) return LIST.open(ctx.db, ref);
  answer(ctx);
  return null;
}

/** Books `changes` changes of the list; if it has lost its last entry, the key goes. */
export function finish({ db }: Context, list: List, changes: number): void {
  db.changed(list.ref, changes);
  if (list.length === 0) db.drop(list.ref);
}

/** Replies with `count` entries at an end of the list as an array, and removes them. */
export function popMany(ctx: Context, list: List, front: boolean, count: number): void {
  const { reply } = ctx;
  reply.array(count);
  CURSOR.open(list, front ? 0 : list.length - 1, front);
  for (let i = 0; i < count && CURSOR.next(); i++) reply.bulk(CURSOR.entry.buf, CURSOR.entry.start, CURSOR.entry.end);
  list.removeEnd(front, count);
  finish(ctx, list, count);
}

/** Replies with the entry at an end of the list, and removes it. */
export function popOne(ctx: Context, list: List, front: boolean): void {
  const { buf, start, end } = list.readEnd(front);
  ctx.reply.bulk(buf, start, end);
  list.removeEnd(front, 1);
  finish(ctx, list, 1);
}

/** Whether argument `i` says LEFT (1) or RIGHT (0); -1 if neither. */
export function endNamed({ args }: Context, i: number): number {
  if (args.is(i, "LEFT")) return 1;
  return args.is(i, "RIGHT") ? 0 : -1;
}

export const zero = ({ reply }: Context) => reply.integer(0);
export const nothing = ({ reply }: Context) => reply.null();
export const nullArray = ({ reply }: Context) => reply.nullArray();
