import type { KeySpec } from "../../engine/mod.ts";
import type { Argument } from "./_syntax.ts";

/** Marks the arguments where the key specs find keys. `names`: how many words the command's name has. */
export function nameKeys(list: readonly Argument[], keys: readonly KeySpec[], names: number): void {
  keys.forEach(({ begin, find, flags, tokens = [] }, index) => {
    for (const token of tokens) for (const argument of afterToken(list, token)) argument.keySpec = index;
    if (begin === "unknown" || find === "unknown" || flags.includes("not_key")) return;
    const first = "keynum" in find ? find.first : 0;
    const last = "last" in find ? Math.max(0, find.last) : first;
    for (let skip = first; skip <= last; skip += find.step) {
      const argument = "index" in begin
        ? atPosition(list, begin.index + skip, names)
        : atPosition(afterToken(list, begin.keyword), skip, 0);
      const key = argument === undefined ? undefined : firstValue(argument);
      if (key === undefined || key.keySpec !== undefined) continue;
      key.type = "key";
      key.keySpec = index;
    }
  });
}

/** The argument that begins at a position, as far as what stands before it has a fixed length. */
function atPosition(list: readonly Argument[], position: number, from: number): Argument | undefined {
  let at = from;
  for (const argument of list) {
    if (at === position) return argument;
    const width = widthOf(argument);
    if (width === null) return undefined;
    at += width;
  }
  return undefined;
}

/** How many words the argument takes, `null` if that varies. */
function widthOf({ type, token, optional, multiple, arguments: inner }: Argument): number | null {
  if (optional || multiple) return null;
  if (type === "pure-token") return 1;
  const own = token === undefined ? 0 : 1;
  if (inner === undefined) return own + 1;
  const widths = inner.map(widthOf);
  if (widths.includes(null)) return null;
  if (type === "block") return own + (widths as number[]).reduce((sum, width) => sum + width, 0);
  return widths.every((width) => width === widths[0]) ? own + widths[0]! : null;
}

/** What follows a token: its value, or the arguments of its block. */
function afterToken(list: readonly Argument[], token: string): readonly Argument[] {
  for (const argument of list) {
    const { arguments: inner } = argument;
    if (argument.token === token) return argument.type === "block" ? inner! : [argument];
    const found = inner === undefined ? [] : afterToken(inner, token);
    if (found.length > 0) return found;
  }
  return [];
}

/** The argument itself, or the first value in it. */
function firstValue(argument: Argument): Argument | undefined {
  if (argument.arguments === undefined) return argument.type === "pure-token" ? undefined : argument;
  return firstValue(argument.arguments[0]);
}
