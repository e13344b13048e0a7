import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { fromLatin1, fromString } from "../bytes/mod.ts";
import { BufferPool, type Reply, type ReplyLimits, ReplyProtocolError, ReplyReader, ReplyWriter } from "./mod.ts";

/** All replies in `text`, and whether every byte was used. */
function read(text: string, limits?: Partial<ReplyLimits>): Reply[] {
  const reader = new ReplyReader(limits);
  reader.push(fromLatin1(text));
  return drain(reader);
}

function drain(reader: ReplyReader): Reply[] {
  const replies: Reply[] = [];
  for (let reply = reader.next(); reply !== undefined; reply = reader.next()) replies.push(reply);
  return replies;
}

function refuses(text: string, problem: string, limits?: Partial<ReplyLimits>): void {
  assertThrows(() => read(text, limits), ReplyProtocolError, `Protocol error: ${problem}`);
}

Deno.test("ReplyReader reads every type", () => {
  const bulk = (text: string): Reply => ({ type: "bulk", value: fromString(text) });
  const one: Reply = { type: "integer", value: 1 };
  const cases: [string, Reply][] = [
    ["+OK\r\n", { type: "simple", value: "OK" }],
    ["+\r\n", { type: "simple", value: "" }],
    ["-ERR no\r\n", { type: "error", value: "ERR no" }],
    ["!6\r\nERR \r\n\r\n", { type: "error", value: "ERR \r\n" }],
    [":-42\r\n", { type: "integer", value: -42 }],
    [":+42\r\n", { type: "integer", value: 42 }],
    [":9223372036854775807\r\n", { type: "integer", value: 9223372036854775807n }],
    ["$0\r\n\r\n", bulk("")],
    ["$4\r\na\r\nb\r\n", bulk("a\r\nb")],
    ["$-1\r\n", { type: "null" }],
    ["*-1\r\n", { type: "null" }],
    ["_\r\n", { type: "null" }],
    ["*0\r\n", { type: "array", value: [] }],
    ["*2\r\n:1\r\n*1\r\n$1\r\nx\r\n", { type: "array", value: [one, { type: "array", value: [bulk("x")] }] }],
    ["%1\r\n$1\r\nk\r\n:1\r\n", { type: "map", value: [[bulk("k"), one]] }],
    ["~1\r\n:1\r\n", { type: "set", value: [one] }],
    [">1\r\n:1\r\n", { type: "push", value: [one] }],
    [",1.5\r\n", { type: "double", value: 1.5 }],
    [",-inf\r\n", { type: "double", value: -Infinity }],
    [",nan\r\n", { type: "double", value: NaN }],
    ["#t\r\n", { type: "boolean", value: true }],
    ["#f\r\n", { type: "boolean", value: false }],
    ["(-123456789012345678901\r\n", { type: "bigNumber", value: -123456789012345678901n }],
    ["=7\r\ntxt:abc\r\n", { type: "verbatim", format: "txt", value: fromString("abc") }],
    ["|1\r\n+ttl\r\n:1\r\n+x\r\n", {
      type: "attribute",
      value: [[{ type: "simple", value: "ttl" }, one]],
      reply: { type: "simple", value: "x" },
    }],
    ["*1\r\n|0\r\n:1\r\n", { type: "array", value: [{ type: "attribute", value: [], reply: one }] }],
  ];
  for (const [text, expected] of cases) assertEquals(read(text), [expected], JSON.stringify(text));
});

Deno.test("ReplyReader refuses what breaks the protocol", () => {
  refuses("\r\n", "expected a type, got an empty line");
  refuses("@1\r\n", 'unknown type "@"');
  refuses("+a\rb\r\n", "expected LF after CR");
  refuses("$-2\r\n", "invalid bulk length");
  refuses("$x\r\n", "invalid bulk length");
  refuses("$?\r\n", "invalid bulk length");
  refuses("!-1\r\n", "invalid bulk length");
  refuses("$1\r\nabc", "expected CR LF after a bulk string");
  refuses("*-2\r\n", "invalid array length");
  refuses("%-1\r\n", "invalid map length");
  refuses("%99999999999999999999\r\n", "invalid map length");
  refuses(":\r\n", "invalid integer");
  refuses(":+\r\n", "invalid integer");
  refuses(":9223372036854775808\r\n", "invalid integer");
  refuses(",1.5x\r\n", "invalid double");
  refuses("#y\r\n", "invalid boolean");
  refuses("(1.5\r\n", "invalid big number");
  refuses("_x\r\n", "invalid null");
  refuses("=3\r\ntxt\r\n", "invalid verbatim string");
  refuses("+" + "x".repeat(70_000), "too big line");
});

Deno.test("ReplyReader holds a peer to its limits", () => {
  refuses("$11\r\n", "invalid bulk length", { maxBulk: 10 });
  refuses("*11\r\n", "invalid array length", { maxElements: 10 });
  refuses("*1\r\n".repeat(129), "too deeply nested");
  refuses("|0\r\n".repeat(129), "too deeply nested");
  assertEquals(read("*1\r\n".repeat(128) + ":1\r\n").length, 1);
});

Deno.test("ReplyReader keeps refusing after an error", () => {
  const reader = new ReplyReader();
  reader.push(fromString("+OK\r\n@\r\n"));
  assertEquals(reader.next(), { type: "simple", value: "OK" });
  assertThrows(() => reader.next(), ReplyProtocolError);
  reader.push(fromString("+OK\r\n"));
  assertThrows(() => reader.next(), ReplyProtocolError);
});

Deno.test("ReplyReader.offset counts the bytes of whole replies", () => {
  const reader = new ReplyReader();
  reader.push(fromString("+OK\r\n$3\r\nab"));
  drain(reader);
  assertEquals(reader.offset, 5);
  reader.push(fromString("c\r\n:"));
  drain(reader);
  assertEquals(reader.offset, 14);
});

Deno.test("ReplyReader reads a large value in many pieces", () => {
  const value = new Uint8Array(3_000_000).fill(7);
  const bytes = fromString(`$${value.length}\r\n`);
  const reader = new ReplyReader();
  reader.push(bytes);
  for (let at = 0; at < value.length; at += 65_536) {
    assertEquals(reader.next(), undefined);
    reader.push(value.subarray(at, at + 65_536));
  }
  reader.push(fromString("\r\n+OK\r\n"));
  const [bulk, ok] = drain(reader);
  assert(bulk.type === "bulk" && bulk.value.length === value.length && bulk.value.every((byte) => byte === 7));
  assertEquals(ok, { type: "simple", value: "OK" });
});

const bytes = fc.uint8Array({ maxLength: 20 });
const line = fc.string({ maxLength: 20 }).map((text) => text.replace(/[\r\n]/g, " "));
const { reply } = fc.letrec<{ reply: Reply }>((tie) => ({
  reply: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    line.map((value): Reply => ({ type: "simple", value })),
    line.map((value): Reply => ({ type: "error", value })),
    fc.maxSafeInteger().map((value): Reply => ({ type: "integer", value })),
    fc.bigInt({ min: 2n ** 53n, max: 2n ** 63n - 1n }).map((value): Reply => ({ type: "integer", value })),
    bytes.map((value): Reply => ({ type: "bulk", value })),
    fc.constant<Reply>({ type: "null" }),
    fc.double({ noNaN: true }).map((value): Reply => ({ type: "double", value })),
    fc.boolean().map((value): Reply => ({ type: "boolean", value })),
    fc.bigInt().map((value): Reply => ({ type: "bigNumber", value })),
    line.map((text): Reply => ({ type: "verbatim", format: "txt", value: fromString(text) })),
    fc.array(tie("reply"), { maxLength: 4 }).map((value): Reply => ({ type: "array", value })),
    fc.array(tie("reply"), { maxLength: 4 }).map((value): Reply => ({ type: "set", value })),
    fc.array(tie("reply"), { maxLength: 4 }).map((value): Reply => ({ type: "push", value })),
    fc.array(fc.tuple(tie("reply"), tie("reply")), { maxLength: 3 }).map((value): Reply => ({ type: "map", value })),
    fc.tuple(fc.array(fc.tuple(tie("reply"), tie("reply")), { maxLength: 2 }), tie("reply"))
      .map(([value, reply]): Reply => ({ type: "attribute", value, reply })),
  ),
}));

/** Sends `reply` as this server sends replies. */
function write(out: ReplyWriter, reply: Reply): void {
  switch (reply.type) {
    case "simple":
      return out.simple(reply.value);
    case "error":
      return out.error(reply.value);
    case "integer":
      return out.int64(BigInt(reply.value));
    case "bulk":
      return out.bulkBytes(reply.value);
    case "null":
      return out.null();
    case "double":
      return out.double(reply.value);
    case "boolean":
      return out.bool(reply.value);
    case "bigNumber":
      return out.bigNumber(String(reply.value));
    case "verbatim":
      return out.verbatim(reply.format, new TextDecoder().decode(reply.value));
    default:
      return writeAggregate(out, reply);
  }
}

function writeAggregate(out: ReplyWriter, reply: Extract<Reply, { value: readonly unknown[] }>): void {
  out[reply.type](reply.value.length);
  for (const item of reply.value.flat() as Reply[]) write(out, item);
  if (reply.type === "attribute") write(out, reply.reply);
}

function written(replies: readonly Reply[]): Uint8Array {
  const out = new ReplyWriter(new BufferPool());
  out.resp3 = true;
  for (const each of replies) write(out, each);
  const parts: number[] = [];
  for (let part = out.take(); part !== null; part = out.take()) parts.push(...part.subarray(0, out.takenBytes));
  return Uint8Array.from(parts);
}

Deno.test("ReplyReader reads back what ReplyWriter writes, however it is split", () => {
  fc.assert(fc.property(fc.array(reply, { maxLength: 5 }), fc.array(fc.nat(40), { minLength: 1 }), (replies, sizes) => {
    const sent = written(replies);
    const reader = new ReplyReader();
    const got: Reply[] = [];
    for (let at = 0, i = 0; at < sent.length; i++) {
      const size = 1 + sizes[i % sizes.length];
      reader.push(sent.subarray(at, at + size));
      at += size;
      got.push(...drain(reader));
    }
    assertEquals(got, replies);
    assertEquals(reader.offset, sent.length);
  }));
});

Deno.test("ReplyReader meets any bytes with replies or with a ReplyProtocolError", () => {
  const piece = fc.oneof(
    bytes,
    fc.constantFrom(
      "*3\r\n",
      "$3\r\nabc\r\n",
      "$99999999\r\n",
      "%1\r\n",
      "*-1\r\n",
      ":1\r\n",
      "|1\r\n",
      "\r\n",
      ",1e9\r\n",
    ).map(fromLatin1),
  );
  fc.assert(fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
    const reader = new ReplyReader();
    try {
      for (const each of pieces) {
        reader.push(each);
        drain(reader);
      }
    } catch (error) {
      assert(error instanceof ReplyProtocolError, String(error));
    }
  }));
});
