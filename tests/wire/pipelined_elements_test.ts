import { assertEquals } from "@std/assert";
import { eachProtocol, type Value } from "../support/mod.ts";

/** Enough that elements are fetched ahead. */
const ELEMENTS = 21_000;
const TOGETHER = 50;

eachProtocol("requests about elements of several large collections, sent together", async (client) => {
  const numbers = Array.from({ length: ELEMENTS }, (_, i) => i);
  for (let from = 0; from < ELEMENTS; from += 1000) {
    const some = numbers.slice(from, from + 1000);
    await client.call("SADD", "set", ...some.map((i) => `m${i}`));
    await client.call("HSET", "hash", ...some.flatMap((i) => [`m${i}`, `v${i}`]));
    await client.call("ZADD", "zset", ...some.flatMap((i) => [i, `m${i}`]));
  }
  const requests: (readonly (string | number)[])[] = [];
  const replies: Value[] = [];
  const expect = (reply: Value, ...words: (string | number)[]) => {
    requests.push(words);
    replies.push(reply);
  };
  for (let i = 0; i < TOGETHER; i++) {
    const there = `m${i * 411}`;
    expect(1, "SISMEMBER", "set", there);
    expect(`v${i * 411}`, "HGET", "hash", there);
    expect(i * 411, "ZRANK", "zset", there);
    expect(0, "SISMEMBER", "set", `x${i}`);
    expect(1, "SADD", "set", `x${i}`);
    expect(1, "HSET", "hash", `x${i}`, there);
    expect(1, "ZADD", "zset", ELEMENTS + i, `x${i}`);
    expect(1, "SREM", "set", `x${i}`, `x${i + 1}`);
    expect(there, "HGET", "hash", `x${i}`);
    expect(1, "SADD", "small", there);
    expect(1, "ZREM", "zset", `x${i}`);
    expect(null, "ZRANK", "zset", `x${i}`);
    expect(1, "HDEL", "hash", `x${i}`);
  }
  assertEquals(await client.pipeline(requests), replies);
});
