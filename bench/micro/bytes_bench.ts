import {
  addDecimal,
  compareBytes,
  copyBytes,
  crc64,
  equalBytes,
  formatDouble,
  fromString,
  globMatchRange,
  hashBytes,
  hashCaseless,
  isCanonicalInt64,
  isWord,
  keySlot,
  latin1,
  newCrc64,
  parseDouble,
  parseInteger,
  seedHash,
  utf8,
  writeInteger,
} from "../../src/bytes/mod.ts";

/** Calls in one measured round; the figure of a round divided by this is that of one call. */
const CALLS = 1000;

const noise = new Uint8Array(1 << 16).map((_, i) => 0x61 + (i * 7) % 26);
const target = new Uint8Array(1 << 16);
let sink = 0;

function rounds(group: string, name: string, call: (i: number) => number): void {
  Deno.bench({
    name: `${name}, x${CALLS}`,
    group,
    fn() {
      let sum = 0;
      for (let i = 0; i < CALLS; i++) sum = (sum + call(i)) | 0;
      sink ^= sum;
    },
  });
}

function fnv1a(b: Uint8Array, s: number, e: number): number {
  let hash = 0x811c9dc5 | 0;
  for (let i = s; i < e; i++) hash = Math.imul(hash ^ b[i], 0x01000193);
  hash = Math.imul(hash ^ hash >>> 15, 0x2c1b3c6d);
  hash = Math.imul(hash ^ hash >>> 12, 0x297a2d39);
  return hash ^ hash >>> 15;
}

seedHash(0x01234567, 0x89abcdef);
for (const length of [6, 16, 64]) {
  rounds("hash", `hashBytes of ${length}`, (i) => hashBytes(noise, i, i + length));
  rounds("hash", `FNV-1a with avalanche of ${length}`, (i) => fnv1a(noise, i, i + length));
}
rounds("hash", "hashCaseless of 6", (i) => hashCaseless(noise, i, i + 6));
rounds("hash", "keySlot of 16", (i) => keySlot(noise, i, i + 16));

for (const length of [8, 16, 32, 48, 64, 100]) {
  rounds("copy", `copyBytes of ${length}`, (i) => {
    copyBytes(target, i, noise, i, i + length);
    return target[i];
  });
}
for (const length of [16, 100, 1000]) {
  rounds("compare", `equalBytes of ${length}`, (i) => equalBytes(noise, i, i + length, noise, i, i + length) ? 1 : 0);
  rounds("compare", `compareBytes of ${length}`, (i) => compareBytes(noise, i, i + length, noise, i, i + length));
}
const word = fromString("keepttl");
rounds("compare", "isWord of 7", () => isWord(word, 0, 7, "KEEPTTL") ? 1 : 0);

for (const length of [8, 16, 32, 100, 1000]) {
  rounds("text", `latin1 of ${length}`, (i) => latin1(noise, i, i + length).length);
  rounds("text", `utf8 of ${length}`, (i) => utf8(noise, i, i + length).length);
}

const integers = ["7", "12345", "1234567890", "9007199254740991", "9223372036854775807", "x1"].map(fromString);
for (const bytes of integers) {
  const text = latin1(bytes, 0, bytes.length);
  rounds("integer", `parseInteger of ${text}`, () => parseInteger(bytes, 0, bytes.length));
  rounds("integer", `isCanonicalInt64 of ${text}`, () => isCanonicalInt64(bytes, 0, bytes.length) ? 1 : 0);
}
for (const value of [7, 12345, 1234567890, 9007199254740991]) {
  rounds("integer", `writeInteger of ${value}`, (i) => writeInteger(target, i, value));
}

for (const text of ["3", "0.5", "12345.678", "0.30000000000000004", "1e100"]) {
  const bytes = fromString(text);
  const value = Number(text);
  rounds("double", `parseDouble of ${text}`, () => parseDouble(bytes, 0, bytes.length));
  rounds("double", `formatDouble of ${text}`, () => formatDouble(value).length);
}
const [tenAndHalf, tenth] = ["10.5", "0.1"].map(fromString);
rounds("double", "addDecimal of 10.5 and 0.1", () => String(addDecimal(tenAndHalf, tenth)).length);

const text = fromString("user:1000:session");
for (const source of ["user:*", "*:1000:*", "user:[0-9]???:s*n"]) {
  const pattern = fromString(source);
  rounds("glob", source, () => globMatchRange(pattern, 0, pattern.length, text, 0, text.length, false) ? 1 : 0);
}

const state = newCrc64();
Deno.bench({ name: "crc64 of 64 KiB", group: "crc64", fn: () => crc64(state, noise, 0, noise.length) });
addEventListener("unload", () => console.log(`checksum ${sink}`));
