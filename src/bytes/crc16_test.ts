import { assertEquals } from "@std/assert";
import { fromString } from "./ascii.ts";
import { crc16, keySlot } from "./crc16.ts";

const slot = (key: string) => {
  const bytes = fromString(key);
  return keySlot(bytes, 0, bytes.length);
};

Deno.test("crc16 gives XMODEM's check value", () => {
  assertEquals(crc16(fromString("123456789"), 0, 9), 0x31c3);
  assertEquals(crc16(fromString("x123456789x"), 1, 10), 0x31c3);
});

Deno.test("keySlot answers what CLUSTER KEYSLOT does", () => {
  assertEquals(slot("foo"), 12182);
  assertEquals(slot("somekey"), 11058);
  assertEquals(slot(""), 0);
});

Deno.test("keySlot looks at the hash tag alone", () => {
  assertEquals(slot("foo{hash_tag}"), slot("hash_tag"));
  assertEquals(slot("a{user1}b{user2}"), slot("user1"));
  assertEquals(slot("foo{{bar}}zap"), slot("{bar"));
});

Deno.test("keySlot takes the whole key where the first tag is empty or open", () => {
  const whole = (key: string) => {
    const bytes = fromString(key);
    return crc16(bytes, 0, bytes.length) & 16383;
  };
  for (const key of ["foo{}{bar}", "{}", "foo{bar", "foo}bar{", "{"]) assertEquals(slot(key), whole(key));
});
