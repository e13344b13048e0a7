/** Error replies that several commands share, in Redis's words. */
export const WRONG_TYPE = "WRONGTYPE Operation against a key holding the wrong kind of value";
export const NOT_AN_INTEGER = "ERR value is not an integer or out of range";
export const NOT_A_FLOAT = "ERR value is not a valid float";
export const SYNTAX_ERROR = "ERR syntax error";
export const NO_SUCH_KEY = "ERR no such key";
export const OUT_OF_RANGE = "ERR index out of range";
export const SAME_OBJECT = "ERR source and destination objects are the same";
export const BAD_DATABASE = "ERR DB index is out of range";

/** The error for a deadline that does not fit; `command` in lower case. */
export function invalidExpire(command: string): string {
  return `ERR invalid expire time in '${command}' command`;
}

/** The error for a wrong number of arguments; `command` in lower case. */
export function wrongArity(command: string): string {
  return `ERR wrong number of arguments for '${command}' command`;
}
