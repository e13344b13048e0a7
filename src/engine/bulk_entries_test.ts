import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { fromString, utf8 } from "../bytes/mod.ts";
import { BufferPool, ReplyWriter } from "../resp/mod.ts";
import { PackedEntry } from "../store/mod.ts";
import { bulkEntries } from "./bulk_entries.ts";

/** `texts` as packed entries in the middle of a buffer, with `room` bytes behind them. */
function packed(texts: readonly string[], room: number): { bytes: Uint8Array; start: number; end: number } {
  const encoded = texts.map(fromString);
  const bytes = new Uint8Array(encoded.reduce((sum, { length }) => sum + length + 11, 8 + room));
  const entry = new PackedEntry();
  const end = encoded.reduce((at, text) => entry.text(text, 0, text.length).write(bytes, at), 8);
  return { bytes: bytes.slice(0, end + room), start: 8, end };
}

function taken(writer: ReplyWriter): string {
  let text = "";
  for (let buffer = writer.take(); buffer !== null; buffer = writer.take()) text += utf8(buffer, 0, writer.takenBytes);
  return text;
}

Deno.test("packed entries are replied as bulk strings, however long and wherever they end", () => {
  const text = fc.oneof(
    fc.string({ maxLength: 80, unit: "binary-ascii" }),
    fc.integer().map(String),
    fc.nat(5000).map((length) => "x".repeat(length)),
  );
  fc.assert(fc.property(
    fc.array(text, { maxLength: 60 }),
    fc.nat(100),
    fc.nat(60),
    fc.nat(5000),
    (texts, room, most, before) => {
      const { bytes, start, end } = packed(texts, room);
      const writer = new ReplyWriter(new BufferPool());
      const expected = new ReplyWriter(new BufferPool());
      for (const each of [writer, expected]) each.bulkString("b".repeat(before));
      for (const shown of texts.slice(0, most)) expected.bulkString(shown);
      assertEquals(bulkEntries(writer, bytes, start, end, most), Math.min(most, texts.length));
      assertEquals(taken(writer), taken(expected));
    },
  ));
});
