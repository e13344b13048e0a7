import { assert, assertEquals } from "@std/assert";
import { fakePlatform } from "../../../tests/support/fakes/mod.ts";
import { fromString, latin1 } from "../../bytes/mod.ts";
import { type Context, Engine, type Host, type Link, type Session } from "../../engine/mod.ts";
import { BufferPool, ReplyReader, Request } from "../../resp/mod.ts";
import { hashes } from "./mod.ts";

const FIELDS = 3000;
const VALUE = "v".repeat(500);

/** Runs commands on hashes without a connection. Replies stay where they are until they are taken. */
class Harness {
  readonly engine: Engine;

  constructor() {
    const { clock, random } = fakePlatform();
    const host = {} as Host;
    this.engine = new Engine({ clock, random, pool: new BufferPool(), databases: 1, commands: hashes, host });
    for (let i = 0; i < FIELDS; i += 100) {
      const pairs = Array.from({ length: 100 }, (_, j) => [`f${i + j}`, VALUE]).flat();
      this.run(this.session(), "HSET", "h", ...pairs);
    }
  }

  session(): Session {
    return this.engine.open({ peer: "", local: "", isLocal: true } as Link);
  }

  run(session: Session, ...words: string[]): void {
    const spec = hashes.find(({ name }) => name === words[0])!;
    const { engine, engine: { keyspace } } = this;
    const command = engine.table.all().find(({ spec: { name } }) => name === words[0])!;
    const args = Request.of(words.map(fromString));
    const ctx: Context = { args, reply: session.out, session, db: keyspace.databases[0], keyspace, engine, command };
    spec.run!(ctx);
  }

  /** Takes `buffers` buffers of what waits for a session, all by default, and returns their bytes. */
  take({ out }: Session, buffers = Infinity): string {
    let text = "";
    for (let i = 0; i < buffers; i++) {
      const buffer = out.take();
      if (buffer === null) break;
      text += latin1(buffer, 0, out.takenBytes);
    }
    return text;
  }
}

/** The elements of a reply that is an array of bulk strings. */
function elements(reply: string): string[] {
  const reader = new ReplyReader();
  reader.push(Uint8Array.from(reply, (char) => char.charCodeAt(0)));
  const array = reader.next()!;
  assert(array.type === "array");
  return array.value.map((each) => each.type === "bulk" ? latin1(each.value, 0, each.value.length) : each.type);
}

const CHANGES = [
  ["HSET", "h", "f1", "changed"],
  ["HSET", "h", "new", "field"],
  ["HDEL", "h", "f2", "f3"],
  ["HINCRBY", "h", "counter", "1"],
  ["HEXPIRE", "h", "10", "FIELDS", "1", "f5"],
  ["HPERSIST", "h", "FIELDS", "1", "f5"],
  ["HEXPIRE", "h", "0", "FIELDS", "1", "f7"],
] as const;

Deno.test("HGETALL of a huge hash shows what it was, however it changes while it is sent", () => {
  const harness = new Harness();
  for (const change of CHANGES) {
    const [slow, quick] = [harness.session(), harness.session()];
    harness.run(quick, "HGETALL", "h");
    harness.run(slow, "HGETALL", "h");
    const expected = harness.take(quick);
    assert(slow.out.memory < 100_000, "hardly anything is written before it is asked for");
    const begun = harness.take(slow, 3);
    harness.run(harness.session(), ...change);
    assertEquals(begun + harness.take(slow), expected);
    assertEquals(harness.engine.keyspace.readers.size, 0);
  }
});

Deno.test("a huge hash that goes while it is sent", () => {
  for (const empties of ["drop", "flush", "expiry"]) {
    const harness = new Harness();
    const { keyspace } = harness.engine;
    const [db] = keyspace.databases;
    const fields = Array.from({ length: FIELDS }, (_, i) => `f${i}`);
    if (empties === "expiry") harness.run(harness.session(), "HPEXPIRE", "h", "50", "FIELDS", `${FIELDS}`, ...fields);
    const session = harness.session();
    harness.run(session, "HKEYS", "h");
    const begun = harness.take(session, 1);
    keyspace.setTime(keyspace.now + 50);
    if (empties === "drop") db.remove(fromString("h"), 0, 1);
    else if (empties === "flush") keyspace.flush([db], false);
    else keyspace.expireDue(() => true);
    while (keyspace.graveyard.freeSome(() => true));
    assertEquals([db.size, keyspace.readers.size], [0, 0]);
    assertEquals(elements(begun + harness.take(session)).toSorted(), fields.toSorted());
  }
});

Deno.test("a client that leaves reads no more", () => {
  const harness = new Harness();
  for (const command of [["HGETALL", "h"], ["HRANDFIELD", "h", "-100000"]]) {
    const session = harness.session();
    harness.run(session, ...command);
    harness.take(session, 2);
    assertEquals(harness.engine.keyspace.readers.size, 1);
    session.out.clear();
    assertEquals(harness.engine.keyspace.readers.size, 0);
  }
});

Deno.test("HRANDFIELD of many fields draws from what the hash was", () => {
  const harness = new Harness();
  const session = harness.session();
  harness.run(session, "HRANDFIELD", "h", "-50000");
  const begun = harness.take(session, 2);
  harness.run(harness.session(), "HDEL", "h", ...Array.from({ length: FIELDS }, (_, i) => `f${i}`));
  harness.run(harness.session(), "HSET", "h", "other", "1");
  const drawn = elements(begun + harness.take(session));
  assertEquals(drawn.length, 50_000);
  assert(drawn.every((field) => /^f\d+$/.test(field)));
  assertEquals(new Set(drawn).size, FIELDS);
});
