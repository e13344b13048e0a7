import { latin1 } from "../../bytes/mod.ts";
import {
  CollectionEncoding,
  type Database,
  entryBytes,
  entryNumber,
  EntryText,
  Packed,
  type Ref,
  Type,
} from "../../store/mod.ts";
import { List } from "../../types/list/mod.ts";

/** Bytes of an entry that are shown. */
const SHOWN = 40;
/** Bytes of a hash's own before the first entry, where its fields have deadlines. */
const TIMED_HEAD = 8;

const PACKED = new Packed();
const LIST = new List();
const TEXT = new EntryText();

/** A line for each entry of the packed collection in a record, after one for all; `null` if it holds none. */
export function describePacked(database: Database, ref: Ref): string | null {
  const encoding = database.encoding(ref);
  const isTimed = encoding === CollectionEncoding.TIMED;
  if (database.type(ref) === Type.STRING || (encoding !== CollectionEncoding.PACKED && !isTimed)) return null;
  const { bytes, count, end, length, start } = PACKED.open(database, ref, isTimed ? TIMED_HEAD : 0);
  return `{entry bytes ${length}} {num entries ${count}}${describeEntries(bytes, start, end)}`;
}

/** A line for each chunk of the large list in a record, after one for all, with lines for its entries if `full`; `null` if it holds none. */
export function describeChunks(database: Database, ref: Ref, full: boolean): string | null {
  const large = database.type(ref) === Type.LIST ? LIST.open(database, ref).large : null;
  if (large === null) return null;
  const { chunks } = large;
  let text = `{count ${large.size}} {chunks ${chunks.length}} {entry bytes ${large.bytes}}`;
  for (let i = 0; i < chunks.length; i++) {
    const start = chunks.start(i);
    const end = chunks.end(i);
    text += `\n{chunk ${i}} {count ${chunks.count(i)}} {entry bytes ${end - start}}`;
    if (full) text += describeEntries(chunks.bytes(i), start, end);
  }
  return text;
}

function describeEntries(bytes: Uint8Array, start: number, end: number): string {
  let text = "";
  for (let at = start, index = 0; at < end; at += entryBytes(bytes, at), index++) {
    text += `\n\tindex ${index}, offset ${at - start}, bytes ${entryBytes(bytes, at)}: ${describeEntry(bytes, at)}`;
  }
  return text;
}

function describeEntry(bytes: Uint8Array, at: number): string {
  const number = entryNumber(bytes, at);
  if (number === number) return `[num] ${number}`;
  const { buf, start, end, length } = TEXT.read(bytes, at);
  const shown = JSON.stringify(latin1(buf, start, Math.min(end, start + SHOWN)));
  return `[str] ${shown}${length > SHOWN ? ` and ${length - SHOWN} more` : ""}`;
}
