import { assert, assertEquals } from "@std/assert";
import { RANKS } from "./estimate.ts";
import { REGISTERS } from "./layout.ts";
import { countSparse, describeSparse, raiseToSparse } from "./sparse.ts";

function read(...opcodes: number[]): { sound: boolean; registers: Uint8Array; histogram: Int32Array; text: string } {
  // What lies behind the value is not its own.
  const buf = Uint8Array.of(0xff, ...opcodes, 0xff, 0xff);
  const end = buf.length - 2;
  const registers = new Uint8Array(REGISTERS);
  const histogram = new Int32Array(RANKS);
  const sound = raiseToSparse(registers, buf, 1, end);
  assertEquals(countSparse(buf, 1, end, histogram), sound);
  return { sound, registers, histogram, text: describeSparse(buf, 1, end) };
}

Deno.test("opcodes are runs of registers", () => {
  const { sound, registers, histogram, text } = read(0x05, 0x83, 0xff, 0x81, 0x3f, 0x7f, 0xaf);
  assert(sound);
  assertEquals(text, "z:6 v:1,4 v:32,4 v:1,2 z:64 Z:16304");
  const expected = new Uint8Array(REGISTERS);
  expected.fill(1, 6, 10).fill(32, 10, 14).fill(1, 14, 16);
  assertEquals(registers, expected);
  assertEquals([histogram[0], histogram[1], histogram[32]], [REGISTERS - 10, 6, 4]);
});

Deno.test("a total of other than 16,384 registers is corrupt", () => {
  assert(read(0x7f, 0xff).sound);
  assert(read(0x7f, 0xfe, 0x80).sound);
  assert(!read().sound);
  assert(!read(0x7f, 0xfe).sound);
  assert(!read(0x7f, 0xff, 0x00).sound);
  assert(!read(0x7f, 0xfe, 0x81).sound);
  assert(!read(...Array(50_000).fill(0x7f)).sound);
});

Deno.test("the second byte of an XZERO is never taken from behind the end", () => {
  // With byte 255, which stands there, the first total would be right, with 0 the second one.
  assert(!read(0x7f).sound);
  assert(!read(0x3f, 0x3f, 0x3f, 0x3e, 0x7f).sound);
  assert(read(0x3f, 0x3f, 0x3f, 0x3e, 0x7f, 0x00).sound);
  assertEquals(read(0x7f).text, "Z:16129");
});
