import type { Argument, Client, Value } from "./client.ts";

/** A value of one type in one of the forms that it is kept in. */
export interface Form {
  readonly type: string;
  /** What OBJECT ENCODING says. */
  readonly encoding: string;
  /** Elements; of a string, bytes. */
  readonly size: number;
  /** Commands without their key, which is the first argument, that make the value. */
  readonly commands: readonly (readonly Argument[])[];
}

/** Elements of the large forms: more than is freed at once. */
const MANY = 600;
/** Fields whose deadline is far. */
const EXPIRES = ["HPEXPIRE", 1e9, "FIELDS"] as const;

const numbered = (prefix: string, count: number) => Array.from({ length: count }, (_, i) => `${prefix}:${i}`);
const fields = (count: number) => numbered("f", count).flatMap((field, i) => [field, i % 3 ? `value ${i}` : String(i)]);
const members = (count: number) => numbered("m", count).flatMap((member, i) => [String(i % 7 ? i / 4 : -i), member]);
const odd = ["", "-1", "a\r\nb", "9223372036854775807", "x".repeat(64), "3.5"];

/** All types in all forms. */
export const FORMS: readonly Form[] = [
  { type: "string", encoding: "int", size: 5, commands: [["SET", "-1234"]] },
  { type: "string", encoding: "embstr", size: 3, commands: [["SET", "abc"]] },
  { type: "string", encoding: "raw", size: 4, commands: [["SET", "12"], ["APPEND", "34"]] },
  { type: "string", encoding: "raw", size: 2_000_000, commands: [["SET", "y".repeat(2_000_000)]] },
  { type: "list", encoding: "listpack", size: odd.length, commands: [["RPUSH", ...odd]] },
  {
    type: "list",
    encoding: "quicklist",
    size: 3 * MANY,
    commands: [["RPUSH", ...numbered("a longer entry", 3 * MANY)]],
  },
  { type: "set", encoding: "intset", size: 5, commands: [["SADD", "3", "-1", "70000", "9223372036854775807", "0"]] },
  { type: "set", encoding: "listpack", size: odd.length, commands: [["SADD", ...odd]] },
  { type: "set", encoding: "hashtable", size: MANY, commands: [["SADD", ...numbered("m", MANY)]] },
  { type: "zset", encoding: "listpack", size: 20, commands: [["ZADD", ...members(20)]] },
  { type: "zset", encoding: "skiplist", size: MANY, commands: [["ZADD", ...members(MANY)]] },
  { type: "hash", encoding: "listpack", size: 20, commands: [["HSET", ...fields(20)]] },
  {
    type: "hash",
    encoding: "listpackex",
    size: 20,
    commands: [["HSET", ...fields(20)], [...EXPIRES, 2, "f:1", "f:19"]],
  },
  { type: "hash", encoding: "hashtable", size: MANY, commands: [["HSET", ...fields(MANY)]] },
  {
    type: "hash",
    encoding: "hashtable",
    size: MANY + 1,
    commands: [["HSET", ...fields(MANY + 1)], [...EXPIRES, 3, "f:1", "f:19", "f:600"]],
  },
];

/** A name for a form, which no other has. */
export function nameOf({ type, encoding, size }: Form): string {
  return `${type} ${encoding} ${size}`;
}

/** Gives a key, which must be absent, a value of a form. */
export async function create(client: Client, key: string, { commands }: Form): Promise<void> {
  for (const [name, ...args] of commands) await client.call(name, key, ...args);
}

/** All that a key of a type holds, the same for every order that means nothing. */
export async function contentOf(client: Client, key: string, type: string): Promise<Value> {
  const ordered = async (...command: string[]) => (await client.call(...command) as string[]).sort();
  switch (type) {
    case "string":
      return await client.call("GET", key);
    case "list":
      return await client.call("LRANGE", key, 0, -1);
    case "set":
      return await ordered("SMEMBERS", key);
    case "zset":
      return await client.call("ZRANGE", key, 0, -1, "WITHSCORES");
    default: {
      const names = await ordered("HKEYS", key);
      const args = ["FIELDS", String(names.length), ...names];
      return [names, await client.call("HMGET", key, ...names), await client.call("HPEXPIRETIME", key, ...args)];
    }
  }
}
