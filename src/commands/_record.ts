import { type Context, OTHER_TYPE, readTyped, writeTyped } from "../engine/mod.ts";
import type { Ref, Type } from "../store/mod.ts";

/** What a command replies with where there is no such key. */
type Answer = (ctx: Context) => void;

/** The record of the key in argument `i`, a `type`, for a command that reads; 0 if there is none: then `answer` or the error has been replied. */
export function recordToRead(ctx: Context, i: number, type: Type, answer: Answer): Ref {
  return known(ctx, readTyped(ctx, i, type), answer);
}

/** The same for a command that writes. */
export function recordToWrite(ctx: Context, i: number, type: Type, answer: Answer): Ref {
  return known(ctx, writeTyped(ctx, i, type), answer);
}

function known(ctx: Context, ref: Ref, answer: Answer): Ref {
  if (ref === 0) answer(ctx);
  return ref === OTHER_TYPE ? 0 : ref;
}

/** Usual answers. */
export const zero: Answer = ({ reply }) => reply.integer(0);
export const nothing: Answer = ({ reply }) => reply.null();
export const nullArray: Answer = ({ reply }) => reply.nullArray();
export const emptyArray: Answer = ({ reply }) => reply.array(0);
export const emptySet: Answer = ({ reply }) => reply.set(0);
