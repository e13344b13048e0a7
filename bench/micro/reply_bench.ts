import { fromString } from "../../src/bytes/mod.ts";
import { bulkEntries } from "../../src/engine/mod.ts";
import { BufferPool, ReplyWriter } from "../../src/resp/mod.ts";
import { entryBytes, EntryText, PackedEntry } from "../../src/store/mod.ts";

/** Entries in one measured round; the figure of a round divided by this is that of one. */
const ENTRIES = 600;
const START = 8;

const writer = new ReplyWriter(new BufferPool());
const text = new EntryText();

for (const value of ["v".repeat(3), "v".repeat(16), "v".repeat(60), "12345"]) {
  const bytes = new Uint8Array(64 * 1024);
  const from = fromString(value);
  const entry = new PackedEntry().text(from, 0, from.length);
  let end = START;
  for (let i = 0; i < ENTRIES; i++) end = entry.write(bytes, end);
  const group = `entries of ${value.length} ${value[0] === "v" ? "letters" : "digits"}`;
  Deno.bench({
    name: `${group} together, x${ENTRIES}`,
    group,
    fn() {
      bulkEntries(writer, bytes, START, end, ENTRIES);
      writer.clear();
    },
  });
  Deno.bench({
    name: `${group} one by one, x${ENTRIES}`,
    group,
    fn() {
      for (let at = START; at < end; at += entryBytes(bytes, at)) {
        text.read(bytes, at);
        writer.bulk(text.buf, text.start, text.end);
      }
      writer.clear();
    },
  });
}
