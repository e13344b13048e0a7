/** The table of all directives. */

import { data } from "./directives_data.ts";
import { general } from "./directives_general.ts";
import type { Directive } from "./kind.ts";

/** All directives of Redis 7.2 that have a value, by name. */
export const directives = { ...general, ...data };

/** A directive's name. */
export type Name = keyof typeof directives;

/** The type of a directive's value. */
export type Value<N extends Name> = (typeof directives)[N] extends Directive<infer T> ? T : never;

/** All names and aliases of directives that have a value, with the directive each stands for. */
export const names: ReadonlyMap<string, Name> = new Map(
  (Object.entries(directives) as [Name, Directive<unknown>][]).flatMap(([name, { aliases = [] }]) =>
    [name, ...aliases].map((known) => [known, name] as const)
  ),
);

/** Directives of a file that have no value to get or set, with the fewest and the most words after the name. */
export const statements: Readonly<
  Record<string, { readonly least: number; readonly most: number; readonly effect: boolean }>
> = {
  "include": { least: 1, most: 1, effect: true },
  "rename-command": { least: 2, most: 2, effect: true },
  "user": { least: 1, most: Infinity, effect: true },
  "loadmodule": { least: 1, most: Infinity, effect: false },
  // Gone from Redis, which still accepts them.
  "list-max-ziplist-entries": { least: 1, most: 1, effect: false },
  "list-max-ziplist-value": { least: 1, most: 1, effect: false },
  "lua-replicate-commands": { least: 1, most: 1, effect: false },
};
