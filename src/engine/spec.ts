import type { Request } from "../resp/mod.ts";
import type { Context } from "./context.ts";
import type { KeyList } from "./keys.ts";

/** Command flags, named as COMMAND INFO shows them. */
export type Flag =
  | "write"
  | "readonly"
  | "denyoom"
  | "admin"
  | "pubsub"
  | "noscript"
  | "blocking"
  | "loading"
  | "stale"
  | "skip_monitor"
  | "skip_slowlog"
  | "asking"
  | "fast"
  | "no_auth"
  | "may_replicate"
  | "no_async_loading"
  | "no_multi"
  | "movablekeys"
  | "allow_busy"
  | "no_mandatory_keys"
  | "protected"
  | "touches_arbitrary_keys";

/** Command groups, named as COMMAND DOCS shows them. */
export type Group =
  | "generic"
  | "string"
  | "list"
  | "set"
  | "sorted-set"
  | "hash"
  | "pubsub"
  | "transactions"
  | "connection"
  | "server"
  | "scripting"
  | "hyperloglog"
  | "cluster"
  | "geo"
  | "stream"
  | "bitmap";

/** What a command does with a key: how it opens it, and to what end. As COMMAND INFO shows them. */
export type KeyFlag =
  | "RO"
  | "RW"
  | "OW"
  | "RM"
  | "access"
  | "update"
  | "insert"
  | "delete"
  | "not_key"
  | "incomplete"
  | "variable_flags";

/** Where a command's keys are. Positions count arguments, the command's name being 0. */
export interface KeySpec {
  readonly flags: readonly KeyFlag[];
  readonly notes?: string;
  /** The first key's position, or the word it follows (looked for from `startFrom`, from the end if negative). */
  readonly begin: { readonly index: number } | { readonly keyword: string; readonly startFrom: number } | "unknown";
  /**
   * `range`: from the first to the `last` (counted from the first; negative from the end of the arguments) in steps; `limit` divides what is
   * left where `last` is -1. `keynum`: an argument tells how many, positions counted from the first.
   */
  readonly find:
    | { readonly last: number; readonly step: number; readonly limit: number }
    | { readonly keynum: number; readonly first: number; readonly step: number }
    | "unknown";
  /** For COMMAND DOCS, where `begin` is unknown: the words that stand before these keys, or before what their names are made of. */
  readonly tokens?: readonly string[];
}

/** What an argument is, named as COMMAND DOCS shows it. */
export type ArgumentType =
  | "key"
  | "string"
  | "integer"
  | "double"
  | "pattern"
  | "unix-time"
  | "pure-token"
  | "oneof"
  | "block";

/**
 * Everything about one command, declared once beside its handler. Dispatch, arity, COMMAND INFO, DOCS, LIST and GETKEYS, ACL categories and HELP
 * derive from it.
 */
export interface CommandSpec {
  /** In upper case; of a subcommand, its own word only. */
  readonly name: string;
  /** The version of Redis (or Valkey) that had it first. */
  readonly since: string;
  readonly group: Group;
  readonly summary: string;
  readonly complexity: string;
  /** Number of arguments, names included; negative: at least so many. */
  readonly arity: number;
  readonly flags: readonly Flag[];
  readonly keys?: readonly KeySpec[];
  /**
   * Lists the keys of a request whose command's name is argument `first`; false if it cannot be told. For commands whose `keys` are incomplete,
   * unknown, or have flags that depend on the request.
   */
  readonly findKeys?: (args: Request, first: number, into: KeyList) => boolean;
  /** The arguments after the name: `key [EX seconds | PX milliseconds] [key ...]`. */
  readonly syntax: string;
  /** Types of arguments, by their words in `syntax`, where these words usually stand for another type. */
  readonly types?: Readonly<Record<string, ArgumentType>>;
  /** What COMMAND DOCS calls arguments, by the names that `syntax` alone would give them, or by these with the token before them: `BY pattern`. */
  readonly names?: Readonly<Record<string, string>>;
  /** ACL categories beyond those that group and flags imply, without `@`; with a leading `-`, the group's that this command lacks. */
  readonly categories?: readonly string[];
  /** Hints for clients, as COMMAND INFO shows them. */
  readonly tips?: readonly string[];
  /** Changes since it came: version and what changed. */
  readonly history?: readonly (readonly [string, string])[];
  readonly deprecated?: { readonly since: string; readonly replacedBy: string };
  /** Whether it is for the server's own use: `syscmd` in COMMAND DOCS. */
  readonly system?: boolean;
  /** HELP is added to them. */
  readonly subcommands?: readonly CommandSpec[];
  /** The version that had HELP for the subcommands first, if that is not the container's own or 5.0.0. */
  readonly helpSince?: string;
  /** Handles the command, to its end, without waiting. A container of subcommands alone has none. */
  readonly run?: (ctx: Context) => void;
}

/** Declares a command. */
export function command(spec: CommandSpec): CommandSpec {
  return spec;
}

/** One key as the first argument. */
export function oneKey(...flags: KeyFlag[]): readonly KeySpec[] {
  return [{ flags, begin: { index: 1 }, find: { last: 0, step: 1, limit: 0 } }];
}

/** Keys from argument `first` to `last` (negative: counted from the end) in steps of `step`. */
export function keyRange(first: number, last: number, step: number, ...flags: KeyFlag[]): readonly KeySpec[] {
  return [{ flags, begin: { index: first }, find: { last: last < 0 ? last : last - first, step, limit: 0 } }];
}
