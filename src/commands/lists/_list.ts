import type { Context } from "../../engine/mod.ts";
import { Type } from "../../store/mod.ts";
import { type LargeList, List } from "../../types/list/mod.ts";
import { AT_ONCE } from "../_long_reply.ts";
import { recordToRead, recordToWrite } from "../_record.ts";
import { replyEntries, replyRemoved } from "./_reply.ts";

const LIST = new List();

/** The list of the key in argument `i` for a command that reads; `null` if there is none: then `answer` or the error has been replied. */
export function listToRead(ctx: Context, i: number, answer: (ctx: Context) => void): List | null {
  const ref = recordToRead(ctx, i, Type.LIST, answer);
  return ref === 0 ? null : LIST.open(ctx.db, ref);
}

/** The same for a command that writes. */
export function listToWrite(ctx: Context, i: number, answer: (ctx: Context) => void): List | null {
  const ref = recordToWrite(ctx, i, Type.LIST, answer);
  return ref === 0 ? null : LIST.open(ctx.db, ref);
}

/** Books `changes` changes of the list; if it has no entries left, the key goes. */
export function finish({ db }: Context, list: List, changes: number): void {
  db.changed(list.ref, changes);
  if (list.length === 0) db.drop(list.ref);
}

/** Removes `count` entries at an end of the list; if these are all, the key goes. */
export function removeEnd({ db }: Context, list: List, front: boolean, count: number): void {
  const isAll = count === list.length;
  if (!isAll) list.removeEnd(front, count);
  db.changed(list.ref, count);
  if (isAll) db.drop(list.ref);
}

/** Replies with the entry at an end of the list, and removes it. */
export function popOne(ctx: Context, list: List, front: boolean): void {
  const { buf, start, end } = list.readEnd(front);
  ctx.reply.bulk(buf, start, end);
  removeEnd(ctx, list, front, 1);
}

/** Replies with `count` entries at an end of the list as an array, and removes them. */
export function popMany(ctx: Context, list: List, front: boolean, count: number): void {
  const { large, length } = list;
  ctx.reply.array(count);
  if (count === length && large !== null && large.bytes > AT_ONCE) return popAll(ctx, list, large, front);
  replyEntries(ctx, list, front ? 0 : length - 1, count, front);
  removeEnd(ctx, list, front, count);
}

/** The key goes, its entries go out as the client takes them. */
function popAll(ctx: Context, list: List, large: LargeList, front: boolean): void {
  const { db } = ctx;
  db.changed(list.ref, large.size);
  db.release(list.ref);
  replyRemoved(ctx, large, front);
}

/** Whether argument `i` says LEFT (1) or RIGHT (0); -1 if neither. */
export function endNamed({ args }: Context, i: number): number {
  if (args.is(i, "LEFT")) return 1;
  return args.is(i, "RIGHT") ? 0 : -1;
}
