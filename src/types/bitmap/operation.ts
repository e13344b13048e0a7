import { copyBytes } from "../../bytes/mod.ts";
import type { Span } from "../../store/mod.ts";
import { wordsOf } from "./_words.ts";

/** An operation on bits, as BITOP names it. Those after `NOT` set the first source X against the others. */
export type Operation = "AND" | "OR" | "XOR" | "ONE" | "NOT" | "DIFF" | "DIFF1" | "ANDOR";

/** What a step does to bits of the result. */
type Step = "and" | "or" | "xor" | "andNot";

/** Bytes of the result that all sources are gone through for at a time, so that they stay in the processor's cache. */
const BLOCK = 64 * 1024;
/** Fewer bytes than this are worked on one by one. */
const FEW = 64;
/** Bytes that one round of the loops over words takes: four words. More make it no faster, fewer do: one word a round takes three times as long. */
const ROUND = 16;

/**
 * Fills all of `into` with the result of `operation` on the sources, of which there is at least one; where one is shorter, it goes on with zeros.
 * `NOT` takes one source, `DIFF` (X and none of the others), `DIFF1` (one of the others and not X) and `ANDOR` (X and one of the others) take two
 * or more; `ONE` is what exactly one of them has.
 */
export function combine(operation: Operation, sources: readonly Span[], into: Uint8Array): void {
  const twice = operation === "ONE" ? new Uint8Array(Math.min(BLOCK, into.length)) : NONE;
  for (let at = 0; at < into.length; at += BLOCK) {
    const to = Math.min(at + BLOCK, into.length);
    switch (operation) {
      case "AND":
        load(sources[0], into, at, to);
        applyAll("and", sources, 1, into, at, to);
        break;
      case "OR":
        load(sources[0], into, at, to);
        applyAll("or", sources, 1, into, at, to);
        break;
      case "XOR":
        load(sources[0], into, at, to);
        applyAll("xor", sources, 1, into, at, to);
        break;
      case "ONE":
        exactlyOne(sources, into, at, to, twice);
        break;
      case "NOT":
        into.fill(0xff, at, to);
        apply("xor", sources[0], into, at, to);
        break;
      case "DIFF":
        load(sources[0], into, at, to);
        applyAll("andNot", sources, 1, into, at, to);
        break;
      default:
        load(sources[1], into, at, to);
        applyAll("or", sources, 2, into, at, to);
        apply(operation === "DIFF1" ? "andNot" : "and", sources[0], into, at, to);
    }
  }
}

/** Copies the bytes `[at, to)` of a source. */
function load({ buf, start, end }: Span, into: Uint8Array, at: number, to: number): void {
  const have = Math.max(at, Math.min(to, end - start));
  copyBytes(into, at, buf, start + at, start + have);
  if (have < to) into.fill(0, have, to);
}

function applyAll(step: Step, sources: readonly Span[], from: number, into: Uint8Array, at: number, to: number): void {
  for (let i = from; i < sources.length; i++) apply(step, sources[i], into, at, to);
}

/** Works the bytes `[at, to)` of a source into the result. */
function apply(step: Step, { buf, start, end }: Span, into: Uint8Array, at: number, to: number): void {
  const have = Math.max(at, Math.min(to, end - start));
  work(step, into, at, have, buf, start);
  if (step === "and" && have < to) into.fill(0, have, to);
}

/** Works the bytes `[at, to)` of a string that starts at byte `start` of `buf` into the same ones of the result. */
function work(step: Step, into: Uint8Array, at: number, to: number, buf: Uint8Array, start: number): void {
  const rounds = wholeRounds(at, to);
  if (rounds > at) workWords(step, wordsOf(into), at, rounds, wordsOf(buf), start);
  for (let i = rounds; i < to; i++) {
    const byte = buf[start + i];
    if (step === "and") into[i] &= byte;
    else if (step === "or") into[i] |= byte;
    else if (step === "xor") into[i] ^= byte;
    else into[i] &= ~byte;
  }
}

/** The end of the bytes from `at` on that are worked on by words; the rest up to `to` goes byte by byte. */
function wholeRounds(at: number, to: number): number {
  return to - at < FEW ? at : to - ((to - at) % ROUND);
}

/** {@linkcode work} in whole rounds. Each step has a loop of its own: to choose it within the loop would take its time. */
function workWords(step: Step, into: DataView, i: number, to: number, from: DataView, start: number): void {
  switch (step) {
    case "and":
      return and(into, i, to, from, start);
    case "or":
      return or(into, i, to, from, start);
    case "xor":
      return xor(into, i, to, from, start);
    case "andNot":
      return andNot(into, i, to, from, start);
  }
}

function and(into: DataView, i: number, to: number, from: DataView, start: number): void {
  for (; i < to; i += ROUND) {
    const j = start + i;
    into.setInt32(i, into.getInt32(i, true) & from.getInt32(j, true), true);
    into.setInt32(i + 4, into.getInt32(i + 4, true) & from.getInt32(j + 4, true), true);
    into.setInt32(i + 8, into.getInt32(i + 8, true) & from.getInt32(j + 8, true), true);
    into.setInt32(i + 12, into.getInt32(i + 12, true) & from.getInt32(j + 12, true), true);
  }
}

function or(into: DataView, i: number, to: number, from: DataView, start: number): void {
  for (; i < to; i += ROUND) {
    const j = start + i;
    into.setInt32(i, into.getInt32(i, true) | from.getInt32(j, true), true);
    into.setInt32(i + 4, into.getInt32(i + 4, true) | from.getInt32(j + 4, true), true);
    into.setInt32(i + 8, into.getInt32(i + 8, true) | from.getInt32(j + 8, true), true);
    into.setInt32(i + 12, into.getInt32(i + 12, true) | from.getInt32(j + 12, true), true);
  }
}

function xor(into: DataView, i: number, to: number, from: DataView, start: number): void {
  for (; i < to; i += ROUND) {
    const j = start + i;
    into.setInt32(i, into.getInt32(i, true) ^ from.getInt32(j, true), true);
    into.setInt32(i + 4, into.getInt32(i + 4, true) ^ from.getInt32(j + 4, true), true);
    into.setInt32(i + 8, into.getInt32(i + 8, true) ^ from.getInt32(j + 8, true), true);
    into.setInt32(i + 12, into.getInt32(i + 12, true) ^ from.getInt32(j + 12, true), true);
  }
}

function andNot(into: DataView, i: number, to: number, from: DataView, start: number): void {
  for (; i < to; i += ROUND) {
    const j = start + i;
    into.setInt32(i, into.getInt32(i, true) & ~from.getInt32(j, true), true);
    into.setInt32(i + 4, into.getInt32(i + 4, true) & ~from.getInt32(j + 4, true), true);
    into.setInt32(i + 8, into.getInt32(i + 8, true) & ~from.getInt32(j + 8, true), true);
    into.setInt32(i + 12, into.getInt32(i + 12, true) & ~from.getInt32(j + 12, true), true);
  }
}

/** The bytes `[at, to)` of what exactly one source has. `twice` collects, from its byte 0 on, what more of them have. */
function exactlyOne(sources: readonly Span[], into: Uint8Array, at: number, to: number, twice: Uint8Array): void {
  load(sources[0], into, at, to);
  twice.fill(0);
  for (let i = 1; i < sources.length; i++) add(sources[i], into, at, to, twice);
  work("andNot", into, at, to, twice, -at);
}

/** Adds the bytes `[at, to)` of a source to the result, and to `twice` what that has already. */
function add({ buf, start, end }: Span, into: Uint8Array, at: number, to: number, twice: Uint8Array): void {
  const have = Math.max(at, Math.min(to, end - start));
  const rounds = wholeRounds(at, have);
  if (rounds > at) addWords(wordsOf(into), at, rounds, wordsOf(buf), start, wordsOf(twice));
  for (let i = rounds; i < have; i++) {
    const byte = buf[start + i];
    twice[i - at] |= into[i] & byte;
    into[i] |= byte;
  }
}

function addWords(into: DataView, at: number, to: number, from: DataView, start: number, twice: DataView): void {
  for (let i = at; i < to; i += ROUND) {
    addWord(into, i, from, start + i, twice, i - at);
    addWord(into, i + 4, from, start + i + 4, twice, i - at + 4);
    addWord(into, i + 8, from, start + i + 8, twice, i - at + 8);
    addWord(into, i + 12, from, start + i + 12, twice, i - at + 12);
  }
}

function addWord(into: DataView, i: number, from: DataView, j: number, twice: DataView, k: number): void {
  const seen = into.getInt32(i, true);
  const word = from.getInt32(j, true);
  twice.setInt32(k, twice.getInt32(k, true) | (seen & word), true);
  into.setInt32(i, seen | word, true);
}

const NONE = new Uint8Array(0);
