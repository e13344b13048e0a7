import { assertEquals } from "@std/assert";
import { Config } from "./config/mod.ts";
import { missingFeatures } from "./without_effect.ts";

Deno.test("what is set and belongs to no feature that exists is named", () => {
  const config = new Config("/");
  assertEquals(missingFeatures(config), []);
  for (
    const [name, value] of [
      ["appendonly", "yes"],
      ["maxmemory", "1gb"],
      ["timeout", "5"],
      ["save", ""],
      ["list-compress-depth", "1"],
      ["list-max-listpack-size", "128"],
      ["zset-max-listpack-value", "100"],
      ["lazyfree-lazy-user-del", "yes"],
      ["lazyfree-lazy-expire", "yes"],
    ]
  ) {
    assertEquals(config.assign(name, [value]), null);
  }
  assertEquals(config.assign("maxmemory-policy", ["allkeys-lfu"]), null);
  assertEquals(missingFeatures(config), ["maxmemory", "list-compress-depth", "save", "appendonly"]);
});
