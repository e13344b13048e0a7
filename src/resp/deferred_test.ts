import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { fromString, latin1 } from "../bytes/mod.ts";
import { BufferPool } from "./buffer_pool.ts";
import type { DeferredSource } from "./deferred.ts";
import { ReplyWriter } from "./reply.ts";

const VALUE = new Uint8Array(400_000).map((_, i) => 97 + i % 26);

/** Writes bulk strings and nulls, one in each part. */
class Parts implements DeferredSource {
  ended = 0;
  #next = 0;

  /** `lengths` of the bulk strings; `late`: it finds out that it is at the end only when it is asked for more. */
  constructor(readonly lengths: readonly number[], readonly late = false, readonly fault: Error | null = null) {}

  produce(into: ReplyWriter): boolean {
    assertEquals(this.ended, 0, "was asked for more after the end");
    if (this.#next < this.lengths.length) {
      into.bulk(VALUE, 0, this.lengths[this.#next++]);
      into.null();
      if (this.#next < this.lengths.length || this.late) return true;
    }
    if (this.fault !== null) throw this.fault;
    return false;
  }

  end(): void {
    this.ended++;
  }
}

/** Writes `count` bulk strings of 16 bytes, as many at a time as it should. */
class Elements implements DeferredSource {
  done = 0;
  ended = 0;

  constructor(readonly count: number) {}

  produce(into: ReplyWriter): boolean {
    if (this.done === 0) into.array(this.count);
    while (this.done < this.count && !into.isPartFull) {
      into.bulk(VALUE, 0, 16);
      this.done++;
    }
    return this.done < this.count;
  }

  end(): void {
    this.ended++;
  }
}

function writer(resp3 = false): ReplyWriter {
  const writer = new ReplyWriter(new BufferPool());
  writer.resp3 = resp3;
  return writer;
}

/** Takes one buffer; what it holds, `null` if there is none. */
function taken(out: ReplyWriter): string | null {
  const buffer = out.take();
  if (buffer === null) return null;
  const text = latin1(buffer, 0, out.takenBytes);
  // Whoever still uses a buffer that is free shows.
  buffer.fill(33);
  out.pool.give(buffer);
  return text;
}

/** All that waits. */
function rest(out: ReplyWriter): string {
  let all = "";
  for (let text = taken(out); text !== null; text = taken(out)) all += text;
  return all;
}

const size = fc.oneof(
  { weight: 6, arbitrary: fc.nat(40) },
  { weight: 3, arbitrary: fc.nat(40_000) },
  { weight: 1, arbitrary: fc.nat(VALUE.length) },
);
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant("reply" as const), size }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant("defer" as const),
      lengths: fc.array(size, { maxLength: 6 }),
      late: fc.boolean(),
    }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant("take" as const) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("settle" as const), which: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("protocol" as const), resp3: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("clear" as const) }) },
);

Deno.test("deferred replies come out as if they had been written at once", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const [out, twin] = [writer(), writer()];
      const sources: Parts[] = [];
      let expected = "";
      let sent = "";
      let written = 0;
      for (const each of steps) {
        if (each.do === "reply") {
          for (const writer of [out, twin]) {
            writer.bulk(VALUE, 0, each.size);
            writer.null();
          }
        } else if (each.do === "defer") {
          const source = new Parts(each.lengths, each.late);
          sources.push(source);
          out.defer(source);
          const atOnce = new Parts(each.lengths, each.late);
          while (atOnce.produce(twin));
        } else if (each.do === "take") sent += taken(out) ?? "";
        else if (each.do === "settle") { if (sources.length > 0) out.settle(sources[each.which % sources.length]); }
        else if (each.do === "protocol") out.resp3 = twin.resp3 = each.resp3;
        else {
          out.clear();
          expected = sent;
          twin.clear();
          for (const { ended } of sources) assertEquals(ended, 1);
          assertEquals([out.pending, out.queued, out.queuedMemory, out.isDeferring], [0, 0, 0, false]);
        }
        const more = rest(twin);
        expected += more;
        written += more.length;
        assert(sent === expected.slice(0, sent.length));
        const open = sources.filter(({ ended }) => ended === 0).length;
        if (sent.length < expected.length || open > 0) assert(out.pending > 0);
        assert(out.pending <= expected.length - sent.length + sources.length);
        assert(out.memory >= out.pending - sources.length);
        assert(out.peak <= written + sources.length);
      }
      sent += rest(out);
      assert(sent === expected);
      for (const { ended } of sources) assertEquals(ended, 1);
      assertEquals([out.pending, out.queued, out.queuedMemory, out.isDeferring], [0, 0, 0, false]);
    }),
    { numRuns: 300 },
  );
});

Deno.test("of a deferred reply of 100 MB less than 256 KB is there at any time", () => {
  const out = writer();
  const source = new Elements(4_500_000);
  out.ok();
  out.defer(source);
  out.ok();
  let bytes = 0;
  for (let buffer = out.take(); buffer !== null; buffer = out.take()) {
    bytes += out.takenBytes;
    assert(out.memory + buffer.length < 256 * 1024);
    out.pool.give(buffer);
  }
  assertEquals([bytes, source.done, source.ended], [4_500_000 * 23 + 10 + 2 * 5, 4_500_000, 1]);
  assert(out.peak < 256 * 1024);
});

Deno.test("a deferred reply is not begun before those in front of it are taken", () => {
  const out = writer();
  const source = new Elements(10);
  out.simple("first");
  out.defer(source);
  out.simple("last");
  assertEquals([taken(out), source.done], ["+first\r\n", 0]);
  assertEquals([taken(out), source.done, source.ended], [`*10\r\n${"$16\r\nabcdefghijklmnop\r\n".repeat(10)}`, 10, 1]);
  assertEquals(rest(out), "+last\r\n");
});

Deno.test("what waits of deferred replies counts in the figures of the writer", () => {
  const out = writer();
  const [first, second] = [new Elements(100_000), new Elements(100_000)];
  out.simple("0123456");
  out.defer(first);
  out.defer(second);
  assertEquals([out.pending, out.queued, out.queuedMemory, out.bufferUsed, out.isDeferring], [12, 1, 4096, 0, true]);
  out.settle(second);
  const bytes = 9 + 100_000 * 23;
  assertEquals(out.pending, 12 + bytes);
  assert(out.queued >= 1 + bytes / (256 * 1024) && out.queuedMemory >= bytes && out.queuedMemory < bytes * 1.3);
  out.settle(second);
  assertEquals([out.pending, first.done, second.ended], [12 + bytes, 0, 1]);
  assertEquals(rest(out).length, 10 + 2 * bytes);
  assertEquals([out.pending, out.queued, out.memory], [0, 0, 0]);
  assert(out.peak > bytes && out.peak < bytes + 256 * 1024);
});

Deno.test("who settles a source that fails does not notice; its client gets what there is, then nobody gets more", () => {
  for (const settled of [false, true]) {
    const out = writer();
    const source = new Parts([3], false, new Error("broken"));
    out.ok();
    out.defer(source);
    out.ok();
    if (settled) out.settle(source);
    assertEquals(taken(out), "+OK\r\n");
    assertEquals(taken(out), "$3\r\nabc\r\n$-1\r\n");
    assertThrows(() => out.take(), Error, "broken");
    assertThrows(() => out.take(), Error, "broken");
    out.clear();
    assertEquals([source.ended, out.pending, out.take()], [1, 0, null]);
  }
});

Deno.test("a source may defer a part of its reply", () => {
  const out = writer(true);
  const inner = new Parts([5, 4]);
  let calls = 0;
  out.defer({
    produce(into) {
      into.integer(++calls);
      if (calls === 1) into.defer(inner);
      return calls < 3;
    },
  });
  out.resp3 = false;
  out.null();
  assertEquals(rest(out), ":1\r\n$5\r\nabcde\r\n_\r\n$4\r\nabcd\r\n_\r\n:2\r\n:3\r\n$-1\r\n");
  assertEquals(inner.ended, 1);
});

Deno.test("nothing is asked of a source any more once its writer is cleared, however deep it lies", () => {
  const out = writer();
  const inner = new Parts([5, 4]);
  out.defer({
    produce(into) {
      into.ok();
      into.defer(inner);
      return false;
    },
  });
  assertEquals(taken(out), "+OK\r\n");
  assertEquals(inner.ended, 0);
  out.clear();
  assertEquals([inner.ended, out.pending, out.memory, out.take()], [1, 0, 0, null]);
});

Deno.test("a source that has nothing to write leaves no trace", () => {
  const out = writer();
  for (let i = 0; i < 10_000; i++) out.defer({ produce: () => false });
  out.raw(fromString("end"));
  assertEquals([rest(out), out.isDeferring, out.pending], ["end", false, 0]);
});
