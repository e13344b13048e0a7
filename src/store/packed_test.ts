import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { fromString, latin1 } from "../bytes/mod.ts";
import { Keyspace } from "./keyspace.ts";
import { Packed } from "./packed.ts";
import { entryBefore, entryBytes, entryNumber, EntryText, PackedEntry } from "./packed_entry.ts";
import { Type } from "./record.ts";

const KEY = fromString("key");
const text = fc.oneof(
  fc.integer({ min: -200, max: 200 }).map(String),
  fc.maxSafeInteger().map(String),
  fc.constantFrom(
    "",
    "-",
    "-0",
    "00",
    "01",
    "+1",
    "9007199254740992",
    "-9007199254740993",
    "9223372036854775807",
    "1e3",
  ),
  fc.string({ maxLength: 80 }),
  fc.integer({ min: 0, max: 20_000 }).map((length) => "x".repeat(length)),
);

function entryOf(value: string): PackedEntry {
  const bytes = fromString(value);
  return new PackedEntry().text(bytes, 0, bytes.length);
}

Deno.test("an entry gives its text back, forwards and backwards, and equals no other", () => {
  fc.assert(fc.property(fc.array(text, { minLength: 1, maxLength: 20 }), text, (values, other) => {
    const bytes = new Uint8Array(1 << 19);
    const starts: number[] = [];
    let at = 0;
    for (const value of values) {
      starts.push(at);
      const entry = entryOf(value);
      const end = entry.write(bytes, at);
      assertEquals(end - at, entry.bytes);
      at = end;
    }
    for (let i = values.length - 1; i >= 0; i--) {
      const start = entryBefore(bytes, at);
      assertEquals(start, starts[i]);
      assertEquals(start + entryBytes(bytes, start), at);
      const { buf, start: from, end } = new EntryText().read(bytes, start);
      assertEquals(latin1(buf, from, end), latin1(fromString(values[i]), 0, fromString(values[i]).length));
      assertEquals(entryOf(other).isAt(bytes, start), other === values[i]);
      at = start;
    }
  }));
});

Deno.test("numbers keep their value, in the fewest bytes", () => {
  const bytes = new Uint8Array(16);
  fc.assert(fc.property(fc.oneof(fc.double({ noNaN: true }), fc.maxSafeInteger(), fc.integer()), (value) => {
    const entry = new PackedEntry().number(value);
    entry.write(bytes, 0);
    assert(Object.is(entryNumber(bytes, 0), value));
    assertEquals(entryBytes(bytes, 0), entry.bytes);
  }));
  const sizes = [[0, 2], [127, 2], [128, 3], [-1, 3], [4095, 3], [4096, 4], [-4097, 4], [32768, 5], [8388608, 6], [
    2 ** 31,
    10,
  ]];
  for (const [value, size] of sizes) assertEquals(new PackedEntry().integer(value).bytes, size);
});

Deno.test("a packed collection does as an array does, and gives its memory back", () => {
  const keyspace = new Keyspace(1, () => 0);
  const [db] = keyspace.databases;
  const empty = keyspace.usedMemory;
  const step = fc.record({ kind: fc.constantFrom("insert", "replace", "remove", "find"), at: fc.nat(), value: text });
  fc.assert(fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
    const model: string[] = [];
    const packed = new Packed().create(db, KEY, 0, KEY.length, Type.LIST, 0, 0, 0);
    for (const { kind, at, value } of steps) {
      const index = at % (model.length + 1);
      const bytes = model.reduce((sum, each) => sum + each.length + 10, 0);
      if (kind === "insert" && bytes < 500_000) {
        packed.insert(packed.seek(index), entryOf(value));
        model.splice(index, 0, value);
      } else if (kind === "find") {
        const position = packed.find(entryOf(value), 1);
        assertEquals(position < 0 ? -1 : model.indexOf(value), model.indexOf(value));
        if (position >= 0) assertEquals(position, packed.seek(model.indexOf(value)));
      } else if (index < model.length) {
        if (kind === "replace" && bytes < 500_000) {
          packed.replace(packed.seek(index), entryOf(value));
          model[index] = value;
        } else if (kind === "remove") {
          packed.remove(packed.seek(index), 1);
          model.splice(index, 1);
        }
      }
      assertEquals(packed.count, model.length);
    }
    const texts: string[] = [];
    const reader = new EntryText();
    packed.open(db, db.peek(KEY, 0, KEY.length));
    for (let at = packed.start; at < packed.end; at = packed.next(at)) {
      const { buf, start, end } = reader.read(packed.bytes, at);
      texts.push(new TextDecoder().decode(buf.subarray(start, end)));
    }
    assertEquals(texts, model);
    db.drop(packed.ref);
    assertEquals(keyspace.usedMemory, empty);
  }));
});
