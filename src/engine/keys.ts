import { isWord, parseInteger } from "../bytes/mod.ts";
import type { Request } from "../resp/mod.ts";
import type { CommandSpec, KeyFlag, KeySpec } from "./spec.ts";

const FIRST_KEYS = 16;
const INVALID = -1;

/** Keys of a request: numbers of its arguments, and what the command does with each. One list serves many requests. */
export class KeyList {
  count = 0;
  /** Argument numbers; the first `count` are valid. */
  positions = new Int32Array(FIRST_KEYS);
  readonly flags: (readonly KeyFlag[])[] = [];

  clear(): void {
    this.count = 0;
  }

  add(position: number, flags: readonly KeyFlag[]): void {
    if (this.count === this.positions.length) {
      const wider = new Int32Array(this.count * 4);
      wider.set(this.positions);
      this.positions = wider;
    }
    this.flags[this.count] = flags;
    this.positions[this.count++] = position;
  }
}

/** Whether requests of this command name keys. */
export function hasKeys(spec: CommandSpec): boolean {
  return spec.findKeys !== undefined || (spec.keys ?? []).some(({ flags }) => !flags.includes("not_key"));
}

/**
 * Lists the keys of a request whose command's name is argument `first`, so that a request inside another can be looked at. False: the arguments
 * do not tell (their number is wrong, a count is none); the list is empty then.
 */
export function findKeys(spec: CommandSpec, args: Request, first: number, into: KeyList): boolean {
  into.clear();
  const { keys } = spec;
  if (keys === undefined) return true;
  const reliable = spec.findKeys === undefined || !keys.some(({ flags }) => flags.includes("variable_flags"));
  if (reliable && bySpecs(keys, args, first, into)) return true;
  into.clear();
  if (spec.findKeys === undefined) return false;
  if (spec.findKeys(args, first, into)) return true;
  into.clear();
  return false;
}

function bySpecs(keys: readonly KeySpec[], args: Request, name: number, into: KeyList): boolean {
  for (let i = 0; i < keys.length; i++) {
    const spec = keys[i];
    if (spec.flags.includes("not_key")) continue;
    const begin = beginOf(spec, args, name);
    // A word that does not occur brings no keys.
    if (begin === 0) continue;
    if (begin === INVALID || !addRange(spec, args, name + begin, into) || spec.flags.includes("incomplete")) {
      return false;
    }
  }
  return true;
}

/** The first key's position counted from the command's name, 0 if the word before it is missing. */
function beginOf({ begin }: KeySpec, args: Request, name: number): number {
  if (begin === "unknown") return INVALID;
  if ("index" in begin) return begin.index;
  const argc = args.argc - name;
  const { keyword, startFrom } = begin;
  const step = startFrom > 0 ? 1 : -1;
  // Neither the last argument, which no key can follow, nor the first one is taken for the word.
  for (let i = startFrom > 0 ? startFrom : argc + startFrom; i > (startFrom > 0 ? 0 : 1) && i < argc - 1; i += step) {
    if (isWord(args.buf, args.start[name + i], args.end[name + i], keyword)) return i + 1;
  }
  return 0;
}

/** Adds the keys that start at argument `first`; false if they would not lie within the request. */
function addRange({ find, flags }: KeySpec, args: Request, first: number, into: KeyList): boolean {
  const { argc } = args;
  if (find === "unknown") return false;
  let last = 0;
  if ("keynum" in find) {
    const at = first + find.keynum;
    if (at >= argc) return false;
    const count = parseInteger(args.buf, args.start[at], args.end[at]);
    if (!(count >= 0)) return false;
    if (count === 0) return true;
    first += find.first;
    last = first + (count - 1) * find.step;
  } else if (find.last >= 0) last = first + find.last;
  else if (find.limit === 0) last = argc + find.last;
  else last = first + Math.trunc((argc - first) / find.limit) + find.last;
  if (first >= argc || last >= argc || last < first) return false;
  for (let i = first; i <= last; i += find.step) into.add(i, flags);
  return true;
}

/** The keys' places as COMMAND INFO gave them before key specs: first and last position and step, 0 where there are none. */
export interface LegacyRange {
  readonly first: number;
  readonly last: number;
  readonly step: number;
  /** Some keys lie elsewhere: the flag `movablekeys`. */
  readonly movable: boolean;
}

/** What of the key specs can be said as one range: a lone range, or ranges of step 1 that follow upon each other. */
export function legacyRange(keys: readonly KeySpec[] = []): LegacyRange {
  const ranges = keys.flatMap(asRange);
  if (keys.length === 1 && ranges.length === 1) return ranges[0];
  let movable = ranges.length < keys.length;
  let [first, last] = [0, 0];
  for (const range of ranges) {
    const follows = last === 0 || last === range.first - 1;
    if (range.step !== 1 || !follows) {
      movable = true;
      continue;
    }
    movable ||= range.movable;
    if (first === 0) first = range.first;
    // A last position counted from the end lies behind every other.
    last = last < 0 ? last : range.last;
  }
  return { first, last, step: first === 0 ? 0 : 1, movable };
}

function asRange({ begin, find, flags }: KeySpec): LegacyRange[] {
  if (begin === "unknown" || find === "unknown" || !("index" in begin) || !("last" in find)) return [];
  const first = begin.index;
  const last = find.last < 0 ? find.last : first + find.last;
  return [{ first, last, step: find.step, movable: flags.includes("incomplete") }];
}
