import { fromString } from "../../src/bytes/mod.ts";
import { BufferPool, ReplyReader, ReplyWriter, Request, type RequestLimits } from "../../src/resp/mod.ts";

/** Requests or replies in one measured round; the figure of a round divided by this is that of one. */
const CALLS = 1000;
const LIMITS: RequestLimits = { maxBulk: 512 * 1024 * 1024, maxArguments: 1024 * 1024 };

let sink = 0;

function encoded(words: readonly string[]): string {
  return `*${words.length}\r\n${words.map((word) => `$${word.length}\r\n${word}\r\n`).join("")}`;
}

const key = "key:000000012345";
const pairs = Array.from({ length: 10 }, () => [key, "v".repeat(16)]).flat();
const requests = {
  "PING": encoded(["PING"]),
  "GET": encoded(["GET", key]),
  "SET of 16 bytes": encoded(["SET", key, "v".repeat(16)]),
  "SET of 1000 bytes": encoded(["SET", key, "v".repeat(1000)]),
  "SET with EX": encoded(["SET", key, "v".repeat(16), "EX", "100"]),
  "MSET of 10 keys": encoded(["MSET", ...pairs]),
  "inline GET": `GET ${key}\r\n`,
};
const request = new Request();
for (const [name, text] of Object.entries(requests)) {
  const input = fromString(text.repeat(CALLS));
  Deno.bench({
    name: `read ${name}, x${CALLS}`,
    group: "read requests",
    fn() {
      for (let at = 0; at < input.length;) {
        request.reset(at);
        at = request.read(input, input.length, LIMITS);
        sink ^= request.end[request.argc - 1];
      }
    },
  });
}

/** Bytes of a read from a socket: a request lies across the border of two now and then. */
const PIECE = 4096;
const pieces = fromString(requests["SET of 16 bytes"].repeat(CALLS));
Deno.bench({
  name: `read SET of 16 bytes in pieces of ${PIECE}, x${CALLS}`,
  group: "read requests",
  fn() {
    let at = 0;
    request.reset(0);
    for (let end = PIECE; at < pieces.length; end = Math.min(pieces.length, end + PIECE)) {
      for (let next = request.read(pieces, end, LIMITS); next > 0; next = request.read(pieces, end, LIMITS)) {
        sink ^= request.end[request.argc - 1];
        at = next;
        request.reset(at);
        if (at === end) break;
      }
    }
  },
});

const pool = new BufferPool();
const writer = new ReplyWriter(pool);
const bytes = fromString("v".repeat(1000));
const replies: Record<string, (i: number) => void> = {
  "OK": () => writer.ok(),
  "integer": (i) => writer.integer(i * 1000),
  "bulk of 16": () => writer.bulk(bytes, 0, 16),
  "bulk of 1000": () => writer.bulk(bytes, 0, 1000),
  "null": () => writer.null(),
  "bulk of a text": () => writer.bulkString("embstr"),
  "error": () => writer.error("ERR syntax error"),
  "array of 10 bulks": () => {
    writer.array(10);
    for (let i = 0; i < 10; i++) writer.bulk(bytes, 0, 16);
  },
  "double": () => writer.double(0.5),
};
for (const resp3 of [false, true]) {
  for (const [name, write] of Object.entries(replies)) {
    const protocol = resp3 ? "RESP3" : "RESP2";
    Deno.bench({
      name: `write ${name} in ${protocol}, x${CALLS}`,
      group: `write replies in ${protocol}`,
      fn() {
        writer.resp3 = resp3;
        for (let i = 0; i < CALLS; i++) write(i);
        sink ^= writer.pending;
        writer.clear();
      },
    });
  }
}

const stream = { "OK": "+OK\r\n", "integer": ":12345\r\n", "bulk of 16": `$16\r\n${"v".repeat(16)}\r\n` };
for (const [name, text] of Object.entries(stream)) {
  const input = fromString(text.repeat(CALLS));
  const reader = new ReplyReader();
  Deno.bench({
    name: `read ${name}, x${CALLS}`,
    group: "read replies",
    fn() {
      reader.push(input);
      while (reader.next() !== undefined) sink++;
    },
  });
}
addEventListener("unload", () => console.log(`checksum ${sink}`));
