import type { Family } from "../family.ts";
import { NUMBERS } from "../samples.ts";
import type { Command, Draw } from "../values.ts";

/** The longest string that an offset makes here, in bits. */
const LONGEST = 20_000;

/** Strings as arrays of bits. */
export const bitmaps: Family = [
  [3, (d) => ["SET", d.key("bits"), d.chance(0.5) ? d.binary(d.between(0, 80)) : d.value()]],
  [8, (d) => ["SETBIT", d.key("bits"), offset(d), d.chance(0.97) ? String(d.between(0, 1)) : d.one(["2", "-1", "x"])]],
  [6, (d) => ["GETBIT", d.key("bits"), d.chance(0.9) ? offset(d) : d.one(["4294967295", "4294967288", ...NUMBERS])]],
  [8, (d) => ["BITCOUNT", d.key("bits"), ...d.some(0.8, ...range(d))]],
  [8, bitpos],
  [6, bitop],
  [10, (d) => ["BITFIELD", d.key("bits"), ...fields(d, true)]],
  [3, (d) => ["BITFIELD_RO", d.key("bits"), ...fields(d, d.chance(0.1))]],
];

/** A bit's offset, mostly a small one. */
function offset(d: Draw): string {
  if (d.chance(0.75)) return String(d.between(0, 200));
  if (d.chance(0.8)) return String(d.between(0, LONGEST));
  return d.one(["4294967296", "-1", "", "x", "01", "#1", "9223372036854775807", "99999999999999999999"]);
}

/** An index from either end: of a byte, or of a bit. */
function index(d: Draw): string {
  return d.chance(0.3) ? String(d.between(-LONGEST, LONGEST)) : d.integer(-40, 40);
}

function range(d: Draw): string[] {
  return [
    index(d),
    ...d.some(0.95, index(d), ...d.some(0.6, d.anyCase(d.one(["BYTE", "BIT", "BIT"])))),
    ...d.some(0.02, "NOPE"),
  ];
}

function bitpos(d: Draw): Command {
  const bit = d.chance(0.97) ? String(d.between(0, 1)) : d.one(["2", "-1", "x"]);
  return ["BITPOS", d.key("bits"), bit, ...d.some(0.7, ...(d.chance(0.2) ? [index(d)] : range(d)))];
}

function bitop(d: Draw): Command {
  const operation = d.anyCase(d.one(["AND", "OR", "XOR", "NOT"]));
  const alone = operation.toUpperCase() === "NOT" && d.chance(0.95);
  return ["BITOP", d.chance(0.98) ? operation : "NOPE", d.key("bits"), ...d.keys(alone ? 1 : 5, "bits")];
}

/** Subcommands of BITFIELD; `writes` says whether there may be others than GET. */
function fields(d: Draw, writes: boolean): string[] {
  return Array.from({ length: d.between(0, 4) }, () => {
    const overflow = d.some(0.3, d.anyCase("OVERFLOW"), d.anyCase(d.one(["WRAP", "SAT", "FAIL"])));
    const name = d.anyCase(d.one(writes ? ["GET", "SET", "INCRBY"] : ["GET"]));
    const field = [name, fieldType(d), fieldOffset(d)];
    return [
      ...overflow,
      ...field,
      ...(name.toUpperCase() === "GET" ? [] : [amount(d)]),
      ...d.some(0.01, d.one(["NOPE", "GET", "SET", "OVERFLOW"])),
    ];
  }).flat();
}

function fieldType(d: Draw): string {
  if (d.chance(0.02)) {
    return d.one(["u64", "i65", "u0", "i0", "x8", "8", "", "i", "u08", "i-1", "U8", "u 8", "i18446744073709551617"]);
  }
  const bits = d.chance(0.5) ? d.one([1, 2, 4, 8, 16, 31, 32, 33, 62, 63]) : d.between(1, 63);
  return d.chance(0.5) ? `u${bits}` : `i${d.chance(0.1) ? 64 : bits}`;
}

function fieldOffset(d: Draw): string {
  if (d.chance(0.7)) return String(d.between(0, 150));
  return d.chance(0.9)
    ? `#${d.between(0, 12)}`
    : d.one(["4294967296", "-1", "", "x", "01", "#", "#-1", "##1", "#x", "#4294967296", "#01", " 1"]);
}

/** What is set or added: few bits as a rule, or about a power of two. */
function amount(d: Draw): string {
  if (d.chance(0.4)) return d.integer(-300, 300);
  const power = 2n ** BigInt(d.between(0, 62)) + BigInt(d.between(-2, 2));
  return String(d.chance(0.5) ? power : -power);
}
