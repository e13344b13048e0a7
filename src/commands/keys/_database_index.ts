import { BAD_DATABASE, type Context, NOT_AN_INTEGER } from "../../engine/mod.ts";
import type { Database } from "../../store/mod.ts";

const MIN_INT32 = -2147483648;
const MAX_INT32 = 2147483647;

/** The database that argument `i` numbers; `null` if it numbers none: then the error has been replied. */
export function databaseAt({ args, keyspace, reply }: Context, i: number): Database | null {
  const index = args.int(i);
  const database = keyspace.databases[index];
  if (database !== undefined) return database;
  if (index !== index) reply.error(NOT_AN_INTEGER);
  else if (index >= MIN_INT32 && index <= MAX_INT32) reply.error(BAD_DATABASE);
  else reply.error(`ERR value is out of range, value must between ${MIN_INT32} and ${MAX_INT32}`);
  return null;
}
