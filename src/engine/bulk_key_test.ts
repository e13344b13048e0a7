import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { fromLatin1, latin1 } from "../bytes/mod.ts";
import { BufferPool, ReplyWriter } from "../resp/mod.ts";
import { Keyspace, NO_DEADLINE } from "../store/mod.ts";
import { bulkKey } from "./bulk_key.ts";

function taken(writer: ReplyWriter): string {
  let text = "";
  for (let buffer = writer.take(); buffer !== null; buffer = writer.take()) {
    text += latin1(buffer, 0, writer.takenBytes);
  }
  return text;
}

Deno.test("keys of records are replied as bulk strings, however long and wherever the buffer ends", () => {
  const { records } = new Keyspace(1, () => 0);
  const length = fc.oneof(fc.nat(70), fc.integer({ min: 4090, max: 4100 }));
  fc.assert(fc.property(
    fc.array(fc.tuple(length, fc.boolean(), fc.nat(255)), { minLength: 1, maxLength: 20 }),
    fc.nat(5000),
    (keys, before) => {
      const writer = new ReplyWriter(new BufferPool());
      const expected = new ReplyWriter(new BufferPool());
      for (const each of [writer, expected]) each.bulkString("b".repeat(before));
      for (const [length, hasDeadline, first] of keys) {
        const key = fromLatin1(Array.from({ length }, (_, i) => String.fromCharCode((first + i) & 255)).join(""));
        const ref = records.lay(key, 0, length, 0, hasDeadline ? 5 : NO_DEADLINE, 0);
        bulkKey(writer, records, ref);
        expected.bulkBytes(key);
        records.free(ref);
      }
      assertEquals(taken(writer), taken(expected));
    },
  ));
});
