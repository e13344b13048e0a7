/** What a directive is made of. */

/** A value, or the error text that Redis gives for words that are none. */
export type Parsed<T> = { readonly value: T } | { readonly error: string };

/** How the values of a directive are written and read. */
export interface Kind<T> {
  /** Whether the directive takes exactly one word or any number; in CONFIG SET several words are one argument with single blanks. */
  readonly words: "one" | "many";
  /**
   * Reads the words after the directive's name. `current` is the value so far; `repeated` tells that a configuration that is being
   * read had this directive before, so that kinds that collect add to it.
   */
  parse(words: readonly string[], current: T, repeated: boolean): Parsed<T>;
  /** The value as CONFIG GET prints it. */
  text(value: T): string;
  /** What stands after the directive's name in a file, one entry a line; entries that repeat `standard` may be left out. */
  lines(value: T, standard?: T): string[];
}

/** What else is to say of a directive. */
export interface Traits<T> {
  /** Further names; all read and set the same value. */
  readonly aliases?: readonly string[];
  /** CONFIG SET refuses it. */
  readonly immutable?: true;
  /** CONFIG SET refuses it unless `enable-protected-configs` allows. */
  readonly protected?: true;
  /** CONFIG SET refuses it while the data set is being loaded. */
  readonly denyLoading?: true;
  /** CONFIG GET shows it only when asked by its full name. */
  readonly hidden?: true;
  /** Its value stays out of logs. */
  readonly sensitive?: true;
  /** Setting it to the value it has counts as a change: the file that it names may have changed. */
  readonly volatile?: true;
  /** `false`: it is for something that this server does not have, so it is accepted, kept and reported, and changes nothing. */
  readonly effect?: false;
  /** The error text for a value that reads well and is still wrong. */
  check?(value: T): string | null;
  /** Likewise, for CONFIG SET only: a file that was written for another server still starts this one. */
  checkSet?(value: T): string | null;
}

/** One directive of the table. */
export interface Directive<T> extends Traits<T> {
  readonly kind: Kind<T>;
  /** The value without configuration. */
  readonly standard: T;
}

/** Declares a directive. */
export function directive<T>(kind: Kind<T>, standard: NoInfer<T>, traits: Traits<NoInfer<T>> = {}): Directive<T> {
  return { ...traits, kind, standard };
}
